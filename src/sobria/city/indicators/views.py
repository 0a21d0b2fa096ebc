"""Public pages of the indicators. Each opens the book of the day asked, today by default; none computes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.indicators import files, pages, selectors
from sobria.city.indicators.asked_day import asked_day
from sobria.city.indicators.entry_pages import entry_page, evidence_page
from sobria.city.people.access import public

FORMATS = {
    "csv": ("text/csv; charset=utf-8", files.as_csv),
    "json": ("application/json", files.as_json),
}


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    day = asked_day(request)
    page = pages.home_page(selectors.book(day.known), request.GET.dict(), day)
    return render(request, "indicators/home.html", {"page": page})


@public
@require_safe
def download(request: HttpRequest, suffix: str) -> HttpResponse:
    if suffix not in FORMATS:
        raise Http404
    content_type, write = FORMATS[suffix]
    day = asked_day(request)
    response = HttpResponse(write(pages.lines(selectors.book(day.known), day)), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="indicateurs-{day.known:%Y-%m-%d}.{suffix}"'
    return response


@public
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    day = asked_day(request)
    book = selectors.past_book(day.known)
    if code not in book.library.indicators:
        raise Http404(_("Aucun indicateur ne porte ce code."))
    return render(request, "indicators/entry.html", {"page": entry_page(book, code, day), "day": day})


@public
@require_safe
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    book = selectors.book(asked_day(request).known)
    if code not in book.library.indicators:
        raise Http404(_("Aucun indicateur ne porte ce code."))
    return render(request, "indicators/evidence.html", {"page": evidence_page(book, code)})
