"""Making a lot: choose retired devices, see which may leave and why others may not, say for whom and at what value."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.partners.models import Permission
from sobria.city.partners.selectors import allowed
from sobria.city.people.access import access_writer
from sobria.city.registers.acting import done
from sobria.city.registers.imports.sentences import language
from sobria.engine.devices.caps import LOT_MOST, kind_of, kinds, settings
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain import lots
from sobria.inclusive.devices.chain.desk import asking, writers
from sobria.inclusive.devices.chain.forms import ChooseForm, LotForm
from sobria.inclusive.devices.chain.standing import SCOPE
from sobria.inclusive.devices.models import Lot
from sobria.sober.equipment import services as equipment

PAGE_ROWS = 30
REASONS = 20
"""Devices that may not leave whose reason is written; the others are counted."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """`ready`: device → its type; `refused`: (device, sentence) of those that may not leave, the first of them."""

    ready: dict[int, str]
    refused: tuple[tuple[int, str], ...]
    refused_count: int


@writers
@asking
def choose(request: HttpRequest) -> HttpResponse:
    """Devices out of use, by page; a lot is made of those ticked, or of all that were found. Three queries."""
    form = ChooseForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {"q": "", "kind": ""}
    found = equipment.offerable(asked=told["q"], categories=_categories(told["kind"]))
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "asked": request.GET.urlencode(), "most": _most()}
    return render(request, "devices/chain/desk_choose.html", context)


@writers
@asking
def prepare(request: HttpRequest) -> HttpResponse:
    """For whom, and at what value. Nothing is written until it is confirmed. A dozen queries."""
    writer = access_writer(request, SCOPE)
    day = timezone.localdate()
    chosen = _judged(_asked(request), day)
    confirmed = "partner" in request.POST
    partners = allowed(Permission.COLLECT, day).order_by("name")
    form = LotForm(request.POST if confirmed else None, partners=partners, present=set(chosen.ready.values()))
    made: list[Lot] = []

    def act() -> None:
        values = {pk: form.value_of(kind) for pk, kind in chosen.ready.items()}
        told = form.cleaned_data
        made.append(
            lots.offer_lot(partner=told["partner"], values=values, day=told["day"], note=told["note"], by=writer)
        )

    if confirmed and done(request, form, act):
        messages.success(request, _("Lot %(number)s proposé.") % {"number": made[0].number})
        return redirect("devices-desk:lot", number=made[0].number)
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "ids": ",".join(str(pk) for pk in chosen.ready),
        "by_kind": _by_kind(chosen.ready.values()),
        "has_partner": partners.exists(),
        "too_many": len(chosen.ready) > _most(),
        "most": _most(),
    }
    return render(request, "devices/chain/desk_prepare.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> list[int]:
    """Numbers ticked, listed (`ids`), or all that a filter finds, one more than a lot holds at most."""
    given = request.POST if request.method == "POST" else request.GET
    if "all" in given:
        form = ChooseForm({"q": given.get("q", ""), "kind": given.get("kind", "")})
        told = form.cleaned_data if form.is_valid() else {"q": "", "kind": ""}
        found = equipment.offerable(asked=told["q"], categories=_categories(told["kind"]))
        return list(found.values_list("pk", flat=True)[: _most() + 1])
    listed = [*given.getlist("device"), *given.get("ids", "").split(",")]
    numbers = {int(one) for one in listed if one.isascii() and one.isdigit() and len(one) < 16}  # noqa: PLR2004
    return sorted(numbers)[: _most() + 1]


def _judged(devices: Collection[int], day: date) -> Chosen:
    if not devices:
        return Chosen({}, (), 0)
    judged = equipment.preview_offer(devices, day=day)
    ready = {one.pk: kind_of(one.category) for one in equipment.leaving(judged.done)}
    sentences = tuple((one.device, Refusal(one.code, **one.params).sentence(language())) for one in judged.refused)
    return Chosen(ready, sentences[:REASONS], len(sentences))


def _by_kind(present: Collection[str]) -> list[tuple[str, int]]:
    codes = [code for code in kinds() if code in present]
    return [(kinds()[code].name(language()), list(present).count(code)) for code in codes]


def _categories(kind: str) -> tuple[str, ...]:
    return kinds()[kind].categories if kind else ()


def _most() -> int:
    return int(settings()[LOT_MOST].value)
