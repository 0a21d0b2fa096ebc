"""Order lines from a file: look at what was read and lost, then confirm. Nothing is written before."""

import csv
import io
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.models import User
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language, sentence
from sobria.engine.messages import Refusal
from sobria.engine.purchases.order_columns import columns
from sobria.engine.purchases.order_files import Fault, Reading
from sobria.engine.purchases.order_writing import csv_text, workbook
from sobria.engine.strategy.cells import neutralised
from sobria.sober.equipment.purchases import import_files, selectors
from sobria.sober.equipment.purchases.forms import FileForm
from sobria.sober.equipment.purchases.importing import Plan, import_orders, plan
from sobria.sober.equipment.purchases.views import GET_POST, year_asked
from sobria.sober.equipment.selectors import CODE
from sobria.ui import numbers

SHOWN = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def give(request: HttpRequest) -> HttpResponse:
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(form.cleaned_data["file"], person(request))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
    heads = [{"name": one.header(language()), "needed": one.needed} for one in columns().values()]
    context = {"form": form, "columns": heads}
    return render(request, "equipment/purchases/import.html", context, status=422 if form.is_bound else 200)


def _received(file: Any, by: User) -> HttpResponse:
    if file is None:
        raise Refusal("purchase-file-missing")
    token = import_files.keep(file.name or "-", file.size or 0, file.chunks(), by=by)
    try:
        import_files.reading_of(token, by=by)
    except Refusal:
        import_files.forget(token, by=by)
        raise
    return redirect("equipment-desk:orders-look", token=token)


@allow(read=WRITERS, scope=CODE)
@require_safe
def look(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """What the file says, what would be written, what is lost, what is refused."""
    try:
        reading = import_files.reading_of(token, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    foreseen = plan(reading.lines)
    context = {
        "reading": reading,
        "plan": foreseen,
        "token": token,
        "faults": [_told(one) for one in reading.faults[:SHOWN]],
        "more": max(len(reading.faults) - SHOWN, 0),
        "kept": [_told(one) for one in reading.kept[:SHOWN]],
        "aside": [{"line": one.line, "reason": sentence(one.code, one.params)} for one in foreseen.aside[:SHOWN]],
        "dropped": ", ".join(reading.dropped),
    }
    return render(request, "equipment/purchases/import_look.html", context)


def _told(fault: Fault) -> dict[str, Any]:
    return {"line": fault.line, "column": fault.column, "value": fault.value, "reason": fault.sentence(language())}


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def confirm(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    by = person(request)
    try:
        reading = import_files.reading_of(token, by=by)
        done = import_orders(reading.lines, file_name=reading.name, by=by)
        import_files.forget(token, by=by)
    except Refusal as refusal:
        return _given_up(request, refusal)
    messages.success(request, _done(done))
    return redirect("equipment-desk:orders")


def _done(done: Plan) -> str:
    counts = {
        "orders": numbers.decimal(len(done.orders)),
        "lines": numbers.decimal(len(done.lines)),
        "same": numbers.decimal(done.unchanged),
        "aside": numbers.decimal(len(done.aside)),
    }
    return (
        _("Import fait. Commandes : %(orders)s ; lignes : %(lines)s ; inchangées : %(same)s ; de côté : %(aside)s.")
        % counts
    )


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def drop(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    try:
        import_files.forget(token, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    messages.success(request, _("Import abandonné : rien n’a changé, le fichier est oublié."))
    return redirect("equipment-desk:orders-import")


@allow(read=WRITERS, scope=CODE)
@require_safe
def rejects(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """The refused lines as they came, with the reason: to correct and give again."""
    try:
        reading = import_files.reading_of(token, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    if not reading.raw:
        raise Http404
    answer = HttpResponse(_refused(reading), content_type=CSV)
    answer["Content-Disposition"] = 'attachment; filename="achats-refuses.csv"'
    return answer


def _refused(reading: Reading) -> str:
    reasons: dict[int, list[str]] = {}
    for one in reading.faults:
        reasons.setdefault(one.line, []).append(f"{one.column}: {one.sentence(language())}")
    heads = list(dict.fromkeys(head for row in reading.raw.values() for head in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*map(neutralised, heads), _("Pourquoi")])
    for line, row in reading.raw.items():
        writer.writerow([*(neutralised(row.get(head, "")) for head in heads), " ".join(reasons[line])])
    return "\ufeff" + text.getvalue()


@allow(read=STAFF, scope=CODE)
@require_safe
def export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Every order line, or those of a year; the file is read back by the import."""
    year = year_asked(request)
    rows = selectors.exported(year)
    name = f"achats-{year or timezone.localdate()}.{suffix}"
    if suffix == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(csv_text(rows, language()), content_type=CSV)
    elif suffix == "xlsx":
        answer = HttpResponse(workbook(rows, language()), content_type=XLSX)
    else:
        raise Http404
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _given_up(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    messages.error(request, refusal.sentence(language()))
    return redirect("equipment-desk:orders-import")
