"""Import a list of tickets: look at what was read, then confirm. Nothing is kept between the two but the page."""

import csv
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sobria.city.people.access import allow
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.downloads import harmless
from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.repair_tickets import LARGEST, BadLine, decoded
from sobria.engine.messages import Refusal
from sobria.sober.equipment.register import EQUIPMENT
from sobria.sober.equipment.repairs import tickets
from sobria.sober.equipment.repairs.forms import ReadForm, TicketForm
from sobria.sober.equipment.repairs.selectors import kind_name
from sobria.sober.equipment.selectors import CODE

SHOWN = 20
LONGEST = 60


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_tickets(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "text" in request.POST:
        return _confirm(request)
    form = TicketForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            text = decoded(uploaded.read(LARGEST + 1) if uploaded else b"")
            found = tickets.plan(text)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
        else:
            return _preview(request, found, text)
    status = 422 if form.is_bound else 200
    return render(request, "equipment/repairs/tickets.html", {"form": form}, status=status)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def rejects(request: HttpRequest) -> HttpResponse:
    """The lines refused of the file that was posted, with their reasons."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        return _confirm(request)
    try:
        found = tickets.plan(form.cleaned_data["text"])
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("equipment-desk:tickets")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="lignes-refusees.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer, delimiter=";")
    writer.writerow([_("ligne"), _("colonne"), _("valeur"), _("raison")])
    for one in found.rejected:
        writer.writerow(
            [one.line, harmless(one.column), harmless(one.value), harmless(one.refusal.sentence(language()))]
        )
    return answer


def _preview(request: HttpRequest, found: tickets.Plan, text: str) -> HttpResponse:
    lines = [(line, _("nouvelle panne")) for line in found.created]
    lines += [(line, _("panne connue, à clore")) for line in found.closed]
    lines.sort(key=lambda pair: pair[0].ticket.line)
    context = {
        "plan": found,
        "kept": ReadForm(initial={"text": text}, auto_id=False),
        "lines": [_line(line, what) for line, what in lines[:SHOWN]],
        "more": len(lines) - SHOWN if len(lines) > SHOWN else 0,
        "rejected": [_told(one) for one in found.rejected[:SHOWN]],
        "more_rejected": len(found.rejected) - SHOWN if len(found.rejected) > SHOWN else 0,
    }
    return render(request, "equipment/repairs/tickets.html", context)


def _confirm(request: HttpRequest) -> HttpResponse:
    form = ReadForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("La liste n’a pas pu être relue : rien n’a été enregistré. Reprenez le fichier."))
        return redirect("equipment-desk:tickets")
    try:
        found = tickets.take(form.cleaned_data["text"], by=cast("User", request.user))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("equipment-desk:tickets")
    told = _(
        "Enregistré. Pannes nouvelles : %(new)s ; pannes closes : %(closed)s ; déjà connues : %(same)s ; lignes"
        " refusées : %(bad)s."
    )
    counts = {"new": len(found.created), "closed": len(found.closed), "same": found.unchanged}
    messages.success(request, told % (counts | {"bad": len(found.rejected)}))
    return redirect("equipment-desk:faults")


def _line(line: tickets.Line, what: str) -> dict[str, Any]:
    return {
        "number": line.ticket.line,
        "device": EQUIPMENT.name_of(line.device, False),
        "kind": kind_name(line.ticket.kind, language()),
        "opened": line.ticket.opened,
        "closed": line.ticket.closed,
        "what": what,
    }


def _told(one: BadLine) -> dict[str, Any]:
    value = one.value if len(one.value) <= LONGEST else f"{one.value[:LONGEST]}…"
    return {"line": one.line, "column": one.column, "value": value, "reason": one.refusal.sentence(language())}
