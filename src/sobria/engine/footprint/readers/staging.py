"""From text columns to a typed table in one pass, then the refusals of the few lines that need explaining.

A part is one file (or sheet) going to one target. Its staged table `part_<n>` holds every record, typed, with
`refused` and, only where refused, the raw texts; `part_<n>_refused` holds the refused ones again. Tables of the
contract are views over the accepted records.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from sobria.engine.footprint.readers import cells
from sobria.engine.footprint.readers.cells import Dialect, literal
from sobria.engine.footprint.readers.cells import name as quoted
from sobria.engine.footprint.readers.sources import NO_BLANKS
from sobria.engine.footprint.readers.targets import TARGETS, Cell


@dataclass(frozen=True, slots=True)
class Part:
    """One file on its way to one target table.

    Attributes:
        number: names the staged table.
        relation: SQL relation giving text columns `c0…`, and `line` when `line_offset` is None.
        line_offset: line of record r is r + offset (r from 0); None when the relation says the line itself.
        columns: field → text column of the relation.
        headers: field → header in the city's file.
        mandatory: fields whose blank cell is refused.
        defaults: field → text standing for a blank cell or an absent column.
        extras: staged column → text column, for unknown columns kept on request; `extra_headers`: their headers.
        own_file: the relation says the file of each record itself.
    """

    number: int
    file: str
    target: str
    relation: str
    line_offset: int | None
    columns: Mapping[str, str]
    headers: Mapping[str, str]
    mandatory: frozenset[str] = frozenset()
    defaults: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)
    extra_headers: Mapping[str, str] = field(default_factory=dict)
    own_file: bool = False

    @property
    def table(self) -> str:
        return f"snapshot_{self.number}" if self.own_file else f"part_{self.number}"

    @property
    def refused(self) -> str:
        """Table of the few records that staging refused, with `at_line`, their line."""
        return f"{self.table}_refused"

    @property
    def line(self) -> str:
        return "line" if self.line_offset is None else f"rowid + {self.line_offset}"

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Cells this part fills, from a column or a default."""
        return tuple(c for c in TARGETS[self.target] if c.name in self.columns or c.name in self.defaults)


def stage(connection: duckdb.DuckDBPyConnection, part: Part, dialect: Dialect) -> None:
    """Create `part_<n>`: typed cells, `refused`, `raw` (texts of the refused). One parallel pass over the file."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {part.table} AS {staging_query(part, dialect)}")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {part.refused} AS "
        f"SELECT {part.line} AS at_line, * FROM {part.table} WHERE refused"
    )


def staging_query(part: Part, dialect: Dialect) -> str:
    """The query of a staged table. Lines are numbered by the order of its rows: it must never hold a join."""
    read = [cell for cell in part.cells if cell.kind not in {"text", "serial"}]
    quick = [f"{cells.quick(_given(part, cell), cell, dialect)} AS {quoted('q_' + cell.name)}" for cell in read]
    texts = [f"{_text(part, cell, dialect)} AS {quoted('t_' + cell.name)}" for cell in part.cells]
    values = [f"{_value(cell, dialect)} AS {quoted(cell.name)}" for cell in part.cells]
    raw = ", ".join(quoted(f"t_{cell.name}") for cell in part.cells)
    kept = [quoted(cell.name) for cell in part.cells] + [f"{c} AS {quoted(x)}" for x, c in part.extras.items()]
    kept += ["line"] if part.line_offset is None else []
    return (
        f"SELECT {''.join(column + ', ' for column in kept)}refused, "
        f"CASE WHEN refused THEN [{raw}]::VARCHAR[] END AS raw FROM ("
        f"SELECT *, ({_refused(part, dialect)}) AS refused FROM ("
        f"SELECT {', '.join(['*', *values])} FROM ("
        f"SELECT {', '.join(['*', *texts])} FROM ("
        f"SELECT {', '.join(['*', *quick])} FROM {_relation(part, dialect)}))))"
    )


def _relation(part: Part, dialect: Dialect) -> str:
    """The relation, its CSV reader taking the file's ways of saying nothing as NULL."""
    blanks = ", ".join(literal(word) for word in ("", *dialect.blanks))
    return part.relation.replace(NO_BLANKS, f"nullstr = [{blanks}]")


