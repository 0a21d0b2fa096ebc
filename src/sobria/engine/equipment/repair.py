"""Repairs: cost against replacement, footprint avoided. One quantity per function; None: not known.

Footprint avoided (kgCO2e) = footprint of making one new device of the category × years gained ÷ life of the category
− footprint of the parts put in. Method and limits: `docs/methodology/repair-and-renewal.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sobria.engine.equipment.repair_reference import part_of, value
from sobria.engine.footprint import embodied
from sobria.engine.quantities import Estimate, Quantity, Unknown

FORMULA = "repair-avoided (v1)"
UNIT = "kgCO2e"
DAYS_A_YEAR = 365.25
Basis = Literal["measured", "expected", "least"]


@dataclass(frozen=True, slots=True)
class YearsGained:
    """Years a repair adds to a device.

    Attributes:
        basis: `measured`: it has left since, on a known day; `expected`: what remained of the life of its category;
            `least`: it had already served longer, and a convention is used.
    """

    years: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class PartUsed:
    """A part put in. `is_reused`: it came from a dismantled device."""

    name: str
    quantity: int = 1
    is_reused: bool = False


@dataclass(frozen=True, slots=True)
class Avoided:
    """What a repair avoids, taken apart.

    Attributes:
        before_parts: what the years gained spare.
        parts: footprint of the parts, or Unknown naming those no source knows.
        net: the difference; Unknown when either is.
        gained: None when the age of the device is not known.
        sources: of the factor rows used.
    """

    before_parts: Quantity
    parts: Quantity
    net: Quantity
    gained: YearsGained | None
    sources: tuple[str, ...]


def cost_share(*, cost_eur: float | None, replacement_eur: float | None) -> float | None:
    """Cost of a repair over the price of replacing the device (ratio)."""
    if cost_eur is None or not replacement_eur:
        return None
    return cost_eur / replacement_eur


def years_gained(
    *, repaired: date, began: date | None, left: date | None, life_years: float | None
) -> YearsGained | None:
    """Years from the repair to the day the device left, if it has; else what remained of the category's life then."""
    if left is not None and left >= repaired:
        return YearsGained((left - repaired).days / DAYS_A_YEAR, "measured")
    if began is None or life_years is None:
        return None
    remaining = life_years - (repaired - began).days / DAYS_A_YEAR
    least = value("years-least")
    return YearsGained(remaining, "expected") if remaining > least else YearsGained(least, "least")


def parts_footprint(parts: Sequence[PartUsed], *, on: date) -> Quantity:
    """Footprint (kgCO2e) of making the parts: reused ones carry none; one new part without figure gives Unknown."""
    low = middle = high = mean = 0.0
    lacking = []
    for part in parts:
        found = _part_footprint(part, on=on)
        if found is None:
            lacking.append(part.name)
            continue
        mean, low = mean + found.value, low + found.low
        middle, high = middle + found.p50, high + found.high
    if lacking:
        return Unknown("repair-parts-unknown", ", ".join(lacking), UNIT)
    return Estimate(mean, low, middle, high, UNIT, 1.0)


def avoided(
    *,
    category: str | None,
    life_years: float | None,
    gained: YearsGained | None,
    parts: Sequence[PartUsed] = (),
    on: date,
) -> Avoided:
    """Footprint a repair avoids. `on`: day of the factors."""
    made = embodied.embodied(category, on=on) if category else None
    used = parts_footprint(parts, on=on)
    sources = tuple(dict.fromkeys(row.source for row in made.rows)) if made else ()
    lacking = _lacking(category, has_factor=made is not None, life_years=life_years, gained=gained)
    if lacking or category is None or life_years is None or gained is None:
        unknown = Unknown("repair-avoided-lacks", lacking, UNIT)
        return Avoided(unknown, used, unknown, gained, sources)
    spared = embodied.total({category: gained.years / life_years}, on=on)
    return Avoided(spared, used, _less(spared, used), gained, sources)


def _lacking(category: str | None, *, has_factor: bool, life_years: float | None, gained: YearsGained | None) -> str:
    """The first thing that lacks, as `match`, `embodied:<category>`, `life:<category>` or `began`."""
    if category is None:
        return "match"
    if not has_factor:
        return f"embodied:{category}"
    if life_years is None:
        return f"life:{category}"
    return "" if gained else "began"


def _less(spared: Quantity, used: Quantity) -> Quantity:
    """The worst and the best of both bounds: the two do not vary together."""
    if isinstance(spared, Unknown):
        return spared
    if isinstance(used, Unknown):
        return used
    return Estimate(
        spared.value - used.value,
        spared.low - used.high,
        spared.p50 - used.p50,
        spared.high - used.low,
        UNIT,
        spared.coverage,
    )


def _part_footprint(part: PartUsed, *, on: date) -> Estimate | None:
    if part.is_reused:
        each = value("reused-part")
        return Estimate(each, each, each, each, UNIT, 1.0)
    known = part_of(part.name)
    if known is None:
        return None
    count = part.quantity
    if known.category:
        found = embodied.total({known.category: float(count)}, on=on)
        return found if isinstance(found, Estimate) else None
    if known.value is None or known.low is None or known.high is None:
        return None
    return Estimate(known.value * count, known.low * count, known.value * count, known.high * count, UNIT, 1.0)
