"""Our own tables, in CSV with the headers of `catalogue/erasure/columns.csv`, in either language.

A table with the serials of devices and drives and no outcome declares drives; any other holds certificates.
"""

import csv
import io
import threading
from collections.abc import Iterator, Mapping

from sobria.engine.erasure.certificates import Fault, Line, Pair
from sobria.engine.erasure.judging import Document, Said, judge
from sobria.engine.erasure.serials import LONGEST, names_something
from sobria.engine.erasure.words import Column, column_of, columns, limits, method_of
from sobria.engine.messages import Language

DELIMITERS = ";,\t|"
DECLARED = frozenset({"drive_serial", "device_serial"})
OUTCOME = frozenset({"outcome", "finished_at"})
METHODS = frozenset({"clear", "purge", "destroy"})
LONGEST_CELL = 10_000
_FIELD_SIZE = threading.Lock()


def template(language: Language) -> str:
    """The table with its headers and one line to follow."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([one.name(language) for one in columns()])
    example = {
        "drive_serial": "WD-WCC4E1234567",
        "device_serial": "5CG1234XYZ",
        "outcome": ("effacé", "erased")[language == "en"],
        "finished_at": "2026-11-20 16:05",
        "method": "clear",
        "standard": "PRNG Stream",
        "hidden_area": ("aucune", "none")[language == "en"],
        "tool": "nwipe 0.38",
    }
    writer.writerow([example.get(one.field, "") for one in columns()])
    return "\ufeff" + text.getvalue()


def certificates(text: str, document: Document) -> Iterator[Line | Pair | Fault]:
    """Every row, as it comes. A row that cannot be read is told and does not stop the others."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    headers: list[str] | None = None
    known: dict[int, Column] = {}
    declares, begins = False, 1
    for row, broken in _rows(reader):
        line, begins = begins, reader.line_num + 1
        if broken:
            yield document.fault(line, "erasure-row-broken", why=broken)
        elif not any(cell.strip() for cell in row):
            continue
        elif headers is None:
            headers = [cell.strip() for cell in row]
            known = _known(headers)
            missing = [one for one in columns() if one.required and one not in known.values()]
            declares = {one.field for one in known.values()} & (DECLARED | OUTCOME) == DECLARED
            if missing and not declares:
                needed = ", ".join(" / ".join(one.names) for one in missing)
                yield document.fault(line, "erasure-headers", value=", ".join(headers), needed=needed)
                return
        elif len(row) > len(headers) and any(cell.strip() for cell in row[len(headers) :]):
            yield document.fault(line, "erasure-row-cells", value=row[-1], cells=len(row), columns=len(headers))
        elif declares:
            yield _pair(_said(line, row, headers, known), document)
        else:
            yield judge(_said(line, row, headers, known), document)


def _pair(said: Said, document: Document) -> Pair | Fault:
    for serial, name in ((said.drive, "serial"), (said.device, "device")):
        if not names_something(serial) or len(serial) > LONGEST:
            return document.fault(said.number, "erasure-pair-serial", column=said.column(name), value=serial)
    return Pair(document.file, said.number, said.device, said.drive)


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[list[str], str]]:
    """Rows, or why one is broken. A quote never closed ends the file: what follows it cannot be told apart."""
    while True:
        with _FIELD_SIZE:
            before = csv.field_size_limit(limits()["bytes"])
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row, broken = [], str(error)
            else:
                broken = ""
            finally:
                csv.field_size_limit(before)
        yield row, broken


def _known(headers: list[str]) -> dict[int, Column]:
    """Place → column; the first of two headers that mean the same."""
    found: dict[int, Column] = {}
    for place, header in enumerate(headers):
        column = column_of(header)
        if column is not None and column not in found.values():
            found[place] = column
    return found


def _said(line: int, row: list[str], headers: list[str], known: Mapping[int, Column]) -> Said:
    cells = {column.field: row[place][:LONGEST_CELL].strip() for place, column in known.items() if place < len(row)}
    caution, method = cells.get("caution", ""), cells.get("method", "")
    return Said(
        number=line,
        drive=cells.get("drive_serial", ""),
        device=cells.get("device_serial", ""),
        state=cells.get("outcome", ""),
        finished=cells.get("finished_at", ""),
        standard=cells.get("standard", "") or ("" if method.casefold() in METHODS else method),
        method=method.casefold() if method.casefold() in METHODS else method_of(method),
        tool=cells.get("tool", ""),
        hidden=cells.get("hidden_area") or None,
        cautions=[caution] if caution else [],
        columns={
            name: headers[place]
            for name, code in (
                ("serial", "drive_serial"),
                ("device", "device_serial"),
                ("state", "outcome"),
                ("finished", "finished_at"),
            )
            for place, column in known.items()
            if column.field == code
        },
    )
