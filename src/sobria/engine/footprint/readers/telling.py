"""What is told about a file besides its figures: the fate of its columns, assumptions, limits."""

from collections.abc import Mapping

import duckdb

from sobria.engine.footprint.readers.cells import SPREADSHEET_NUMBER, Dialect
from sobria.engine.footprint.readers.formats import Table
from sobria.engine.footprint.readers.notes import ColumnFate, Note
from sobria.engine.footprint.readers.sources import Source
from sobria.engine.footprint.readers.staging import Part
from sobria.engine.footprint.readers.words import is_personal, not_said, squeezed


def fates(source: Source, columns: Mapping[str, int]) -> list[ColumnFate]:
    fields = {at: name for name, at in columns.items()}
    found = []
    for at, header in enumerate(source.headers):
        if at in fields:
            found.append(ColumnFate(source.file, header, "mapped", fields[at]))
        elif is_personal(header):
            found.append(ColumnFate(source.file, header, "dropped"))
        elif header:
            found.append(ColumnFate(source.file, header, "kept"))
    return found


def assumptions(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    part: Part,
    *,
    table: Table,
    columns: Mapping[str, int],
    dialect: Dialect,
) -> list[Note]:
    """Assumptions and limits of this file worth a sentence."""
    notes = []
    if table.said:
        notes.append(Note(table.said, {"file": source.file}))
    if table.target == "line" and "quantity" not in columns and not table.said:
        notes.append(Note("reading-quantity-one", {"file": source.file}))
    dropped = [header for header in source.headers if is_personal(header)]
    if dropped:
        notes.append(Note("reading-personal", {"file": source.file, "headers": ", ".join(dropped)}))
    notes += _status_notes(source, dialect) + _serial_notes(connection, source, part, columns)
    if "kwh_year" in columns:
        zeros = connection.execute(f"SELECT count(*) FROM {part.table} WHERE kwh_year = 0 AND NOT refused").fetchone()
        if zeros and zeros[0]:
            notes.append(Note("reading-zero-kwh", {"file": source.file, "count": zeros[0]}))
    return notes


def keep_extra(connection: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Fill `extra` with the unknown columns of every record, accepted or not."""
    for key, header in part.extra_headers.items():
        connection.execute(
            f"INSERT INTO extra SELECT {part.line}, ?, ?, {key} FROM {part.table} WHERE {key} IS NOT NULL",
            [part.file, header],
        )


def _status_notes(source: Source, dialect: Dialect) -> list[Note]:
    words = sorted(word for word, code in dialect.codes.get("status", {}).items() if code is None and word)
    known = [word for word in words if squeezed(word) not in not_said()]
    if not known:
        return []
    return [Note("reading-status-unknown", {"file": source.file, "words": ", ".join(known[:20])})]


def _serial_notes(
    connection: duckdb.DuckDBPyConnection, source: Source, part: Part, columns: Mapping[str, int]
) -> list[Note]:
    at = columns.get("serial")
    if at is None or not any("E+" in record[at] for record in source.sample):
        return []
    counted = connection.execute(
        f"SELECT count(*) FROM {part.relation} WHERE regexp_full_match(trim(c{at}), ?)", [SPREADSHEET_NUMBER]
    ).fetchone()
    count = counted[0] if counted else 0
    return [Note("reading-serial-as-number", {"file": source.file, "count": count})] if count else []
