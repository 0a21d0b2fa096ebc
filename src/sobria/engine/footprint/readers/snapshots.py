"""The `snapshot` format: canonical Parquet is checked, not re-read as text, and used where it lies."""

from pathlib import Path

import duckdb

from sobria.engine.footprint.fields import FIELDS
from sobria.engine.footprint.readers import cells
from sobria.engine.footprint.readers.cells import Dialect, literal
from sobria.engine.footprint.readers.cells import name as quoted
from sobria.engine.footprint.readers.staging import Part
from sobria.engine.footprint.readers.tabular import parquet_columns
from sobria.engine.footprint.readers.targets import TARGETS, Cell
from sobria.engine.footprint.readers.words import code_words, country_words


def is_snapshot(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether a Parquet has every field of the canonical line, at its type."""
    found = parquet_columns(connection, path)
    return all(found.get(field.name) == field.sql_type for field in FIELDS)


def install(connection: duckdb.DuckDBPyConnection, path: Path, *, number: int, dialect: Dialect) -> Part | None:
    """A view over the file, when each of its values is one the reader would give; else None."""
    cells_of_line = TARGETS["line"]
    wrong = " OR ".join(_wrong(cell, dialect) for cell in cells_of_line if cell.kind not in {"text", "serial"})
    source = f"read_parquet({literal(str(path))})"
    found = connection.execute(
        f"SELECT count(*) FROM {source} WHERE {wrong} OR coalesce(retired < coalesce(purchased, in_service), false)"
    ).fetchone()
    if found is None or found[0]:
        return None
    part = Part(
        number=number,
        file=path.name,
        target="line",
        relation=source,
        line_offset=None,
        own_file=True,
        columns={cell.name: cell.name for cell in cells_of_line},
        headers={},
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {part.table} AS SELECT *, false AS refused FROM {source}")
    return part


def _wrong(cell: Cell, dialect: Dialect) -> str:
    value = quoted(cell.name)
    if cell.kind in {"country", "code"}:
        known = set(country_words().values()) if cell.kind == "country" else set(code_words()[cell.name].values())
        return f"coalesce({value} NOT IN ({', '.join(map(literal, sorted(known - {''})))}), false)"
    missing = "quantity IS NULL OR " if cell.name == "quantity" else ""
    return f"{missing}coalesce({cells.outside_bounds(cell, dialect, cells.is_flow('category'))}, false)"
