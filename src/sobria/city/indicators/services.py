"""Acts: to say the value of an indicator or a fact of the city, and to take back a period said by mistake."""

import math
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats, timezone

from sobria.city.indicators.models import Entry, FactEntry, Statement
from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.engine.indicators.definitions import Fact, Indicator, load_indicators, load_inputs
from sobria.engine.messages import Refusal
from sobria.ui.numbers import decimal

SCOPE = "indicators"
Said = TypeVar("Said", bound=Statement)


@transaction.atomic
def enter_value(
    code: str,
    *,
    start: date,
    end: date,
    value: float | None,
    method: str,
    source: str,
    by: User,
    low: float | None = None,
    high: float | None = None,
    letter: str = "",
    coverage: float | None = None,
    evidence: str = "",
    note: str = "",
    origin: str = Entry.Origin.ENTERED,
    seen: int | None = None,
) -> Entry:
    """Say the value of an indicator over a period: a new version when the period had one.

    `value` None says that the city does not know. `seen`: version that was read, 0 for none, None not to ask.
    Raises PermissionDenied, Refusal.
    """
    require(by, WRITERS, scope=SCOPE)
    indicator = load_indicators().get(code)
    if indicator is None:
        raise Refusal("indicator-unknown-code", code=code)
    _check_value(indicator, value=value, low=low, high=high, letter=letter, coverage=coverage)
    if not method.strip():
        raise Refusal("indicator-no-method")
    content = {
        "value": value,
        "low": low,
        "high": high,
        "letter": letter,
        "coverage": coverage,
        "method": method.strip(),
        "source": source.strip(),
        "evidence": evidence.strip(),
        "note": note.strip(),
        "origin": str(origin),
    }
    entry = _add(Entry, code, start=start, end=end, content=content, by=by, seen=seen)
    record("indicator.entered", by=by, subject=f"indicator:{code}", data=_data(entry, content))
    return entry


@transaction.atomic
def enter_input(
    code: str,
    *,
    start: date,
    end: date,
    value: float | None,
    source: str,
    by: User,
    evidence: str = "",
    note: str = "",
    seen: int | None = None,
) -> FactEntry:
    """Say a fact of the city over a period. `seen` as for `enter_value`. Raises PermissionDenied, Refusal."""
    require(by, WRITERS, scope=SCOPE)
    fact = load_inputs().get(code)
    if fact is None:
        raise Refusal("indicator-unknown-code", code=code)
    check_number(fact, value)
    content = {"value": value, "source": source.strip(), "evidence": evidence.strip(), "note": note.strip()}
    entry = _add(FactEntry, code, start=start, end=end, content=content, by=by, seen=seen)
    record("input.entered", by=by, subject=f"input:{code}", data=_data(entry, content))
    return entry


@transaction.atomic
def withdraw_value(code: str, *, start: date, end: date, note: str, seen: int, by: User) -> Entry:
    """Take back a period given by mistake: it stands no more, its versions stay readable. Raises as `enter_value`."""
    require(by, WRITERS, scope=SCOPE)
    return _withdraw(Entry, code, kind="indicator", period=(start, end), note=note, seen=seen, by=by)


@transaction.atomic
def withdraw_input(code: str, *, start: date, end: date, note: str, seen: int, by: User) -> FactEntry:
    require(by, WRITERS, scope=SCOPE)
    return _withdraw(FactEntry, code, kind="input", period=(start, end), note=note, seen=seen, by=by)


def _withdraw(
    model: type[Said], code: str, *, kind: str, period: tuple[date, date], note: str, seen: int, by: User
) -> Said:
    start, end = period
    before = _versions(model, code, start, end).last()
    if before is None or before.withdrawn:
        raise Refusal("indicator-not-entered", code=code, start=_day(start), end=_day(end))
    content = {"value": None, "source": before.source, "note": note.strip(), "withdrawn": True}
    entry = _add(model, code, start=start, end=end, content=content, by=by, seen=seen)
    record(f"{kind}.withdrawn", by=by, subject=f"{kind}:{code}", data=_data(entry, content))
    return entry


