"""The bytes of a received file as grids of cells, within bounds: XLSX, ODS, or delimited text."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import python_calamine

from sobria.engine.footprint.readers.text import detect_encoding, magic_of
from sobria.engine.messages import Refusal
from sobria.engine.strategy.sheets import limits

ARCHIVE = b"PK\x03\x04"
DELIMITERS = ";,\t|"
WORKBOOKS = frozenset({".xlsx", ".ods"})


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its rows that hold something, each with its number as a spreadsheet counts."""

    name: str
    rows: list[tuple[int, list[object]]]


def open_grids(name: str, content: bytes, folder: Path) -> list[Grid]:
    """Every sheet of the file. Raises Refusal with a sentence for anything that is not readable or goes past bounds."""
    path = folder / "received"
    path.write_bytes(content)
    if Path(name).suffix.lower() in WORKBOOKS and not content.startswith(ARCHIVE) and not magic_of(path):
        raise Refusal("strategy-file-damaged", file=name)
    grids = _workbook(name, path) if content.startswith(ARCHIVE) else [_text(name, path)]
    if not any(grid.rows for grid in grids):
        raise Refusal("strategy-file-empty", file=name)
    return grids


def _workbook(name: str, path: Path) -> list[Grid]:
    try:
        with ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (BadZipFile, OSError, ValueError) as error:
        raise Refusal("strategy-file-unreadable", file=name, why=str(error)) from error
    if unpacked > limits()["unpacked_bytes"]:
        raise Refusal("strategy-file-too-long", file=name, limit=limits()["cells"])
    try:
        workbook = python_calamine.load_workbook(str(path))
        pages = [workbook.get_sheet_by_name(one) for one in workbook.sheet_names]
        if sum(page.total_height * page.total_width for page in pages) > limits()["cells"]:
            raise Refusal("strategy-file-too-long", file=name, limit=limits()["cells"])
        grids = [Grid(page.name, _filled(page.to_python(skip_empty_area=False))) for page in pages]
    except (python_calamine.CalamineError, OSError, ValueError, EOFError) as error:
        raise Refusal("strategy-file-unreadable", file=name, why=str(error)) from error
    return _bounded(name, grids)


def _filled(rows: Sequence[Sequence[object]]) -> list[tuple[int, list[object]]]:
    return [(line, list(row)) for line, row in enumerate(rows, start=1) if any(cell not in ("", None) for cell in row)]


def _bounded(name: str, grids: list[Grid]) -> list[Grid]:
    if sum(len(grid.rows) for grid in grids) > limits()["rows"]:
        raise Refusal("strategy-file-too-long", file=name, limit=limits()["rows"])
    return grids


def _text(name: str, path: Path) -> Grid:
    if magic_of(path):
        raise Refusal("strategy-file-kind", file=name)
    try:
        text = path.read_bytes().decode(detect_encoding(path))
    except Refusal:
        raise Refusal("strategy-file-kind", file=name) from None
    except UnicodeDecodeError as error:
        raise Refusal("strategy-file-unreadable", file=name, why=str(error)) from None
    lines = text.lstrip("\ufeff\r\n").splitlines() or [""]
    delimiter = max(DELIMITERS, key=lines[0].count)
    rows: list[tuple[int, list[object]]] = []
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, list(row)))
            line = reader.line_num + 1
            if len(rows) > limits()["rows"]:
                raise Refusal("strategy-file-too-long", file=name, limit=limits()["rows"])
    except csv.Error as error:
        raise Refusal("strategy-file-unreadable", file=name, why=str(error)) from error
    return Grid(Path(name).stem, rows)
