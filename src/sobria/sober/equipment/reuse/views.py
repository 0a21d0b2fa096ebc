"""The reuse rate of retired equipment in a year: the figure, the step of the law, what is left out, the proofs."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import allow, public
from sobria.city.people.roles import STAFF
from sobria.city.registers.imports.sentences import language
from sobria.engine.reuse.rate import Tally
from sobria.engine.reuse.rules import routes, rules
from sobria.sober.equipment.purchases.slips import masses
from sobria.sober.equipment.register import category_label
from sobria.sober.equipment.reuse.counting import Reuse, exits, reuse
from sobria.sober.equipment.reuse.faults import faults
from sobria.sober.equipment.reuse.figures import figures
from sobria.sober.equipment.reuse.lives import lives_by_category
from sobria.sober.equipment.reuse.proofs import proof_file
from sobria.sober.equipment.selectors import CODE

PAGE = 25
FIRST, YEARS_SHOWN = 2015, 5


@public
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """For everyone: figures, reasons and proofs, without names of devices."""
    return render(request, "equipment/reuse/public.html", _context(request))


@allow(read=STAFF, scope=CODE)
@require_safe
def detail(request: HttpRequest) -> HttpResponse:
    """The same with each device handed over, and the lives of what was retired. A constant number of queries."""
    context = _context(request)
    year = context["year"]
    found = _exits(year).select_related("device").order_by("-day", "-pk")
    context["page"] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "equipment/reuse/desk.html", context)


@allow(read=STAFF, scope=CODE)
@require_safe
def download(_request: HttpRequest, year: int) -> HttpResponseBase:
    """Every device that the rate counts or leaves out, with why: what an inspector asks for."""
    if not FIRST <= year <= timezone.localdate().year:
        raise Http404
    return proof_file(year, timezone.localdate())


def _context(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    text = request.GET.get("annee", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else today.year
    if not FIRST <= year <= today.year:
        raise Http404
    found = reuse(year, today)
    return {
        "year": year,
        "years": range(today.year, today.year - YEARS_SHOWN, -1),
        "found": found,
        "rate": found.rate,
        "is_empty": not (found.rate.stock.seen or found.rate.exits.seen),
        "figures": figures(found),
        "formula": rules()["formula"],
        "formula_words": rules()["formula"].sentence(language()),
        "left_out": _left_out(found),
        "unsaid": _unsaid(found.rate.stock),
        "routes": [(routes()[route][language() == "en"], units) for route, units in found.rate.by_route.items()],
        "deeds": _deeds(year),
        "lives": [
            (category_label(code) if code else _("non reconnu"), *rest) for code, *rest in lives_by_category(year)
        ],
        "faults": faults(year, today),
        "masses": masses(year, today),
        "began_late": found.since is not None and found.since > date(year, 1, 1),
    }


def _left_out(found: Reuse) -> list[dict[str, Any]]:
    """By reason: units of the stock and of the exits."""
    stock, gone = found.rate.stock.left_out, found.rate.exits.left_out
    return [
        {
            "words": rule.sentence(language()),
            "source": rule.source,
            "to_confirm": rule.status != "settled",
            "stock": stock.get(code, 0.0),
            "exits": gone.get(code, 0.0),
        }
        for code, rule in rules().items()
        if code in stock or code in gone
    ]


def _unsaid(stock: Tally) -> list[tuple[str, float]]:
    """What is not known of the devices counted: they are counted all the same."""
    pairs = [
        (_("date de mise en service ou de réforme inconnue : l’âge ne peut pas les exclure"), stock.undated),
        (_("catégorie non reconnue"), stock.unrecognised),
        (_("état non dit : un fichier ne donne que la date de sortie"), stock.untold),
    ]
    return [(words, units) for words, units in pairs if units]


def _exits(year: int) -> Any:
    today = timezone.localdate()
    return exits(date(year, 1, 1), min(date(year, 12, 31), today), today)


def _deeds(year: int) -> list[dict[str, Any]]:
    """The proofs: one row per deed, with the units it covers, latest first. One query."""
    rows = _exits(year).values("route", "reference", "receiver", "day").annotate(units=Sum("device__quantity"))
    names = {route: two[language() == "en"] for route, two in routes().items()}
    return [
        one | {"name": names.get(one["route"], one["route"])} for one in rows.order_by("-day", "reference")[: PAGE * 4]
    ]
