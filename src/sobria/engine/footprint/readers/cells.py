"""The SQL that reads one cell: raw text → clean text → typed value, and whether it is refused.

Each expression is exact on every value; the `CASE` branches only put the frequent, cheap reading first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sobria.engine.footprint.readers.targets import Cell
from sobria.engine.footprint.readers.words import filler_serials, flow_words, limit, not_said, not_said_dates

SPREADSHEET_NUMBER = r"\d([.,]\d+)?E\+\d+"
_TOP_BIT = 60
BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8239) || chr(8201) || chr(65279)"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How this file writes its values.

    Attributes:
        comma: a lone comma is decimal.
        first: 'd', 'm' or '' (not known) for dates written with two leading parts.
        lines_in_cells: a text cell may hold several values, one per line.
        thorough: every text is compared with every way of saying nothing, at a cost; else blanks are stripped
            everywhere, and the ways met in the sample (`blanks`) and the usual ones are known to the CSV reader.
        codes: field → text as met → code or None, for fields with a code list or a country.
    """

    comma: bool
    first: str
    today: date
    lines_in_cells: bool = False
    thorough: bool = False
    blanks: tuple[str, ...] = ()
    codes: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)


def literal(text: str | None) -> str:
    """A text as an SQL constant."""
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def _among(words: frozenset[str], text: str) -> str:
    """Whether the lower-cased text is one of the words.

    A search in one constant: a long IN list would become a join, which is slow even under a CASE rarely true, and
    loses the order of records by which lines are numbered.
    """
    return f"contains({literal('|' + '|'.join(sorted(words)) + '|')}, '|' || lower({text}) || '|')"


def _may_be(words: frozenset[str], text: str) -> str:
    """Whether the text could be one of the words (zeros apart), told cheaply: its length in bytes, then its start."""
    told = sorted(word for word in words if word.strip("0"))
    mask = sum(1 << length for length in {min(len(word.encode()), _TOP_BIT) for word in told})
    starts = literal(" ".join(sorted({word[:2] for word in told})))
    long_enough = f"({mask}::BIGINT >> least(strlen({text}), {_TOP_BIT})) & 1 = 1"
    return f"CASE WHEN {long_enough} THEN contains({starts}, lower(left({text}, 2))) ELSE false END"


def cleaned(column: str, cell: Cell) -> str:
    """Text without outer blanks; NULL when it says nothing. Exact on any text, slow."""
    words = filler_serials() if cell.kind == "serial" else not_said()
    text = f"trim({column}, {BLANKS})"
    never = (
        "".join(f" OR starts_with({text}, {literal(start)})" for start in not_said_dates())
        if cell.kind == "date"
        else ""
    )
    return f"CASE WHEN {text} = '' OR {_among(words, text)}{never} THEN NULL ELSE {text} END"


def text(column: str, cell: Cell, dialect: Dialect) -> str:
    """The clean text of a text cell: the careful reading only where the text may need it."""
    if dialect.lines_in_cells:
        joined = rf"regexp_replace({column}, '(\s*(<br\s*/?>|\r?\n)\s*)+', ' / ', 'gi')"
        clean = cleaned(f"trim({joined}, ' /')", cell)
        return _real_serial(clean) if cell.kind == "serial" else clean
    if dialect.thorough:
        return _real_serial(cleaned(column, cell)) if cell.kind == "serial" else cleaned(column, cell)
    blank = f"{column} < '!' OR ends_with({column}, ' ')"
    if cell.kind == "serial":
        zeros = f"CASE WHEN starts_with({column}, '00') THEN ltrim({column}, '0') = '' ELSE false END"
        blank += f" OR {zeros} OR contains({column}, 'E+')"
        slow = _real_serial(cleaned(column, cell))
        return f"CASE WHEN {blank} OR {_may_be(filler_serials(), column)} THEN {slow} ELSE {column} END"
    return f"CASE WHEN {blank} THEN {cleaned(column, cell)} ELSE {column} END"


def _real_serial(text: str) -> str:
    """NULL for zeros only, and for what a spreadsheet turned into a number."""
    return f"CASE WHEN regexp_full_match({text}, '0+|{SPREADSHEET_NUMBER}') THEN NULL ELSE {text} END"


