"""From the files a city has to canonical lines: recognise, read, type, refuse with reasons, and say every decision."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from sobria.engine.footprint.fields import FIELD_NAMES
from sobria.engine.footprint.readers.formats import format_names
from sobria.engine.footprint.readers.linking import (
    define_view,
    refuse_nowhere,
    refuse_same_lines,
    refuse_same_serials,
    refuse_unknown,
)
from sobria.engine.footprint.readers.mapping import Mapping, check_mapping, load_mapping
from sobria.engine.footprint.readers.notes import ColumnFate, FileReading, Note
from sobria.engine.footprint.readers.one_file import Asked, FileRead, read_file
from sobria.engine.footprint.readers.staging import Part
from sobria.engine.footprint.readers.text import take_head
from sobria.engine.footprint.readers.words import country_words, plain
from sobria.engine.messages import Refusal
from sobria.engine.store import scratch_store

__all__ = [
    "ColumnFate",
    "FileReading",
    "Mapping",
    "Note",
    "Preview",
    "Progress",
    "Reading",
    "canonical_rows",
    "check_mapping",
    "known_formats",
    "load_mapping",
    "preview",
    "read_inventory",
]

Progress = Callable[[str, float], None]
_PREVIEW_ROWS = 20
_SQL = files("sobria.engine.footprint").joinpath("sql")
_TARGETS = ("line", "data_centre", "virtual_machine", "application")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and how.

    Attributes:
        format: format of the files; several are joined by `+`.
        why: why each file was taken for what it is.
        read: records of all files; read = accepted + rejected.
        decisions: everything the reader had to decide or assume.
    """

    format: str
    why: tuple[Note, ...]
    read: int
    accepted: int
    rejected: int
    files: tuple[FileReading, ...]
    columns: tuple[ColumnFate, ...]
    decisions: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The head of a file, read for real: links between files and duplicates further down are not seen.

    Attributes:
        rows: first accepted lines, in the order of `FIELD_NAMES`.
        problems: first refusals: file, line, column, value, code, detail.
        whole: the head is the whole file.
    """

    reading: Reading
    rows: tuple[tuple[Any, ...], ...]
    problems: tuple[tuple[Any, ...], ...]
    whole: bool


def known_formats() -> tuple[str, ...]:
    """Values of `format`, besides `auto`."""
    return (*format_names(), "snapshot")


def read_inventory(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    *,
    format: str = "auto",  # noqa: A002 - the word users type on the command line
    mapping: Mapping | None = None,
    country: str | None = None,
    today: date,
    progress: Progress | None = None,
    keep_extra: bool = False,
) -> Reading:
    """Fill `line`, `problem`, `data_centre`, `virtual_machine`, `application` (and `extra` when asked).

    Raises Refusal when a file cannot be used at all; a bad line is a row of `problem` and never stops the others.
    """
    if format not in {"auto", "mapping", *known_formats()}:
        raise Refusal("reading-unknown-format", format=format, known=", ".join(known_formats()))
    if not paths:
        raise Refusal("reading-no-file")
    for script in ("read_macros.sql", "read_tables.sql"):
        connection.execute(_SQL.joinpath(script).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="sobria-read-") as scratch:
        asked = Asked(format, mapping, _country(country), today, Path(scratch), keep_extra)
        found = []
        for number, path in enumerate(paths):
            found.append(read_file(connection, Path(path), number=number, asked=asked))
            if progress:
                progress("read", (number + 1) / (len(paths) + 1))
    parts = [file.part for file in found if file.part]
    _link(connection, parts)
    if progress:
        progress("read", 1.0)
    return _sum_up(connection, found)


def _country(country: str | None) -> str | None:
    if country is None:
        return None
    code = country_words().get(plain(country))
    if code is None:
        raise Refusal("reading-bad-country", country=country)
    return code


def _link(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Refuse references to nothing and things counted twice, then name the accepted records as tables."""
    centres = [part for part in parts if part.target == "data_centre"]
    machines = [part for part in parts if part.target == "virtual_machine"]
    if centres:
        among = _names(centres, "name")
        for part in parts:
            if part.target == "line" and not part.own_file:
                refuse_unknown(connection, part, column="data_centre", among=among, code="link-data-centre-unknown")
    refuse_same_serials(connection, parts)
    refuse_same_lines(connection, parts)
    hosts = _names([part for part in parts if part.target == "line"], "item")
    for part in machines:
        refuse_unknown(connection, part, column="host", among=hosts, code="link-host-unknown")
    for part in parts:
        if part.target == "application":
            refuse_unknown(
                connection, part, column="virtual_machine", among=_names(machines, "name"), code="link-machine-unknown"
            )
            refuse_unknown(connection, part, column="host", among=hosts, code="link-host-unknown")
            refuse_nowhere(connection, part)
    for target in _TARGETS:
        define_view(connection, target, parts)


