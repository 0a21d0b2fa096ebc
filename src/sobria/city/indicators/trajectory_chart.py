"""A promised trajectory and the values observed, drawn on the server, with the table that stands behind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from sobria.engine.indicators.trajectory import Trajectory, expected
from sobria.engine.indicators.value import Value

LEFT, RIGHT = 6.0, 94.0


@dataclass(frozen=True, slots=True)
class Line:
    x1: str
    y1: float
    x2: str
    y2: float


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: float
    low_y: float
    high_y: float
    text_y: float
    label: str
    year: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a day, what was promised for it, what was observed."""

    day: date
    promised: str
    legal: str
    observed: str
    range: str


@dataclass(frozen=True)
class TrajectoryChart:
    """`write` gives a number as people read it. Unknown values are in the table, not in the drawing."""

    title: str
    trajectory: Trajectory | None
    legal: Trajectory | None
    values: tuple[Value, ...]
    write: Callable[[float | None], str]
    height: int = 240

    @property
    def floor_y(self) -> int:
        return self.height - 24

    @property
    def year_y(self) -> int:
        return self.height - 6

    @cached_property
    def _known(self) -> list[Value]:
        return [one for one in self.values if one.value is not None]

    @cached_property
    def _days(self) -> list[date]:
        promised = [day for line in (self.trajectory, self.legal) if line for day, _value in line.points]
        return sorted({*promised, *(one.end for one in self._known)})

    @cached_property
    def _bounds(self) -> tuple[float, float]:
        amounts = [0.0]
        for line in (self.trajectory, self.legal):
            amounts += [value for _day, value in line.points] if line else []
        for one in self._known:
            amounts += [bound for bound in (one.value, one.low, one.high) if bound is not None]
        low, high = min(amounts), max(amounts)
        return low, high if high > low else low + 1.0

    def _x(self, day: date) -> str:
        first, last = self._days[0], self._days[-1]
        span = (last - first).days or 1
        return f"{LEFT + (RIGHT - LEFT) * (day - first).days / span:.1f}%"

    def _y(self, value: float) -> float:
        low, high = self._bounds
        return round(self.floor_y - (self.floor_y - 28) * (value - low) / (high - low), 1)

    def promised_lines(self) -> list[Line]:
        return self._lines(self.trajectory)

    def legal_lines(self) -> list[Line]:
        return self._lines(self.legal)

    def _lines(self, trajectory: Trajectory | None) -> list[Line]:
        if trajectory is None:
            return []
        points = list(trajectory.points)
        if points[-1][0] < self._days[-1]:
            points.append((self._days[-1], points[-1][1]))
        drawn = []
        for (day, value), (after, target) in pairwise(points):
            end = target if trajectory.shape == "linear" else value
            drawn.append(Line(self._x(day), self._y(value), self._x(after), self._y(end)))
            if end != target:
                drawn.append(Line(self._x(after), self._y(end), self._x(after), self._y(target)))
        return drawn

    def points(self) -> list[Point]:
        return [self._point(one) for one in self._known]

    def _point(self, one: Value) -> Point:
        value = one.value or 0.0
        high = self._y(value if one.high is None else one.high)
        return Point(
            x=self._x(one.end),
            y=self._y(value),
            low_y=self._y(value if one.low is None else one.low),
            high_y=high,
            text_y=high - 8,
            label=self.write(one.value),
            year=one.end.year,
        )

    def joins(self) -> list[Line]:
        return [Line(a.x, a.y, b.x, b.y) for a, b in pairwise(self.points())]

    def table(self) -> list[Row]:
        """Every day of a promise or of a value."""
        observed = {one.end: one for one in self.values}
        promised = {day for line in (self.trajectory, self.legal) if line for day, _value in line.points}
        return [self._row(day, observed.get(day)) for day in sorted({*observed, *promised})]

    def _promise(self, trajectory: Trajectory | None, day: date) -> str:
        promise = expected(trajectory, day) if trajectory else None
        return "" if promise is None else self.write(promise)

    def _row(self, day: date, value: Value | None) -> Row:
        has_range = value is not None and value.low is not None and value.high is not None
        return Row(
            day=day,
            promised=self._promise(self.trajectory, day),
            legal=self._promise(self.legal, day),
            observed="" if value is None else self.write(value.value),
            range=f"{self.write(value.low)} – {self.write(value.high)}" if value is not None and has_range else "",
        )
