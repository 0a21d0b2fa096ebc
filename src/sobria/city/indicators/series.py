"""From what registers compute and people say to the series of values of each code, one per period.

Nothing here asks the database: `selectors` gathers, this joins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sobria.engine.indicators.definitions import FORMULA_VERSION, Indicator, computing_order
from sobria.engine.indicators.formulas import Interval, ZeroDivisor, evaluate
from sobria.engine.indicators.value import Value

LACKS, NOBODY, ZERO = "indicator-lacks", "indicator-nobody-said", "indicator-zero-divisor"


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that stands, the one entered for the same period when another was computed, and what it was made of."""

    value: Value
    beside: Value | None = None
    parts: tuple[Value, ...] = ()


Series = list[Reading]


def join(
    indicators: Mapping[str, Indicator],
    facts: Iterable[str],
    *,
    computed: Sequence[Value],
    said: Sequence[Value],
    on: date,
) -> dict[str, Series]:
    """Code of an indicator or of a fact → readings, oldest first. Later than `on` is left out."""
    computed_of, said_of = _by_code(computed, on), _by_code(said, on)
    series: dict[str, Series] = {
        fact: merge(computed_of.get(fact, []), said_of.get(fact, []), on=on, parts={}) for fact in facts
    }
    for code in computing_order({code: one.inputs for code, one in indicators.items()}):
        own, parts = list(computed_of.get(code, [])), {}
        if indicators[code].expression:
            derived = derive(indicators[code], series)
            own += [value for value, _parts in derived]
            parts = {(value.start, value.end): found for value, found in derived}
        series[code] = merge(own, said_of.get(code, []), on=on, parts=parts)
    return series


def _by_code(values: Sequence[Value], on: date) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for value in values:
        if value.start <= on:
            found.setdefault(value.code, []).append(value)
    return found


def merge(
    computed: Sequence[Value], said: Sequence[Value], *, on: date, parts: Mapping[tuple[date, date], tuple[Value, ...]]
) -> Series:
    """A computed value stands over the one entered for its period, which stays beside; an unknown one gives way."""
    readings: Series = []
    used: set[tuple[date, date]] = set()
    for value in computed:
        same = [one for one in said if _touch(one, value)]
        found = parts.get((value.start, value.end), ())
        if value.value is None and any(one.value is not None for one in same):
            continue
        used |= {(one.start, one.end) for one in same}
        readings.append(Reading(value, same[-1] if same else None, found))
    readings += [Reading(one) for one in said if (one.start, one.end) not in used]
    return sorted(readings, key=lambda one: (min(one.value.end, on), one.value.start, one.value.end))


def _touch(one: Value, other: Value) -> bool:
    return one.start <= other.end and other.start <= one.end


def derive(indicator: Indicator, series: Mapping[str, Series]) -> list[tuple[Value, tuple[Value, ...]]]:
    """One value per period of the first code of the formula; other codes give their latest value begun by its end."""
    first = [one.value for one in series.get(indicator.inputs[0], []) if one.value.value is not None]
    return [_compute(indicator, value, series) for value in first]


def _compute(indicator: Indicator, first: Value, series: Mapping[str, Series]) -> tuple[Value, tuple[Value, ...]]:
    parts = [first, *(latest(series.get(code, []), by=first.end) for code in indicator.inputs[1:])]
    missing = tuple(code for code, part in zip(indicator.inputs, parts, strict=True) if part is None)
    known = tuple(part for part in parts if part is not None)
    made = Value(
        code=indicator.code,
        start=first.start,
        end=first.end,
        unit=indicator.unit,
        origin="computed",
        method=f"{indicator.expression} (v{FORMULA_VERSION})",
        recorded=max((part.recorded for part in known if part.recorded), default=None),
        coverage=min((part.coverage for part in known if part.coverage is not None), default=None),
    )
    if missing:
        return replace(made, origin="unknown", unknown=LACKS, missing=missing), known
    try:
        found = evaluate(indicator.expression, {part.code: _interval(part) for part in known})
    except ZeroDivisor:
        return replace(made, origin="unknown", unknown=ZERO, missing=indicator.inputs), known
    is_range = any(part.low is not None and part.high is not None for part in known)
    low, high = (found.low, found.high) if is_range else (None, None)
    return replace(made, value=found.value, low=low, high=high), known


def _interval(part: Value) -> Interval:
    value = part.value or 0.0
    return Interval(value, value if part.low is None else part.low, value if part.high is None else part.high)


def latest(series: Series, *, by: date) -> Value | None:
    """The last known value whose period had begun by a day."""
    found = [one.value for one in series if one.value.value is not None and one.value.start <= by]
    return found[-1] if found else None


def standing(indicator: Indicator, series: Mapping[str, Series], *, on: date) -> Reading:
    """The latest known reading; else the latest unknown one; else an unknown that names what lacks."""
    own = series.get(indicator.code, [])
    known = [one for one in own if one.value.value is not None]
    if known:
        return known[-1]
    if own:
        return own[-1]
    lacking = tuple(code for code in indicator.inputs if latest(series.get(code, []), by=on) is None)
    return Reading(
        Value(
            code=indicator.code,
            start=date(on.year, 1, 1),
            end=on,
            unit=indicator.unit,
            unknown=LACKS if lacking else NOBODY,
            missing=lacking,
        )
    )