def _add(
    model: type[Said], code: str, *, start: date, end: date, content: dict[str, Any], by: User, seen: int | None
) -> Said:
    """The next version of the period, once it is known to touch no other and to be the one that was read."""
    if not content["source"]:
        raise Refusal("indicator-no-source")
    _check_period(start, end)
    changes.lock(SCOPE)
    _refuse_overlap(model, code, start, end)
    now = _versions(model, code, start, end).values_list("version", flat=True).last() or 0
    if seen is not None and seen != now:
        raise Refusal("indicator-changed", now=now, seen=seen)
    moment = timezone.now()
    entry: Said = model._default_manager.create(
        code=code,
        start=start,
        end=end,
        version=now + 1,
        recorded_on=timezone.localdate(moment),
        recorded_at=moment,
        recorded_by=by,
        **content,
    )
    changes.changed(SCOPE)
    return entry


def _versions(model: type[Said], code: str, start: date, end: date) -> QuerySet[Said]:
    return model._default_manager.filter(code=code, start=start, end=end).order_by("version")


def _check_period(start: date, end: date) -> None:
    if end < start:
        raise Refusal("indicator-period", start=_day(start), end=_day(end))
    if start > timezone.localdate():
        raise Refusal("indicator-future", start=_day(start))


def _refuse_overlap(model: type[Statement], code: str, start: date, end: date) -> None:
    touching = model._default_manager.filter(code=code, start__lte=end, end__gte=start).exclude(start=start, end=end)
    standing = {
        (row_start, row_end): withdrawn
        for row_start, row_end, withdrawn in touching.order_by("version").values_list("start", "end", "withdrawn")
    }
    for (other_start, other_end), withdrawn in sorted(standing.items()):
        if not withdrawn:
            said = {"start": start, "end": end, "other_start": other_start, "other_end": other_end}
            raise Refusal("indicator-overlap", code=code, **{name: _day(day) for name, day in said.items()})


def _check_value(
    indicator: Indicator,
    *,
    value: float | None,
    low: float | None,
    high: float | None,
    letter: str,
    coverage: float | None,
) -> None:
    for number in (value, low, high):
        check_number(indicator, number)
    if (low is None) != (high is None):
        raise Refusal("indicator-half-interval")
    if low is not None and high is not None and (value is None or not low <= value <= high):
        shown = "?" if value is None else _number(value)
        raise Refusal("indicator-interval", value=shown, low=_number(low), high=_number(high))
    if coverage is not None and not 0 <= coverage <= 1:
        raise Refusal("indicator-coverage", value=_number(coverage))
    if letter and letter not in indicator.letters:
        known = ", ".join(indicator.letters) or "–"
        raise Refusal("indicator-letter", letter=letter, code=indicator.code, letters=known)


def check_number(defined: Indicator | Fact, value: float | None) -> None:
    """Raises Refusal for a number that cannot be: infinite, or outside the bounds. None is unknown, which can be."""
    if value is None:
        return
    if not math.isfinite(value):
        raise Refusal("indicator-not-finite", value=value)
    low, high = defined.minimum, defined.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = " – ".join("" if bound is None else _number(bound) for bound in (low, high))
        raise Refusal(
            "indicator-bounds", value=_number(value), code=defined.code, bounds=bounds.strip(), unit=defined.unit
        )


def _data(entry: Statement, content: dict[str, Any]) -> dict[str, Any]:
    """What the journal keeps: all that was said, but the free note, which may name someone."""
    kept = {name: value for name, value in content.items() if name != "note"}
    return kept | {
        "code": entry.code,
        "start": entry.start.isoformat(),
        "end": entry.end.isoformat(),
        "version": entry.version,
    }


def _day(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")


def _number(value: float) -> str:
    text = f"{value:.10g}"
    return decimal(value, places=len(text.partition(".")[2]) if "e" not in text else 0)
