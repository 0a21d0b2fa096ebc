"""A quantity and what moves it: first-order deviations by independent cause, read as a log-normal law.

The causes: each factor row, the electricity of the years to come, what a refurbished device spares, the life of each
category, the growth of the fleet. Two quantities share their causes, so that a difference knows what cancels.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sobria.engine.footprint.uncertainty import interval
from sobria.engine.quantities import Estimate


@dataclass(frozen=True, slots=True)
class Moments:
    """`mean`, and for each cause what one standard deviation of it adds to the mean, in the same unit."""

    mean: float
    deviations: Mapping[str, float]

    @property
    def variance(self) -> float:
        return math.fsum(one * one for one in self.deviations.values())

    def minus(self, other: "Moments") -> "Moments":
        causes = {*self.deviations, *other.deviations}
        gaps = {cause: self.deviations.get(cause, 0.0) - other.deviations.get(cause, 0.0) for cause in causes}
        return Moments(self.mean - other.mean, gaps)

    def relative_to(self, other: "Moments", *, scale: float) -> "Moments":
        """`scale` × this ÷ other, to the first order: what moves both alike cancels. `other` is not zero."""
        mean = scale * self.mean / other.mean
        causes = {*self.deviations, *other.deviations}
        own = {
            cause: scale * self.deviations.get(cause, 0.0) / other.mean
            - mean * other.deviations.get(cause, 0.0) / other.mean
            for cause in causes
        }
        return Moments(mean, own)

    def estimate(self, unit: str, *, coverage: float) -> Estimate:
        low, middle, high = interval(self.mean, self.variance)
        return Estimate(self.mean, low, middle, high, unit, coverage)


def total(parts: Iterable[Moments]) -> Moments:
    """The sum: the same cause moves all parts together."""
    mean, deviations = 0.0, dict[str, float]()
    for part in parts:
        mean += part.mean
        for cause, one in part.deviations.items():
            deviations[cause] = deviations.get(cause, 0.0) + one
    return Moments(mean, deviations)
