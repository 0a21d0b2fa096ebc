"""Why a record was refused: one row of `problem` per bad cell, with the column as the city wrote it."""

from collections.abc import Iterator, Mapping

import duckdb

from sobria.engine.footprint.readers import cells
from sobria.engine.footprint.readers.cells import Dialect, literal
from sobria.engine.footprint.readers.cells import name as quoted
from sobria.engine.footprint.readers.staging import Part, before_purchase, flow_of, has_both_dates
from sobria.engine.footprint.readers.targets import Cell

_LOOKS_LIKE_A_DATE = r"\d{1,4}[/. -]\d{1,2}[/. -]\d{1,4}([ T,].*)?"


def explain(
    connection: duckdb.DuckDBPyConnection,
    part: Part,
    dialect: Dialect,
    *,
    details: Mapping[str, Mapping[str, str]],
) -> None:
    """Fill `problem` from the refused records of a part. `details`: field → text → suggestion or allowed words."""
    selects = [
        _select(part, cell, f"raw[{position}]", reason)
        for position, cell in enumerate(part.cells, start=1)
        for reason in _reasons(part, cell, dialect, f"raw[{position}]", details.get(cell.name, {}))
    ]
    if has_both_dates(part):
        position = [cell.name for cell in part.cells].index("retired")
        reason = (literal("line-retired-before-purchase"), before_purchase(part), "NULL")
        selects.append(_select(part, part.cells[position], f"raw[{position + 1}]", reason))
    connection.execute(f"INSERT INTO problem SELECT * FROM ({' UNION ALL '.join(selects)}) ORDER BY line")


def _select(part: Part, cell: Cell, raw: str, reason: tuple[str, str, str]) -> str:
    code, condition, detail = reason
    header = part.headers.get(cell.name, cell.name)
    return (
        f'SELECT {literal(part.file)} AS file, at_line AS line, {literal(header)} AS "column", '
        f"{raw} AS value, {code} AS code, CAST({detail} AS VARCHAR) AS detail "
        f"FROM {part.refused} WHERE {condition}"
    )


def _reasons(
    part: Part, cell: Cell, dialect: Dialect, raw: str, details: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """(code, condition, detail) as SQL. The conditions of a cell exclude one another."""
    formula = f"starts_with({raw}, '=')"
    unread = f"{quoted(cell.name)} IS NULL AND {raw} IS NOT NULL AND NOT {formula}"
    if cell.name in part.mandatory:
        yield literal("cell-missing"), f"{raw} IS NULL", "NULL"
    yield literal("cell-formula"), formula, "NULL"
    if cell.kind in {"number", "share"}:
        yield literal("cell-not-a-number"), unread, "NULL"
        yield from _bounds(part, cell)
    elif cell.kind == "date":
        yield _date_code(raw, dialect), unread, "NULL"
        yield literal("cell-date-future"), f"{quoted(cell.name)} > DATE '{dialect.today}'", literal(str(dialect.today))
        yield (
            literal("cell-date-too-old"),
            f"{quoted(cell.name)} < DATE '{cells.earliest()}'",
            literal(str(cells.earliest())),
        )
    elif cell.kind in {"country", "code"}:
        code = "cell-country-unknown" if cell.kind == "country" else "cell-word-unknown"
        quiet = [word for word, value in dialect.codes.get(cell.name, {}).items() if value is None]
        known = f" AND {raw} NOT IN ({', '.join(map(literal, quiet))})" if quiet else ""
        yield literal(code), unread + known, _detail(raw, details)


def _detail(raw: str, details: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN {literal(text)} THEN {literal(detail)}" for text, detail in details.items() if text)
    return f"CASE {raw} {cases} ELSE {literal(details.get(''))} END" if cases else literal(details.get(""))


def _bounds(part: Part, cell: Cell) -> Iterator[tuple[str, str, str]]:
    value = quoted(cell.name)
    if cell.above is not None:
        yield literal("cell-not-above"), f"{value} <= {cell.above}", literal(f"{cell.above:g}")
    else:
        yield literal("cell-below"), f"{value} < {cell.least}", literal(f"{cell.least:g}")
    yield literal("cell-too-large"), cells.too_large(cell, flow_of(part)), literal(f"{cell.most:.0f}")
    if cell.whole:
        inside = f"{value} BETWEEN {cell.least} AND {cell.most}"
        yield literal("cell-not-whole"), f"{inside} AND {value} <> floor({value})", "NULL"


def _date_code(raw: str, dialect: Dialect) -> str:
    """Ambiguous when either order would give a date; impossible when it looks like one; unreadable otherwise."""
    either = f"read_other_date({raw}, 'd') IS NOT NULL AND read_other_date({raw}, 'm') IS NOT NULL"
    ambiguous = f"WHEN {either} THEN 'cell-date-ambiguous' " if not dialect.first else ""
    return (
        f"CASE {ambiguous}WHEN regexp_full_match({raw}, {literal(_LOOKS_LIKE_A_DATE)}) THEN 'cell-date-impossible' "
        "ELSE 'cell-date-unreadable' END"
    )
