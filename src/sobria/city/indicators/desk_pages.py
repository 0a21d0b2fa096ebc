"""What the staff pages of one code show: its versions, the version in place, what was read when the page opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sobria.city.indicators import selectors, words
from sobria.city.indicators.models import Entry, FactEntry
from sobria.city.indicators.selectors import Book
from sobria.engine.indicators.definitions import Fact, Indicator

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a period as it was read: what a form carries, written `2025-01-01/2025-12-31/2`."""

    period: Period | None
    version: int

    def __str__(self) -> str:
        return "" if self.period is None else f"{self.period[0]}/{self.period[1]}/{self.version}"

    def of(self, period: Period) -> int:
        """The version read of a period: none, for another period than the one that was open."""
        return self.version if period == self.period else 0


def read_seen(text: str) -> Seen:
    try:
        start, end, version = text.split("/")
        return Seen((date.fromisoformat(start), date.fromisoformat(end)), int(version))
    except ValueError:
        return Seen(None, 0)


@dataclass(frozen=True, slots=True)
class InPlace:
    version: int
    shown: str
    source: str


@dataclass(frozen=True, slots=True)
class FactLine:
    code: str
    name: str
    shown: str
    period: str
    asked: str


def find(versions: Sequence[Entry] | Sequence[FactEntry], period: Period | None) -> Entry | FactEntry | None:
    """The version of a period that stands."""
    return next((one for one in versions if (one.start, one.end) == period), None)


def in_place(row: Entry | FactEntry | None) -> InPlace | None:
    if row is None or row.withdrawn:
        return None
    shown = _("inconnu") if row.value is None else words.exact(row.value)
    return InPlace(row.version, shown, row.source)


def about(defined: Indicator | Fact) -> str:
    language = get_language() or "fr"
    return defined.formula(language) + "." if isinstance(defined, Indicator) else defined.asked(language) + "."


def back_of(defined: Indicator | Fact) -> str:
    return reverse("indicators-desk:home" if isinstance(defined, Indicator) else "indicators-desk:inputs")


def fact_lines(book: Book) -> list[FactLine]:
    language = get_language() or "fr"
    found = selectors.inputs_of(book)
    return [_fact_line(fact, found[code], language) for code, fact in book.library.facts.items()]


def _fact_line(fact: Fact, known: selectors.Input, language: str) -> FactLine:
    shown = _("inconnu")
    if known.value is not None:
        shown = f"{words.exact(known.value)} {words.unit_words(fact.unit)}".strip()
    period = words.period_words(known.start, known.end) if known.start and known.end else ""
    return FactLine(fact.code, fact.name(language), shown, period, fact.asked(language))


def inputs_title(lines: Sequence[FactLine], book: Book) -> str:
    found = selectors.inputs_of(book).values()
    known = sum(one.value is not None for one in found)
    return _("%(known)s données de la ville connues sur %(all)s") % {"known": known, "all": len(lines)}
