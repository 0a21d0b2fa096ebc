"""Intervals and probabilities of sums, by matching the first two moments (Fenton–Wilkinson).

A factor row moves every line that uses it together; rows are independent of one another; the quality of a line's data
is one more independent term.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sobria.engine.footprint.method import P95

ROUNDING = 1e-15  # below this, a variance of logarithms is the rounding of two totals that move as one


class Interval(NamedTuple):
    """5th percentile, median and 95th percentile."""

    low: float
    p50: float
    high: float


@dataclass(frozen=True, slots=True)
class Profile:
    """A total, taken apart by the factor rows that move it.

    Attributes:
        contributions: factor row → part of the total that moves with it (a use cell counts under its mix row and
            under its kWh row, so parts may sum to more than the total).
        relative_variances: factor row → e^σ² − 1.
        mean: the total.
        noise: variance from the quality of the lines' data, in the total's unit squared.
    """

    contributions: Mapping[str, float]
    relative_variances: Mapping[str, float]
    mean: float
    noise: float

    @property
    def variance(self) -> float:
        return self.noise + math.fsum(
            part * part * self.relative_variances[row] for row, part in self.contributions.items()
        )

    def interval(self) -> Interval:
        return interval(self.mean, self.variance)


def log_variance(mean: float, variance: float) -> float:
    """s² of the log-normal that has this mean and variance."""
    return math.log1p(variance / (mean * mean))


def interval(mean: float, variance: float) -> Interval:
    """P5, P50 and P95 of the log-normal with this mean and variance.

    A negative mean (net credits) is mirrored. A mean of zero that varies (credits that just cancel) has no
    log-normal: the normal law stands in.
    """
    if variance <= 0:
        return Interval(mean, mean, mean)
    if mean == 0:
        reach = P95 * math.sqrt(variance)
        return Interval(-reach, 0.0, reach)
    squared = log_variance(mean, variance)
    median = mean * math.exp(-squared / 2)
    reach = P95 * math.sqrt(squared)
    ends = median * math.exp(-reach), median * math.exp(reach)
    return Interval(min(ends), median, max(ends))


def shared_covariance(first: Profile, second: Profile) -> float:
    """Covariance of two totals through the factor rows both use. Input quality is taken as independent."""
    rows = first.contributions.keys() & second.contributions.keys()
    return math.fsum(
        first.contributions[row] * second.contributions[row] * first.relative_variances[row] for row in sorted(rows)
    )


def probability_less(first: Profile, second: Profile) -> float | None:
    """P(first < second), both log-normal, shared factor rows cancelling as they should.

    None when a total is not positive: the log-normal says nothing there.
    """
    if first.mean <= 0 or second.mean <= 0:
        return None
    of_first = log_variance(first.mean, first.variance)
    of_second = log_variance(second.mean, second.variance)
    joint = math.log1p(shared_covariance(first, second) / (first.mean * second.mean))
    gap = (math.log(second.mean) - of_second / 2) - (math.log(first.mean) - of_first / 2)
    spread = of_first + of_second - 2 * joint
    if spread <= ROUNDING:
        return 0.5 if math.isclose(first.mean, second.mean, rel_tol=1e-12) else float(gap > 0)
    return normal_cdf(gap / math.sqrt(spread))


def normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
