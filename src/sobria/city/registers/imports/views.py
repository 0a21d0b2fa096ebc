"""Pages of an import: give a file, look, say which column is what, confirm, follow, read the report, undo."""

import uuid
from dataclasses import asdict
from typing import cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sobria.city.people.access import access_writer, allow, may_write
from sobria.city.people.roles import WRITERS
from sobria.city.registers.declaration import Register
from sobria.city.registers.desk import posted
from sobria.city.registers.imports import corrigible, pages, sentences, services, undoing
from sobria.city.registers.imports.forms import ColumnsForm, FileForm
from sobria.city.registers.imports.state import notice_interruptions
from sobria.city.registers.models import Import, State
from sobria.engine.messages import Refusal
from sobria.ui.numbers import decimal

REJECTS_PAGE = 50
LISTED = 10
REFRESH_SECONDS = 2


def access_import(register: Register, pk: uuid.UUID) -> Import:
    """The import, its state true to what its process does. Two queries, one more when it is under way."""
    notice_interruptions(register.code)
    return get_object_or_404(Import, pk=pk, register=register.code)


@allow(read=WRITERS, write=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, register: Register) -> HttpResponse:
    writer = access_writer(request, register.code)
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = cast("UploadedFile", form.cleaned_data["file"])
        try:
            found = services.receive(register, name=upload.name or "", chunks=upload.chunks(), by=writer)
        except Refusal as refusal:
            form.add_error("file", refusal.sentence(sentences.language()))
        else:
            return redirect(f"{register.desk}:import-detail", pk=found.pk)
    notice_interruptions(register.code)
    context = {
        "register": register,
        "form": form,
        "kinds": ", ".join(kind[1:].upper() for kind in services.importer_of(register).extensions),
        "imports": Import.objects.filter(register=register.code)[:LISTED],
    }
    return render(request, "registers/import.html", context, status=422 if form.is_bound else 200)


@allow()
@require_safe
def detail(request: HttpRequest, register: Register, pk: uuid.UUID) -> HttpResponse:
    found = access_import(register, pk)
    context = {"register": register, "found": found, "may_write": may_write(request.user, register.code)}
    if found.state == State.RECEIVED:
        return redirect(f"{register.desk}:import-columns", pk=pk)
    if found.state in {State.QUEUED, State.RUNNING}:
        label, share = pages.stage(found)
        response = render(request, "registers/import_progress.html", context | {"label": label, "share": share})
        response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response
    if found.state in {State.PREVIEWED, State.INTERRUPTED}:
        shown = {"preview": pages.preview(register, found)}
        return render(request, "registers/import_preview.html", context | shown)
    return render(request, "registers/import_report.html", context | _report(register, found))


def _report(register: Register, found: Import) -> dict[str, object]:
    refusal = found.refusal or {}
    rows = found.rejects.order_by("line", "id")[: pages.SHOWN_REJECTS]
    return {
        "title": pages.title(found),
        "counts": pages.counts(found),
        "fates": pages.fates(register, found.fates or []),
        "refusal": sentences.sentence(refusal["code"], refusal["params"]) if refusal else "",
        "complaints": [sentences.of_reject(reject) for reject in rows],
        "undoable": found.state == State.DONE and bool(found.created or found.updated),
    }


@allow(read=WRITERS, write=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, register: Register, pk: uuid.UUID) -> HttpResponse:
    access_writer(request, register.code)
    found = access_import(register, pk)
    if found.state not in services.HELD:
        return redirect(f"{register.desk}:import-detail", pk=pk)
    seen = found.preview or {}
    headers: list[str] = seen.get("headers", [])
    guessed = {column: field for column, fate, field, _why in seen.get("fates", ()) if fate == "mapped"}
    known = found.mapping or guessed
    initial = {f"column-{place}": known.get(header, "") for place, header in enumerate(headers)}
    form = ColumnsForm(services.importer_of(register), headers, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        services.choose_columns(register, found, columns=form.columns)
        return redirect(f"{register.desk}:import-detail", pk=pk)
    context = {"register": register, "found": found, "form": form}
    return render(request, "registers/import_columns.html", context, status=422 if form.is_bound else 200)


@allow(write=WRITERS)
@require_POST
def confirm(request: HttpRequest, register: Register, pk: uuid.UUID) -> HttpResponse:
    writer = access_writer(request, register.code)
    services.confirm(register, access_import(register, pk), by=writer)
    return redirect(f"{register.desk}:import-detail", pk=pk)


@allow(read=WRITERS, write=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, register: Register, pk: uuid.UUID) -> HttpResponse:
    writer = access_writer(request, register.code)
    found = access_import(register, pk)
    here = redirect(f"{register.desk}:import-detail", pk=pk)
    if request.method == "POST":
        try:
            done = undoing.undo(register, found, by=writer)
        except Refusal as refusal:
            messages.error(request, refusal.sentence(sentences.language()))
            return here
        said = _("Import annulé. Fiches retirées : %(deleted)s ; rétablies : %(restored)s ; gardées : %(kept)s.")
        messages.success(request, said % _shown(asdict(done)))
        return here
    if found.state != State.DONE:
        return here
    context = {
        "title": _("Annuler cet import"),
        "question": _("Retirer du registre ce que « %(file)s » y a apporté ?") % {"file": found.file_name},
        "consequence": _(
            "Fiches créées à retirer : %(created)s."
            " Fiches modifiées qui reprendront leurs valeurs d’avant : %(updated)s."
            " Les fiches corrigées à la main depuis resteront."
        )
        % _shown({"created": found.created, "updated": found.updated}),
        "action": _("Annuler l’import"),
        "cancel_url": "../",
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _shown(numbers: dict[str, int]) -> dict[str, str]:
    return {name: decimal(number) for name, number in numbers.items()}


@allow()
@require_safe
def rejects(request: HttpRequest, register: Register, pk: uuid.UUID) -> HttpResponse:
    found = access_import(register, pk)
    page = Paginator(found.rejects.order_by("line", "id"), REJECTS_PAGE).get_page(request.GET.get("page"))
    complaints = [sentences.of_reject(reject) for reject in page.object_list]
    context = {"register": register, "found": found, "page": page, "complaints": complaints}
    return render(request, "registers/import_rejects.html", context)


@allow()
@require_safe
def rejects_file(request: HttpRequest, register: Register, pk: uuid.UUID) -> HttpResponseBase:
    """The refused lines as the file had them, each with its reasons, ready to be corrected and given again."""
    found = access_import(register, pk)
    if not services.path_of(found).exists():
        messages.error(request, sentences.sentence("import-file-forgotten", {}))
        return redirect(f"{register.desk}:import-rejects", pk=pk)
    response = StreamingHttpResponse(corrigible.lines(register, found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="rejets-{found.pk}.csv"'
    return response
