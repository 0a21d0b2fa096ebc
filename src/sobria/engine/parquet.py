"""Rows out of a database, into a Parquet file: the door for rooms that must not know DuckDB."""

import tempfile
from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from sobria.engine.store import scratch_store


def write_parquet(rows: Iterable[Sequence[Any]], columns: Sequence[tuple[str, str]], path: str | PathLike[str]) -> None:
    """Write `rows` to `path`, in their order, with `columns` as (name, DuckDB type); None is NULL, "" a text.

    The rows pass through a text file on disk: memory does not grow with their number.
    """
    with tempfile.TemporaryDirectory(prefix="sobria-") as folder, scratch_store() as store:
        source = Path(folder) / "rows.csv"
        with source.open("w", encoding="utf-8", newline="") as handle:
            handle.writelines(",".join(map(_quoted, row)) + "\n" for row in rows)
        table = store.read_csv(
            str(source),
            header=False,
            sep=",",
            quotechar='"',
            escapechar='"',
            columns=dict(columns),
            auto_detect=False,
            na_values="",
            allow_quoted_nulls=False,
        )
        table.write_parquet(str(path), compression="zstd")


def _quoted(value: Any) -> str:
    """A bare nothing is NULL; everything else is quoted, so that "" stays a text."""
    return "" if value is None else '"' + str(value).replace('"', '""') + '"'
