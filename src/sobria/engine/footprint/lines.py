"""The lines behind a figure, read back from the per-line detail that `duckdb.write_lines` wrote."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb

from sobria.engine.footprint.duckdb import query

_CRITERION = re.compile(r"[a-z][a-z0-9_]*")


class LineDetail(NamedTuple):
    """One line of the inventory.

    Attributes:
        life_years: years over which its making is spread. `fraction`: share of the year it served.
        value: yearly impact in the criterion's unit; None when not computable.
        missing: why the line is not fully counted (a code), or None.
    """

    file: str | None
    line: int | None
    category: str | None
    entity: str | None
    quantity: float
    life_years: float | None
    kwh_year: float | None
    pue: float | None
    fraction: float | None
    value: float | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class LinePage:
    """Some of the lines, heaviest first, and how many there are in all."""

    total: int
    rows: tuple[LineDetail, ...]


def line_details(
    path: Path,
    *,
    criterion: str,
    entity: str | None = None,
    category: str | None = None,
    stage: str | None = None,
    limit: int,
    offset: int = 0,
) -> LinePage:
    """Lines in scope (excluded ones and those outside the year left out), heaviest first.

    Args:
        path: Parquet written by `write_lines`.
        criterion: whose impact to give.
        entity: one entity, "" for the lines that name none, None for all.
        category: one category, "" for the lines not recognised, None for all.
        stage: "use" for electricity; None for all; any other stage gives the whole of what is not use, since
            the file does not part it.
        limit: rows wanted, from `offset` on.
        offset: rows to pass over.
    """
    if not _CRITERION.fullmatch(criterion):
        message = f"not a criterion code: {criterion!r}"
        raise ValueError(message)
    scope = {"path": str(path), "entity": entity, "category": category, "stage": stage}
    with _reader() as connection:
        text = query("lines_behind").replace("CRITERION", criterion)
        rows = connection.execute(text, {**scope, "limit": limit, "offset": offset}).fetchall()
    return LinePage(
        total=rows[0][-1] if rows else 0,
        rows=tuple(LineDetail(*row[:-1]) for row in rows),
    )


def _reader() -> duckdb.DuckDBPyConnection:
    """A connection in memory, for a file of one run: no scratch folder to make and remove."""
    return duckdb.connect(
        config={
            "memory_limit": "256MB",
            "threads": "1",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
