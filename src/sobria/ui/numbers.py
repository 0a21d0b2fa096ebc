"""Numbers as the reader writes them, rounded only here, by their uncertainty."""

import math
from dataclasses import dataclass

from django.utils.translation import get_language

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
SIGNIFICANT = 3
# Steps of one quantity, largest first: multiples of the catalogue's unit, and how it is written then.
_MASS = ((1e9, "Mt"), (1e3, "t"), (1.0, "kg"), (1e-3, "g"), (1e-6, "mg"))
_STEPS: dict[str, tuple[tuple[float, str], ...]] = {
    "kgCO2e": tuple((size, f"{name}CO₂e") for size, name in _MASS[1:4]),
    "kgSbe": tuple((size, f"{name}{NO_BREAK}Sb éq.") for size, name in _MASS[1:]),
    "MJ": ((1e6, "TJ"), (1e3, "GJ"), (1.0, "MJ")),
    "kWh": ((1e6, "GWh"), (1e3, "MWh"), (1.0, "kWh")),
    "L": ((1e3, "m³"), (1.0, "L")),
    "m3": ((1.0, "m³"), (1e-3, "L")),
}
_STEPS |= {
    "kgCO2eq": _STEPS["kgCO2e"],
    "kgSbeq": _STEPS["kgSbe"],
    "kg CO2e": _STEPS["kgCO2e"],
    "kg Sb eq": _STEPS["kgSbe"],
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How to show a quantity: divide by `size`, write `unit`."""

    size: float
    unit: str


def scale(value: float, unit: str) -> Scale:
    """Kilograms below one tonne, tonnes above; likewise for the other units we know; others are left alone."""
    steps = _STEPS.get(unit, ((1.0, unit),))
    fitting = [step for step in steps if abs(value) >= step[0]]
    size, name = fitting[0] if fitting else steps[-1] if value else next((s for s in steps if s[0] == 1.0), steps[0])
    return Scale(size, name if _is_french() else name.replace("éq.", "eq."))


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def colon() -> str:
    """Between a label and what it says, after the usage of the language."""
    return "\u00a0: " if _is_french() else ": "


def decimal(value: float, *, places: int = 0) -> str:
    """`1234.5` as « 1 234,5 » in French, "1,234.5" in English. Negative `places` rounds to tens or hundreds."""
    rounded = round(value, places)
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    if _is_french():
        text = text.replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def percent(share: float, *, places: int = 0) -> str:
    """A share (0–1) in per cent. Never « 100 % » for a share below one, nor « 0 % » for one above zero."""
    shown = round(share * 100, places)
    step = 10.0**-places
    if share < 1 and shown >= 100:  # noqa: PLR2004 - one hundred per cent
        shown = 100 - step
    if share > 0 and shown <= 0:
        shown = step
    return f"{decimal(shown, places=places)}{NO_BREAK if _is_french() else ''}%"


def places_of(value: float, low: float | None = None, high: float | None = None) -> int:
    """Decimal places worth showing: two significant digits of the interval, else three of the value."""
    width = high - low if low is not None and high is not None else 0.0
    if width > 0:
        return 1 - math.floor(math.log10(width))
    return SIGNIFICANT - 1 - math.floor(math.log10(abs(value))) if value else 0


def measure(text: str, unit: str) -> str:
    """A number and its unit, never parted at the end of a line."""
    return f"{text}{NO_BREAK}{unit}" if unit else text


def bytes_size(size: float) -> str:
    """Thousands or millions of bytes, as networks count them."""
    is_french = _is_french()
    for step, french, english in ((1e6, "Mo", "MB"), (1e3, "ko", "kB")):
        if size >= step:
            return measure(decimal(size / step, places=1 if size < 10 * step else 0), french if is_french else english)
    return measure(decimal(size), "o" if is_french else "B")
