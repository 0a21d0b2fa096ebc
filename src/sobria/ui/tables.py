"""A table whose rows carry an interval on a common scale: the chart is in the table."""

from dataclasses import dataclass, field
from functools import cached_property

from sobria.ui.figures import Estimate, Track, track


@dataclass(frozen=True, slots=True)
class BarRow:
    """One row.

    Attributes:
        cells: further numbers, already written, in the order of the table's `columns`.
        detail: address of the row's own page or evidence.
    """

    label: str
    estimate: Estimate
    cells: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """`range`: the interval in figures, beside its drawing; nothing for a count."""

    row: BarRow
    number: str
    range: str
    track: Track | None


@dataclass(frozen=True)
class BarTable:
    """Rows on one scale and one unit, chosen from the largest value.

    Attributes:
        caption: what is counted, over what, with the interval's meaning.
        row_header: name of the first column; `columns`: names of the further numeric columns.
    """

    caption: str
    row_header: str
    value_header: str
    rows: tuple[BarRow, ...]
    columns: tuple[str, ...] = field(default=())

    @cached_property
    def largest(self) -> Estimate | None:
        known = [row.estimate for row in self.rows if row.estimate.value is not None]
        return max(known, key=lambda one: one.value or 0.0, default=None)

    @property
    def unit(self) -> str:
        return self.largest.shown_unit if self.largest else ""

    @property
    def has_bars(self) -> bool:
        return self.largest is not None

    def placed(self) -> list[PlacedRow]:
        largest = self.largest
        if largest is None:
            return [PlacedRow(row, str(row.estimate), "", None) for row in self.rows]
        ceiling = max(one.estimate.high or one.estimate.value or 0.0 for one in self.rows) or 1.0
        return [self._place(row, largest, ceiling) for row in self.rows]

    def _place(self, row: BarRow, largest: Estimate, ceiling: float) -> PlacedRow:
        own = row.estimate
        if own.value is None:
            return PlacedRow(row, own.number, "", None)
        low = own.value if own.low is None else own.low
        high = own.value if own.high is None else own.high
        scaled = own.on_scale_of(largest)
        drawn = track(own.value, low=low, high=high, ceiling=ceiling, words="")
        return PlacedRow(row, scaled.number, scaled.range, drawn)
