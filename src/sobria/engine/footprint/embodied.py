"""Footprint of making one device of a category, from the factor rows in force: what replacing it would cost.

Making, carrying and ending, without use: the part that a longer life spares. The interval is read like any other
figure's, from the law of each row (`uncertainty.py`), so that this figure and the footprint of the fleet agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sobria.engine.footprint.catalogue import WORLD, load_catalogue
from sobria.engine.footprint.factor_rows import FactorRow
from sobria.engine.footprint.method import relative_variance
from sobria.engine.footprint.packs import chosen_rows, valid_on
from sobria.engine.footprint.uncertainty import Profile
from sobria.engine.quantities import Estimate, Quantity, Unknown

PARTED = ("manufacturing", "distribution", "end_of_life")
WHOLE = "embodied"
LACKS = "embodied-unknown"


@dataclass(frozen=True, slots=True)
class Embodied:
    """One device of a category. `rows`: the factor rows added, with their source and licence."""

    category: str
    unit: str
    rows: tuple[FactorRow, ...]

    @property
    def value(self) -> float:
        return sum(row.value for row in self.rows)


@lru_cache(maxsize=256)
def embodied(category: str, *, on: date, country: str = WORLD, criterion: str = "gwp") -> Embodied | None:
    """The rows of the nearest region that has some, taken whole; stages told apart win. None: no source gives it."""
    rows = [row for row in _rows_on(on, criterion) if row.category == category]
    known = load_catalogue()
    place = known.countries.get(country)
    for region in dict.fromkeys((country, *(place.groups if place else ()), WORLD)):
        here = [row for row in rows if row.region == region]
        parted = [row for row in here if row.stage in PARTED]
        if here:
            return Embodied(category, known.criteria[criterion].unit, tuple(parted or here))
    return None


def total(units: Mapping[str, float], *, on: date, country: str = WORLD, criterion: str = "gwp") -> Quantity:
    """Footprint of `units` devices by category: one figure, its interval, and the share of units it covers.

    A category that no source knows is left out of the value and of the coverage, and named when nothing is known.
    """
    unit = load_catalogue().criteria[criterion].unit
    parts: dict[str, float] = {}
    variances: dict[str, float] = {}
    covered, lacking = 0.0, []
    for category, count in units.items():
        found = embodied(category, on=on, country=country, criterion=criterion)
        if found is None:
            lacking.append(category)
            continue
        covered += abs(count)
        for row in found.rows:
            parts[row.id] = parts.get(row.id, 0.0) + count * row.value
            variances[row.id] = relative_variance(row.sigma)
    whole = sum(abs(count) for count in units.values())
    if lacking and not covered:
        return Unknown(LACKS, ", ".join(sorted(lacking)), unit)
    low, middle, high = Profile(parts, variances, sum(parts.values()), 0.0).interval() if parts else (0.0, 0.0, 0.0)
    return Estimate(sum(parts.values()), low, middle, high, unit, covered / whole if whole else 1.0)


@lru_cache(maxsize=16)
def _rows_on(on: date, criterion: str) -> tuple[FactorRow, ...]:
    """Of categories, not of models. Cost: some 10 ms, once a day."""
    rows, _late = valid_on(_candidates(), on)
    return tuple(row for row in rows if row.criterion == criterion)


@lru_cache(maxsize=1)
def _candidates() -> tuple[FactorRow, ...]:
    stages = (*PARTED, WHOLE)
    return tuple(
        row
        for row in chosen_rows(load_catalogue(), None)
        if row.model_key is None and row.per == "item" and row.stage in stages
    )
