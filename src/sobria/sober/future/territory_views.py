"""Public page: digital in the whole territory, from the national figure per inhabitant, beside the city's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.indicators.selectors import book, inputs_of, readings
from sobria.city.people.access import public
from sobria.city.registers.imports.sentences import language
from sobria.engine.claims import reading
from sobria.engine.indicators.value import Value
from sobria.engine.projection.territory import (
    CLAIMED,
    NATIONAL,
    PARTS,
    PER_INHABITANT,
    STAGES,
    Amount,
    Row,
    Territory,
    rows,
    territory,
)
from sobria.sober.future.holdings import FOOTPRINT, KG_A_TONNE
from sobria.sober.future.quoting import address
from sobria.ui.charts import Bar, BarChart
from sobria.ui.figures import Estimate, Figure
from sobria.ui.numbers import decimal, measure, percent

UNIT = "kgCO2e"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One published number, with all that is needed to check it."""

    name: str
    value: str
    source: str
    licence: str
    confidence: str
    url: str


@public
@require_safe
def footprint(request: HttpRequest) -> HttpResponse:
    """The queries of the indicators, whatever the number of rows."""
    known = book(timezone.localdate())
    people = inputs_of(known)["population"]
    city = readings(known)[FOOTPRINT].value
    found = territory(people.value) if people.value else None
    context = {
        "found": found,
        "people": people,
        "inhabitants": decimal(people.value) if people.value else "",
        "figures": _figures(found, people.start.year if people.start else None, city),
        "charts": _charts(found) if found else [],
        "evidence": [_evidence(row) for row in rows().values()],
        "national": percent(rows()[NATIONAL].value, places=1),
        "announced": percent(rows()[CLAIMED].value),
        **_study_bounds(),
        "claimed": _tonnes(found.whole_claimed) if found else "",
        "supposed": _tonnes(found.whole_national) if found else "",
        "share": _share(found, city),
        "claim": address(PER_INHABITANT),
    }
    return render(request, "future/territory.html", context)


def _figures(found: Territory | None, year: int | None, city: Value) -> list[Figure]:
    each = rows()[PER_INHABITANT]
    nobody = _("Le nombre d’habitants n’est pas connu.")
    total = _estimate(found.total) if found else Estimate(None, UNIT, missing=nobody)
    own = None if city.value is None else city.value * KG_A_TONNE
    low, high = (None if end is None else end * KG_A_TONNE for end in (city.low, city.high))
    why = _("L’empreinte de la ville n’est pas encore calculée.")
    return [
        Figure(
            _("Par habitant, moyenne nationale"),
            Estimate(each.value, each.unit),
            year=each.year,
            evidence=address(PER_INHABITANT),
            note=_bounds(territory(1).total),
        ),
        Figure(
            _("Numérique de tous les habitants"),
            total,
            year=year,
            evidence=address(PER_INHABITANT),
            note=_bounds(found.total) if found else "",
        ),
        Figure(
            _("Dont équipements de l’administration"),
            Estimate(own, UNIT, low, high, missing=why),
            year=city.end.year,
            evidence=city.evidence,
        ),
    ]


def _charts(found: Territory) -> list[BarChart]:
    return [
        _chart(_("Les terminaux et les centres de données font presque tout"), PARTS, found.parts),
        _chart(_("Fabriquer pèse plus qu’utiliser"), STAGES, found.stages),
    ]


def _chart(title: str, codes: tuple[str, ...], amounts: Mapping[str, Amount]) -> BarChart:
    bars = tuple(Bar(rows()[code].name(language()), _estimate(amounts[code])) for code in codes)
    return BarChart(title, bars, row_header=_("Part"), value_header=_("Par an"))


def _estimate(amount: Amount) -> Estimate:
    """Without its bounds: they are those of a study, not an interval at 90 %."""
    return Estimate(amount.value, UNIT)


def _bounds(amount: Amount) -> str:
    own = Estimate(amount.value, UNIT)
    told = {"low": own.write(amount.low), "high": measure(own.write(amount.high), own.shown_unit)}
    return _("De %(low)s à %(high)s selon les bornes de l’étude.") % told


def _study_bounds() -> dict[str, str]:
    """Bounds of the study, as shares of its value."""
    each = territory(1).total
    return {"low": percent(each.low / each.value, places=1), "high": percent(each.high / each.value, places=1)}


def _evidence(row: Row) -> Evidence:
    value = percent(row.value, places=1) if row.unit == "share" else measure(decimal(row.value), "kgCO₂e")
    confidence = reading.words()["confidence", row.confidence].name.to(language())
    return Evidence(row.name(language()), value, row.source, row.licence, confidence, address(row.claim))


def _tonnes(kilograms: float) -> str:
    return measure(decimal(kilograms / KG_A_TONNE, places=1), "tCO₂e")


def _share(found: Territory | None, city: Value) -> str:
    """Share of the territory's figure that the administration's is; nothing when one of them is unknown."""
    if found is None or city.value is None:
        return ""
    return percent(city.value * KG_A_TONNE / found.total.value, places=2)
