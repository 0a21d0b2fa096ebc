"""Canonical Parquet: the frozen state of an inventory that a computation reads, and its fingerprint."""

import csv
import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from sobria.engine.footprint.fields import FIELDS
from sobria.engine.footprint.readers.cells import literal
from sobria.engine.footprint.readers.cells import name as quoted
from sobria.engine.store import scratch_store

_MARK = "\\N"


def write_snapshot(rows: Iterable[Sequence[object]], columns: Sequence[str], path: Path) -> str:
    """Write rows as Parquet with every column of `FIELDS` (absent ones NULL); returns its SHA-256.

    Streams through a scratch CSV: memory does not grow with the rows. The file appears whole or not at all.
    Raises ValueError for a column that is not a field.
    """
    unknown = sorted(set(columns) - {field.name for field in FIELDS})
    if unknown:
        message = f"not fields of the canonical line: {', '.join(unknown)}"
        raise ValueError(message)
    with tempfile.TemporaryDirectory(prefix="sobria-snapshot-", dir=path.parent) as folder:
        text, parquet = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        with text.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerows([_MARK if value is None else value for value in row] for row in rows)
        _convert(text, columns, parquet)
        digest = sha256(parquet)
        parquet.replace(path)
    return digest


def _convert(text: Path, columns: Sequence[str], parquet: Path) -> None:
    types = {field.name: field.sql_type for field in FIELDS}
    given = ", ".join(f"{literal(column)}: {literal(types[column])}" for column in columns)
    selected = ", ".join(
        quoted(field.name) if field.name in columns else f"CAST(NULL AS {field.sql_type}) AS {quoted(field.name)}"
        for field in FIELDS
    )
    with scratch_store() as connection:
        options = f"header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '{_MARK}'"
        relation = f"read_csv({literal(str(text))}, columns = {{{given}}}, max_line_size = 4000000, {options})"
        connection.execute(f"COPY (SELECT {selected} FROM {relation}) TO {literal(str(parquet))} (FORMAT parquet)")


def sha256(path: Path) -> str:
    """Fingerprint of a file, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
