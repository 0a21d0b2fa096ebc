"""From an inventory file to the entries of a register: canonical values, category, identity, and what was refused."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.fields import FIELD_NAMES
from sobria.engine.footprint.matching import match_lines
from sobria.engine.footprint.packs import install_factors
from sobria.engine.footprint.readers.tabular import refuse_null
from sobria.engine.footprint.reading import Mapping, Progress, Reading, read_inventory
from sobria.engine.messages import Refusal
from sobria.engine.store import scratch_store

BATCH = 5000
KEY_LENGTH = 200
SNAPSHOT = "snapshot"
HEAD = ("line", "identity", "digest")
CANONICAL = FIELD_NAMES[2:]
MATCHED = ("matched_category", "match_method", "match_confidence", "exclusion")
VALUES = ("source_file", "source_line", *CANONICAL, "extra", *MATCHED)


@dataclass(frozen=True, slots=True)
class Entries:
    """A file read as entries.

    Attributes:
        fields: those of VALUES that the file speaks of or that hold something; the others are NULL in every row.
        rows: (line, identity, digest, *fields) per accepted line, dates as ISO texts, `extra` as JSON; consumed once.
        problems: (file, line, column, value, code, detail) per refusal; consumed once, after the rows.
        unmatched: accepted lines that no category of the catalogue fits.
    """

    reading: Reading
    fields: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]
    problems: Iterator[tuple[Any, ...]]
    unmatched: int


def identity(*, serial: str | None, item: str | None, entity: str | None) -> str | None:
    """What `sql/entries.sql` calls a thing known by its serial, else by its entity and item; None when by neither."""
    if serial:
        return "s:" + (_md5(serial.upper()) if len(serial) > KEY_LENGTH else serial.upper())
    if item:
        place = entity or ""
        return "i:" + (_md5(f"{place}\x1f{item}") if len(item) + len(place) > KEY_LENGTH else f"{place}|{item}")
    return None


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@contextmanager
def open_entries(
    path: Path,
    *,
    format: str = "auto",  # noqa: A002 - the word of the contract
    mapping: Mapping | None = None,
    today: date,
    progress: Progress | None = None,
) -> Iterator[Entries]:
    """Read `path` and match its lines; the scratch store lives as long as the block.

    Raises Refusal when the file cannot be used at all, or describes something else than equipment.
    """
    catalogue = load_catalogue()
    with scratch_store() as store:
        reading = read_inventory(
            store, [path], format=format, mapping=mapping, today=today, progress=progress, keep_extra=True
        )
        refuse_other_things(reading, file=path.name)
        if reading.format == SNAPSHOT:  # used where it lies, its texts unread until here
            refuse_null(store, path)
        install_factors(store, catalogue, on=today)
        summary = match_lines(store, catalogue, progress=progress)
        unmatched = summary.lines.get("none", 0)
        fields = _fields(store, reading)
        yield Entries(
            reading, fields, _fetch(store, _query(fields)), _fetch(store, "FROM problem ORDER BY line"), unmatched
        )


def refuse_other_things(reading: Reading, *, file: str) -> None:
    """Raises Refusal for a file that holds no equipment: a register of equipment has no place for it."""
    if not any(part.target == "line" for part in reading.files):
        raise Refusal("entries-not-equipment", file=file, kind=", ".join(part.kind for part in reading.files))


def _fields(store: duckdb.DuckDBPyConnection, reading: Reading) -> tuple[str, ...]:
    counts = ", ".join(f"count({name})" for name in CANONICAL)
    (counted,) = store.execute(f"SELECT {counts} FROM line").fetchall()  # noqa: S608 - names of FIELDS
    spoken = {fate.field for fate in reading.columns}
    silent = {name for name, count in zip(CANONICAL, counted, strict=True) if not count and name not in spoken}
    return tuple(name for name in VALUES if name not in silent)


def _query(fields: Sequence[str]) -> str:
    """`sql/entries.sql`, its columns narrowed to those needed: the others cost nothing then."""
    every = files("sobria.engine.footprint").joinpath("sql/entries.sql").read_text(encoding="utf-8")
    columns = ", ".join((*HEAD, *fields))
    return f"SELECT {columns} FROM ({every}) ORDER BY source_file, source_line"  # noqa: S608 - names of VALUES


def _fetch(store: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    result = store.execute(query)
    while rows := result.fetchmany(BATCH):
        yield from rows
