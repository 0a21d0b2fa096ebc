"""Open-data exchange of values and targets: the file for everyone; looking at a file and taking it, at the desk."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sobria.city.indicators import exchange, exchange_services
from sobria.city.indicators.services import SCOPE
from sobria.city.indicators.target_models import ExchangeImport
from sobria.city.people.access import access_writer, allow, may_write, public
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.downloads import harmless
from sobria.city.registers.imports.sentences import language, sentence
from sobria.engine.indicators.public_service_schema import ADDRESS, SCHEMA, VERSION, fields, write_rows
from sobria.engine.messages import Refusal

SHOWN = 100


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the open file holds, and what it cannot hold."""
    found = exchange.export(timezone.localdate(), get_language() or "fr")
    context = {
        "targets": sum(row.is_target for row in found.rows),
        "values": sum(not row.is_target for row in found.rows),
        "losses": found.losses,
        "schema": SCHEMA,
        "address": ADDRESS,
        "version": VERSION,
        "fields": fields(),
        "may_write": may_write(request.user, SCOPE),
    }
    return render(request, "indicators/exchange.html", context)


@public
@require_safe
def download(_request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    response = HttpResponse(write_rows(exchange.export(on).rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="indicateurs-et-cibles-{on:%Y-%m-%d}.csv"'
    response.headers["Link"] = f'<{SCHEMA}>; rel="describedby"'
    return response


@allow(read=WRITERS, write=WRITERS, scope=SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    writer = access_writer(request, SCOPE)
    refused = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            found = exchange_services.receive(name=(file.name or "") if file else "", content=_bounded(file), by=writer)
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            return redirect("indicators-desk:exchange-detail", pk=found.pk)
    context = {"refused": refused, "schema": SCHEMA, "version": VERSION, "imports": ExchangeImport.objects.all()[:20]}
    return render(request, "indicators/exchange_import.html", context, status=422 if refused else 200)


def _bounded(file: UploadedFile | None) -> bytes:
    """The content, never read past the limit."""
    if file is None:
        raise Refusal("exchange-empty")
    if (file.size or 0) > exchange_services.MAX_MEGABYTES * exchange_services.MEGABYTE:
        raise Refusal("exchange-too-big", limit=exchange_services.MAX_MEGABYTES)
    return bytes(file.read())


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ExchangeImport.objects.defer("content"), pk=pk)
    context = _report(found) | {"import": found, "may_write": may_write(request.user, SCOPE)}
    return render(request, "indicators/exchange_detail.html", context)


def _report(found: ExchangeImport) -> dict[str, Any]:
    report = found.report
    complaints = [_complaint(one) for one in report["rejected"]]
    return {
        "report": report,
        "mapped": report["created"] + report["replaced"] + report["targets"],
        "complaints": complaints[:SHOWN],
        "more": max(len(complaints) - SHOWN, 0),
        "refused_lines": len(report["raw"]),
        "is_pending": found.state == ExchangeImport.PREVIEWED,
    }


def _complaint(one: dict[str, Any]) -> dict[str, Any]:
    said = sentence(one["code"], {"value": one["value"], "known": one["known"], "expected": one["known"]})
    return one | {"reason": said}


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, exchange_services.confirm, _("Fichier repris."))


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, exchange_services.drop, _("Import abandonné : rien n’a changé."))


def _act(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    writer = access_writer(request, SCOPE)
    get_object_or_404(ExchangeImport.objects.defer("content"), pk=pk)
    try:
        act(pk, by=writer)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
    else:
        messages.success(request, done)
    return redirect("indicators-desk:exchange-detail", pk=pk)


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_safe
def rejects(_request: HttpRequest, pk: int) -> HttpResponse:
    """Refused lines as they came, with the reason, to be corrected and sent again."""
    found = get_object_or_404(ExchangeImport.objects.defer("content"), pk=pk)
    if not found.report["raw"]:
        raise Http404
    reasons: dict[str, list[str]] = {}
    for one in found.report["rejected"]:
        said = _complaint(one)
        why = _("%(column)s : %(reason)s") % said if said["column"] else said["reason"]
        reasons.setdefault(str(one["line"]), []).append(why)
    handle = io.StringIO(newline="")
    writer = csv.writer(handle)
    header = found.report["header"]
    writer.writerow([*header, "motif"])
    for line, cells in found.report["raw"].items():
        padded = [*cells, *[""] * (len(header) - len(cells))]
        writer.writerow([*(_raw(cell) for cell in padded), " ".join(reasons.get(line, []))])
    response = HttpResponse(handle.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="lignes-refusees-{pk}.csv"'
    return response


def _raw(cell: str) -> Any:
    """A negative number is a number; any other text a spreadsheet would run is made harmless."""
    try:
        float(cell)
    except ValueError:
        return harmless(cell)
    return cell
