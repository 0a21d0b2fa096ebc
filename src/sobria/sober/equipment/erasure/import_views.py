"""Give certificates: look at what they say, then confirm. Nothing is written before."""

import csv
import io
import uuid
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.roles import WRITERS
from sobria.city.registers.downloads import harmless
from sobria.city.registers.imports.sentences import language
from sobria.engine.erasure.certificates import Fault
from sobria.engine.erasure.table import template
from sobria.engine.erasure.words import ERASED, FAILED, WARNING, columns
from sobria.engine.messages import Refusal
from sobria.sober.equipment.erasure import import_files, services
from sobria.sober.equipment.erasure.forms import CertificatesForm
from sobria.sober.equipment.erasure.import_files import Given
from sobria.sober.equipment.erasure.placing import Placed, place
from sobria.sober.equipment.erasure.views import erased_text
from sobria.sober.equipment.selectors import CODE

SHOWN = 40


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    form = CertificatesForm(request.POST, request.FILES) if request.method == "POST" else CertificatesForm()
    if form.is_bound and form.is_valid():
        try:
            given = [Given(one.name or "-", one.chunks()) for one in form.given()]
            token = import_files.keep(given, by=person(request))
        except Refusal as refusal:
            form.add_error("certificates", refusal.sentence(language()))
        else:
            return redirect("equipment-desk:erasure-look", token)
    said = [(one.name(language()), one.meaning(language()), one.required) for one in columns()]
    context = {"form": form, "columns": said}
    return render(request, "equipment/erasure/give.html", context, status=422 if form.is_bound else 200)


@allow(read=WRITERS, scope=CODE)
@require_safe
def look(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """What would be written, what would not and why. Once confirmed, the same page says what is left."""
    try:
        reading = import_files.reading_of(token, by=person(request))
        names = import_files.names_of(token, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    placed = place(reading)
    context = {
        "token": token,
        "names": names[:SHOWN],
        "reading": reading,
        "placed": placed,
        "counts": _counts(placed),
        "doubtful": [line for line, _serial in placed.new if line.outcome != ERASED][:SHOWN],
        "faults": [{"one": one, "why": one.sentence(language())} for one in islice(placed.faults, SHOWN)],
        "more": max(len(placed.faults) - SHOWN, 0),
    }
    return render(request, "equipment/erasure/look.html", context)


def _counts(placed: Placed) -> dict[str, int]:
    return {
        name: placed.count(outcome) for name, outcome in (("good", ERASED), ("warned", WARNING), ("failed", FAILED))
    }


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def confirm(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    try:
        reading = import_files.reading_of(token, by=person(request))
        received = services.receive(reading, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    counts: dict[str, Any] = {"new": len(received.placed.new), "drives": len(received.placed.drives)}
    told = _("Reçu : %(new)s certificats gardés, %(drives)s supports déclarés.") % counts
    messages.success(request, f"{told} {erased_text(len(received.erased))}")
    return redirect("equipment-desk:erasure-look", token)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def drop(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    try:
        import_files.forget(token, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    messages.success(request, _("Fichiers oubliés. Ce qui était déjà au registre y reste."))
    return redirect("equipment-desk:erasure")


@allow(read=WRITERS, scope=CODE)
@require_safe
def rejects(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """What is refused, with its place and the reason, to correct at the source."""
    try:
        reading = import_files.reading_of(token, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_("Fichier"), _("Ligne ou page"), _("Support"), _("Colonne"), _("Valeur"), _("Pourquoi")])
    writer.writerows(_row(one) for one in place(reading).faults)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="certificats-refuses.csv"'
    return answer


def _row(fault: Fault) -> list[Any]:
    number = fault.number or ""
    texts = (fault.drive_serial, fault.column, fault.value, fault.sentence(language()))
    return [harmless(fault.file), number, *map(harmless, texts)]


@allow(read=WRITERS, scope=CODE)
@require_safe
def model(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    answer = HttpResponse(template(language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="certificats.csv"'
    return answer


def _given_up(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    messages.error(request, refusal.sentence(language()))
    return redirect("equipment-desk:erasure-import")
