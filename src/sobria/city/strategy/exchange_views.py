"""The strategy as a file for everyone; a file looked at, then taken, at the desk."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sobria.city.people.access import allow, may_write, person, public
from sobria.city.people.models import User
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.imports.sentences import language, sentence
from sobria.city.strategy import exchange, exchange_services, selectors
from sobria.city.strategy.exchange_models import StrategyImport
from sobria.city.strategy.exchange_report import Report
from sobria.city.strategy.services import SCOPE
from sobria.engine.messages import Refusal
from sobria.engine.strategy.cells import neutralised
from sobria.engine.strategy.sheets import OBJECT_FR, limits, load_sheets, translated
from sobria.engine.strategy.writing import write

SHOWN = 100
COUNTED = ("created", "changed", "same")


@public
@require_safe
def download(request: HttpRequest, suffix: str) -> HttpResponse:
    """The strategy this reader may see; headers and words in the reader's language, read back in either."""
    strategy = selectors.readable(staff=request.user.is_authenticated)
    if strategy is None or suffix not in exchange.TYPES:
        raise Http404
    on = timezone.localdate()
    content = write(exchange.book_of(strategy, on), suffix, language())
    response = HttpResponse(content, content_type=exchange.TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="strategie-{on:%Y-%m-%d}.{suffix}"'
    return response


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            found = _received(file, person(request))
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            return redirect("strategy-desk:import-detail", pk=found.pk)
    context = {
        "refused": refused,
        "sheets": _sheets(),
        "limit": limits()["bytes"] // 1_000_000,
        "may_write": _writes(request.user),
        "imports": StrategyImport.objects.defer("content", "report")[:20],
    }
    return render(request, "strategy/exchange_import.html", context, status=422 if refused else 200)


def _writes(user: Any) -> bool:
    return may_write(user, SCOPE)


def _received(file: Any, by: User) -> StrategyImport:
    if file is None:
        raise Refusal("strategy-file-missing")
    if (file.size or 0) > limits()["bytes"]:
        raise Refusal("strategy-file-too-big", file=file.name or "", limit=limits()["bytes"] // 1_000_000)
    return exchange_services.receive(name=file.name or "", content=file.read(), by=by)


def _sheets() -> list[tuple[str, list[dict[str, Any]]]]:
    said = language()
    return [
        (one.name(said), [{"name": c.header(said), "key": c.key, "needed": c.needed} for c in one.columns])
        for one in load_sheets().values()
    ]


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(StrategyImport.objects.defer("content"), pk=pk)
    report = Report(**found.report)
    said = language()
    complaints = [_complaint(one) for one in report.rejected]
    context = {
        "import": found,
        "report": report,
        "counts": [
            (sheet.name(said), [report.counts[key][what] for what in COUNTED])
            for key, sheet in load_sheets().items()
            if key in report.counts
        ],
        "complaints": complaints[:SHOWN],
        "more": max(len(complaints) - SHOWN, 0),
        "refused": len(report.raw),
        "kept": [one | {"why": sentence(one["code"], {})} for one in report.approximated[:SHOWN]],
        "is_pending": found.state == StrategyImport.PREVIEWED,
        "may_write": _writes(request.user),
    }
    return render(request, "strategy/exchange_detail.html", context)


def _complaint(one: dict[str, Any]) -> dict[str, Any]:
    """Named in the reader's language, whatever the language of who imported."""
    reader = language()
    known = translated(one["known"], reader)
    named = {"known": known, "sheet": one["sheet"], "columns": known}
    return one | {"reason": sentence(one["code"], named), "column": translated(one["column"], reader)}


@allow(read=WRITERS, write=WRITERS, scope=SCOPE)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, exchange_services.confirm, _("Fichier repris."))


@allow(read=WRITERS, write=WRITERS, scope=SCOPE)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, exchange_services.drop, _("Import abandonné : rien n’a changé."))


def _act(request: HttpRequest, pk: int, act: Callable[..., Any], done: str) -> HttpResponse:
    get_object_or_404(StrategyImport.objects.defer("content"), pk=pk)
    try:
        act(pk, by=person(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
    else:
        messages.success(request, done)
    return redirect("strategy-desk:import-detail", pk=pk)


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_safe
def rejects(_request: HttpRequest, pk: int) -> HttpResponse:
    """Refused lines as they came, with the reason: a CSV to correct and give again."""
    report = Report(**get_object_or_404(StrategyImport.objects.defer("content"), pk=pk).report)
    if not report.raw:
        raise Http404
    reasons: dict[tuple[str, int], list[str]] = {}
    for one in report.rejected:
        said = _complaint(one)
        why = _("%(column)s : %(reason)s") % said if said["column"] else said["reason"]
        reasons.setdefault((one["sheet"], one["line"]), []).append(why)
    headers = list(dict.fromkeys(one for row in report.raw for one, _cell in row["cells"] if one != OBJECT_FR))
    handle = io.StringIO(newline="")
    writer = csv.writer(handle)
    writer.writerow([OBJECT_FR, *headers, "feuille", "ligne", "motif"])
    for row in report.raw:
        sheet = load_sheets().get(row["object"])
        own = dict(row["cells"])
        cells = [_safe(own.get(one, "")) for one in headers]
        why = " ".join(reasons[(row["sheet"], row["line"])])
        name = sheet.name_fr if sheet else own.get(OBJECT_FR, "")
        writer.writerow([_safe(name), *cells, _safe(row["sheet"]), row["line"], why])
    response = HttpResponse(f"\ufeff{handle.getvalue()}", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="lignes-refusees-{pk}.csv"'
    return response


def _safe(cell: str) -> str:
    """A cell is given back as it came; one already guarded by its file is not guarded twice."""
    return cell if cell.startswith("'") else neutralised(cell)
