"""Reads of indicators. What registers compute is asked of their rooms (setting INDICATOR_PROVIDERS).

Every read costs two queries, plus those of each room, whatever the number of values kept.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from sobria.city.indicators import freshness
from sobria.city.indicators.freshness import FRESH
from sobria.city.indicators.models import Entry, FactEntry
from sobria.city.indicators.series import Reading, Series, join, latest, standing
from sobria.engine.indicators.definitions import Library, load_library
from sobria.engine.indicators.value import Value

logger = logging.getLogger(__name__)
PAST_YEARS = 4
"""Years of history asked of the rooms; what people entered is shown whole."""
SAID_UNKNOWN = "indicator-said-unknown"


@dataclass(frozen=True, slots=True)
class Input:
    """A fact of the city as it is known; `value` None: unknown."""

    code: str
    value: float | None
    unit: str
    start: date | None = None
    end: date | None = None
    source: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything known on a day: series of indicators and facts, and the rooms whose computation failed."""

    on: date
    library: Library
    series: dict[str, Series]
    failures: tuple[str, ...]


def values(on: date) -> dict[str, Value]:
    """Code → latest value established on or before a day; every indicator is there, unknown ones too."""
    return {code: reading.value for code, reading in readings(book(on)).items()}


def history(code: str, on: date | None = None) -> list[Value]:
    """Values of one indicator, one per period, oldest first; periods known to be unknown are there too."""
    found = past_book(on or timezone.localdate())
    return [one.value for one in readings_of(found, code)]


def inputs(on: date) -> dict[str, Input]:
    """Code → the city's fact, latest on or before a day; every fact is there, unknown ones too."""
    return inputs_of(book(on))


def book(on: date) -> Book:
    """What is needed for the latest values: the year of the day and the one before."""
    return _book(on, years=range(on.year - 1, on.year + 1))


def book_over(on: date, years: Iterable[int]) -> Book:
    """What is known on a day, with what the rooms compute for these years."""
    return _book(on, years=years)


def past_book(on: date) -> Book:
    return _book(on, years=range(on.year - PAST_YEARS, on.year + 1))


def readings(known: Book) -> dict[str, Reading]:
    """Code → the reading that stands, with what was entered beside a computed value, and what it was made of."""
    indicators = known.library.indicators
    found = {code: standing(one, known.series, on=known.on) for code, one in indicators.items()}
    if FRESH in found:
        found[FRESH] = Reading(freshness.share_fresh(found, indicators, known.library.frequencies, on=known.on))
    return found


def readings_of(known: Book, code: str) -> Series:
    """Readings of one indicator, oldest first."""
    return [readings(known)[FRESH]] if code == FRESH else known.series.get(code, [])


def inputs_of(known: Book) -> dict[str, Input]:
    found = {}
    for code, fact in known.library.facts.items():
        value = latest(known.series[code], by=known.on)
        found[code] = (
            Input(code, None, fact.unit)
            if value is None
            else Input(code, value.value, value.unit, value.start, value.end, value.source, value.evidence)
        )
    return found


def versions(code: str, *, on: date | None = None) -> list[Entry]:
    """Every version of every period said of an indicator, latest period first, then latest version. One query."""
    rows = Entry.objects.filter(code=code).select_related("recorded_by").order_by("-end", "-start", "-version")
    return list(rows if on is None else rows.filter(recorded_on__lte=on))


def input_versions(code: str) -> list[FactEntry]:
    rows = FactEntry.objects.filter(code=code).select_related("recorded_by")
    return list(rows.order_by("-end", "-start", "-version"))


def _book(on: date, *, years: Iterable[int]) -> Book:
    library = load_library()
    computed, failures = _computed(on, years)
    said = [_value(entry, library) for entry in _standing(Entry, on)]
    said += [_value(entry, library) for entry in _standing(FactEntry, on)]
    series = join(library.indicators, library.facts, computed=computed, said=said, on=on)
    return Book(on, library, series, failures)


def _computed(on: date, years: Iterable[int]) -> tuple[list[Value], tuple[str, ...]]:
    """What the rooms compute; a room that fails takes nobody else with it."""
    found: list[Value] = []
    failures = []
    for path in settings.INDICATOR_PROVIDERS:
        try:
            provider = import_string(path)
            found += [value for year in years for value in provider(year, on)]
        except Exception:
            logger.exception("indicators: %s failed", path)
            failures.append(path)
    return found, tuple(failures)


def _standing(model: type[Entry] | type[FactEntry], on: date) -> list[Entry | FactEntry]:
    """The version that stood on a day, of each period said by then and not withdrawn. One query."""
    rows = model.objects.filter(recorded_on__lte=on, start__lte=on).order_by("start", "end", "version")
    last = {(row.code, row.start, row.end): row for row in rows}
    return [row for row in last.values() if not row.withdrawn]


def _value(row: Entry | FactEntry, library: Library) -> Value:
    defined = library.indicators.get(row.code) or library.facts.get(row.code)
    said = Value(
        code=row.code,
        start=row.start,
        end=row.end,
        unit=defined.unit if defined else "",
        value=row.value,
        unknown=SAID_UNKNOWN if row.value is None else "",
        origin="unknown" if row.value is None else "entered",
        evidence=row.evidence,
        source=row.source,
        recorded=row.recorded_on,
    )
    return _with_details(said, row) if isinstance(row, Entry) else said


def _with_details(said: Value, row: Entry) -> Value:
    is_imported = row.origin == Entry.Origin.IMPORTED and row.value is not None
    return replace(
        said,
        low=row.low,
        high=row.high,
        coverage=row.coverage,
        origin="imported" if is_imported else said.origin,
        method=row.method,
        letter=row.letter,
    )
