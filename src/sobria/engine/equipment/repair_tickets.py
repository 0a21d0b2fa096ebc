"""A list of tickets (CSV, as GLPI or this site exports it) read as faults: one line, one fault of one device.

Words of columns and states are data (`catalogue/equipment/fault_words.csv`). Titles are read to recognise the kind of
fault and are not kept: they name people too often.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Literal

from sobria.engine.catalogue_tables import table
from sobria.engine.equipment.repair_reference import fault_kinds, kind_of
from sobria.engine.footprint.catalogue import words
from sobria.engine.messages import Refusal
from sobria.engine.typed_numbers import Unreadable, read_number

MOST_LINES = 10_000
LARGEST = 1_000_000
"""Bytes of a file."""
MOST_CENTS = Decimal("99999999.99")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
READ_ONLY = frozenset({"title", "topic"})
Ended = Literal["", "repaired", "given_up"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A line that was read. `closed` is None while the fault is open."""

    line: int
    serial: str
    item: str
    opened: date
    closed: date | None
    ended: Ended
    kind: str
    cost_eur: Decimal | None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line set aside. `column`: its header in the file."""

    line: int
    column: str
    value: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Tickets:
    """`ignored`: headers that nothing reads; `not_kept`: headers read and not kept."""

    good: tuple[Ticket, ...]
    bad: tuple[BadLine, ...]
    ignored: tuple[str, ...]
    not_kept: tuple[str, ...]


class _BadCellError(Exception):
    def __init__(self, column: str, refusal: Refusal) -> None:
        super().__init__(column)
        self.column, self.refusal = column, refusal


def decoded(raw: bytes) -> str:
    """Raises Refusal for a file that is too big, empty, or no text."""
    if len(raw) > LARGEST:
        raise Refusal("ticket-file-big", limit=LARGEST // 1000)
    if b"\x00" in raw[:1000] or raw.startswith((b"PK\x03\x04", b"%PDF")):
        raise Refusal("ticket-file-not-text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if not text.strip():
        raise Refusal("ticket-file-empty")
    return text


def read(text: str) -> Tickets:
    """Every line, good or not. Raises Refusal for the whole file."""
    header, lines = _table(text.replace("\x00", ""))
    columns = _columns(header)
    good: list[Ticket] = []
    bad: list[BadLine] = []
    for line, row in lines:
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        try:
            good.append(_ticket(line, cells))
        except _BadCellError as fault:
            place = columns.get(fault.column)
            title = header[place] if place is not None else fault.column
            bad.append(BadLine(line, title, cells.get(fault.column, ""), fault.refusal))
    read_places = set(columns.values())
    return Tickets(
        tuple(good),
        tuple(bad),
        tuple(title or f"n° {place + 1}" for place, title in enumerate(header) if place not in read_places),
        tuple(header[place] for name, place in columns.items() if name in READ_ONLY),
    )


def _table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows, each with its line in the file; blank lines left out."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        found = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise Refusal("ticket-file-unreadable", line=reader.line_num) from None
    if not found:
        raise Refusal("ticket-file-empty")
    if len(found) > MOST_LINES + 1:
        raise Refusal("ticket-file-lines", count=len(found) - 1, limit=MOST_LINES)
    return [cell.strip() for cell in found[0][1]], found[1:]


@cache
def _known(use: str) -> dict[str, str]:
    return {words(row["word"]): row["value"] for row in table("equipment/fault_words") if row["use"] == use}


def _columns(header: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        name = _known("column").get(words(title))
        if name is not None:
            found.setdefault(name, place)
    if "closed" not in found and "closed_later" in found:
        found["closed"] = found.pop("closed_later")
    found.pop("closed_later", None)
    lacking = [] if found.keys() & {"serial", "item"} else ["Numéro de série"]
    lacking += [] if "opened" in found else ["Date d’ouverture"]
    if lacking:
        raise Refusal("ticket-file-columns", missing=", ".join(lacking), columns=", ".join(header)[:300])
    return found


def _ticket(line: int, cells: Mapping[str, str]) -> Ticket:
    serial, item = cells.get("serial", ""), _one_item(cells.get("item", ""))
    if not serial and not item:
        raise _BadCellError("serial" if "serial" in cells else "item", Refusal("repair-device-missing"))
    opened = _day("opened", cells["opened"])
    if opened is None:
        raise _BadCellError("opened", Refusal("ticket-opened-missing"))
    closed = _day("closed", cells.get("closed", ""))
    if closed is not None and closed < opened:
        raise _BadCellError("closed", Refusal("ticket-order", opened=opened, closed=closed))
    return Ticket(
        line, serial, item, opened, closed, _ended(cells.get("status", ""), closed), _kind(cells), _cost(cells)
    )  # fmt: skip


def _one_item(text: str) -> str:
    """A tool writes several items of a cell on several lines: what is left of one."""
    parts = [part.strip() for part in re.split(r"<br\s*/?>|\n", text) if part.strip()]
    return parts[0] if len(parts) == 1 else " ".join(parts)


def _day(column: str, text: str) -> date | None:
    if not text:
        return None
    first = re.split(r"[ T]", text, maxsplit=1)[0]
    for form in DAYS:
        try:
            return datetime.strptime(first, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise _BadCellError(column, Refusal("ticket-date", value=text[:30]))


def _ended(status: str, closed: date | None) -> Ended:
    """A day of solving is a repair, unless the state says it was not repaired."""
    said = _known("status").get(words(status), "")
    if said and closed is None:
        raise _BadCellError("status", Refusal("ticket-status-undated", value=status[:40]))
    if closed is None:
        return ""
    return "given_up" if said == "given_up" else "repaired"


def _kind(cells: Mapping[str, str]) -> str:
    """The kind our own export names, else the one whose words the line holds."""
    topic = words(cells.get("topic", ""))
    named = next((code for code, kind in fault_kinds().items() if topic in {words(name) for name in kind.names}), None)
    return named or kind_of(f"{cells.get('topic', '')} {cells.get('title', '')}")


def _cost(cells: Mapping[str, str]) -> Decimal | None:
    text = cells.get("cost", "").removesuffix("€").strip()
    if not text:
        return None
    try:
        found = read_number(text, None)
    except Unreadable:
        raise _BadCellError("cost", Refusal("ticket-cost", value=text[:30])) from None
    if not 0 <= found <= MOST_CENTS:
        raise _BadCellError("cost", Refusal("ticket-cost", value=text[:30]))
    return found.quantize(Decimal("0.01"))