def _names(parts: Sequence[Part], column: str) -> str:
    """Query of the names the accepted records of these parts define."""
    selects = [
        f"SELECT {column} FROM {part.table} WHERE NOT refused"
        for part in parts
        if any(cell.name == column for cell in part.cells)
    ]
    return " UNION ALL ".join(selects) or "SELECT CAST(NULL AS VARCHAR)"


def _sum_up(connection: duckdb.DuckDBPyConnection, found: Sequence[FileRead]) -> Reading:
    readings = tuple(_recounted(connection, file) for file in found)
    rejected = sum(reading.rejected for reading in readings)
    read = sum(reading.read for reading in readings)
    return Reading(
        format="+".join(dict.fromkeys(reading.format for reading in readings)),
        why=tuple(reading.why for reading in readings),
        read=read,
        accepted=read - rejected,
        rejected=rejected,
        files=readings,
        columns=tuple(fate for reading in readings for fate in reading.columns),
        decisions=(
            *_once(note for reading in readings for note in reading.decisions),
            *_centre_notes(connection, [file.part for file in found if file.part]),
        ),
    )


def _centre_notes(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> list[Note]:
    """Data centres are named and no file describes them: said, since their PUE and country are then assumed."""
    if any(part.target == "data_centre" for part in parts):
        return []
    rows = connection.execute(
        "SELECT DISTINCT data_centre FROM line WHERE data_centre IS NOT NULL ORDER BY 1 LIMIT 20"
    ).fetchall()
    return [Note("reading-no-data-centre-file", {"names": ", ".join(row[0] for row in rows)})] if rows else []


def _once(notes: Iterable[Note]) -> tuple[Note, ...]:
    kept: list[Note] = []
    for note in notes:
        if note not in kept:
            kept.append(note)
    return tuple(kept)


def _recounted(connection: duckdb.DuckDBPyConnection, file: FileRead) -> FileReading:
    """The file's counts once links and duplicates have refused their share."""
    if file.part is None:
        return file.reading
    counted = connection.execute(f"SELECT count(*) FROM {file.part.table} WHERE NOT refused").fetchone()
    accepted = int(counted[0]) if counted else 0
    return replace(file.reading, accepted=accepted, rejected=file.reading.read - accepted)


def preview(
    path: Path,
    *,
    format: str = "auto",  # noqa: A002 - the word users type on the command line
    mapping: Mapping | None = None,
    country: str | None = None,
    today: date,
) -> Preview:
    """Read the head of a file as it would be read, in a store of its own. Raises Refusal like `read_inventory`."""
    with tempfile.TemporaryDirectory(prefix="sobria-preview-") as folder, scratch_store() as connection:
        head, whole = take_head(path, Path(folder))
        reading = read_inventory(connection, [head], format=format, mapping=mapping, country=country, today=today)
        rows = list(islice(canonical_rows(connection), _PREVIEW_ROWS))
        problems = connection.execute("SELECT * FROM problem LIMIT 100").fetchall()
    return Preview(reading, tuple(rows), tuple(problems), whole)


def canonical_rows(connection: duckdb.DuckDBPyConnection, *, batch: int = 5000) -> Iterator[tuple[Any, ...]]:
    """Accepted lines in file order, as tuples in the order of `FIELD_NAMES`; `batch` rows in memory at a time."""
    names = ", ".join(f'"{name}"' for name in FIELD_NAMES)
    result = connection.execute(f"SELECT {names} FROM line")
    while rows := result.fetchmany(batch):
        yield from rows