def _given(part: Part, cell: Cell) -> str:
    """The text as it is in the file, or the default of an absent column."""
    return part.columns.get(cell.name) or literal(part.defaults[cell.name])


def _text(part: Part, cell: Cell, dialect: Dialect) -> str:
    """Clean text; for a value read at first sight, the text as it is."""
    given, default = _given(part, cell), part.defaults.get(cell.name)
    if cell.name not in part.columns:
        return given
    if cell.kind in {"text", "serial"}:
        text = cells.text(given, cell, dialect)
    else:
        quick = quoted(f"q_{cell.name}")
        text = f"CASE WHEN {quick} IS NOT NULL OR {given} IS NULL THEN {given} ELSE {cells.cleaned(given, cell)} END"
    return text if default is None else f"coalesce({text}, {literal(default)})"


def _value(cell: Cell, dialect: Dialect) -> str:
    text, quick = quoted(f"t_{cell.name}"), quoted(f"q_{cell.name}")
    if cell.kind in {"text", "serial"}:
        return text
    careful = cells.careful(text, cell, dialect)
    return f"CASE WHEN {quick} IS NOT NULL OR {text} IS NULL THEN {quick} ELSE {careful} END"


def _refused(part: Part, dialect: Dialect) -> str:
    conditions = [
        condition
        for cell in part.cells
        for condition in cells.refused(cell, dialect, mandatory=cell.name in part.mandatory, flow=flow_of(part))
    ]
    if has_both_dates(part):
        conditions.append(f"coalesce({before_purchase(part)}, false)")
    return " OR ".join(conditions) or "false"


def has_both_dates(part: Part) -> bool:
    names = {cell.name for cell in part.cells}
    return "retired" in names and bool({"purchased", "in_service"} & names)


def before_purchase(part: Part) -> str:
    names = {cell.name for cell in part.cells}
    starts = [name for name in ("purchased", "in_service") if name in names]
    return f"retired < coalesce({', '.join(starts)})"


def unresolved(connection: duckdb.DuckDBPyConnection, part: Part, dialect: Dialect) -> dict[str, set[str]]:
    """Texts met in coded columns that the dialect does not know yet: a second pass is needed when it can learn them."""
    found: dict[str, set[str]] = {}
    for position, cell in enumerate(part.cells, start=1):
        if cell.kind not in {"country", "code"}:
            continue
        known = dialect.codes.get(cell.name, {})
        rows = connection.execute(
            f"SELECT DISTINCT raw[{position}] AS text FROM {part.refused} "
            f"WHERE {quoted(cell.name)} IS NULL AND raw[{position}] IS NOT NULL LIMIT 10000"
        ).fetchall()
        words = {row[0] for row in rows} - known.keys()
        if words:
            found[cell.name] = words
    return found


def slashed_dates(connection: duckdb.DuckDBPyConnection, part: Part) -> list[str]:
    """Distinct texts of the whole file written as day/month or month/day; one more pass over the date columns."""
    found: list[str] = []
    for cell in part.cells:
        if cell.kind == "date" and cell.name in part.columns:
            column = part.columns[cell.name]
            rows = connection.execute(
                f"SELECT DISTINCT {column} FROM {part.relation} WHERE regexp_matches({column}, ?) LIMIT 50000",
                [r"^\s*\d{1,2}[/. -]\d{1,2}[/. -]\d{2}"],
            ).fetchall()
            found += [row[0] for row in rows]
    return found


def has_unread_dates(connection: duckdb.DuckDBPyConnection, part: Part) -> bool:
    """Whether a refused record holds a date text that was not read."""
    unread = [
        f"({quoted(cell.name)} IS NULL AND raw[{position}] IS NOT NULL)"
        for position, cell in enumerate(part.cells, start=1)
        if cell.kind == "date"
    ]
    if not unread:
        return False
    query = f"SELECT 1 FROM {part.refused} WHERE {' OR '.join(unread)} LIMIT 1"
    return connection.execute(query).fetchone() is not None


def flow_of(part: Part) -> str:
    """SQL condition: the declared category is a yearly flow."""
    return cells.is_flow("category") if any(cell.name == "category" for cell in part.cells) else "false"
