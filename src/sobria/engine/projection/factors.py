"""Factor rows in force that the projection uses, each with its source, licence and interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sobria.engine.footprint.catalogue import WORLD, load_catalogue
from sobria.engine.footprint.embodied import Embodied, embodied
from sobria.engine.footprint.factor_rows import FactorRow
from sobria.engine.footprint.method import relative_variance
from sobria.engine.footprint.packs import chosen_rows, valid_on

ELECTRICITY, USE, KWH, GWP = "electricity", "use", "kwh", "gwp"
ROOMS = "datacentre"
"""Group of the catalogue whose devices stand in rooms, under a PUE."""


@dataclass(frozen=True, slots=True)
class Factors:
    """Of one category: making one device (None: no source), a year of its electricity (None: no source)."""

    category: str
    life: float | None
    making: Embodied | None
    power: FactorRow | None
    in_rooms: bool

    @property
    def is_whole(self) -> bool:
        return self.life is not None and self.making is not None


@lru_cache(maxsize=512)
def factors(category: str, *, on: date, country: str) -> Factors:
    known = load_catalogue().categories[category]
    return Factors(
        category,
        known.lifetime_years,
        embodied(category, on=on, country=country),
        _nearest([row for row in _use_rows(on) if row.category == category and row.criterion == KWH], country),
        known.group == ROOMS,
    )


@lru_cache(maxsize=16)
def electricity(*, on: date, country: str) -> FactorRow:
    """kgCO2e of one kWh, in force. A catalogue without one for the world would be broken."""
    found = _nearest([row for row in _use_rows(on) if (row.category, row.criterion) == (ELECTRICITY, GWP)], country)
    if found is None:
        raise LookupError(country)
    return found


def deviation(row: FactorRow) -> float:
    """Relative standard deviation of a row."""
    return math.sqrt(relative_variance(row.sigma))


def _nearest(rows: Sequence[FactorRow], country: str) -> FactorRow | None:
    place = load_catalogue().countries.get(country)
    for region in dict.fromkeys((country, *(place.groups if place else ()), WORLD)):
        here = [row for row in rows if row.region == region]
        if here:
            return here[0]
    return None


@lru_cache(maxsize=16)
def _use_rows(on: date) -> tuple[FactorRow, ...]:
    """Of categories, not of models. Cost: some 10 ms, once a day."""
    candidates = [
        row
        for row in chosen_rows(load_catalogue(), None)
        if row.model_key is None and row.stage == USE and row.criterion in {KWH, GWP}
    ]
    return tuple(valid_on(candidates, on)[0])
