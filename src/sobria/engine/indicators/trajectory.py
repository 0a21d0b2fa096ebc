"""What was promised: from a baseline, through dated steps, in a straight line or by stairs.

expected(t) = base + (target - base) x (t - t0) / (t1 - t0), piece by piece through the steps.
"""

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from sobria.engine.indicators.value import Value
from sobria.engine.messages import Refusal

Shape = Literal["linear", "stepped"]
Direction = Literal["up", "down", "none"]
StateCode = Literal["ahead", "on-track", "behind", "unknown", "no-target"]
Reason = Literal["", "no-value", "before-baseline", "no-target"]
SHAPES: tuple[Shape, ...] = ("linear", "stepped")


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A baseline and dated steps, in the unit of the indicator.

    Before the baseline nothing was promised. After the last step its value stays promised. Linear: a straight line
    between neighbouring points. Stepped: the last step reached, and the baseline, if any, until the first step.
    Raises Refusal when the points cannot be a trajectory.
    """

    baseline_date: date | None
    baseline: float | None
    steps: tuple[tuple[date, float], ...]
    shape: Shape

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise Refusal("target-shape", value=self.shape)
        if not self.steps:
            raise Refusal("target-no-step")
        if (self.baseline is None) != (self.baseline_date is None):
            raise Refusal("target-half-baseline")
        if self.shape == "linear" and self.baseline is None:
            raise Refusal("target-no-baseline")
        _check_numbers([*(value for _day, value in self.steps), self.baseline])
        _check_dates(self.points)

    @property
    def points(self) -> tuple[tuple[date, float], ...]:
        """Baseline, when there is one, then the steps."""
        if self.baseline_date is None or self.baseline is None:
            return self.steps
        return ((self.baseline_date, self.baseline), *self.steps)


def _check_numbers(numbers: list[float | None]) -> None:
    for number in numbers:
        if number is not None and not math.isfinite(number):
            raise Refusal("target-not-finite", value=number)


def _check_dates(points: tuple[tuple[date, float], ...]) -> None:
    for (before, _value), (after, _next) in pairwise(points):
        if after == before:
            raise Refusal("target-same-date", date=after.isoformat())
        if after < before:
            raise Refusal("target-date-order", date=after.isoformat(), before=before.isoformat())


def expected(trajectory: Trajectory, on: date) -> float | None:
    """What was promised for a day; None before the first point."""
    points = trajectory.points
    reached = [point for point in points if point[0] <= on]
    if not reached:
        return None
    start, base = reached[-1]
    if trajectory.shape == "stepped" or len(reached) == len(points):
        return base
    end, target = points[len(reached)]
    return base + (target - base) * ((on - start).days / (end - start).days)


@dataclass(frozen=True, slots=True)
class Standing:
    """A value held against what was promised.

    Attributes:
        expected: what was promised for `at`; None when nothing was.
        gap: in the unit of the indicator, positive on the good side; None when there is nothing to compare.
        state: "ahead" beyond the promise, "on-track" at it, "behind", "unknown" without value, "no-target".
        uncertain: the promise lies within the interval of the value: nobody can say on which side it is.
        at: day of the comparison: the end of the period of the value, or the day asked for without a value.
        reason: why there is no comparison.
    """

    expected: float | None
    gap: float | None
    state: StateCode
    uncertain: bool = False
    at: date | None = None
    reason: Reason = ""


def standing(trajectory: Trajectory | None, direction: Direction, value: Value | None, on: date) -> Standing:
    """Where a value stands on a day.

    A value is held against what was promised for the end of its own period, never for a later day it does not describe.
    Direction "none": the promise is a value to be at; any distance from it is on the wrong side.
    """
    promised = None if trajectory is None else expected(trajectory, on)
    if trajectory is None or promised is None:
        return Standing(None, None, "no-target", at=on, reason="no-target")
    if value is None or value.value is None:
        return Standing(promised, None, "unknown", at=on, reason="no-value")
    at = min(on, value.end)
    then = expected(trajectory, at)
    if then is None:
        return Standing(promised, None, "unknown", at=on, reason="before-baseline")
    return _compare(then, direction, value, at)


def _compare(promised: float, direction: Direction, value: Value, at: date) -> Standing:
    found = value.value or 0.0
    difference = found - promised
    gap = {"up": difference, "down": -difference, "none": -abs(difference)}[direction]
    low = found if value.low is None else value.low
    high = found if value.high is None else value.high
    if math.isclose(found, promised, rel_tol=1e-9, abs_tol=1e-12):
        return Standing(promised, 0.0, "on-track", at=at)
    if low <= promised <= high:
        return Standing(promised, gap, "on-track", uncertain=True, at=at)
    return Standing(promised, gap, "ahead" if gap > 0 else "behind", at=at)
