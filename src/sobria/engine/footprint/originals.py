"""The records of a file as the city wrote them: to be given back, corrected, and read again.

Columns that name people are left out, as everywhere.
"""

import csv
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sobria.engine.footprint.readers.mapping import Mapping
from sobria.engine.footprint.readers.sources import Source, open_text
from sobria.engine.footprint.readers.tabular import open_parquet, open_sheet
from sobria.engine.footprint.readers.text import magic_of
from sobria.engine.footprint.readers.words import is_personal, plain
from sobria.engine.messages import Refusal
from sobria.engine.store import scratch_store

Record = tuple[int, list[str]]
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Originals:
    """`headers` as written, without those of people; `records` (line, cells under these headers) is consumed once.

    A record of another width than the header keeps its line and has no cells: nobody can tell which ones name people.
    """

    headers: tuple[str, ...]
    dropped: tuple[str, ...]
    records: Iterator[Record]


@contextmanager
def open_originals(path: Path, *, lines: Collection[int] = (), mapping: Mapping | None = None) -> Iterator[Originals]:
    """The records of `path` that start at one of `lines`. Raises Refusal when the file cannot be opened."""
    with tempfile.TemporaryDirectory(prefix="sobria-read-") as scratch, scratch_store() as store:
        source = _open(store, path, Path(scratch), mapping)
        kept = [at for at, header in enumerate(source.headers) if not is_personal(header)]
        yield Originals(
            tuple(source.headers[at] for at in kept),
            tuple(header for header in source.headers if is_personal(header)),
            _picked(store, source, kept, frozenset(lines)),
        )


def _open(store: duckdb.DuckDBPyConnection, path: Path, scratch: Path, mapping: Mapping | None) -> Source:
    expected = frozenset(map(plain, mapping.columns.values())) if mapping else frozenset()
    kind = magic_of(path)
    if kind == "Parquet":
        return open_parquet(store, path)
    if kind and kind.startswith("ZIP"):
        return open_sheet(path, scratch, sheet=mapping.sheet if mapping else None, expected=expected)
    if kind:
        raise Refusal("reading-binary", file=path.name, kind=kind)
    encoding, delimiter = (mapping.encoding, mapping.delimiter) if mapping else (None, None)
    return open_text(path, scratch, encoding=encoding, delimiter=delimiter, expected=expected)


def _picked(
    store: duckdb.DuckDBPyConnection, source: Source, kept: list[int], lines: frozenset[int]
) -> Iterator[Record]:
    if not lines:
        return
    for line, cells in _text(source) if source.text else _table(store, source):
        if line in lines:
            yield line, [cells[at] for at in kept] if len(cells) == len(source.headers) else []


def _text(source: Source) -> Iterator[Record]:
    """Records of delimited text, each with the physical line where it starts."""
    if source.text is None:
        return
    with source.text.path.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
        reader = csv.reader(handle, delimiter=source.text.delimiter)
        start = 1
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1


def _table(store: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Record]:
    """Rows of a sheet by their number in it, rows of a Parquet file counted from 1."""
    line = "line" if source.line_offset is None else "row_number() OVER ()"
    columns = ", ".join(f"c{at}" for at in range(len(source.headers)))
    result = store.execute(f"SELECT {line}, {columns} FROM {source.relation}")  # noqa: S608 - our own names
    while rows := result.fetchmany(BATCH):
        yield from ((row[0], ["" if cell is None else cell for cell in row[1:]]) for row in rows)
