"""The AGEC declaration of a year: what it says, what is missing to the step of the law, the official file."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from sobria.city.people.access import allow, public
from sobria.city.people.roles import STAFF
from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal
from sobria.engine.purchases.declaration import Amounts
from sobria.engine.purchases.official import official
from sobria.engine.purchases.products import columns, products
from sobria.sober.equipment.models import IndexKind
from sobria.sober.equipment.purchases import selectors
from sobria.sober.equipment.purchases.forms import BuyerForm
from sobria.sober.equipment.purchases.selectors import YearOfPurchases
from sobria.sober.equipment.selectors import CODE
from sobria.ui.figures import Estimate, Figure, State

SHOWN = 20
FIRST, LAST = 2000, 2100


@allow(read=STAFF, scope=CODE)
@require_safe
def declaration(request: HttpRequest, year: int) -> HttpResponse:
    """Five queries, whatever the number of orders."""
    context = _context(year) | {
        "form": BuyerForm(initial={"siret": settings.SOBRIA_CITY_SIRET, "nom": settings.SOBRIA_CITY_NAME}),
        "unpriced": selectors.unpriced(year, SHOWN),
        "columns": [(one.name, one.meaning(language()), one.status, one.source) for one in columns()],
        "due": year + 1,
    }
    return render(request, "equipment/purchases/declaration.html", context)


@allow(read=STAFF, scope=CODE)
@require_safe
def official_file(request: HttpRequest, year: int) -> HttpResponse:
    """The file of the State, for the buyer named in the address."""
    found = _of(year)
    rows = found.declaration.rows
    try:
        text = official(
            rows,
            year=year,
            siret=request.GET.get("siret", settings.SOBRIA_CITY_SIRET),
            name=request.GET.get("nom", settings.SOBRIA_CITY_NAME)[:200],
            comments={row.product: comment(row) for row in rows},
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("equipment-desk:declaration", year=year)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="declaration-agec-{year}.csv"'
    return answer


@public
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """What the city bought in a year, for everyone: amounts by product, the step of the law, the indices."""
    known = selectors.years()
    text = request.GET.get("annee", "")
    default = known[0] if known else timezone.localdate().year
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else default
    context = _context(year) | {"years": known, "is_empty": not known}
    return render(request, "equipment/purchases/summary.html", context)


def comment(row: Amounts) -> str:
    """What the amounts of a product do not count, for the file; nothing when they count all."""
    if not row.unpriced:
        return ""
    return ngettext(
        "%(count)s ligne sans prix n’est pas comptée", "%(count)s lignes sans prix ne sont pas comptées", row.unpriced
    ) % {"count": row.unpriced}


def _of(year: int) -> YearOfPurchases:
    if not FIRST <= year <= LAST:
        raise Http404
    return selectors.purchases(year)


def _context(year: int) -> dict[str, Any]:
    found = _of(year)
    return {
        "year": year,
        "found": found,
        "figures": _figures(found),
        "rows": [_row(row) for row in found.declaration.rows],
        "marks": _marks(year),
        "classes": selectors.classes(year),
        "step": found.step,
    }


def _row(row: Amounts) -> dict[str, Any]:
    return {"name": products()[row.product].name(language()), "row": row, "share": row.share, "comment": comment(row)}


def _figures(found: YearOfPurchases) -> list[Figure]:
    it, share, missing = found.it, found.it.share, found.missing_eur
    unpriced = _("Aucune ligne informatique de l’année n’a de prix.")
    lacks = _("Aucune ligne informatique de l’année ne dit son état à l’achat.") if it.is_known else unpriced
    step = found.step.share
    state = None
    if share is not None and step is not None:
        state = State("good", _("palier atteint")) if share >= step else State("late", _("palier non atteint"))
    return [
        Figure(
            _("Part du réemploi et des dons, informatique et téléphonie"),
            Estimate(_percent(share), unit="%", missing=lacks),
            year=found.year,
            target=_percent(step),
            target_label=_("Palier de la loi"),
            state=state,
            note=_coverage(it),
        ),
        Figure(
            _("Ce qui manque pour atteindre le palier"),
            Estimate(
                None if missing is None else float(missing),
                unit="€",
                is_exact=True,
                missing=_no_missing(found) or lacks,
            ),
            note=_("Somme à dépenser en réemploi plutôt qu’en neuf, à dépense égale."),
        ),
        Figure(
            _("Dépense informatique et téléphonique, hors taxes"),
            Estimate(float(it.total_eur) if it.is_known else None, unit="€", is_exact=True, missing=unpriced),
        ),
        Figure(
            _("Dons reçus, à leur valeur forfaitaire"),
            Estimate(float(it.gifts_eur) if it.told else None, unit="€", is_exact=True, missing=lacks),
            note=_("Dits à part, et comptés avec le réemploi."),
        ),
    ]


def _no_missing(found: YearOfPurchases) -> str:
    return _("Aucun palier n’est en vigueur cette année-là.") if found.step.share is None else ""


def _percent(share: Decimal | None) -> float | None:
    return None if share is None else float(share * 100)


def _coverage(it: Amounts) -> str:
    if not it.unpriced:
        return ""
    return ngettext(
        "%(count)s ligne sans prix n’est pas comptée.", "%(count)s lignes sans prix ne sont pas comptées.", it.unpriced
    ) % {"count": it.unpriced}


def _marks(year: int) -> list[dict[str, Any]]:
    """One row per index out of 10 that a purchase carries: never one mean for two kinds."""
    labels = dict(IndexKind.choices)
    return [
        {"name": labels[kind], "spent": spent, "mean": weighed / spent, "lines": lines}
        for kind, spent, weighed, lines in selectors.spend_by_index(year)
        if kind in {IndexKind.REPAIR, IndexKind.DURABILITY} and spent and weighed is not None
    ]
