"""Staff pages of the proofs of erasure: what remains to do, the drives of a device, what waits for a witness."""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sobria.city.people.access import allow, may_write, person
from sobria.city.people.roles import WITNESSES, WRITERS
from sobria.city.registers.downloads import Echo, harmless
from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.life import UNKNOWN, states
from sobria.engine.messages import Refusal
from sobria.sober.equipment.erasure import selectors, services
from sobria.sober.equipment.erasure.forms import DriveForm, RemovalForm, SearchForm
from sobria.sober.equipment.models import Device, Removal
from sobria.sober.equipment.register import name_of
from sobria.sober.equipment.selectors import CODE

LONGEST_LIST = 500


@allow(scope=CODE)
@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """Retired devices whose drives lack a proof. A constant number of queries."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    page, rows = selectors.todo_page(request.GET.get("page"), language(), asked=asked)
    ready = [one.device.pk for one in rows if not one.lacks]
    context = {
        "page": page,
        "form": form,
        "total": selectors.waiting().count() if asked else page.paginator.count,
        "rows": [{"one": one, "name": name_of(one.device, False)} for one in rows],
        "ready": ready,
        "ready_text": ",".join(map(str, ready)),
        "to_witness": selectors.unconfirmed(person(request)).count(),
        "may_write": may_write(person(request), CODE),
    }
    return render(request, "equipment/erasure/todo.html", context)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """The devices shown as ready become erased; whatever changed meanwhile stays."""
    asked = request.POST.get("devices", "").split(",")[:LONGEST_LIST]
    devices = [int(one) for one in asked if one.isascii() and one.isdigit() and len(one) < len("9999999999")]
    done = services.record_erasures(devices, by=person(request))
    messages.success(request, erased_text(len(done)))
    return redirect("equipment-desk:erasure")


def erased_text(count: int) -> str:
    told = ngettext("%(n)s équipement est maintenant effacé.", "%(n)s équipements sont maintenant effacés.", count)
    return told % {"n": count}


@allow(scope=CODE)
@require_safe
def device(request: HttpRequest, pk: int) -> HttpResponse:
    return _device_page(request, get_object_or_404(Device, pk=pk))


def _device_page(request: HttpRequest, one: Device, **forms: Any) -> HttpResponse:
    state, by = states()[one.status or UNKNOWN], person(request)
    writes = may_write(by, CODE) and not state.gone and one.quantity == 1
    context: dict[str, Any] = {
        "device": one,
        "name": name_of(one, False),
        "state": state.name(language()),
        "gone": state.gone,
        "media": selectors.media(one, language()),
        "may_write": writes,
    }
    if writes:
        context["drive_form"] = forms.get("drive_form") or DriveForm()
        context["removal_form"] = forms.get("removal_form") or RemovalForm(device=one, by=by)
    return render(request, "equipment/erasure/device.html", context, status=422 if forms else 200)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Device, pk=pk)
    form = DriveForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            drive = services.declare_drive(one, serial=said["serial"], kind=said["kind"], by=person(request))
        except Refusal as refusal:
            form.add_error("serial", refusal.sentence(language()))
        else:
            messages.success(request, _("Support %(serial)s déclaré.") % {"serial": drive.serial})
            return redirect("equipment-desk:erasure-device", pk)
    return _device_page(request, one, drive_form=form)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Device, pk=pk)
    form = RemovalForm(request.POST, device=one, by=person(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.record_removal(
                one,
                drive=said.get("drive"),
                day=said["day"],
                fate=said.get("fate", ""),
                witness=said["witness"],
                by=person(request),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
        else:
            messages.success(request, _("Retrait enregistré : il vaudra quand son témoin l’aura confirmé."))
            return redirect("equipment-desk:erasure-device", pk)
    return _device_page(request, one, removal_form=form)


@allow(scope=CODE)
@require_safe
def witness_list(request: HttpRequest) -> HttpResponse:
    """What waits for this person first; then what waits for others."""
    by = person(request)
    page = Paginator(selectors.unconfirmed(), selectors.PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"one": one, "name": name_of(one.device, False), "mine": one.witness_id == by.pk} for one in page]
    context = {"page": page, "mine": selectors.unconfirmed(by)[: selectors.PER_PAGE], "rows": rows}
    return render(request, "equipment/erasure/witness.html", context)


@allow(read=WITNESSES, write=WITNESSES, scope=CODE)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        erased = services.confirm_removal(get_object_or_404(Removal, pk=pk), by=person(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
    else:
        told = _("Retrait confirmé.")
        messages.success(request, f"{told} {erased_text(len(erased))}" if erased else told)
    return redirect("equipment-desk:erasure-witness")


@allow(scope=CODE)
@require_safe
def index(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001 - a view
    """Every certificate, streamed, with the fingerprint of the document it comes from."""
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow(selectors.INDEX)
        for row in selectors.index_rows():
            yield writer.writerow([_cell(value) for value in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="certificats-effacement-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return harmless(value)
