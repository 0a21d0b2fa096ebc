"""Cells typed or pasted by people: numbers written the French way, blanks, « n.d. », and what cannot be read.

A blank changes nothing; « n.d. » or a dash says "unknown"; neither is ever zero.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from sobria.engine.messages import Language, Refusal
from sobria.engine.typed_numbers import SPACES, Unreadable, read_number

Kind = Literal["blank", "unknown", "number"]
MAX_CHARACTERS = 200_000
MAX_ROWS = 500
MAX_COLUMNS = 60
MAX_CELL = 200
SHOWN = 40
YEAR = re.compile(r"(19|20)\d\d")
DASHES = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}"})
UNKNOWN = DASHES | {"n.d.", "n.d", "nd", "n/a", "na", "inconnu", "inconnue", "unknown"}


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says. `value` only for a number."""

    kind: Kind
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands, to be named in a refusal."""

    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """One cell of a pasted block, its text as it came."""

    code: str
    year: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A pasted block.

    Attributes:
        cells: one per known indicator and year, blanks left out.
        blanks: how many cells were blank, and so change nothing.
        ignored: headers of the columns that are not a year.
        refused: rows and columns that cannot be placed, each a refusal with its place.
    """

    years: tuple[int, ...]
    cells: tuple[Pasted, ...]
    blanks: int
    ignored: tuple[str, ...]
    refused: tuple[Refusal, ...]


def read_cell(text: str, place: Place, *, language: Language | None = None, percent: bool = False) -> Read:
    """A cell as a number; `percent`: in per cent, so a « % » may follow. Raises Refusal, with the place.

    `language`: of the person who typed it; None for what was copied from elsewhere.
    """
    plain = SPACES.sub(" ", text).strip()
    if not plain:
        return Read("blank")
    if plain.casefold() in UNKNOWN:
        return Read("unknown")
    if plain.endswith("%"):
        if not percent:
            raise _refusal("grid-cell-percent", text, place)
        plain = plain[:-1].rstrip()
    try:
        return Read("number", float(read_number(plain, language)))
    except Unreadable as unreadable:
        if unreadable.readings is None:
            raise _refusal("grid-cell-text", text, place) from None
        one, other = unreadable.readings
        raise _refusal("grid-cell-ambiguous", text, place, one=one, other=other) from None


def _refusal(code: str, text: str, place: Place, **said: str) -> Refusal:
    shown = text.strip()
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    return Refusal(code, row=place.row, column=place.column, value=shown, **said)


def read_block(text: str, *, codes: Collection[str]) -> Block:
    """A block copied from a spreadsheet: codes in the first column, years in the first row.

    Cells are separated by tabs, or by semicolons where there is no tab. Raises Refusal when the whole cannot be read.
    """
    rows = _rows(text)
    header = [cell.strip() for cell in rows[0][1]]
    years = _years(header)
    ignored = tuple(name for position, name in enumerate(header) if position and name and position not in years)
    known = {code.casefold(): code for code in codes}
    cells, blanks, refused, seen = list[Pasted](), 0, list[Refusal](), set[str]()
    for line, row in rows[1:]:
        code = known.get(row[0].strip().casefold()) if row else None
        if not row or not any(cell.strip() for cell in row):
            continue
        if code is None or code in seen:
            name = "grid-row-unknown" if code is None else "grid-row-twice"
            refused.append(Refusal(name, row=line, value=row[0].strip()[:SHOWN]))
            continue
        seen.add(code)
        for position, year in years.items():
            cell = row[position] if position < len(row) else ""
            blanks += not cell.strip()
            if cell.strip():
                cells.append(Pasted(code, year, cell[:MAX_CELL], line))
        refused.extend(_beyond(row, header, line))
    return Block(tuple(years.values()), tuple(cells), blanks, ignored, tuple(refused))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    if len(text) > MAX_CHARACTERS:
        raise Refusal("grid-too-long", limit=MAX_CHARACTERS)
    if not text.strip():
        raise Refusal("grid-empty")
    delimiter = "\t" if "\t" in text else ";"
    reader = csv.reader(io.StringIO(text.strip("\r\n"), newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise Refusal("grid-unreadable") from error
    if len(rows) - 1 > MAX_ROWS or max(len(row) for _line, row in rows) > MAX_COLUMNS:
        raise Refusal("grid-too-wide", rows=MAX_ROWS, columns=MAX_COLUMNS)
    return rows


def _years(header: list[str]) -> dict[int, int]:
    """Position → year."""
    found = {position: int(name) for position, name in enumerate(header) if position and YEAR.fullmatch(name)}
    if not found:
        raise Refusal("grid-no-year")
    twice = _first_twice(found.values())
    if twice is not None:
        raise Refusal("grid-year-twice", year=twice)
    return found


def _first_twice(years: Iterable[int]) -> int | None:
    seen: set[int] = set()
    for year in years:
        if year in seen:
            return year
        seen.add(year)
    return None


def _beyond(row: list[str], header: list[str], line: int) -> list[Refusal]:
    """Cells to the right of the header: nobody knows their year."""
    return [
        Refusal("grid-cell-no-column", row=line, column=position + 1, value=cell.strip()[:SHOWN])
        for position, cell in enumerate(row)
        if position >= len(header) and cell.strip()
    ]
