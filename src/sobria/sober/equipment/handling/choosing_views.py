"""Choose devices: by the register's filters, by ticking, by pasting a list. Then see what may be done with them."""

import csv
import io
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import access_writer, allow
from sobria.city.people.roles import WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.downloads import harmless
from sobria.city.registers.forms import FilterForm
from sobria.city.registers.imports.sentences import language
from sobria.city.registers.selection import Selection, select
from sobria.engine.equipment.life import UNKNOWN, acts
from sobria.engine.messages import Refusal, say
from sobria.sober.equipment.handling import selections
from sobria.sober.equipment.handling.device_views import REGISTER
from sobria.sober.equipment.handling.forms import PickForm
from sobria.sober.equipment.handling.history import state_name
from sobria.sober.equipment.handling.labels import labels, sheets
from sobria.sober.equipment.handling.picking import Lost, pick
from sobria.sober.equipment.handling.selections import Chosen
from sobria.sober.equipment.life.acts import possible
from sobria.sober.equipment.life.moving import LIMIT
from sobria.sober.equipment.models import Device, Status
from sobria.sober.equipment.register import EQUIPMENT, name_of
from sobria.sober.equipment.selectors import CODE

ALL = "all"
ROWS = 40
LOST_SHOWN = 5
IN_A_LOT = 1000


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The filters stay in the address; ticks and the pasted list are posted. Seven queries, plus one per new filter."""
    writer = access_writer(request, CODE)
    selection = select(EQUIPMENT, request.GET.dict(), public=False)
    page = selection.page(request.GET.get("page", "1"))
    form = PickForm(posted(request), offered=[row.pk for row in page.object_list])
    if request.method == "POST" and form.is_valid():
        try:
            chosen = _chosen(form, selection, takes_all=request.POST.get("take") == ALL)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
        else:
            token = selections.keep(chosen, by=writer)
            return redirect("equipment-desk:handling-selection", token=token)
    context = REGISTER | {
        "selection": selection,
        "filters": FilterForm(selection),
        "page": page,
        "rows": rows_of(page.object_list),
        "form": form,
        "limit": LIMIT,
        "address": request.get_full_path(),
    }
    return render(request, "equipment/handling/choose.html", context, status=422 if form.is_bound else 200)


def _chosen(form: PickForm, selection: Selection, *, takes_all: bool) -> Chosen:
    """Raises Refusal when there is nothing, or too much."""
    picked = pick(form.cleaned_data["pasted"])
    first = selection.rows.values_list("pk", flat=True)[: LIMIT + 1] if takes_all else form.cleaned_data["device"]
    devices = list(dict.fromkeys([*first, *picked.devices]))
    if len(devices) > LIMIT:
        count = selection.rows.count() if takes_all else len(devices)
        raise Refusal("life-too-many", count=max(count, len(devices)), limit=LIMIT)
    if not devices and picked.lost:
        raise Refusal("handling-nothing-found", count=len(picked.lost), **_first(picked.lost))
    if not devices:
        raise Refusal("life-nothing")
    return Chosen(devices, [(one.line, one.value, one.code) for one in picked.lost])


def _first(lost: tuple[Lost, ...]) -> dict[str, Any]:
    return {"line": lost[0].line, "value": lost[0].value[:60]}


@allow(read=WRITERS, scope=CODE)
@require_safe
def selection_page(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """What the selection holds, and each act with how many devices their state lets do it. Five queries."""
    try:
        chosen = selections.kept(token, by=access_writer(request, CODE))
    except Refusal as refusal:
        return gone(request, refusal)
    page = Paginator(chosen.devices, ROWS).get_page(request.GET.get("page", "1"))
    found = Device.objects.in_bulk(list(page.object_list))
    context = REGISTER | {
        "token": token,
        "count": len(chosen.devices),
        "acts": acts_for(chosen.devices),
        "page": page,
        "rows": rows_of(found[pk] for pk in page.object_list if pk in found),
        "lost": [(line, value, say(code, language(), value=value)) for line, value, code in chosen.lost[:LOST_SHOWN]],
        "lost_count": len(chosen.lost),
        "leaving": ",".join(map(str, leaving(chosen.devices))),
    }
    return render(request, "equipment/handling/selection.html", context)


def acts_for(devices: list[int]) -> list[tuple[str, str, int]]:
    """(code, name, number of these devices in a state from which it is possible), in the order of a life. One query."""
    counted = Device.objects.filter(pk__in=devices).values_list("status").annotate(units=Count("pk")).order_by()
    by_state = {status or UNKNOWN: units for status, units in counted}
    able: dict[str, int] = {}
    for state, units in by_state.items():
        for act in possible(state):
            able[act.code] = able.get(act.code, 0) + units
    return [(code, act.name(language()), able[code]) for code, act in acts().items() if code in able]


def leaving(devices: list[int]) -> list[int]:
    """Those that a lot may hold as far as their state says, and no more than it takes to say they are too many."""
    ready = Device.objects.filter(pk__in=devices, status__in=(Status.RETIRED, Status.ERASED)).order_by("pk")
    return list(ready.values_list("pk", flat=True)[: IN_A_LOT + 1])


@allow(read=WRITERS, scope=CODE)
@require_safe
def lost_file(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    try:
        chosen = selections.kept(token, by=access_writer(request, CODE))
    except Refusal as refusal:
        return gone(request, refusal)
    lines = [(line, value, say(code, language(), value=value)) for line, value, code in chosen.lost]
    return csv_answer("lignes-non-reconnues.csv", (_("ligne"), _("valeur"), _("raison")), lines)


@allow(read=WRITERS, scope=CODE)
@require_safe
def label_sheet(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """One sheet of labels of the selection. Two queries."""
    try:
        chosen = selections.kept(token, by=access_writer(request, CODE))
    except Refusal as refusal:
        return gone(request, refusal)
    page = sheets(chosen.devices).get_page(request.GET.get("page", "1"))
    found = Device.objects.in_bulk(list(page.object_list))
    context = REGISTER | {
        "token": token,
        "page": page,
        "labels": labels((found[pk] for pk in page.object_list if pk in found), request),
    }
    return render(request, "equipment/handling/labels.html", context)


def rows_of(devices: Iterable[Any]) -> list[tuple[str, str, str, str]]:
    """(number, name, state, entity) of each."""
    return [(str(one.pk), name_of(one, False), state_name(one.status), one.entity or "") for one in devices]


def gone(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = REGISTER | {"refused": refusal.sentence(language())}
    return render(request, "equipment/handling/gone.html", context, status=404)


def csv_answer(name: str, head: tuple[str, ...], lines: Iterable[tuple[Any, ...]]) -> HttpResponse:
    """A file that a spreadsheet opens and never runs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([harmless(value) for value in line] for line in lines)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
