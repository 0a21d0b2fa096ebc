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
Versions = Sequence[Entry] | Sequence[FactEntry]
MAX_KEY_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed of one code, carried by its form: the versions up to `last`, key of the newest (0: none)."""

    last: int

    def __str__(self) -> str:
        return str(self.last)

    def version(self, versions: Versions, period: Period) -> int:
        """The version of a period that the page showed; 0 for none."""
        return max(
            (one.version for one in versions if one.pk <= self.last and (one.start, one.end) == period), default=0
        )


def shown(versions: Versions) -> Seen:
    return Seen(max((one.pk for one in versions), default=0))


def read_seen(text: str) -> Seen:
    """A form that does not say it has seen nothing."""
    return Seen(int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_KEY_DIGITS else 0)


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


def find(versions: Versions, period: Period | None) -> Entry | FactEntry | None:
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
