"""Sheets (XLSX, ODS) and Parquet: brought to the same text columns as a CSV."""

import csv
import datetime as dt
import zipfile
from pathlib import Path

import duckdb
import python_calamine

from sobria.engine.footprint.readers.cells import literal
from sobria.engine.footprint.readers.cells import name as quoted
from sobria.engine.footprint.readers.notes import Note
from sobria.engine.footprint.readers.sources import Source, csv_relation
from sobria.engine.footprint.readers.text import find_header
from sobria.engine.footprint.readers.words import limit
from sobria.engine.messages import Refusal

_SAMPLE = 4000


def check_archive(path: Path) -> None:
    """Refuse a sheet whose archive would unpack beyond bounds, from its directory only: nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refusal("reading-sheet-unreadable", file=path.name, why=str(error)) from error
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > limit("sheet_unpacked_bytes") or len(members) > limit("sheet_members"):
        raise Refusal(
            "reading-bomb", file=path.name, unpacked=unpacked // 1_000_000, packed=path.stat().st_size // 1000
        )
    if unpacked > 20_000_000 and unpacked / packed > limit("sheet_ratio"):  # noqa: PLR2004 - small sheets may shrink well
        raise Refusal(
            "reading-bomb", file=path.name, unpacked=unpacked // 1_000_000, packed=path.stat().st_size // 1000
        )


def _cell(value: object) -> str:
    """A cell as text: ISO dates, whole floats without a decimal point, false and true in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - exact below
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def open_sheet(path: Path, scratch: Path, *, sheet: str | None, expected: frozenset[str]) -> Source:
    """Open the named sheet, or the first one holding rows; its rows go to a scratch CSV with their row numbers."""
    check_archive(path)
    try:
        workbook = python_calamine.load_workbook(str(path))
        names = workbook.sheet_names
        chosen = _choose(workbook, names, sheet, path.name)
        data = workbook.get_sheet_by_name(chosen)
        if data.total_height * data.total_width > limit("sheet_cells"):
            raise Refusal("reading-sheet-too-large", file=path.name, sheet=chosen, most=int(limit("sheet_cells")))
        return _spread(path, scratch, data, sheets=len(names), expected=expected)
    except (python_calamine.CalamineError, OSError, ValueError, EOFError) as error:
        raise Refusal("reading-sheet-unreadable", file=path.name, why=str(error)) from error


def _choose(workbook: python_calamine.CalamineWorkbook, names: list[str], sheet: str | None, file: str) -> str:
    if sheet is not None:
        if sheet not in names:
            raise Refusal("reading-no-such-sheet", file=file, sheet=sheet, sheets=", ".join(names))
        return sheet
    for name in names:
        if workbook.get_sheet_by_name(name).height:
            return name
    raise Refusal("reading-empty", file=file)


def _spread(
    path: Path, scratch: Path, data: python_calamine.CalamineSheet, *, sheets: int, expected: frozenset[str]
) -> Source:
    clean = scratch / f"{path.name}.rows"
    head: list[tuple[int, list[str]]] = []
    rows = enumerate(data.iter_rows(), start=1)
    for number, row in rows:
        head.append((number, [_cell(value).strip() for value in row]))
        if len(head) >= 20:  # noqa: PLR2004 - the header stands in the first rows
            break
    position = find_header(head, expected)
    headers = head[position][1]
    if not any(headers):
        raise Refusal("reading-empty", file=path.name)
    sample: list[tuple[str, ...]] = []
    with clean.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, values in head[position + 1 :]:
            _write(writer, sample, number, values)
        for number, row in rows:
            _write(writer, sample, number, [_cell(value) for value in row])
    notes = [Note("reading-sheet", {"sheet": data.name, "count": sheets})]
    if head[position][0] > 1:
        notes.append(Note("reading-header-line", {"line": head[position][0]}))
    relation = csv_relation(clean, width=len(headers), delimiter=",", skip=0, first="line")
    if not sample:
        relation = _nothing(len(headers))
    return Source(path.name, tuple(headers), tuple(sample), relation, None, tuple(notes), native=True)


def _nothing(width: int) -> str:
    return f"(SELECT 0::BIGINT AS line, {', '.join(f'NULL::VARCHAR AS c{i}' for i in range(width))} LIMIT 0)"


def _write(writer: object, sample: list[tuple[str, ...]], number: int, values: list[str]) -> None:
    if any(value.strip() for value in values):
        writer.writerow([number, *values])  # type: ignore[attr-defined]
        if len(sample) < _SAMPLE:
            sample.append(tuple(values))


def parquet_columns(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Column → DuckDB type. Raises Refusal when the file is not readable Parquet."""
    try:
        rows = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    except duckdb.Error as error:
        raise Refusal("reading-parquet-unreadable", file=path.name, why=str(error).splitlines()[0]) from error
    return {row[0]: row[1] for row in rows}


def open_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Source:
    """Any Parquet as text columns; records are numbered from 1. Raises Refusal at a null character in a text."""
    columns = parquet_columns(connection, path)
    refuse_null(connection, path)
    texts = ", ".join(f"CAST({quoted(column)} AS VARCHAR) AS c{i}" for i, column in enumerate(columns))
    relation = f"(SELECT {texts} FROM read_parquet({literal(str(path))}))"
    sample = connection.execute(f"SELECT * FROM {relation} LIMIT {_SAMPLE}").fetchall()
    texts_only = tuple(tuple(value or "" for value in row) for row in sample)
    return Source(path.name, tuple(columns), texts_only, relation, 1, (), native=True)


def refuse_null(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raises Refusal at a null character in a text of a Parquet: no database of a city can hold it."""
    texts = (quoted(column) for column, kind in parquet_columns(connection, path).items() if kind == "VARCHAR")
    where = " OR ".join(f"contains({text}, chr(0))" for text in texts) or "false"
    found = connection.execute(
        f"SELECT file_row_number + 1 FROM read_parquet(?, file_row_number = true) WHERE {where} LIMIT 1", [str(path)]
    ).fetchone()
    if found:
        raise Refusal("reading-null", file=path.name, line=found[0])
