"""A list of software seen running: an export of a SaaS console, of a proxy, of the network.

CSV with a name, and where known a supplier, a day and a detail. Each line meets a record by its name, or begins one.
"""

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.people.models import User
from sobria.democratic.algorithms.governance.watching import observe, observe_unknown
from sobria.democratic.algorithms.models import Algorithm
from sobria.democratic.algorithms.models.watch import Observation
from sobria.engine.algorithms.content import clean
from sobria.engine.messages import Refusal

MOST_LINES = 1000
LARGEST = 1_000_000
"""Bytes of a file."""
HEADERS = {
    "name": frozenset({"nom", "name", "application", "app", "logiciel", "software", "service"}),
    "provider": frozenset({"fournisseur", "supplier", "vendor", "editeur", "publisher", "provider"}),
    "seen_on": frozenset(
        {
            *("vu le", "vu", "date", "jour", "depuis", "depuis le"),
            *("derniere vue", "premiere vue", "derniere activite"),
            *("seen", "seen on", "last seen", "first seen", "since", "day", "last activity"),
        }
    ),
    "detail": frozenset({"detail", "details", "commentaire", "comment", "ou", "where"}),
}
LIMITS = {"name": 150, "provider": 200, "detail": 1000}
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A line that was read. `algorithm`: the record it meets; None: it begins one."""

    line: int
    name: str
    provider: str
    seen_on: date
    detail: str
    algorithm: Algorithm | None


@dataclass(frozen=True, slots=True)
class Rejected:
    line: int
    column: str
    value: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Reading:
    """`ignored`: headers of the columns that nothing reads; `dated`: whether a column gives days."""

    good: tuple[Sighting, ...]
    rejected: tuple[Rejected, ...]
    ignored: tuple[str, ...] = ()
    dated: bool = True


def decoded(raw: bytes) -> str:
    """Raises Refusal for a file that is too big, empty, or no text."""
    if len(raw) > LARGEST:
        raise Refusal("sightings-too-big", limit=LARGEST // 1000)
    if b"\x00" in raw[:1000] or raw.startswith((b"PK\x03\x04", b"%PDF")):
        raise Refusal("sightings-not-text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if not text.strip():
        raise Refusal("sightings-empty")
    return text


def read(text: str, *, on: date) -> Reading:
    """Every line, good or not. `on`: the day of lines that give none. One query. Raises Refusal for the whole file."""
    header, rows = _table(text.replace("\x00", ""))
    columns = _columns(header)
    if len(rows) > MOST_LINES:
        raise Refusal("sightings-too-many", count=len(rows), limit=MOST_LINES)
    known: dict[str, list[Algorithm]] = {}
    for one in Algorithm.objects.order_by("code"):
        known.setdefault(plain(one.name), []).append(one)
    good: list[Sighting] = []
    rejected: list[Rejected] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        try:
            found = _sighting(line, cells, on=on, known=known, seen=seen)
        except _BadCellError as bad:
            rejected.append(Rejected(line, header[columns[bad.column]], cells.get(bad.column, ""), bad.refusal))
        else:
            good.append(found)
            seen[plain(found.name)] = line
    ignored = tuple(title or f"n° {place + 1}" for place, title in enumerate(header) if place not in columns.values())
    return Reading(tuple(good), tuple(rejected), ignored, "seen_on" in columns)


@transaction.atomic
def record(reading: Reading, *, by: User) -> tuple[int, int]:
    """Write what was read: (records met, records begun). Raises Refusal, and then nothing is written."""
    source = Observation.Source.IMPORT
    met = 0
    for one in reading.good:
        seen: dict[str, Any] = {
            "operation": "running",
            "seen_on": one.seen_on,
            "source": source,
            "detail": one.detail,
            "by": by,
        }
        if one.algorithm is not None:
            observe(one.algorithm, **seen)
            met += 1
        else:
            observe_unknown(values={"name": one.name, "provider": one.provider}, **seen)
    return met, len(reading.good) - met


def plain(text: str) -> str:
    """Without accents, case or doubled spaces: how two names are compared."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join(bare.casefold().replace("_", " ").split())


class _BadCellError(Exception):
    def __init__(self, column: str, refusal: Refusal) -> None:
        super().__init__(column)
        self.column, self.refusal = column, refusal


def _table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows, each with its line in the file; blank lines left out. Raises Refusal when nothing is left."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise Refusal("sightings-unreadable", line=reader.line_num) from None
    if not rows:
        raise Refusal("sightings-empty")
    return [cell.strip() for cell in rows[0][1]], rows[1:]


def _columns(header: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        name = next((code for code, known in HEADERS.items() if plain(title) in known), None)
        if name is not None:
            found.setdefault(name, place)
    if "name" not in found:
        raise Refusal("sightings-no-name", columns=", ".join(header)[:200])
    return found


def _sighting(
    line: int, cells: dict[str, str], *, on: date, known: dict[str, list[Algorithm]], seen: dict[str, int]
) -> Sighting:
    name = cells["name"]
    if not name:
        raise _BadCellError("name", Refusal("sightings-name-missing"))
    for column, limit in LIMITS.items():
        if len(cells.get(column, "")) > limit:
            raise _BadCellError(column, Refusal("sightings-long", limit=limit))
    if plain(name) in seen:
        raise _BadCellError("name", Refusal("sightings-twice", line=seen[plain(name)]))
    try:
        clean({"name": name, "provider": cells.get("provider", "")})
    except Refusal as refusal:
        raise _BadCellError("name", refusal) from None
    met = known.get(plain(name), [])
    if len(met) > 1:
        raise _BadCellError("name", Refusal("sightings-several", codes=", ".join(one.code for one in met[:5])))
    return Sighting(
        line, name, cells.get("provider", ""), _day(cells.get("seen_on", ""), on), cells.get("detail", ""),
        met[0] if met else None,
    )  # fmt: skip


def _day(text: str, otherwise: date) -> date:
    if not text:
        return otherwise
    for form in DAYS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        if found > timezone.localdate():
            raise _BadCellError("seen_on", Refusal("algorithm-seen-future", date=found))
        return found
    raise _BadCellError("seen_on", Refusal("sightings-date", value=text[:20]))