def quick(column: str, cell: Cell, dialect: Dialect) -> str:
    """The value when it is written the plain way; NULL sends the cell to the careful reading."""
    if cell.kind == "number" and dialect.comma:
        return f"CASE WHEN contains({column}, '.') THEN NULL ELSE try_cast(replace({column}, ',', '.') AS DOUBLE) END"
    if cell.kind == "number":
        return f"try_cast({column} AS DOUBLE)"
    if cell.kind == "date":
        value = _plain_date(column, dialect)
        return f"CASE WHEN {value} BETWEEN DATE '1000-01-01' AND DATE '9999-12-31' THEN {value} END"
    if cell.kind in {"country", "code"}:
        return _coded(column, dialect.codes.get(cell.name, {}))
    return "CAST(NULL AS DOUBLE)"


def _plain_date(column: str, dialect: Dialect) -> str:
    """An ISO date, or one with slashes in the order of the file: a cast that fails costs ten times one that reads."""
    iso = f"try_cast({column} AS DATE)"
    if not dialect.first:
        return iso
    order = "%d/%m/%Y" if dialect.first == "d" else "%m/%d/%Y"
    return f"CASE WHEN contains({column}, '/') THEN CAST(try_strptime({column}, '{order}') AS DATE) ELSE {iso} END"


def careful(column: str, cell: Cell, dialect: Dialect) -> str:
    """The value of a clean text written any other way we know; NULL when unreadable."""
    if cell.kind == "number":
        return f"read_number({column}, {dialect.comma})"
    if cell.kind == "share":
        return f"read_share({column}, {dialect.comma})"
    if cell.kind == "date":
        return f"read_date({column}, {literal(dialect.first)})"
    return _coded(column, dialect.codes.get(cell.name, {}))


def _coded(column: str, codes: Mapping[str, str | None]) -> str:
    cases = " ".join(f"WHEN {literal(word)} THEN {literal(code)}" for word, code in codes.items() if code)
    return f"CASE {column} {cases} END" if cases else "CAST(NULL AS VARCHAR)"


def refused(cell: Cell, dialect: Dialect, *, mandatory: bool, flow: str) -> list[str]:
    """Conditions, each never NULL, under which a cell refuses its line."""
    text, value = name(f"t_{cell.name}"), name(cell.name)
    found = [f"{text} IS NULL"] if mandatory else []
    if cell.kind in {"text", "serial"}:
        return [*found, f"coalesce(prefix({text}, '='), false)"]
    unread = f"({value} IS NULL AND {text} IS NOT NULL)"
    if cell.kind in {"country", "code"}:
        quiet = [word for word, code in dialect.codes.get(cell.name, {}).items() if code is None]
        known = f" AND NOT list_contains([{', '.join(map(literal, quiet))}], {text})" if quiet else ""
        return [*found, f"CASE WHEN {unread} THEN true{known} ELSE false END"]
    return [*found, unread, f"coalesce({outside_bounds(cell, dialect, flow)}, false)"]


def outside_bounds(cell: Cell, dialect: Dialect, flow: str) -> str:
    """SQL condition, NULL for a missing value."""
    value = name(cell.name)
    if cell.kind == "date":
        return f"{value} NOT BETWEEN DATE '{earliest()}' AND DATE '{dialect.today}'"
    least = f"{value} <= {cell.above}" if cell.above is not None else f"{value} < {cell.least}"
    fraction = f" OR {value} <> floor({value})" if cell.whole else ""
    return f"{least} OR {too_large(cell, flow)}{fraction}"


def too_large(cell: Cell, flow: str = "false") -> str:
    """`flow`: SQL condition under which the line is a yearly flow, whose volume has a wider bound."""
    value = name(cell.name)
    if cell.name != "quantity":
        return f"{value} > {cell.most}"
    wider = f"CASE WHEN {flow} THEN {value} > {limit('flow_quantity')} ELSE true END"
    return f"CASE WHEN {value} > {cell.most} THEN {wider} ELSE false END"


def earliest() -> date:
    return date(int(limit("earliest_year")), 1, 1)


def is_flow(column: str) -> str:
    return f"coalesce({_among(flow_words(), column)}, false)"
