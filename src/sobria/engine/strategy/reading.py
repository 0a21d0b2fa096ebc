"""A strategy file read: accepted rows with their place, and all that is refused, left out or approximated."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sobria.engine.messages import LANGUAGES, Refusal
from sobria.engine.strategy import cells
from sobria.engine.strategy.opening import Grid, open_grids
from sobria.engine.strategy.sheets import OBJECT_EN, OBJECT_FR, Row, Sheet, limits, load_sheets, sheet_named

HEADER_SEARCH = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal: sheet as it is named in the file, line as a spreadsheet counts, column as its header says."""

    sheet: str
    line: int
    column: str
    value: str
    code: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something read otherwise than written."""

    sheet: str
    line: int
    column: str
    value: str
    code: str
    read: str


@dataclass(frozen=True, slots=True)
class Line:
    """One accepted row. `values`: only the columns that the file has; a blank cell is None."""

    sheet: str
    place: str
    line: int
    values: Row


@dataclass
class Reading:
    """`lines`, `refused`: key of the sheet → rows; `raw`: (sheet, line) → header → cell, of every row read."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    refused: dict[str, list[Line]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    raw: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def header(self, sheet: str, key: str) -> str:
        """The French header of a column, for a refusal found after reading."""
        return next((one.header_fr for one in load_sheets()[sheet].columns if one.key == key), key)


def read_file(name: str, content: bytes) -> Reading:
    """Read a whole file. Raises Refusal when nothing of it can be used."""
    if not content.strip():
        raise Refusal("strategy-file-empty", file=name)
    if len(content) > limits()["bytes"]:
        raise Refusal("strategy-file-too-big", file=name, limit=limits()["bytes"] // 1_000_000)
    with tempfile.TemporaryDirectory(prefix="sobria-") as folder:
        grids = open_grids(name, content, Path(folder))
    reading = Reading()
    is_understood = [_read_grid(grid, reading, alone=len(grids) == 1) for grid in grids]
    if not any(is_understood):
        needed = [one for one in load_sheets()["measures"].columns if one.needed]
        french, english = (", ".join(one.header(language) for one in needed) for language in LANGUAGES)
        raise Refusal("strategy-file-header", file=name, columns=french, columns_en=english)
    return reading


def _read_grid(grid: Grid, reading: Reading, *, alone: bool) -> bool:
    """Whether the grid is about something we know."""
    objects = _object_header(grid.rows)
    if objects is not None:
        return _read_mixed(grid, objects, reading)
    sheet = sheet_named(grid.name) or (load_sheets()["measures"] if alone else None)
    if sheet is None:
        if grid.rows:
            reading.dropped.append((grid.name, ""))
        return False
    return _read_sheet(grid, sheet, reading)


def _object_header(rows: Sequence[tuple[int, list[object]]]) -> int | None:
    for at, (_line, row) in enumerate(rows[:HEADER_SEARCH]):
        if row and cells.shown(row[0]).strip().casefold() in {OBJECT_FR.casefold(), OBJECT_EN.casefold()}:
            return at
    return None


def _header_at(rows: Sequence[tuple[int, list[object]]], sheet: Sheet) -> int | None:
    """The row, among the first ones, that names most columns."""
    scores = [
        (sum(sheet.column(cells.shown(one)) is not None for one in row), -at)
        for at, (_line, row) in enumerate(rows[:HEADER_SEARCH])
    ]
    best = max(scores, default=(0, 0))
    return -best[1] if best[0] else None


def _read_sheet(grid: Grid, sheet: Sheet, reading: Reading) -> bool:
    at = _header_at(grid.rows, sheet)
    if at is None:
        if grid.rows:
            missing = ", ".join(one.header_fr for one in sheet.columns if one.needed)
            reading.faults.append(Fault(grid.name, grid.rows[0][0], "", "", "strategy-sheet-header", missing))
        return False
    header = [cells.shown(one).strip() for one in grid.rows[at][1]]
    if _lacks(grid.name, grid.rows[at][0], header, sheet, reading):
        return False
    reading.dropped += [(grid.name, one) for one in header if one and sheet.column(one) is None]
    reading.names[sheet.key] = grid.name
    for line, row in grid.rows[at + 1 :]:
        _read_line(grid.name, line, dict(zip(header, row, strict=False)), sheet, reading)
    return True


def _lacks(name: str, line: int, header: list[str], sheet: Sheet, reading: Reading) -> bool:
    found = {column.key for one in header if (column := sheet.column(one))}
    missing = [one.header_fr for one in sheet.columns if one.needed and one.key not in found]
    if missing:
        reading.faults.append(Fault(name, line, "", "", "strategy-sheet-header", ", ".join(missing)))
    return bool(missing)


def _read_mixed(grid: Grid, at: int, reading: Reading) -> bool:
    """A CSV of every sheet. A blank cell of a column that the line's sheet has says "nothing"."""
    header = [cells.shown(one).strip() for one in grid.rows[at][1]]
    known = load_sheets().values()
    reading.dropped += [(grid.name, one) for one in header[1:] if one and not any(sheet.column(one) for sheet in known)]
    for line, row in grid.rows[at + 1 :]:
        named = dict(zip(header, row, strict=False))
        sheet = sheet_named(cells.shown(row[0]))
        if sheet is None:
            words = ", ".join(one.name_fr for one in known)
            fault = Fault(grid.name, line, header[0], cells.shown(row[0]), "strategy-line-object", words)
            reading.faults.append(fault)
            _remember(grid.name, line, named, reading)
            continue
        reading.names.setdefault(sheet.key, grid.name)
        own = {one: value for one, value in named.items() if sheet.column(one)}
        _read_line(grid.name, line, own, sheet, reading)
        _remember(grid.name, line, named, reading)
    return True


def _remember(place: str, line: int, named: Mapping[str, object], reading: Reading) -> None:
    reading.raw[(place, line)] = {one: cells.shown(value) for one, value in named.items() if one}


def _read_line(place: str, line: int, named: Mapping[str, object], sheet: Sheet, reading: Reading) -> None:
    _remember(place, line, named, reading)
    values: Row = {}
    is_good = True
    for header, value in named.items():
        column = sheet.column(header)
        if column is None or values.get(column.key) is not None:
            continue
        if value is None or (isinstance(value, str) and not value.strip()):
            values[column.key] = None
            continue
        try:
            values[column.key], approximated = cells.read(column, value)
        except cells.Unread as fault:
            is_good = False
            reading.faults.append(Fault(place, line, header, cells.shown(value)[:200], fault.code, fault.known))
            values[column.key] = cells.shown(value)
        else:
            if approximated:
                said = cells.shown(values[column.key])
                reading.kept.append(Kept(place, line, header, cells.shown(value)[:200], approximated, said))
    for column in sheet.columns:
        if column.needed and values.get(column.key) in (None, ""):
            is_good = False
            reading.faults.append(Fault(place, line, column.header_fr, "", "strategy-cell-needed"))
    entry = Line(sheet.key, place, line, values)
    (reading.lines if is_good else reading.refused).setdefault(sheet.key, []).append(entry)
