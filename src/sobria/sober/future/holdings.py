"""What the city holds today, read from its register once per version of it, and what is known beside it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractYear

from sobria.city.indicators import selectors as indicators
from sobria.city.indicators.targets import targets
from sobria.city.registers.models import RegisterState
from sobria.engine.equipment.life import serving
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.indicators.trajectory import expected
from sobria.engine.indicators.value import Value
from sobria.engine.projection.choices import horizon
from sobria.engine.projection.inventory import Fleet, Inventory, Service, spread_undated
from sobria.engine.projection.projecting import Known
from sobria.sober.equipment.models import Acquisition, Device
from sobria.sober.equipment.repairs.selectors import mean_prices
from sobria.sober.equipment.selectors import CODE
from sobria.sober.footprint.models import Figure, Run

DAY = 24 * 60 * 60
KG_A_TONNE = 1000.0
FOOTPRINT, PER_AGENT, PUE = "S1", "S2", "S19"
GWP = "gwp"


@dataclass(frozen=True, slots=True)
class Devices:
    """Of the register.

    Attributes:
        fleets: recognised devices in service, by category.
        undated, unmatched: units in service without a date of arrival; that no category recognises.
    """

    fleets: tuple[Fleet, ...]
    undated: float
    unmatched: float


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that a projection starts from.

    Attributes:
        footprint: the city's yearly footprint (S1), known or not.
        target: code of the indicator whose target is used (S1; else S2, times its staff); empty: no target.
        agents: full-time equivalents; None: unknown.
        population: inhabitants; None: unknown.
    """

    inventory: Inventory
    known: Known
    footprint: Value
    target: str
    agents: float | None
    population: indicators.Input


def devices(on: date) -> Devices:
    """Two queries on devices when the register has changed; one on its version otherwise."""
    state = RegisterState.objects.filter(code=CODE).values_list("version", "changed_at").first()
    if state is None:  # a register never written through its acts: nothing says when it changes
        return _read(on)
    key = f"future-devices:{state[0]}:{state[1] and state[1].timestamp()}:{on}"
    found: Devices | None = cache.get(key)
    if found is None:
        found = _read(on)
        cache.set(key, found, DAY)
    return found


def _read(on: date) -> Devices:
    rows = _in_service(on)
    ages: dict[str | None, dict[int, float]] = {}
    undated: dict[str | None, float] = {}
    by_year = rows.values_list("matched_category", "year").annotate(units=Sum("quantity")).order_by("matched_category")
    for category, year, units in by_year:
        if year is None:
            undated[category] = undated.get(category, 0.0) + units
        else:
            own = ages.setdefault(category, {})
            age = max(0, on.year - year)
            own[age] = own.get(age, 0.0) + units
    shares = _reused_shares(rows)
    categories = load_catalogue().categories
    fleets = tuple(
        Fleet(
            category,
            spread_undated(
                ages.get(category, {}), undated.get(category, 0.0), life=categories[category].lifetime_years
            ),
            shares.get(category, 0.0),
        )
        for category in sorted({*ages, *undated} - {None}, key=str)
        if category is not None and category in categories
    )
    unmatched = sum(ages.get(None, {}).values()) + undated.get(None, 0.0)
    return Devices(tuple(fleets), sum(units for category, units in undated.items() if category), unmatched)


def _in_service(on: date) -> QuerySet[Any]:
    """Devices the city uses on a day; flows and what is out of scope left out."""
    flows = [code for code, one in load_catalogue().categories.items() if one.kind != "equipment"]
    rows = Device.objects.filter(exclusion=None).exclude(matched_category__in=flows)
    rows = rows.filter(Q(status=None) | Q(status__in=serving())).filter(Q(retired=None) | Q(retired__gt=on))
    return rows.annotate(year=ExtractYear(Coalesce("in_service", "purchased")))


def _reused_shares(rows: QuerySet[Any]) -> dict[str, float]:
    """Category → share of refurbished devices, of those whose origin is said."""
    told: dict[str, dict[str, float]] = {}
    said = rows.filter(acquisition__in=(Acquisition.NEW, Acquisition.REFURBISHED), matched_category__isnull=False)
    by_origin = said.values_list("matched_category", "acquisition").annotate(units=Sum("quantity"))
    for category, origin, units in by_origin.order_by("matched_category", "acquisition"):
        told.setdefault(category, {})[origin] = units
    return {category: own.get(Acquisition.REFURBISHED, 0.0) / sum(own.values()) for category, own in told.items()}


def services(run: Run | None) -> tuple[Service, ...]:
    """Flows of the yearly footprint (cloud, AI, network), kgCO2e. One query, none without a run."""
    if run is None:
        return ()
    flows = [code for code, one in load_catalogue().categories.items() if one.kind == "flow"]
    rows = Figure.objects.filter(
        run=run, kind=Figure.Kind.IMPACT, criterion=GWP, entity="", stage="", category__in=flows, value__gt=0
    ).order_by("category")
    return tuple(
        Service(row.category, row.value, row.value if row.low is None else row.low, row.high or row.value)
        for row in rows
        if row.value is not None
    )


def holdings(on: date) -> Holdings:
    """What is known on a day. A constant number of queries, whatever the register holds."""
    book = indicators.book(on)
    values = {code: reading.value for code, reading in indicators.readings(book).items()}
    facts = indicators.inputs_of(book)
    own = devices(on)
    run = Run.objects.done().filter(year__lte=on.year).current().first()
    pue, agents = values[PUE].value, facts["fte"].value
    promised, target = _promised(on, values, agents)
    total = values[FOOTPRINT].value
    return Holdings(
        Inventory(
            year=on.year,
            fleets=own.fleets,
            services=services(run),
            pue=load_catalogue().value("pue-default") if pue is None else pue,
            pue_measured=pue is not None,
            undated=own.undated,
            unmatched=own.unmatched,
        ),
        Known(None if total is None else total * KG_A_TONNE, promised, mean_prices(on)),
        values[FOOTPRINT],
        target,
        agents,
        facts["population"],
    )


def _promised(on: date, values: dict[str, Value], agents: float | None) -> tuple[dict[int, float], str]:
    """Year → kgCO2e promised for its last day: the target of S1, else that per staff member, times them."""
    found = targets(on, values)
    for code, size in ((FOOTPRINT, KG_A_TONNE), (PER_AGENT, agents)):
        if code in found and size:
            trajectory = found[code].trajectory
            by_year = {year: expected(trajectory, date(year, 12, 31)) for year in range(on.year, horizon() + 1)}
            return {year: value * size for year, value in by_year.items() if value is not None}, code
    return {}, ""
