"""Records of a table: delimited text with a header, or the first sheet of a workbook that has one."""

import csv
import io
import json
import threading
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

import python_calamine

from sobria.engine.algorithms.exchange.raw import Raw, shape_fault
from sobria.engine.algorithms.exchange.tables import limits, load_formats, plain_key
from sobria.engine.messages import Refusal
from sobria.engine.strategy.cells import neutralised, restored, shown

DELIMITERS = ";,\t"
LEAST_KNOWN = 2
_FIELD_SIZE = threading.Lock()


def delimited_records(name: str, text: str) -> Iterator[Raw]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    return _records(name, _lines(name, text, delimiter))


def workbook_records(name: str, content: bytes) -> Iterator[Raw]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > limits()["unpacked_bytes"]:
            raise Refusal("algorithms-file-too-many", file=name, limit=limits()["records"])
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        pages = [workbook.get_sheet_by_name(one) for one in workbook.sheet_names]
        if sum(page.total_height * page.total_width for page in pages) > limits()["cells"]:
            raise Refusal("algorithms-file-too-many", file=name, limit=limits()["records"])
        grids = [page.to_python(skip_empty_area=False) for page in pages]
    except (BadZipFile, python_calamine.CalamineError, OSError, ValueError, EOFError) as error:
        raise Refusal("algorithms-file-unread", file=name, why=str(error)[:100]) from error
    grid = next((one for one in grids if one and _is_header(one[0])), None)
    if grid is None:
        raise Refusal("algorithms-file-header", file=name)
    return _records(name, list(enumerate(grid, start=1)))


def to_cell(value: Any) -> str:
    """A value as a cell that no spreadsheet runs: several texts one per line, the rest of what is not text as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and value and all(isinstance(one, str) and one and "\n" not in one for one in value):
        return neutralised("\n".join(value))
    return neutralised(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def from_cell(value: Any) -> Any:
    """What `to_cell` was given, as far as a cell tells."""
    if isinstance(value, str):
        return restored(value).replace("\r\n", "\n")
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return value if isinstance(value, bool) else (shown(value) if isinstance(value, date | float) else value)


def _lines(name: str, text: str, delimiter: str) -> list[tuple[int, list[Any]]]:
    """Rows with the line each starts at. A field may be as long as the file: it is bounded later, with a sentence."""
    rows: list[tuple[int, list[Any]]] = []
    line = 1
    with _FIELD_SIZE:
        before = csv.field_size_limit(limits()["bytes"])
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            for row in reader:
                rows.append((line, list(row)))
                line = reader.line_num + 1
        except csv.Error as error:
            raise Refusal("algorithms-file-csv", file=name, line=line, why=str(error)) from error
        finally:
            csv.field_size_limit(before)
    return rows


def _records(name: str, rows: Sequence[tuple[int, Sequence[Any]]]) -> Iterator[Raw]:
    filled = [(line, row) for line, row in rows if any(shown(cell).strip() for cell in row)]
    if not filled:
        raise Refusal("algorithms-file-empty", file=name)
    header = [shown(from_cell(cell)).strip().lstrip("\ufeff") for cell in filled[0][1]]
    named = [one for one in header if one]
    twice = next((one for one in named if [plain_key(x) for x in named].count(plain_key(one)) > 1), "")
    if twice:
        raise Refusal("algorithms-file-header-twice", file=name, column=twice[:60])
    for number, (line, row) in enumerate(filled[1:], start=1):
        cells = [from_cell(cell) for cell in row]
        values = {key: cell for key, cell in zip(header, cells, strict=False) if key}
        beyond = [cell for key, cell in zip(header, cells, strict=False) if not key] + cells[len(header) :]
        if any(shown(cell).strip() for cell in beyond):
            yield Raw(number, line, values | {"": [shown(one) for one in beyond]}, "algorithms-record-cells")
        else:
            yield Raw(number, line, values, *shape_fault(values))


def _is_header(row: Sequence[Any]) -> bool:
    names = {shown(cell) for cell in row}
    return any(
        sum(one.spec(name) is not None for name in names if name) >= LEAST_KNOWN for one in load_formats().values()
    )
