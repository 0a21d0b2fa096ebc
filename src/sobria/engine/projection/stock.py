"""Stock and flows of one category, year by year: what leaves, what is bought, what is left.

Devices survive by a Weibull law of given mean life. They arrive in the middle of a year, so a device of `age` whole
years at the end of a year is `age` + ½ old. A year is seen from its end; index 0 is the inventory.

    left(t)   = Σ units(age, t-1) × (1 - S(age + 1½) ÷ S(age + ½))
    bought(t) = max(0, wanted(t) - stock(t-1) + left(t)) ÷ S(½)
    stock(t)  = stock(t-1) - left(t) + bought(t) × S(½)
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import mul

HALF = 0.5


@lru_cache(maxsize=4096)
def survivors(life: float, *, shape: float, ages: int) -> tuple[float, ...]:
    """Share alive at `age` + ½, for each whole age. `life`: mean life, in years; `shape`: of the Weibull law."""
    scale = life / math.gamma(1 + 1 / shape)
    return tuple(math.exp(-(((age + HALF) / scale) ** shape)) for age in range(ages))


@lru_cache(maxsize=4096)
def kept(life: float, *, shape: float, ages: int) -> tuple[float, ...]:
    """Share of the devices of each age still there a year later: never lower for a longer life."""
    scale = life / math.gamma(1 + 1 / shape)
    hazard = [((age + HALF) / scale) ** shape for age in range(ages + 1)]
    return tuple(math.exp(before - after) for before, after in pairwise(hazard))


@dataclass(frozen=True, slots=True)
class Lives:
    """Mean life today, and from year `start` (index) on; years."""

    today: float
    later: float
    start: int
    shape: float

    def at(self, year: int) -> float:
        return self.later if year >= self.start else self.today


@dataclass(frozen=True, slots=True)
class Flows:
    """One category over the years, index 0 the inventory. Units, unless said.

    Attributes:
        bought: bought in the year; of the inventory year: what it holds of age zero.
        reused: of `bought`, refurbished.
        spread: Σ units ÷ life of their cohort: what a year bears of their making, devices a year.
        reused_spread: the same, of refurbished ones.
    """

    stock: tuple[float, ...]
    bought: tuple[float, ...]
    left: tuple[float, ...]
    reused: tuple[float, ...]
    spread: tuple[float, ...]
    reused_spread: tuple[float, ...]


def follow(units: tuple[float, ...], *, lives: Lives, wanted: tuple[float, ...], reused: tuple[float, ...]) -> Flows:
    """Flows of a category.

    Args:
        units: devices by whole years of age, at the inventory.
        lives: how long they serve.
        wanted: stock wanted at the end of each year after the inventory; what is in excess leaves with age only.
        reused: share of refurbished devices in what is held (index 0) and bought (each year after).

    Cost: some 0.2 ms for 25 years.
    """
    first, present = units[0] if units else 0.0, list(units)
    held = sum(present)
    borne = [one / lives.today for one in present]
    borne_reused = [one * reused[0] for one in borne]
    rows = [(held, first, 0.0, first * reused[0], sum(borne), sum(borne_reused))]
    for year, aim in enumerate(wanted, start=1):
        life = lives.at(year)
        rates = kept(life, shape=lives.shape, ages=len(units) + len(wanted))
        born = survivors(life, shape=lives.shape, ages=1)[0]
        present = list(map(mul, present, rates))
        alive = sum(present)
        bought = max(0.0, aim - alive) / born
        share = reused[year]
        present.insert(0, bought * born)
        borne = [bought * born / life, *map(mul, borne, rates)]
        borne_reused = [borne[0] * share, *map(mul, borne_reused, rates)]
        stock = alive + bought * born
        rows.append((stock, bought, held - alive, bought * share, sum(borne), sum(borne_reused)))
        held = stock
    return Flows(*(tuple(column) for column in zip(*rows, strict=True)))


def growing(
    held: float, *, rate: float, years: int, cut: float = 0.0, start: int = 1, ramp: int = 1
) -> tuple[float, ...]:
    """Stock wanted each year: `held` growing by `rate`, less a share `cut` reached in `ramp` years from `start`."""
    return tuple(
        held * (1 + rate) ** year * (1 - cut * reached(year, start=start, ramp=ramp)) for year in range(1, years + 1)
    )


def reached(year: int, *, start: int, ramp: int) -> float:
    """Share of its effect (0–1) that a lever begun in `start` has in `year`."""
    return min(1.0, max(0.0, (year - start + 1) / ramp))
