"""How a file writes dates, numbers and code words, decided once per file from what it shows, and said."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rapidfuzz import process

from sobria.engine.footprint.readers.cells import Dialect
from sobria.engine.footprint.readers.formats import Table
from sobria.engine.footprint.readers.mapping import DATE_ORDERS
from sobria.engine.footprint.readers.notes import Note
from sobria.engine.footprint.readers.targets import Cell
from sobria.engine.footprint.readers.words import code_words, country_words, header_words, not_said, plain, squeezed

_SLASHED = re.compile(r"\s*(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})(?:[ T,].*)?\s*$")
_LAST_MONTH = 12
_COMMA = re.compile(r"\d,(\d{1,2}|\d{4,})\s*[€%]?$|\.\d{3},\d+|[  ]\d{3},\d+")
_POINT = re.compile(r"\d\.(\d{1,2}|\d{4,})\s*[€%]?$|,\d{3}\.\d+")
_AMBIGUOUS_NUMBER = re.compile(r"\s*[1-9]\d{0,2}[.,]\d{3}\s*$")
_NEAR = 82  # below, the nearest name is another country, not a misspelling
_USUAL_BLANKS = ("-", "N/A", "n/a", "#N/A", "NULL", "null", "Inconnu", "inconnu", "Unknown", "unknown")


def is_french(headers: Sequence[str]) -> bool:
    """Whether more header words are French than English."""
    words = [word for header in headers for word in plain(header.replace("_", " ")).split()]
    return sum(word in header_words("fr") for word in words) > sum(word in header_words("en") for word in words)


def date_order(values: Iterable[str], *, stated: str | None, french: bool) -> tuple[str, Note | None]:
    """('d', 'm' or '' when unknown, how it was decided). The note is None when no date needs an order."""
    if stated:
        return DATE_ORDERS[stated], Note("reading-date-order-stated", {"order": stated})
    day_first = month_first = seen = 0
    for value in values:
        match = _SLASHED.match(value)
        if match is None:
            continue
        seen += 1
        first, second = int(match[1]), int(match[2])
        day_first += first > _LAST_MONTH >= second
        month_first += second > _LAST_MONTH >= first
    if day_first and month_first:
        return "", Note("reading-date-order-mixed", {"day_first": day_first, "month_first": month_first})
    if day_first or month_first:
        code = "reading-date-day-first" if day_first else "reading-date-month-first"
        return "d" if day_first else "m", Note(code, {"count": day_first or month_first})
    if french:
        return "d", Note("reading-date-french-default") if seen else None
    return "", Note("reading-date-order-unknown") if seen else None


def decimal_comma(values: Iterable[str], *, stated: str | None, french: bool) -> tuple[bool, Note | None]:
    """(whether a lone comma is decimal, how it was decided)."""
    if stated:
        return stated == ",", Note("reading-decimal-stated", {"sign": stated})
    comma = point = ambiguous = 0
    for value in values:
        comma += bool(_COMMA.search(value))
        point += bool(_POINT.search(value))
        ambiguous += bool(_AMBIGUOUS_NUMBER.match(value))
    if comma or point:
        return comma >= point, Note("reading-decimal-seen", {"sign": "," if comma >= point else "."})
    if ambiguous:
        return french, Note("reading-decimal-assumed", {"sign": "," if french else "."})
    return french, None


def resolve(cell: Cell, table: Table, words: Iterable[str]) -> dict[str, str | None]:
    """Text → code, for the texts that have one; None for a word that says nothing."""
    stated = (table.values or {}).get(cell.name, {})
    known = country_words() if cell.kind == "country" else code_words().get(cell.name, {})
    found: dict[str, str | None] = {}
    for word in words:
        ours = stated.get(plain(word), word)
        if squeezed(ours) in not_said():
            found[word] = None
        elif plain(ours) in known:
            found[word] = known[plain(ours)] or None
        elif cell.name == "status":
            found[word] = None
    return found


def suggestions(cell: Cell, words: Iterable[str]) -> Mapping[str, str]:
    """Unknown text → what to write instead; '' holds what to say when nothing is near."""
    if cell.kind != "country":
        allowed = dict.fromkeys(code for code in code_words().get(cell.name, {}).values() if code)
        return {"": ", ".join(allowed)}
    found = {"": ""}
    names = [word for word in country_words() if len(word) > 3]  # noqa: PLR2004 - codes are too short to be near
    for word in words:
        best = process.extractOne(plain(word), names, score_cutoff=_NEAR)
        if best:
            found[word] = f"{best[0].title()} ({country_words()[best[0]]})"
    return found


def build(
    table: Table,
    samples: Mapping[str, Sequence[str]],
    headers: Sequence[str],
    *,
    cells: Sequence[Cell],
    today: date,
) -> tuple[Dialect, list[Note]]:
    """The dialect a sample shows, and the sentences saying what was decided. `samples`: field → texts seen."""
    french = is_french(headers)
    kinds = {cell.name: cell.kind for cell in cells}
    dates = [text for name, texts in samples.items() if kinds.get(name) == "date" for text in texts]
    numbers = [text for name, texts in samples.items() if kinds.get(name) in {"number", "share"} for text in texts]
    first, about_dates = date_order(dates, stated=table.date_order, french=french)
    comma, about_numbers = decimal_comma(numbers, stated=table.decimal, french=french)
    codes = {
        cell.name: resolve(cell, table, dict.fromkeys([*samples.get(cell.name, ()), *_default(table, cell)]))
        for cell in cells
        if cell.kind in {"country", "code"}
    }
    dialect = Dialect(
        comma=comma,
        first=first,
        today=today,
        lines_in_cells=table.lines_in_cells,
        blanks=_blanks(samples),
        codes=codes,
    )
    return dialect, [note for note in (about_dates, about_numbers) if note]


def _blanks(samples: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Ways of saying nothing: the usual ones, and those met in the sample as they are written."""
    met = {text for texts in samples.values() for text in set(texts) if text and squeezed(text) in not_said()}
    return (*_USUAL_BLANKS, *sorted(met - set(_USUAL_BLANKS))[:100])


def _default(table: Table, cell: Cell) -> tuple[str, ...]:
    text = (table.defaults or {}).get(cell.name)
    return () if text is None else (text,)
