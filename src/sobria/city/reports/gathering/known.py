"""What is known, on the day of the freeze, of a year: values begun by its last day, the one before, the city's aims."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sobria.city.indicators import selectors, targets
from sobria.city.indicators.selectors import Book
from sobria.city.indicators.series import Reading
from sobria.city.indicators.target_models import TargetVersion
from sobria.city.reports.gathering.bilingual import in_each
from sobria.engine.indicators.value import Value
from sobria.engine.messages import Language

YEARS_BACK = 2
FRENCH: Language = "fr"


@dataclass(frozen=True)
class Known:
    """`end`: last day of the period told; `books`: by language, for the words that rooms write themselves."""

    year: int
    today: date
    end: date
    books: Mapping[Language, Book]

    @property
    def book(self) -> Book:
        return self.books[FRENCH]

    @cached_property
    def readings(self) -> dict[Language, dict[str, Reading]]:
        return {language: selectors.readings(book) for language, book in self.books.items()}

    @cached_property
    def values(self) -> dict[str, Value]:
        return {code: one.value for code, one in self.readings[FRENCH].items()}

    @cached_property
    def aims(self) -> dict[str, TargetVersion]:
        return targets.versions_in_force(self.today)

    def before(self, code: str, value: Value) -> Value | None:
        """The last known value of an earlier period."""
        past = [one.value for one in self.book.series.get(code, []) if one.value.value is not None]
        earlier = [one for one in past if one.end < value.start]
        return earlier[-1] if earlier else None


def known(year: int, *, today: date) -> Known:
    end = min(today, date(year, 12, 31))
    books = in_each(lambda: _until(selectors.book_over(today, range(year - YEARS_BACK, year + 1)), end))
    return Known(year, today, end, books)


def _until(book: Book, end: date) -> Book:
    """The same, as of the last day of the period: nothing begun after it."""
    series = {code: [one for one in found if one.value.start <= end] for code, found in book.series.items()}
    return replace(book, on=end, series=series)
