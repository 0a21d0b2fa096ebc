"""Electricity of the years to come: the mix in force, times a scenario, in a straight line between its points."""

from dataclasses import dataclass
from functools import lru_cache

from sobria.engine.footprint.factor_rows import FactorRow
from sobria.engine.projection.factors import deviation
from sobria.engine.projection.reference import Spread, mixes


@dataclass(frozen=True, slots=True)
class Path:
    """By year, index 0 the inventory: kgCO2e of a kWh, and its relative standard deviation."""

    values: tuple[float, ...]
    deviations: tuple[float, ...]


@lru_cache(maxsize=64)
def mix_path(scenario: str, *, now: FactorRow, first: int, years: int) -> Path:
    points = [(first, Spread(1.0, 1.0, 1.0)), *((one.year, one.ratio) for one in mixes()[scenario] if one.year > first)]
    ratios = [_between(points, first + year) for year in range(years + 1)]
    own = deviation(now)
    return Path(
        tuple(now.value * ratio.value for ratio in ratios),
        tuple((own**2 + (ratio.deviation / ratio.value) ** 2) ** 0.5 for ratio in ratios),
    )


def _between(points: list[tuple[int, Spread]], year: int) -> Spread:
    """In a straight line between neighbouring points; held after the last."""
    before = max((point for point in points if point[0] <= year), key=lambda point: point[0])
    after = min((point for point in points if point[0] > year), key=lambda point: point[0], default=before)
    share = (year - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0.0
    first, last = before[1], after[1]
    return Spread(
        first.value + (last.value - first.value) * share,
        first.low + (last.low - first.low) * share,
        first.high + (last.high - first.high) * share,
    )
