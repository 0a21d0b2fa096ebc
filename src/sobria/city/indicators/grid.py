"""The grid of values: one row per indicator, one column per year. What is there, and what would change."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from sobria.city.indicators import selectors, words
from sobria.city.indicators.models import Entry
from sobria.city.indicators.services import check_number
from sobria.city.indicators.targets import unit_of
from sobria.city.registers.imports.sentences import language
from sobria.engine.indicators.definitions import Indicator, load_indicators
from sobria.engine.indicators.pasted import Place, Read, read_cell
from sobria.engine.messages import Refusal
from sobria.engine.typed_numbers import typed

Lock = Literal["", "computed", "several"]
UNKNOWN_TEXT = "n.d."
SHOWN_YEARS = 5
MAX_YEARS = 12
MAX_SEEN = 400_000
Seen = dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in one year.

    Attributes:
        start, end: period written when the cell changes: that of its entry, else the whole year.
        version: of the entry, 0 for none; `text`: its value as one types it; `rounded`: as one reads it.
        lock: why it is not written here: a register computes it, or the year has several periods.
    """

    code: str
    year: int
    start: date
    end: date
    version: int
    text: str
    lock: Lock
    rounded: str = ""

    @property
    def key(self) -> str:
        return f"{self.code}-{self.year}"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell as someone wants it. `seen`: version and text of the cell when it was read."""

    key: str
    row: str
    column: str
    text: str
    seen: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a change: "same", "write", or a refusal. `is_conflict`: someone wrote the cell meanwhile."""

    change: Change
    cell: Cell
    read: Read
    refusal: Refusal | None = None
    is_conflict: bool = False

    @property
    def is_written(self) -> bool:
        return self.refusal is None and as_text(self.read) not in {"", self.cell.text}


def cells(years: Sequence[int], on: date) -> dict[str, Cell]:
    """Every indicator in each year, by key. One query more than `selectors.book_over`."""
    entries = _entries(years)
    computed = _computed(years, on)
    found = {}
    for code in load_indicators():
        for year in years:
            key = f"{code}-{year}"
            found[key] = _cell(code, year, entries.get(key, []), computed.get(key))
    return found


def _entries(years: Sequence[int]) -> dict[str, list[Entry]]:
    """Entries that stand, by key of their cell, oldest period first."""
    rows = Entry.objects.filter(end__gte=date(min(years), 1, 1), end__lte=date(max(years), 12, 31))
    last: dict[tuple[str, date, date], Entry] = {
        (row.code, row.start, row.end): row for row in rows.order_by("start", "end", "version")
    }
    found: dict[str, list[Entry]] = {}
    for row in last.values():
        found.setdefault(f"{row.code}-{row.end.year}", []).append(row)
    return found


def _computed(years: Sequence[int], on: date) -> dict[str, float]:
    series = selectors.book_over(on, sorted(years)).series
    return {
        f"{code}-{reading.value.end.year}": reading.value.value
        for code, readings in series.items()
        for reading in readings
        if reading.value.origin == "computed" and reading.value.value is not None
    }


def _cell(code: str, year: int, entries: list[Entry], computed: float | None) -> Cell:
    start, end = date(year, 1, 1), date(year, 12, 31)
    standing = [entry for entry in entries if not entry.withdrawn]
    if computed is not None:
        rounded = typed(computed, language(), places=load_indicators()[code].precision)
        return Cell(code, year, start, end, 0, typed(computed, language()), "computed", rounded)
    if len(standing) > 1:
        return Cell(code, year, start, end, 0, _("plusieurs périodes"), "several")
    if standing:
        entry = standing[0]
        text = UNKNOWN_TEXT if entry.value is None else typed(entry.value, language())
        return Cell(code, year, entry.start, entry.end, entry.version, text, "")
    taken_back = [entry.version for entry in entries if (entry.start, entry.end) == (start, end)]
    return Cell(code, year, start, end, max(taken_back, default=0), "", "")


def as_text(read: Read) -> str:
    return {"blank": "", "unknown": UNKNOWN_TEXT, "number": typed(read.value, language())}[read.kind]


def read_words(read: Read, code: str) -> str:
    """What was understood of a cell, as the pages write it."""
    if read.kind == "blank":
        return ""
    unit = words.unit_words(load_indicators()[code].unit)
    return _("inconnu") if read.value is None else f"{words.exact(read.value)} {unit}".strip()


def write_seen(found: Iterable[Cell]) -> str:
    """What the page showed, given back with the form: key → version and text; cells never written are left out."""
    shown = {cell.key: [cell.version, cell.text] for cell in found if cell.version or cell.text}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def read_seen(text: str) -> Seen:
    """Raises Refusal when the form has lost it: nobody could say what was changed meanwhile."""
    try:
        said = json.loads(text[:MAX_SEEN])
        return {str(key): (int(version), str(shown)) for key, (version, shown) in said.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise Refusal("grid-seen-lost") from error


def judge(change: Change, cell: Cell, today: date, *, is_typed: bool) -> Verdict:
    """What would become of a change, against the cell as it is now. `is_typed`: by the reader of the page."""
    indicator = load_indicators()[cell.code]
    place = Place(change.row, change.column)
    params = {"row": change.row, "column": change.column, "value": change.text.strip()[:80]}
    try:
        reader = language() if is_typed else None
        read = read_cell(change.text, place, language=reader, percent=indicator.unit.startswith("%"))
    except Refusal as refusal:
        return Verdict(change, cell, Read("blank"), refusal)
    if read.kind == "blank":
        emptied = bool(change.seen[1]) and not cell.lock
        told = Refusal("grid-emptied", **params | {"value": change.seen[1]}) if emptied else None
        return Verdict(change, cell, read, told)
    if as_text(read) in {cell.text, cell.rounded, _shown_before(change, cell)}:
        return Verdict(change, cell, Read("blank"))
    if cell.lock:
        return Verdict(change, cell, read, Refusal(f"grid-{cell.lock}", **params))
    if cell.start > today:
        return Verdict(change, cell, read, Refusal("grid-future", **params))
    if cell.version != change.seen[0]:
        theirs = cell.text or _("rien")
        return Verdict(change, cell, read, Refusal("grid-conflict", theirs=theirs, **params), is_conflict=True)
    try:
        check_number(indicator, read.value)
    except Refusal as refusal:
        return Verdict(change, cell, read, Refusal("grid-cell-refused", why=refusal.sentence(language()), **params))
    return Verdict(change, cell, read)


def _shown_before(change: Change, cell: Cell) -> str:
    """A text left as it was shown changes nothing, even when someone else has changed the cell since."""
    return change.seen[1] or cell.text


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as the page shows it: the text to keep in the field, and what is said of it."""

    cell: Cell
    text: str
    label: str
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    indicator: Indicator
    name: str
    unit: str
    cells: tuple[GridCell, ...]


def rows(
    shown: Sequence[Indicator], years: Sequence[int], found: dict[str, Cell], *,
    kept: dict[str, str], complaints: dict[str, str],
) -> list[GridRow]:  # fmt: skip
    """`kept`: texts to leave in their fields; `complaints`: sentences by key."""
    return [
        GridRow(
            indicator,
            indicator.name(language()),
            unit_of(indicator),
            tuple(
                GridCell(
                    cell=found[f"{indicator.code}-{year}"],
                    text=kept.get(f"{indicator.code}-{year}", found[f"{indicator.code}-{year}"].text),
                    label=_("%(code)s, %(year)s") % {"code": indicator.code, "year": year},
                    complaint=complaints.get(f"{indicator.code}-{year}", ""),
                )
                for year in years
            ),
        )
        for indicator in shown
    ]
