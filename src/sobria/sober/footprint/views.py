"""Public pages of the footprint. Each reads the run that stands, then its figures; none computes."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sobria.city.people.access import access_writer, allow, may_write, public
from sobria.city.people.roles import WRITERS
from sobria.sober.footprint import downloads, selectors, services
from sobria.sober.footprint.models import Figure, Run
from sobria.sober.footprint.page_cache import Page, body
from sobria.sober.footprint.pages.evidence import evidence_page
from sobria.sober.footprint.pages.lists import categories_page, entities_page
from sobria.sober.footprint.pages.packs import packs_page
from sobria.sober.footprint.pages.waiting import waiting_page
from sobria.sober.footprint.pages.year import empty_page, year_page
from sobria.sober.footprint.selectors import DEFAULT_CRITERION, Scope
from sobria.sober.footprint.standing import Standing, standing

Found = TypeVar("Found")
REFRESH_SECONDS = 5
MOST_DIGITS = 9
FORMATS: dict[str, tuple[str, Callable[..., str]]] = {
    "csv": ("text/csv; charset=utf-8", downloads.as_csv),
    "json": ("application/json", downloads.as_json),
}


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The latest year; before the first computation, what to do next, or how far it is."""
    now = standing()
    if now.runs:
        return _year(request, now, next(iter(now.runs)))
    page = waiting_page(now.failure)
    context = {"page": page, "may_ask": page.may_be_asked and may_write(request.user)}
    response = render(request, "footprint/waiting.html", context)
    if page.is_under_way:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@public
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    return _year(request, standing(), year)


def _year(request: HttpRequest, now: Standing, year: int) -> HttpResponse:
    def build() -> Page:
        run, scope = _run(now, year), scope_of(request)
        found = year_page(run, scope, years=list(now.runs), before=now.runs.get(year - 1))
        return found or _known(empty_page(run, scope))

    return _page(request, now, build=build)


@public
@require_safe
def categories(request: HttpRequest, year: int) -> HttpResponse:
    now = standing()
    return _page(
        request,
        now,
        build=lambda: _known(categories_page(_run(now, year), scope_of(request), number=_number(request))),
    )


@public
@require_safe
def entities(request: HttpRequest, year: int) -> HttpResponse:
    now = standing()
    return _page(
        request,
        now,
        build=lambda: _known(entities_page(_run(now, year), scope_of(request), number=_number(request))),
    )


@public
@require_safe
def packs(request: HttpRequest, year: int) -> HttpResponse:
    now = standing()
    return _page(request, now, build=lambda: _known(packs_page(_run(now, year), scope_of(request).criterion)))


@public
@require_safe
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """A figure as it stands today, or as the run `calcul` gave it."""

    def build() -> Page:
        figure = selectors.figure_by_code(code, run_id=_whole(request.GET.get("calcul", "")))
        if figure is None:
            raise Http404(_("Aucun chiffre ne porte ce code."))
        everything = request.GET.get("facteurs") == "tous"
        return evidence_page(figure, page=_number(request), all_factors=everything)

    return _page(request, standing(), build=build)


@public
@require_safe
def year_download(request: HttpRequest, year: int, suffix: str) -> HttpResponse:
    now = standing()
    run = _run(now, year)
    before = now.runs.get(year - 1)
    page = _known(year_page(run, scope_of(request), years=list(now.runs), before=before))
    return _file(suffix, page.figures, {run.pk: run}, name=f"empreinte-{year}")


@public
@require_safe
def packs_download(request: HttpRequest, year: int, suffix: str) -> HttpResponse:
    page = _known(packs_page(_run(standing(), year), scope_of(request).criterion))
    return _file(suffix, page.figures, page.runs, name=f"jeux-de-facteurs-{year}")


@allow(write=WRITERS)
@require_POST
def recompute(request: HttpRequest) -> HttpResponse:
    """Ask for a computation: after a failure, or when the figures wait for nothing anyone can see."""
    access_writer(request)
    services.request_recompute()
    messages.info(request, _("Le calcul est demandé : les chiffres changeront dès qu’il sera terminé."))
    return redirect("footprint:home")


def scope_of(request: HttpRequest) -> Scope:
    asked = request.GET
    return Scope(
        criterion=asked.get("critere") or DEFAULT_CRITERION,
        category=asked.get("categorie", ""),
        entity=asked.get("entite", ""),
    )


def _page(request: HttpRequest, now: Standing, *, build: Callable[[], Page]) -> HttpResponse:
    """The page's body in the layout, under what happened since: a computation under way, or one that failed."""
    shown = body(request, now.token, build=build)
    context = {"body": shown, "now": now, "may_ask": bool(now.failure) and may_write(request.user)}
    return render(request, "footprint/shell.html", context)


def _file(suffix: str, figures: tuple[Figure, ...], runs: dict[int, Run], *, name: str) -> HttpResponse:
    if suffix not in FORMATS:
        raise Http404
    content_type, write = FORMATS[suffix]
    response = HttpResponse(write(figures, runs), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


def _run(now: Standing, year: int) -> Run:
    """One query."""
    if year not in now.runs:
        raise Http404(_("Aucune empreinte n’est calculée pour cette année."))
    return Run.objects.get(pk=now.runs[year])


def _known(page: Found | None) -> Found:
    if page is None:
        raise Http404(_("Aucun chiffre pour ce choix."))
    return page


def _number(request: HttpRequest) -> int:
    return _whole(request.GET.get("page", "")) or 1


def _whole(text: str) -> int | None:
    """A whole number as an address writes it; None for anything else, and for what no page or run could be."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
