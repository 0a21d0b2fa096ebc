"""Figures and tables on a terminal: rounded by their uncertainty, written in the reader's way."""

import math
import unicodedata
from collections.abc import Sequence

from sobria.engine.messages import Language
from sobria.engine.quantities import Estimate, Quantity

MISSING = "–"
_THIN = "\u202f"
_SPACES = frozenset("\u00a0\u202f")
_SCALES = {  # unit of the criterion → (from this absolute value on, divisor, unit shown)
    "kgCO2e": (10_000.0, 1000.0, "tCO2e"),
    "MJ": (10_000.0, 1000.0, "GJ"),
    "L": (10_000.0, 1000.0, "m³"),
    "kgSbeq": (0.0, 0.001, "gSbeq"),
}


def scale(values: Sequence[float], unit: str) -> tuple[float, str]:
    """Divisor and unit in which these values of one column read best."""
    start, divisor, shown = _SCALES.get(unit, (math.inf, 1.0, unit))
    return (divisor, shown) if max(map(abs, values), default=0.0) >= start else (1.0, unit)


def number(value: float, *, decimals: int, language: Language) -> str:
    """Grouped by thousands, `1 234,5` in French, `1,234.5` in English; rounded to tens when `decimals` is negative."""
    text = f"{round(value, decimals):,.{max(decimals, 0)}f}"
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    return text if language == "en" else text.replace(",", _THIN).replace(".", ",")


def decimals_for(low: float, high: float) -> int:
    """Decimals that keep two significant digits of the width of the interval (three of an exact value)."""
    width = high - low
    digits = 1
    if width <= 0:
        width, digits = abs(high), 2
    return digits - math.floor(math.log10(width)) if width else 0


def estimate(quantity: Quantity, *, divisor: float, language: Language) -> str:
    """`75 [59 – 93]`, or a dash when unknown."""
    if not isinstance(quantity, Estimate):
        return MISSING
    low, value, high = (end / divisor for end in (quantity.low, quantity.value, quantity.high))
    places = decimals_for(low, high)
    shown = [number(end, decimals=places, language=language) for end in (value, low, high)]
    return f"{shown[0]} [{shown[1]} – {shown[2]}]"


def rounded(value: float | None, *, divisor: float, language: Language) -> str:
    """Three significant digits, for a part shown without its interval."""
    if value is None:
        return MISSING
    shown = value / divisor
    return number(shown, decimals=decimals_for(shown, shown), language=language)


def percent(share: float | None, *, language: Language) -> str:
    """`82 %` in French, `82%` in English; never rounded up to the whole."""
    if share is None:
        return MISSING
    points = math.floor(100 * share + 1e-9) if share > 0.5 else math.ceil(100 * share - 1e-9)  # noqa: PLR2004 - a half
    return f"{points}{_THIN}%" if language == "fr" else f"{points}%"


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def width(text: str) -> int:
    """Columns a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Aligned columns under a rule: the first `left` to the left, the others to the right."""
    printable = [[_visible(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(header, *printable, strict=True)]

    def laid(row: Sequence[str]) -> str:
        cells = (
            cell + " " * (room - width(cell)) if rank < left else " " * (room - width(cell)) + cell
            for rank, (cell, room) in enumerate(zip(row, widths, strict=True))
        )
        return ("  " + "  ".join(cells)).rstrip()

    rule = "  " + "  ".join("─" * room for room in widths)
    return "\n".join([laid(header), rule, *map(laid, printable)])


def _visible(text: str) -> str:
    """Control characters out of a file must not drive the terminal."""
    return "".join(char if char.isprintable() or char in _SPACES else "�" for char in text)
