"""Public pages of the yearly edition: from a sentence to its figure, its evidence and its open data."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sobria.city.people.access import may_write, public
from sobria.city.registers.imports.sentences import language
from sobria.city.reports import selectors, shown
from sobria.city.reports.services import SCOPE
from sobria.city.reports.shown import FIRST, Shelf
from sobria.engine.editions.files import MEDIA
from sobria.engine.editions.rows import table_schema
from sobria.engine.messages import Refusal
from sobria.ui.missing import MissingError

LONGEST_NUMBER = 6


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "years": selectors.years(),
        "this_year": timezone.localdate().year,
        "may_write": may_write(request.user, SCOPE),
    }
    return render(request, "reports/home.html", context)


@public
@require_safe
def edition(request: HttpRequest, year: int) -> HttpResponse:
    shelf, context = _opened(request, year)
    files = selectors.files_of(shelf.edition)
    part = selectors.part(shelf.reader, FIRST)
    page, blocks = shown.part_page(shelf, part, "1") if part else (None, [])
    context |= {
        "blocks": blocks,
        "page": page,
        "revisions": selectors.revisions(year),
        "files": files,
        "downloads": shown.downloads(files, year),
        "title": shelf.reader.title,
    }
    return render(request, "reports/edition.html", context)


@public
@require_safe
def part(request: HttpRequest, year: int, code: str) -> HttpResponse:
    shelf, context = _opened(request, year)
    found = None if code == FIRST else selectors.part(shelf.reader, code)
    if found is None:
        raise Http404
    page, blocks = shown.part_page(shelf, found, request.GET.get("page"))
    return render(request, "reports/part.html", context | {"part": found, "page": page, "blocks": blocks})


@public
@require_safe
def figure(request: HttpRequest, year: int, code: str) -> HttpResponse:
    shelf, context = _opened(request, year)
    found = shelf.reader.by_code.get(code)
    if found is None:
        raise Http404
    shown_figure = shown.figure_page(shelf, found, selectors.files_of(shelf.edition))
    return render(request, "reports/figure.html", context | {"figure": shown_figure})


@public
@require_safe
def file(_request: HttpRequest, year: int, name: str) -> HttpResponseBase:
    """The bytes kept when the edition was frozen: nothing is made again."""
    found = selectors.file_named(year, name)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=MEDIA[found.format])
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response.headers["ETag"] = f'"{found.digest}"'
    return response


@public
@require_safe
def schema(_request: HttpRequest) -> JsonResponse:
    """The columns of the CSV annex, as a Table Schema."""
    return JsonResponse(table_schema(language()), json_dumps_params={"ensure_ascii": False, "indent": 2})


def _opened(request: HttpRequest, year: int) -> tuple[Shelf, dict[str, Any]]:
    """The revision asked for, else the latest; one that does not exist is said in a sentence."""
    asked = request.GET.get("revision", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER else None
    try:
        found = selectors.edition(year, number)
    except Refusal as refusal:
        raise MissingError(refusal.sentence(language())) from refusal
    latest = found.revision if number is None else selectors.last_revision(year)
    shelf = shown.opened(found, is_latest=found.revision == latest)
    return shelf, {"shelf": shelf, "edition": found, "is_latest": found.revision == latest, "latest": latest}
