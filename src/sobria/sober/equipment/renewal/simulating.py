"""What a longer life per category spares: devices of the planned year, then each year once the fleet turns over."""

from collections.abc import Mapping
from dataclasses import dataclass

from sobria.engine.equipment.renewal import spared, spared_each_year
from sobria.engine.footprint import embodied
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.quantities import Quantity
from sobria.sober.equipment.renewal.plan import Plan


@dataclass(frozen=True, slots=True)
class Spared:
    """One category, or all of them.

    Attributes:
        units: in the plan; `replaced`: of these, devices the plan replaces.
        life_years: expected life; `more_years`: added to it.
        not_bought: devices of the planned year the plan would keep; `each_year`: those not bought each year later.
        euros: price of `not_bought`, of the units whose price is known (`priced`); None when no price is.
        footprint: of making `not_bought`.
    """

    category: str
    units: float
    replaced: float
    life_years: float | None
    more_years: float
    not_bought: float
    each_year: float | None
    euros: float | None
    priced: float
    footprint: Quantity


@dataclass(frozen=True, slots=True)
class Simulation:
    rows: tuple[Spared, ...]
    total: Spared


def simulate(plan: Plan, *, more_years: Mapping[str, float], prices: Mapping[str, float]) -> Simulation:
    """One row per recognised category of the plan, the largest first. No query."""
    kept = spared(plan.replaced.items(), more_years=more_years, year=plan.year)
    rows = tuple(
        _row(
            plan,
            category,
            units=sum(by_decision.values()),
            replaced=by_decision["replace"],
            more=more_years.get(category, 0.0),
            not_bought=kept.get(category, 0.0),
            prices=prices,
        )
        for category, by_decision in plan.by_category().items()
        if category
    )
    return Simulation(rows, _total(plan, rows, kept))


def _row(
    plan: Plan,
    category: str,
    *,
    units: float,
    replaced: float,
    more: float,
    not_bought: float,
    prices: Mapping[str, float],
) -> Spared:
    life = load_catalogue().categories[category].lifetime_years
    price = prices.get(category)
    return Spared(
        category=category,
        units=units,
        replaced=replaced,
        life_years=life,
        more_years=more,
        not_bought=not_bought,
        each_year=spared_each_year(units, life_years=life, more_years=more) if life else None,
        euros=None if price is None else price * not_bought,
        priced=0.0 if price is None else not_bought,
        footprint=embodied.total({category: not_bought}, on=plan.on),
    )


def _total(plan: Plan, rows: tuple[Spared, ...], kept: Mapping[str, float]) -> Spared:
    known = [row.each_year for row in rows if row.each_year is not None]
    priced = [row for row in rows if row.euros is not None and row.not_bought]
    return Spared(
        category="",
        units=sum(row.units for row in rows),
        replaced=sum(row.replaced for row in rows),
        life_years=None,
        more_years=0.0,
        not_bought=sum(row.not_bought for row in rows),
        each_year=sum(known) if known else None,
        euros=sum(row.euros or 0.0 for row in priced) if priced else None,
        priced=sum(row.priced for row in priced),
        footprint=embodied.total(kept, on=plan.on),
    )
