"""Numbers as people write them, and as they are written back in a field.

The one reading of the house. Spaces group thousands; « 1.234,5 » and "1,234.5" have one meaning. « 1,060 » has two: the
language of the reader settles it when that language writes one of the two marks so, else it is refused.
"""

import math
import re
from decimal import Decimal

from sobria.engine.messages import GROUPS, Language

SPACES = re.compile("[ \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}]")
_WHOLE = r"(?:\d{1,3}(?: \d{3})+|\d{1,15})"
NUMBER = re.compile(rf"[+-]?(?:{_WHOLE}(?:[.,]\d{{0,12}})?|[.,]\d{{1,12}})", re.ASCII)
COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3}){2,4}(?:\.\d{0,12})?|,\d{3}\.\d{0,12})", re.ASCII)
POINT_GROUPS = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3}){2,4}(?:,\d{0,12})?|\.\d{3},\d{0,12})", re.ASCII)
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
DECIMAL_MARKS: dict[Language, str] = {"fr": ",", "en": "."}
DIGITS = 12


class Unreadable(ValueError):  # noqa: N818 - what it is
    """A text that is not one number. `readings`: the two it may be, as one would write them; None: it is none."""

    def __init__(self, text: str, readings: tuple[str, str] | None = None) -> None:
        super().__init__(text)
        self.readings = readings


def read_number(text: str, language: Language | None) -> Decimal:
    """The number of a text. `language`: of who typed it; None when nobody knows (a file). Raises Unreadable."""
    plain = SPACES.sub(" ", text).strip().replace("\N{MINUS SIGN}", "-")
    if AMBIGUOUS.fullmatch(plain):
        return _settled(plain, language)
    if COMMA_GROUPS.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if POINT_GROUPS.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    if not NUMBER.fullmatch(plain):
        raise Unreadable(text)
    return Decimal(plain.replace(" ", "").replace(",", "."))


def _settled(plain: str, language: Language | None) -> Decimal:
    """One group of three digits behind a comma or a point: thousands or decimals."""
    is_point = "." in plain
    if language is not None and (DECIMAL_MARKS[language] in plain):
        return Decimal(plain.replace(",", "."))
    if language == "en" and not is_point:
        return Decimal(plain.replace(",", ""))
    fraction = plain.rstrip("0")
    fraction = f"{plain}0" if AMBIGUOUS.fullmatch(fraction) else fraction.rstrip(".,")
    raise Unreadable(plain, (plain.replace(",", "").replace(".", ""), fraction))


def typed(value: float | Decimal | None, language: Language, *, places: int | None = None) -> str:
    """A number as one types it, read back the same: no grouping, the decimal mark of the language.

    `places`: rounded for reading; None keeps every digit worth keeping.
    """
    if value is None:
        return ""
    number = float(value) if places is None else round(float(value), places)
    text = f"{Decimal(f'{number:.{DIGITS}g}'):f}" if math.isfinite(number) else str(number)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", DECIMAL_MARKS[language])


def grouped(value: float | Decimal, language: Language) -> str:
    """The same for reading: thousands grouped, « 4 680 »."""
    whole, mark, fraction = typed(value, language).partition(DECIMAL_MARKS[language])
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", GROUPS[language], whole) + mark + fraction
