"""Charts drawn on the server. Positions are in per cent of the width, so that text keeps its size on a phone."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sobria.ui.figures import Estimate

_ROW = 52
_TEXT = 16
_BAR = 24


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar. `name` is one of the chart's `parts`."""

    name: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a whole with its interval, cut into parts where the reader gains from it."""

    label: str
    estimate: Estimate
    segments: tuple[Segment, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DrawnSegment:
    x: str
    width: str
    tone: int


@dataclass(frozen=True, slots=True)
class DrawnBar:
    label: str
    value: str
    text_y: int
    bar_y: int
    middle_y: int
    low: str
    high: str
    segments: tuple[DrawnSegment, ...]
    is_unknown: bool


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars, one per category, entity or stage, with their intervals; the table stands behind.

    Attributes:
        title: the finding, in a sentence.
        parts: names of the segments, in drawing order (at most four).
    """

    title: str
    bars: tuple[Bar, ...]
    row_header: str
    value_header: str
    parts: tuple[str, ...] = ()

    @cached_property
    def _largest(self) -> Estimate | None:
        known = [bar.estimate for bar in self.bars if bar.estimate.value is not None]
        return max(known, key=lambda one: one.value or 0.0, default=None)

    @property
    def unit(self) -> str:
        return self._largest.shown_unit if self._largest else ""

    @property
    def height(self) -> int:
        return _ROW * len(self.bars)

    @property
    def tones(self) -> list[tuple[int, str]]:
        return list(enumerate(self.parts, start=1))

    def _same_scale(self, estimate: Estimate) -> Estimate:
        return estimate.on_scale_of(self._largest) if self._largest else estimate

    def drawn(self) -> list[DrawnBar]:
        tops = [bar.estimate.high or bar.estimate.value or 0.0 for bar in self.bars]
        ceiling = max(tops, default=0.0) or 1.0
        return [self._draw(bar, index, ceiling) for index, bar in enumerate(self.bars)]

    def _draw(self, bar: Bar, index: int, ceiling: float) -> DrawnBar:
        own = self._same_scale(bar.estimate)
        top = index * _ROW
        return DrawnBar(
            label=bar.label,
            value=str(own),
            text_y=top + _TEXT,
            bar_y=top + _BAR,
            middle_y=top + _BAR + 16,
            low="" if own.low is None else _percent(own.low, ceiling),
            high="" if own.high is None else _percent(own.high, ceiling),
            segments=() if own.value is None else self._cut(bar, ceiling),
            is_unknown=own.value is None,
        )

    def _cut(self, bar: Bar, ceiling: float) -> tuple[DrawnSegment, ...]:
        if not bar.segments:
            return (DrawnSegment("0%", _percent(bar.estimate.value or 0.0, ceiling), 1),)
        drawn, start = [], 0.0
        for segment in bar.segments:
            size = max(segment.estimate.value or 0.0, 0.0)
            tone = self.parts.index(segment.name) + 1
            drawn.append(DrawnSegment(_percent(start, ceiling), _percent(size, ceiling), tone))
            start += size
        return tuple(drawn)

    def table(self) -> list[tuple[Bar, str, str, list[str]]]:
        """Bar, value, interval and parts, all written on one scale."""
        return [self._table_row(bar) for bar in self.bars]

    def _table_row(self, bar: Bar) -> tuple[Bar, str, str, list[str]]:
        own = self._same_scale(bar.estimate)
        by_name = {segment.name: self._same_scale(segment.estimate).number for segment in bar.segments}
        return bar, own.number, own.range, [by_name.get(name, "") for name in self.parts]


@dataclass(frozen=True, slots=True)
class Year:
    """The value of one year, as an interval."""

    year: int
    estimate: Estimate
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DrawnYear:
    year: int
    value: str
    x: str
    y: float
    low_y: float
    high_y: float
    text_y: float
    is_unknown: bool


@dataclass(frozen=True)
class YearChart:
    """A value over the years, each with its interval, from a zero line; a year not known leaves a gap."""

    title: str
    years: tuple[Year, ...]
    value_header: str
    target: float | None = None
    target_label: str = ""
    height: int = 220

    @cached_property
    def _largest(self) -> Estimate | None:
        known = [one.estimate for one in self.years if one.estimate.value is not None]
        return max(known, key=lambda one: one.value or 0.0, default=None)

    @cached_property
    def _ceiling(self) -> float:
        tops = [one.estimate.high or one.estimate.value or 0.0 for one in self.years]
        return max([*tops, self.target or 0.0]) or 1.0

    @property
    def unit(self) -> str:
        return self._largest.shown_unit if self._largest else ""

    @property
    def floor_y(self) -> int:
        return self.height - 24

    @property
    def year_y(self) -> int:
        return self.height - 6

    def _y(self, value: float) -> float:
        return round(self.floor_y - (self.floor_y - 24) * value / self._ceiling, 1)

    @property
    def target_y(self) -> float | None:
        return None if self.target is None else self._y(self.target)

    def points(self) -> list[DrawnYear]:
        step = 100 / max(len(self.years), 1)
        return [self._point(one, step * (index + 0.5)) for index, one in enumerate(self.years)]

    def _point(self, one: Year, x: float) -> DrawnYear:
        own = one.estimate.on_scale_of(self._largest) if self._largest else one.estimate
        value = own.value or 0.0
        high = value if own.high is None else own.high
        low = value if own.low is None else own.low
        return DrawnYear(
            year=one.year,
            value=str(own),
            x=f"{x:.1f}%",
            y=self._y(value),
            low_y=self._y(low),
            high_y=self._y(high),
            text_y=self._y(high) - 8,
            is_unknown=own.value is None,
        )

    def segments(self) -> list[tuple[DrawnYear, DrawnYear]]:
        """Pairs of neighbouring known years, to be joined."""
        points = self.points()
        pairs = pairwise(points)
        return [(a, b) for a, b in pairs if not a.is_unknown and not b.is_unknown]

    def table(self) -> list[tuple[Year, str, str]]:
        return [(one, *self._written(one.estimate)) for one in self.years]

    def _written(self, estimate: Estimate) -> tuple[str, str]:
        own = estimate.on_scale_of(self._largest) if self._largest else estimate
        return own.number, own.range


def _percent(value: float, ceiling: float) -> str:
    return f"{100 * min(max(value / ceiling, 0.0), 1.0):.1f}%"
