"""Public pages: calls for projects, grants, and the spend of a year with what it is made of."""

import csv
import io
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.partners.register import rows as partners
from sobria.city.people.access import public
from sobria.city.registers.views import facts
from sobria.sober.economy import selectors
from sobria.sober.economy.indicators import coverage, ess_coverage
from sobria.sober.economy.models import Call
from sobria.sober.economy.register import GRANTS, rows
from sobria.sober.economy.shares import INVOICES, PURCHASES, REPAIRS, parts, whole
from sobria.ui.downloads import Download

GRANTS_SHOWN = 10
FIRST_YEAR = 2000
YEARS_SHOWN = 3


@public
@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    context = {
        "calls": selectors.calls(on),
        "grants": list(selectors.grants()[:GRANTS_SHOWN]),
        "partners": partners(public=True).count(),
        "years": [str(on.year - back) for back in range(YEARS_SHOWN)],
    }
    return render(request, "economy/hub.html", context)


@public
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Call, pk=pk, is_public=True)
    return render(request, "economy/call.html", {"call": found, "grants": list(selectors.grants().filter(call=found))})


@public
@require_safe
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(rows(public=True), pk=pk)
    context = {"register": GRANTS, "name": found.reference, "facts": facts(found, GRANTS.shown(public=True))}
    return render(request, "registers/entry.html", context)


@public
@require_safe
def spending(request: HttpRequest, year: int) -> HttpResponse:
    on = timezone.localdate()
    _check(year, on.year)
    found = parts(year, on)
    known = whole(found)
    files = [
        Download(reverse("economy:spending-file", args=[year, suffix]), label)
        for suffix, label in (("csv", "CSV"), ("json", "JSON"))
    ]
    context = {
        "year": str(year),
        "lines": [(_names()[part.source], part) for part in found],
        "known": known,
        "coverage": coverage(known),
        "ess_coverage": ess_coverage(known),
        "share": known.ess / known.total if known.ess + known.other else None,
        "most": (known.ess + known.unsaid) / known.total if known.unsaid else None,
        "files": files,
        "is_current": year == on.year,
    }
    return render(request, "economy/spending.html", context)


@public
@require_safe
def spending_file(_request: HttpRequest, year: int, suffix: str) -> HttpResponse:
    """One line for each source: euros excl. VAT by status of who was paid, lines, lines without amount."""
    on = timezone.localdate()
    _check(year, on.year)
    told = [{"year": year, **asdict(part)} for part in parts(year, on)]
    if suffix == "json":
        return JsonResponse({"unit": "EUR excl. VAT", "on": on.isoformat(), "rows": told})
    if suffix != "csv":
        raise Http404
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(told[0]))
    writer.writeheader()
    writer.writerows(told)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="economie-solidaire-{year}.csv"'
    return answer


def _names() -> dict[str, Any]:
    return {
        INVOICES: _("Factures de réparation et de reconditionnement"),
        REPAIRS: _("Réparations écrites sur les pannes"),
        PURCHASES: _("Achats d’équipements reconditionnés"),
    }


def _check(year: int, present: int) -> None:
    if not FIRST_YEAR <= year <= present:
        raise Http404
