"""Public page: the simulator. Everything is in the address; nothing is kept of who asks."""

import csv
import io

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal
from sobria.engine.projection.choices import Choice, sentence
from sobria.engine.projection.projecting import METHOD, UNIT, Effect, Point, Projection, project
from sobria.sober.future import simulator_showing as showing
from sobria.sober.future.holdings import Holdings, holdings
from sobria.sober.future.quoting import address
from sobria.sober.future.simulator_forms import SimulatorForm
from sobria.ui.downloads import Download

CALL = "future:simulator"


@public
@require_safe
def simulator(request: HttpRequest) -> HttpResponseBase:
    """The queries of the indicators and some seven more, whatever the register holds; fewer once it is counted."""
    if any(not str(value).strip() for value in request.GET.values()):
        return HttpResponseRedirect(_without_blanks(request.GET))
    city = holdings(timezone.localdate())
    if city.inventory.is_empty:  # whatever was chosen: each lever would be refused, and none says what is missing
        return _nothing(request, Refusal("projection-empty"))
    form = SimulatorForm(request.GET.dict(), inventory=city.inventory)
    if not form.is_valid():
        return render(request, "future/simulator.html", {"form": form}, status=422)
    try:
        found = _projected(city, form.choice())
    except Refusal as refusal:
        return _nothing(request, refusal)
    return render(request, "future/simulator.html", _context(found, city, form, request.GET))


def _nothing(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "future/simulator_empty.html", {"why": sentence(refusal, language())})


@public
@require_safe
def download(request: HttpRequest, suffix: str) -> HttpResponse:
    """Years and levers of one simulation, in kgCO2e and euros."""
    city = holdings(timezone.localdate())
    form = SimulatorForm(request.GET.dict(), inventory=city.inventory)
    if suffix not in {"csv", "json"} or not form.is_valid():
        raise Http404
    try:
        found = _projected(city, form.choice())
    except Refusal as refusal:
        raise Http404 from refusal
    years = [_year(one) for one in found.points]
    scope = {"unit": UNIT, "coverage": found.coverage}
    if suffix == "json":
        effects = [_effect(one) for one in (*found.effects, found.together)]
        return JsonResponse({"method": METHOD, **scope, "years": years, "levers": effects})
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*years[0], *scope])
    writer.writeheader()
    writer.writerows(one | scope for one in years)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="projection.csv"'
    return answer


def _projected(city: Holdings, choice: Choice) -> Projection:
    return project(city.inventory, choice, city.known, on=timezone.localdate(), country=settings.SOBRIA_COUNTRY)


def _without_blanks(asked: QueryDict) -> str:
    """The address a browser should have sent: what was left empty is not in it, so that it can be shared."""
    kept = asked.copy()
    for name, value in asked.items():
        if not str(value).strip():
            del kept[name]
    return f"{reverse(CALL)}?{kept.urlencode()}" if kept else reverse(CALL)


def _context(found: Projection, city: Holdings, form: SimulatorForm, asked: QueryDict) -> dict[str, object]:
    choice = form.choice()
    query = f"?{asked.urlencode()}" if asked else ""
    return {
        "form": form,
        "found": found,
        "title": showing.title(found),
        "target": showing.target_sentence(found, city),
        "figures": showing.figures(found),
        "chart": showing.chart(found),
        "years": showing.year_rows(found),
        "effects": showing.effect_rows(found) if found.effects else [],
        "overlap": showing.overlap_sentence(found),
        "limits": list(showing.limits(found, city, choice)),
        "sources": showing.sources(city),
        "files": [
            Download(reverse("future:simulator-download", args=[suffix]) + query, suffix.upper())
            for suffix in ("csv", "json")
        ],
        "has_target": any(one.promised is not None for one in found.points),
        "unit": showing.unit(found),
        "dates": showing.dates(),
        "trend": address("trend-2050"),
    }


def _year(one: Point) -> dict[str, object]:
    return {
        "year": one.year,
        "nothing": one.nothing.value,
        "nothing_low": one.nothing.low,
        "nothing_high": one.nothing.high,
        "acting": one.acting.value,
        "acting_low": one.acting.low,
        "acting_high": one.acting.high,
        "published_trend": one.published,
        "target": one.promised,
    }


def _effect(one: Effect) -> dict[str, object]:
    return {
        "lever": one.lever or "all",
        "avoided_milestone": one.milestone.value,
        "avoided_horizon": one.horizon.value,
        "avoided_horizon_low": one.horizon.low,
        "avoided_horizon_high": one.horizon.high,
        "purchases_avoided": one.spared,
        "euros_saved": one.money.saved,
        "euros_saved_coverage": one.money.priced,
        "euros_spent": one.money.spent,
        "euros_per_tonne": one.money.per_tonne.value if one.money.per_tonne else None,
    }
