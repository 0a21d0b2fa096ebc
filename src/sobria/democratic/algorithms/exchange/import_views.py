"""Import records of another register: look at what was read and lost, then confirm. Nothing is written before."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.democratic.algorithms.desk.acting import refuse
from sobria.democratic.algorithms.exchange import import_files
from sobria.democratic.algorithms.exchange.exchange_losses import loss_rows
from sobria.democratic.algorithms.exchange.importing import Imported, foresee, import_records
from sobria.democratic.algorithms.models import REGISTER
from sobria.engine.algorithms.exchange.rejects import refused_file
from sobria.engine.algorithms.exchange.report import Report
from sobria.engine.algorithms.exchange.tables import load_formats
from sobria.engine.messages import Refusal, say

SHOWN = 100
TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


class ImportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format des fiches"),
        choices=lambda: [(one.code, f"{one.name} ({one.version})") for one in load_formats().values()],
    )
    file = forms.FileField(
        label=gettext_lazy("Fichier JSON, CSV ou XLSX"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Tel que l’autre registre le publie. Vous verrez ce qui se perd avant d’enregistrer."),
    )


@allow(read=WRITERS, write=WRITERS, scope=REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(form.cleaned_data["file"], form.cleaned_data["format"], person(request))
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "algorithms/import_give.html", {"form": form}, status=422 if form.is_bound else 200)


def _received(file: Any, form: str, by: User) -> HttpResponse:
    if file is None:
        raise Refusal("algorithms-file-missing")
    token = import_files.keep(file.name or "-", file.size or 0, file.chunks(), by=by)
    try:
        import_files.report_of(token, form, by=by)
    except Refusal:
        import_files.forget(token, by=by)
        raise
    return redirect("algorithms-desk:import-look", token=token, form=form)


@allow(read=WRITERS, scope=REGISTER)
@require_safe
def look(request: HttpRequest, token: uuid.UUID, form: str) -> HttpResponse:
    """What the file says, what would be written, what is lost, what is refused. Three queries of the register."""
    try:
        report = import_files.report_of(token, form, by=person(request))
        name = import_files.kept(token, by=person(request)).name
    except Refusal as refusal:
        return _given_up(request, refusal)
    return render(request, "algorithms/import_look.html", _context(report, token, name))


def _context(report: Report, token: uuid.UUID, name: str) -> dict[str, Any]:
    foreseen = foresee(report.records, format=report.format)
    problems = [
        {"number": one.number, "line": one.line, "column": one.column, "value": one.value, "reason": _why(one)}
        for one in report.problems[:SHOWN]
    ]
    return {
        "report": report,
        "format": load_formats()[report.format],
        "token": token,
        "name": name,
        "foreseen": foreseen,
        "writes": bool(foreseen.created or foreseen.changed),
        "whole": ", ".join(report.mapped),
        "losses": loss_rows(report),
        "problems": problems,
        "more": max(len(report.problems) - SHOWN, 0),
        "refused": len({one.number for one in report.problems}),
        "aside": [{"one": one, "reason": say(one.reason, language())} for one in foreseen.aside[:SHOWN]],
    }


def _why(problem: Any) -> str:
    return str(problem.sentence(language()))


@allow(read=WRITERS, write=WRITERS, scope=REGISTER)
@require_POST
def confirm(request: HttpRequest, token: uuid.UUID, form: str) -> HttpResponse:
    try:
        report = import_files.report_of(token, form, by=person(request))
        name = import_files.kept(token, by=person(request)).name
        done = import_records(report.records, format=form, file_name=name, by=person(request))
        import_files.forget(token, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    messages.success(request, _told(done))
    return redirect("algorithms-desk:home")


def _told(done: Imported) -> str:
    counts = {"new": len(done.created), "more": len(done.changed), "same": done.unchanged, "aside": len(done.aside)}
    return _(
        "Import fait : %(new)s brouillons créés, %(more)s mis à jour, %(same)s inchangés, %(aside)s mis de côté."
    ) % (counts)


@allow(read=WRITERS, write=WRITERS, scope=REGISTER)
@require_POST
def drop(request: HttpRequest, token: uuid.UUID, form: str) -> HttpResponse:  # noqa: ARG001 - the address names both
    try:
        import_files.forget(token, by=person(request))
    except Refusal as refusal:
        return _given_up(request, refusal)
    messages.success(request, _("Import abandonné : rien n’a changé, le fichier est oublié."))
    return redirect("algorithms-desk:import")


@allow(read=WRITERS, scope=REGISTER)
@require_safe
def rejects(request: HttpRequest, token: uuid.UUID, form: str) -> HttpResponse:
    """The refused records as they came, to correct and give again."""
    try:
        refused = import_files.report_of(token, form, by=person(request)).refused()
    except Refusal as refusal:
        return _given_up(request, refusal)
    if not refused:
        raise Http404
    suffix, content = refused_file(refused)
    answer = HttpResponse(content, content_type=TYPES[suffix])
    answer["Content-Disposition"] = f'attachment; filename="fiches-refusees.{suffix}"'
    return answer


def _given_up(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    messages.error(request, refusal.sentence(language()))
    return redirect("algorithms-desk:import")
