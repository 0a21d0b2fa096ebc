"""One act on a whole selection: say its details, see who can and who cannot, confirm, read what was done."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import access_writer, allow
from sobria.city.people.roles import WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.life import Act, acts
from sobria.engine.messages import Refusal
from sobria.sober.equipment.handling import selections
from sobria.sober.equipment.handling.choosing_views import ROWS, csv_answer, gone
from sobria.sober.equipment.handling.confirming import confirm, reasons_of
from sobria.sober.equipment.handling.device_views import REGISTER, consequence, is_final
from sobria.sober.equipment.handling.forms import DetailsForm
from sobria.sober.equipment.handling.history import state_name
from sobria.sober.equipment.handling.selections import Chosen
from sobria.sober.equipment.life.acts import OF_LOTS, foresee
from sobria.sober.equipment.life.moving import Details
from sobria.sober.equipment.models import Device
from sobria.sober.equipment.register import name_of
from sobria.sober.equipment.selectors import CODE

Reasons = list[tuple[int, str]]


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, token: uuid.UUID, act: str) -> HttpResponse:
    """What is said once for all the devices of the selection. Nothing is done yet."""
    writer, wanted = access_writer(request, CODE), _act(act)
    try:
        chosen = selections.kept(token, by=writer)
    except Refusal as refusal:
        return gone(request, refusal)
    typed = chosen.typed if chosen.act == act and request.method != "POST" else None
    form = DetailsForm(wanted, posted(request))
    if typed:
        form.initial = typed
    if request.method == "POST" and form.is_valid():
        said = {name: request.POST[name] for name in form.fields if request.POST.get(name)}
        selections.keep(Chosen(chosen.devices, chosen.lost, act, said), by=writer, token=token)
        return redirect("equipment-desk:handling-preview", token=token)
    context = REGISTER | {"token": token, "act": wanted.name(language()), "count": len(chosen.devices), "form": form}
    return render(request, "equipment/handling/details.html", context, status=422 if form.is_bound else 200)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Who can and who cannot, with the reason. Posted: it is done, once. Twelve queries to look."""
    writer = access_writer(request, CODE)
    try:
        chosen = selections.kept(token, by=writer)
    except Refusal as refusal:
        return gone(request, refusal)
    if chosen.done is not None:
        return redirect("equipment-desk:handling-result", token=token)
    if not chosen.act:
        return redirect("equipment-desk:handling-selection", token=token)
    wanted, refused = acts()[chosen.act], ""
    form = DetailsForm(wanted, chosen.typed)
    if not form.is_valid():  # the slip chosen left meanwhile, or a day passed
        return redirect("equipment-desk:handling-details", token=token, act=wanted.code)
    if request.method == "POST":
        try:
            told = _details(form, chosen.devices)
            confirm(token, wanted.code, by=writer, details=told, new_slip=form.new_slip(writer))
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            return redirect("equipment-desk:handling-result", token=token)
    moved = foresee(chosen.devices, wanted.code, _details(form, chosen.devices))
    context = _shown(request, token, len(moved.done), reasons_of(moved)) | {
        "act": wanted.name(language()),
        "code": wanted.code,
        "consequence": consequence(wanted),
        "danger": is_final(wanted),
        "refused": refused,
    }
    return render(request, "equipment/handling/preview.html", context, status=422 if refused else 200)


@allow(read=WRITERS, scope=CODE)
@require_safe
def result(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """What was done, and the list of what was not. One query."""
    try:
        chosen = selections.kept(token, by=access_writer(request, CODE))
    except Refusal as refusal:
        return gone(request, refusal)
    if chosen.done is None:
        return redirect("equipment-desk:handling-selection", token=token)
    refused = [(pk, sentence) for pk, sentence in chosen.refused]
    context = _shown(request, token, len(chosen.done), refused) | {"act": acts()[chosen.act].name(language())}
    return render(request, "equipment/handling/result.html", context)


@allow(read=WRITERS, scope=CODE)
@require_safe
def refused_file(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Every device refused, foreseen or met, with its sentence."""
    try:
        chosen = selections.kept(token, by=access_writer(request, CODE))
    except Refusal as refusal:
        return gone(request, refusal)
    if not chosen.act:
        raise Http404
    reasons = [(pk, sentence) for pk, sentence in chosen.refused]
    if chosen.done is None:
        form = DetailsForm(acts()[chosen.act], chosen.typed)
        if not form.is_valid():
            raise Http404
        reasons = reasons_of(foresee(chosen.devices, chosen.act, _details(form, chosen.devices)))
    head = (_("fiche"), _("identifiant"), _("numéro de série"), _("entité"), _("état"), _("raison"))
    return csv_answer("equipements-refuses.csv", head, _lines(reasons))


def _details(form: DetailsForm, devices: Sequence[int]) -> Details:
    value = form.value_eur()
    told = form.details()
    return told if value is None else replace(told, values_eur=dict.fromkeys(devices, value))


def _act(code: str) -> Act:
    if code not in acts() or code in OF_LOTS:
        raise Http404
    return acts()[code]


def _shown(request: HttpRequest, token: uuid.UUID, done: int, reasons: Reasons) -> dict[str, Any]:
    page = Paginator(reasons, ROWS).get_page(request.GET.get("page", "1"))
    found = Device.objects.in_bulk([pk for pk, _sentence in page.object_list])
    rows = [(str(pk), name_of(found[pk], False) if pk in found else "", why) for pk, why in page.object_list]
    return REGISTER | {
        "token": token,
        "done_count": done,
        "refused_count": len(reasons),
        "page": page,
        "rows": rows,
    }


def _lines(reasons: Reasons) -> list[tuple[Any, ...]]:
    found = Device.objects.in_bulk([pk for pk, _sentence in reasons])
    lines: list[tuple[Any, ...]] = []
    for pk, why in reasons:
        one = found.get(pk)
        known = (one.item or "", one.serial or "", one.entity or "", state_name(one.status)) if one else ("",) * 4
        lines.append((pk, *known, why))
    return lines
