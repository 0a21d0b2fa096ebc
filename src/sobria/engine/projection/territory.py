"""Footprint of digital in a territory, from the national figure per inhabitant (`catalogue/projection/territory.csv`).

It already holds every use: homes, offices, networks, data centres here and abroad. Nothing is added to it, and the
footprint of the city administration is a part of it.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PER_INHABITANT, NATIONAL, CLAIMED = "per-inhabitant", "national-share", "city-claim"
PARTS = ("terminals", "networks", "data-centres")
STAGES = ("making", "use")


@dataclass(frozen=True, slots=True)
class Row:
    """A published number; `claim`: the quoted figure that tells more of it."""

    code: str
    value: float
    low: float | None
    high: float | None
    unit: str
    year: int | None
    names: tuple[str, str]
    source: str
    licence: str
    status: str
    confidence: str
    claim: str

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Amount:
    """kgCO2e a year, between the bounds of the study."""

    value: float
    low: float
    high: float

    def times(self, share: float) -> "Amount":
        return Amount(self.value * share, self.low * share, self.high * share)


@dataclass(frozen=True, slots=True)
class Territory:
    """What the national mean gives to a territory.

    Attributes:
        total: of all inhabitants; `parts`, `stages`: code → its share of it.
        whole_claimed, whole_national: footprint of all activities, kgCO2e per inhabitant, if digital were the share
            that the city says, and if it were the national one: what the claim supposes, to be judged.
    """

    population: float
    total: Amount
    parts: Mapping[str, Amount]
    stages: Mapping[str, Amount]
    whole_claimed: float
    whole_national: float


@cache
def rows() -> Mapping[str, Row]:
    text = files("sobria.catalogue").joinpath("projection/territory.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Row(
            row["code"],
            float(row["value"]),
            float(row["low"]) if row["low"] else None,
            float(row["high"]) if row["high"] else None,
            row["unit"],
            int(row["year"]) if row["year"] else None,
            (row["fr"], row["en"]),
            row["source"],
            row["licence"],
            row["status"],
            row["confidence"],
            row["claim"],
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    }


def territory(population: float) -> Territory:
    """`population`: inhabitants, more than zero."""
    known = rows()
    each = known[PER_INHABITANT]
    low = each.value if each.low is None else each.low
    high = each.value if each.high is None else each.high
    total = Amount(each.value, low, high).times(population)
    return Territory(
        population,
        total,
        {code: total.times(known[code].value) for code in PARTS},
        {code: total.times(known[code].value) for code in STAGES},
        each.value / known[CLAIMED].value,
        each.value / known[NATIONAL].value,
    )
