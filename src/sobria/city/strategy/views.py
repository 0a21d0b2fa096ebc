"""Public pages of the strategy: what was promised, by whom, when, with what means, and what proves it."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.indicators.asked_day import AskedDay, asked_day
from sobria.city.people.access import public
from sobria.city.people.models import User
from sobria.city.people.roles import STAFF
from sobria.city.strategy import fiche, files, programme, reen, selectors
from sobria.city.strategy.forms import BoardFilter
from sobria.city.strategy.models import MeasureVersion, State, Strategy
from sobria.city.strategy.shown import names, shown

PAGE = 50


def is_staff(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.holds(STAFF)


def readable_or_404(request: HttpRequest) -> Strategy:
    strategy = selectors.readable(staff=is_staff(request))
    if strategy is None:
        raise Http404(_("Aucune stratégie n’est publiée."))
    return strategy


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    strategy = selectors.readable(staff=is_staff(request))
    if strategy is None:
        return render(request, "strategy/none.html", {"staff": is_staff(request)})
    form = BoardFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    board = selectors.board(strategy, on=today, status=chosen.get("status", ""), pillar=chosen.get("pillar", ""))
    context = {"strategy": strategy, "board": board, "form": form, "downloads": files.downloads()}
    return render(request, "strategy/home.html", context | _about(strategy))


@public
@require_safe
def measure(request: HttpRequest, code: str) -> HttpResponse:
    strategy = readable_or_404(request)
    asked = asked_day(request)
    refused, version = asked.complaint, None
    if request.GET.get("version", "").isascii() and request.GET.get("version", "").isdigit():
        version = selectors.version_numbered(strategy, code, int(request.GET["version"][:8]))
    elif asked.day < asked.today:
        version = selectors.version_as_of(strategy, code, asked.day)
        if version is None and selectors.last_version(strategy, code):
            refused = _("Cette action n’existait pas à cette date : voici sa fiche d’aujourd’hui.")
    elif asked.day > asked.today:
        refused = asked.words
    is_past = version is not None and asked.day < asked.today
    on = asked.day if is_past else None
    return _measure_page(request, strategy, code, version=version, on=on, asked=asked, refused=refused)


def _measure_page(
    request: HttpRequest,
    strategy: Strategy,
    code: str,
    *,
    version: MeasureVersion | None,
    on: date | None,
    asked: AskedDay,
    refused: str,
) -> HttpResponse:
    last = selectors.last_version(strategy, code)
    if last is None:
        raise Http404(_("Aucune action ne porte ce code."))
    read = version or last
    is_old = read.number != last.number
    day = on or (timezone.localtime(read.saved_at).date() if is_old else timezone.localdate())
    promised_on = asked.day if asked.day > asked.today else day
    context = {
        "strategy": strategy,
        "code": code,
        "version": read,
        "is_old": is_old or on is not None,
        "day": day,
        "promised_on": promised_on,
        "gone": last.deleted and last,
        "axis": strategy.axes.filter(code=read.snapshot["axis"]).first(),
        "parts": list(strategy.measures.filter(parent__code=code)),
        "shown": shown(fiche.blank() | read.snapshot, on=day, day=promised_on),
        "versions": [(one, names(one.changed)) for one in selectors.versions_of(strategy, code)[:PAGE]],
        "staff": is_staff(request),
        "refused": refused,
        "asked": "" if asked.is_today else asked.day.isoformat(),
        "measure": None if last.deleted else strategy.measures.filter(code=code).first(),
    }
    return render(request, "strategy/measure.html", context | _about(strategy))


@public
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    strategy = readable_or_404(request)
    page = Paginator(selectors.all_versions(strategy), PAGE).get_page(request.GET.get("page"))
    rows = [(one, names(one.changed), one.snapshot["title"]) for one in page]
    context = {"strategy": strategy, "page": page, "rows": rows, "staff": is_staff(request)}
    return render(request, "strategy/versions.html", context)


@public
@require_safe
def reen_check(request: HttpRequest) -> HttpResponse:
    strategy = selectors.readable(staff=is_staff(request))
    if strategy is None:
        return render(request, "strategy/none.html", {"staff": is_staff(request)})
    check = reen.check(strategy)
    return render(request, "strategy/reen.html", {"strategy": strategy, "check": check, "staff": is_staff(request)})


@public
@require_safe
def download(request: HttpRequest, suffix: str) -> HttpResponse:
    """The whole fiches as JSON; tables are those of `exchange_views.py`."""
    if suffix != "json":
        raise Http404
    strategy = readable_or_404(request)
    answer = JsonResponse(files.as_json(strategy), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="strategie.json"'
    return answer


@public
@require_safe
def programme_page(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The programme de travail last published, or one of its earlier versions."""
    edition = programme.edition(number)
    if edition is None and number is not None:
        raise Http404(_("Aucune version ne porte ce numéro."))
    context = {
        "edition": edition,
        "figure": programme.figure_words(edition.content["figure"]) if edition else None,
        "editions": programme.editions(),
        "is_old": number is not None,
        "staff": is_staff(request),
    }
    return render(request, "strategy/programme.html", context)


def _about(strategy: Strategy) -> dict[str, Any]:
    return {"is_draft": strategy.state == State.DRAFT}
