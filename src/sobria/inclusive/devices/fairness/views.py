"""Public pages: the rules of attribution, and who was granted what, with nobody to be recognised."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.city.registers.imports.sentences import language
from sobria.engine.devices.bands import declared, delays
from sobria.engine.devices.caps import kinds
from sobria.engine.devices.priority import rules
from sobria.inclusive.devices.fairness.selectors import Row, Year, granted_by_kind, years

COLUMNS = ("year", "dimension", "band", "asked", "granted", "share", "median_wait")
HIDDEN = "masked"


@public
@require_safe
def fairness(request: HttpRequest) -> HttpResponse:
    """Years that are over, and devices granted by type. Three queries."""
    this_year = timezone.localdate().year
    spoken = language()
    granted = granted_by_kind(this_year)
    context = {
        "years": years(until=this_year - 1, language=spoken),
        "this_year": this_year,
        "least": delays()["smallest-cell"],
        "granted": [(year, kinds()[kind].name(spoken), number) for year, kind, number in granted],
    }
    return render(request, "devices/fairness/fairness.html", context)


@public
@require_safe
def fairness_file(_request: HttpRequest) -> HttpResponse:
    """What the page shows, no more: hidden counts say so."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="equite-des-attributions.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for year in years(until=timezone.localdate().year - 1, language="fr"):
        writer.writerow(_line(year, "all", year.total))
        for part in year.parts:
            writer.writerows(_line(year, part.code, row) for row in part.rows)
    return response


@public
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """What is asked of a person, the rules in their order, and how long things are kept. No query."""
    spoken = language()
    context = {
        "rules": [(one, one.sentence(spoken)) for one in rules()],
        "asked": [(one.name(spoken), [band.name(spoken) for band in one.bands]) for one in declared()],
        "delays": [(one, one.name(spoken), one.purpose(spoken)) for one in delays().values()],
    }
    return render(request, "devices/fairness/rules.html", context)


def _line(year: Year, dimension: str, row: Row) -> list[object]:
    shown = row.shown
    share = "" if shown.share is None else round(shown.share, 3)
    counts = [HIDDEN if one is None else one for one in (shown.asked, shown.granted)]
    return [year.year, dimension, row.code, *counts, share, shown.wait or ""]
