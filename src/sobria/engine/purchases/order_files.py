"""A file of order lines read: good lines with their place, and all that is refused, approximated or left out."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from sobria.engine.messages import Language, Refusal, say
from sobria.engine.purchases import marks
from sobria.engine.purchases.order_columns import Column, choices, code_of, column_named, columns
from sobria.engine.purchases.products import products
from sobria.engine.strategy import cells
from sobria.engine.strategy.opening import Grid, open_grids
from sobria.engine.strategy.sheets import Column as Cell

LARGEST = 5_000_000
HEADER_SEARCH = 20
MOST_UNITS = 1_000_000
MOST_EUR = Decimal(1_000_000_000)
CENT = Decimal("0.01")
PLAIN = frozenset({"text", "integer", "number", "date"})
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One good line. `rank`: of the line in its order; `line`: in the file, as a spreadsheet counts."""

    reference: str
    rank: int
    day: date
    supplier: str
    values: Values
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal, or what was read otherwise than written: a code of the messages with its places."""

    line: int
    column: str
    value: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def sentence(self, language: Language = "fr") -> str:
        return say(self.code, language, **self.params)


@dataclass(slots=True)
class Reading:
    """`kept`: approximated cells; `dropped`: headers not known; `raw`: line of the file → header → cell, if refused.

    `read`: lines met, good or not.
    """

    name: str
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    kept: list[Fault] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    raw: dict[int, dict[str, str]] = field(default_factory=dict)
    read: int = 0


def read_orders(name: str, content: bytes, *, today: date, language: Language = "fr") -> Reading:
    """Read a whole file. Raises Refusal when nothing of it can be used."""
    if len(content) > LARGEST:
        raise Refusal("purchase-file-too-big", file=name, limit=LARGEST // 1_000_000)
    with tempfile.TemporaryDirectory(prefix="sobria-") as folder:
        grids = open_grids(name, content, Path(folder))
    for grid in grids:
        found = _header(grid)
        if found is not None:
            return _read(name, grid, found, today)
    needed = ", ".join(one.header(language) for one in columns().values() if one.needed)
    raise Refusal("purchase-file-header", file=name, columns=needed)


def _header(grid: Grid) -> int | None:
    """Position of the row that names every needed column."""
    needed = {one.key for one in columns().values() if one.needed}
    for position, (_line, row) in enumerate(grid.rows[:HEADER_SEARCH]):
        named = {found.key for cell in row if (found := column_named(str(cell or "")))}
        if needed <= named:
            return position
    return None


def _read(name: str, grid: Grid, header: int, today: date) -> Reading:
    reading = Reading(name)
    heads = [str(cell or "").strip() for cell in grid.rows[header][1]]
    placed: dict[str, int] = {}
    for position, head in enumerate(heads):
        column = column_named(head)
        if column is None or column.key in placed:
            reading.dropped += [head] if head else []
        else:
            placed[column.key] = position
    reader = _Reader(reading, heads, placed, today)
    for line, row in grid.rows[header + 1 :]:
        reader.take(line, row)
    return reading


class _Reader:
    """Lines of one file, in turn: an order is the lines that bear its reference."""

    def __init__(self, reading: Reading, heads: list[str], placed: dict[str, int], today: date) -> None:
        self.reading, self.heads, self.placed, self.today = reading, heads, placed, today
        self.days: dict[str, date] = {}
        self.suppliers: dict[str, str] = {}
        self.ranks: dict[str, int] = {}
        self.taken: set[tuple[str, int]] = set()

    def take(self, line: int, row: Sequence[object]) -> None:
        self.reading.read += 1
        faults: list[Fault] = []
        kept: list[Fault] = []
        values: Values = {}
        for key, column in columns().items():
            position = self.placed.get(key)
            cell = row[position] if position is not None and position < len(row) else None
            fault = Fault(line, column.headers[0], cells.shown(cell).strip()[:80], "")
            values[key] = self._cell(column, cell, fault, faults=faults, kept=kept)
        reference = values.get("reference") or ""
        rank = values.get("rank") or self.ranks.get(reference, 0) + 1
        self.ranks[reference] = max(rank, self.ranks.get(reference, 0))
        if not faults:
            faults += self._whole(values, reference, rank, line)
        if faults:
            self.reading.faults += faults
            self.reading.raw[line] = self._original(row, rank)
            return
        self.reading.kept += kept
        self.taken.add((reference, rank))
        day = self.days.setdefault(reference, values["day"])
        supplier = self.suppliers.setdefault(reference, values.get("supplier") or "")
        kinds = {key: values[key] for key in _LINE}
        self.reading.lines.append(Line(reference, rank, day, supplier, kinds, line))

    def _cell(self, column: Column, cell: object, fault: Fault, *, faults: list[Fault], kept: list[Fault]) -> Any:
        """The value of one cell; None when it is blank or refused."""
        shown = cells.shown(cell).strip()
        if not shown:
            faults += [replace(fault, code="purchase-cell-needed")] if column.needed else []
            return None
        try:
            return self._value(column, cell, shown, fault, kept)
        except cells.Unread as unread:
            faults.append(replace(fault, code=unread.code, params={"known": unread.known} if unread.known else {}))
        except Refusal as refusal:
            faults.append(replace(fault, code=refusal.code, params=refusal.params))
        return None

    def _value(self, column: Column, cell: object, shown: str, fault: Fault, kept: list[Fault]) -> Any:
        if column.kind not in PLAIN:
            return _word(column, cells.restored(shown), fault, kept)
        value, _note = cells.read(Cell(column.key, *column.headers, column.kind, "", column.needed), cell)
        if column.kind == "text" and column.most and len(value) > column.most:
            raise Refusal("purchase-cell-long", limit=column.most)
        if column.key == "day" and value > self.today:
            raise Refusal("purchase-future", day=value)
        if column.kind == "integer" and not 1 <= value <= MOST_UNITS:
            raise Refusal("purchase-quantity", limit=MOST_UNITS)
        if column.key == "unit_eur":
            return _price(value, fault, kept)
        return value

    def _whole(self, values: Values, reference: str, rank: int, line: int) -> list[Fault]:
        """What is wrong between cells."""
        first = self.days.get(reference)
        day = values["day"]
        if first is not None and first != day:
            params = {"reference": reference, "first": first}
            return [Fault(line, columns()["day"].headers[0], day.isoformat(), "purchase-day-differs", params)]
        if (reference, rank) in self.taken:
            params = {"reference": reference, "rank": rank}
            return [Fault(line, columns()["rank"].headers[0], str(rank), "purchase-line-twice", params)]
        try:
            values["index_mark"], values["index_class"] = marks.check(
                values["index_kind"] or "",
                mark=values["index_mark"],
                letter=values["index_class"] or "",
                category=values["category"] or "",
                product=values["product"] or "",
                on=day,
            )
        except Refusal as refusal:
            column = columns()["index_kind"].headers[0]
            return [Fault(line, column, values["index_kind"] or "", refusal.code, refusal.params)]
        values["index_kind"] = values["index_kind"] or ""
        return []

    def _original(self, row: Sequence[object], rank: int) -> dict[str, str]:
        """As it came, with its rank: given again alone, it goes back to its place."""
        found = {head: cells.shown(cell) for head, cell in zip(self.heads, row, strict=False) if head}
        head = columns()["rank"].headers[0]
        return found if "rank" in self.placed else {**found, head: str(rank)}


_LINE = (
    *("label", "product", "category", "condition", "quantity", "unit_eur"),
    *("index_kind", "index_mark", "index_class"),
)


def _word(column: Column, text: str, fault: Fault, kept: list[Fault]) -> str | None:
    code = code_of(column.kind, text)
    if code is not None:
        return code
    if column.kind == "category":
        kept.append(replace(fault, code="purchase-category-unknown"))
        return None
    if column.kind == "product":
        raise Refusal("purchase-product-unknown", example=products()["it-telephony"].value)
    raise Refusal("purchase-word", known=", ".join(words[0] for words in choices(column.kind).values()))


def _price(value: Decimal, fault: Fault, kept: list[Fault]) -> Decimal:
    if not 0 <= value <= MOST_EUR:
        raise Refusal("purchase-price", limit=int(MOST_EUR))
    cents = value.quantize(CENT, rounding=ROUND_HALF_UP)
    if cents != value:
        kept.append(replace(fault, code="purchase-price-rounded"))
    return cents
