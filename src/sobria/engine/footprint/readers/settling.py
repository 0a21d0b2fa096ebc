"""Staging until the file has nothing more to teach: fast road or slow, code words and date order learnt on the way."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from sobria.engine.footprint.readers import dialect as dialects
from sobria.engine.footprint.readers.cells import Dialect
from sobria.engine.footprint.readers.formats import Table
from sobria.engine.footprint.readers.notes import Note
from sobria.engine.footprint.readers.sources import Source, irregular, is_regular, physical_lines
from sobria.engine.footprint.readers.staging import Part, has_unread_dates, slashed_dates, stage, unresolved

_PASSES = 4
_PROVED_ORDER = {"reading-date-day-first", "reading-date-month-first", "reading-date-order-mixed"}


@dataclass(frozen=True, slots=True)
class Settled:
    """A staged part, with the source, dialect and notes it ended with."""

    source: Source
    part: Part
    dialect: Dialect
    notes: tuple[Note, ...]


def settle(connection: duckdb.DuckDBPyConnection, start: Settled, *, table: Table, scratch: Path) -> Settled:
    """Stage on the fast road, else on the slow one; again when the whole file teaches what the sample did not show."""
    source, part = _staged(connection, start, scratch)
    dialect, notes = start.dialect, list(start.notes)
    learn_dates = not table.date_order and not any(note.code in _PROVED_ORDER for note in notes)
    for _ in range(_PASSES):
        better, about_dates = _learn(connection, part, table=table, dialect=dialect, learn_dates=learn_dates)
        learn_dates = False
        if about_dates:
            notes = [note for note in notes if not note.code.startswith("reading-date")] + [about_dates]
        if better == dialect:
            break
        dialect = better
        stage(connection, part, dialect)
    return Settled(source, part, dialect, tuple(notes))


def _staged(connection: duckdb.DuckDBPyConnection, start: Settled, scratch: Path) -> tuple[Source, Part]:
    with ThreadPoolExecutor(max_workers=1) as beside:  # the file's lines are counted while the database reads it
        lines = beside.submit(physical_lines, start.source)
        records = _records(connection, start)
    counted = lines.result()
    if records is not None and is_regular(start.source, records=records, lines=counted):
        return start.source, start.part
    keep = sorted({int(c[1:]) for c in (*start.part.columns.values(), *start.part.extras.values())})
    source = irregular(start.source, scratch, keep=keep)
    part = replace(start.part, relation=source.relation, line_offset=source.line_offset)
    stage(connection, part, start.dialect)
    return source, part


def _records(connection: duckdb.DuckDBPyConnection, start: Settled) -> int | None:
    """Records staged by the fast road; None when the text is not regular enough for it."""
    try:
        stage(connection, start.part, start.dialect)
    except duckdb.Error:
        if start.source.text is None:
            raise
        return None
    return count(connection, start.part)


def _learn(
    connection: duckdb.DuckDBPyConnection, part: Part, *, table: Table, dialect: Dialect, learn_dates: bool
) -> tuple[Dialect, Note | None]:
    """The dialect with the code words and the date order that only the refused records show."""
    codes = {name: dict(words) for name, words in dialect.codes.items()}
    by_name = {cell.name: cell for cell in part.cells}
    for name, words in unresolved(connection, part, dialect).items():
        codes.setdefault(name, {}).update(dialects.resolve(by_name[name], table, sorted(words)))
    better = replace(dialect, codes=codes) if codes != dialect.codes else dialect
    if not learn_dates or not has_unread_dates(connection, part):
        return better, None
    french = dialects.is_french(tuple(part.headers.values()))
    first, note = dialects.date_order(slashed_dates(connection, part), stated=None, french=french)
    return replace(better, first=first), note


def suggestions(connection: duckdb.DuckDBPyConnection, part: Part, dialect: Dialect) -> dict[str, Mapping[str, str]]:
    """Field → unknown text → what to write instead."""
    unknown = unresolved(connection, part, dialect)
    by_name = {cell.name: cell for cell in part.cells}
    return {name: dialects.suggestions(by_name[name], words) for name, words in unknown.items()}


def count(connection: duckdb.DuckDBPyConnection, part: Part, *, refused: bool = False) -> int:
    """Staged records, or the refused ones only."""
    where = " WHERE refused" if refused else ""
    counted = connection.execute(f"SELECT count(*) FROM {part.table}{where}").fetchone()
    return int(counted[0]) if counted else 0
