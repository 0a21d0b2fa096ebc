"""One cell of a strategy file: from what a person typed to a value, and what makes it harmless on the way out."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sobria.engine.footprint.readers.words import plain
from sobria.engine.strategy.sheets import Column, code_of, limits, words
from sobria.engine.typed_numbers import Unreadable, read_number

SIGNS = "=+-@\t\r"
RISKY = re.compile(rf"'*[{re.escape(SIGNS)}]")
GUARDED = re.compile(rf"'+[{re.escape(SIGNS)}]")
BLANKS = re.compile(r"[\s\u00a0\u202f\u2009\ufeff]+")
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
IN_WORDS = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
# Day 0 of spreadsheets that count from 1900, with their 29 February 1900 that never was; from March 1900 on.
SERIAL_ZERO = date(1899, 12, 30)
SERIALS = (20_000, 80_000)


class Unread(ValueError):  # noqa: N818 - what it is
    """A cell that cannot be read: a message code, and what the sentence may name."""

    def __init__(self, code: str, known: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.known = known


def neutralised(text: str) -> str:
    """A text that a spreadsheet would run gets an apostrophe; one that already looks so gets one more."""
    return f"'{text}" if RISKY.match(text) else text


def restored(text: str) -> str:
    """What `neutralised` was given."""
    return text[1:] if GUARDED.match(text) else text


def shown(value: object) -> str:
    """A cell as the person sees it, for a refusal."""
    if isinstance(value, datetime | date):
        return value.isoformat()[:19]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def read(column: Column, value: object) -> tuple[Any, str]:
    """The value of a cell that is not blank, and the code of what was approximated. Raises Unread."""
    if column.kind == "date":
        return _date(value)
    if column.kind in {"number", "integer"}:
        return _number(column, value), ""
    text = restored(shown(value)) if isinstance(value, str) else shown(value)
    if len(text) > limits()["cell_characters"]:
        raise Unread("strategy-cell-long", str(limits()["cell_characters"]))
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if column.kind == "choice":
        code = code_of(column.words, text)
        if code is None:
            raise Unread("strategy-cell-choice", ", ".join(two[0] for two in words()[column.words].values()))
        return code, ""
    if column.kind == "list":
        return [one.strip() for one in text.splitlines() if one.strip()], ""
    return text, ""


def _date(value: object) -> tuple[date, str]:
    if isinstance(value, datetime):
        return value.date(), "strategy-read-time" if value.time().replace(microsecond=0) != datetime.min.time() else ""
    if isinstance(value, date):
        return value, ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(float(value))
    text = BLANKS.sub(" ", str(value)).strip()
    try:
        return date.fromisoformat(text[:10] if text[10:11] in {"T", " "} else text), ""
    except ValueError:
        return _french_date(text), "strategy-read-french-date"


def _serial(number: float) -> tuple[date, str]:
    if not number.is_integer() or not SERIALS[0] <= number <= SERIALS[1]:
        raise Unread("strategy-cell-date")
    return SERIAL_ZERO + timedelta(days=int(number)), "strategy-read-serial"


def _french_date(text: str) -> date:
    found = DAY_FIRST.fullmatch(text)
    if found:
        day, month, year = map(int, found.groups())
    else:
        said = IN_WORDS.fullmatch(plain(text))
        if said is None or said[2] not in MONTHS:
            raise Unread("strategy-cell-date")
        day, month, year = int(said[1]), MONTHS.index(said[2]) + 1, int(said[3])
    try:
        return date(year, month, day)
    except ValueError:
        raise Unread("strategy-cell-date") from None


def _number(column: Column, value: object) -> Decimal | int:
    number = _decimal(value)
    if column.kind == "integer":
        if number != number.to_integral_value():
            raise Unread("strategy-cell-integer")
        return int(number)
    return number


def _decimal(value: object) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    text = BLANKS.sub(" ", restored(str(value))).strip().removesuffix("€").rstrip()
    try:
        return read_number(text, None)
    except Unreadable as unreadable:
        code = "strategy-cell-ambiguous" if unreadable.readings else "strategy-cell-number"
        raise Unread(code) from unreadable
