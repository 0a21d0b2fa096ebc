"""Whether a value is recent enough for how often its indicator is due."""

import calendar
from collections.abc import Mapping
from datetime import date

from sobria.city.indicators.series import Reading
from sobria.engine.indicators.definitions import FORMULA_VERSION, Frequency, Indicator
from sobria.engine.indicators.value import Value

FRESH = "X2"
WHOLE = 100.0


def later(day: date, *, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due(value: Value, frequency: Frequency, *, on: date) -> date | None:
    """The last day the value is fresh; None when it is unknown."""
    return None if value.value is None else later(min(value.end, on), months=frequency.months)


def is_fresh(value: Value, frequency: Frequency, *, on: date) -> bool:
    last = due(value, frequency, on=on)
    return last is not None and last >= on


def share_fresh(
    readings: Mapping[str, Reading],
    indicators: Mapping[str, Indicator],
    frequencies: Mapping[str, Frequency],
    *,
    on: date,
) -> Value:
    """The share of the other indicators that are fresh: this one would always be."""
    others = [code for code in indicators if code != FRESH]
    fresh = sum(is_fresh(readings[code].value, frequencies[indicators[code].frequency], on=on) for code in others)
    return Value(
        code=FRESH,
        start=on,
        end=on,
        unit=indicators[FRESH].unit,
        value=WHOLE * fresh / len(others),
        coverage=1.0,
        origin="computed",
        method=f"X2 (v{FORMULA_VERSION})",
        recorded=on,
    )
