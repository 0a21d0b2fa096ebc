"""What falls when: the days a duty names, its steps, and the evidence that runs out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sobria.engine.duties.calendar_days import months_after, next_due
from sobria.engine.duties.definitions import Deadline, Duty, Words
from sobria.engine.duties.facts import Statement
from sobria.engine.duties.rules import Attested, leaves

Cause = Literal["start", "end", "fixed", "yearly", "step", "after", "expiry"]
HORIZON_MONTHS = 120
Statements = Mapping[tuple[str, str], Sequence[Statement]]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day of the legal calendar.

    `key` names it for ever: the same duty, cause and day give the same key whatever else changes.
    """

    duty: Duty
    on: date
    cause: Cause
    words: Words
    key: str
    indicative: bool = False


def occurrences(duty: Duty, statements: Statements, *, first: date, last: date) -> list[Occurrence]:
    """The days of a duty from `first` to `last`, both included, each cause once a day."""
    found = [
        one
        for version in (*duty.former, duty)
        for one in _all_days(version, statements, first=first, last=last)
        if first <= one.on <= last
    ]
    return sorted({one.key: one for one in found}.values(), key=lambda one: (one.on, one.key))


def next_deadline(duty: Duty, statements: Statements, on: date) -> Occurrence | None:
    """The first day still to come that asks for something: never the mere start of a duty."""
    coming = occurrences(duty, statements, first=on, last=months_after(on, HORIZON_MONTHS))
    return next((one for one in coming if one.cause != "start"), None)


def _all_days(duty: Duty, statements: Statements, *, first: date, last: date) -> Iterator[Occurrence]:
    yield _occurrence(duty, duty.valid_from, "start", duty.name)
    if duty.valid_to:
        yield _occurrence(duty, duty.valid_to, "end", duty.name)
    for step in duty.steps:
        yield _occurrence(duty, step.start, "step", step.words)
    for number, deadline in enumerate(duty.deadlines):
        yield from _days(duty, deadline, number, first=first, last=last)
        said = statements.get((duty.code, deadline.after), ())
        if said and said[-1].done:
            due = months_after(said[-1].on, deadline.months)
            yield _occurrence(duty, due, "after", deadline.words, detail=str(number))
    for item, end in _expiries(duty, statements):
        yield _occurrence(duty, end, "expiry", item, detail="expiry")


def _days(duty: Duty, deadline: Deadline, number: int, *, first: date, last: date) -> Iterator[Occurrence]:
    detail = str(number)
    if deadline.on:
        yield _occurrence(duty, deadline.on, "fixed", deadline.words, detail=detail)
    if deadline.yearly:
        begin = max(first, duty.valid_from)
        end = min(last, duty.valid_to or last)
        due = next_due(deadline.yearly, begin)
        while due <= end:
            yield _occurrence(duty, due, "yearly", deadline.words, detail=detail, indicative=deadline.indicative)
            due = date(due.year + 1, *deadline.yearly)


def _expiries(duty: Duty, statements: Statements) -> Iterator[tuple[Words, date]]:
    """What was done and will no longer be good: the latest statement of each item."""
    ages = {
        one.item: one.max_age_months
        for one in leaves(duty.rule)
        if isinstance(one, Attested) and one.max_age_months is not None
    }
    for item in (*duty.items, *duty.questions):
        said = statements.get((duty.code, item.code), ())
        if not said or not said[-1].done:
            continue
        ends = [said[-1].until] if said[-1].until else []
        if item.code in ages:
            ends.append(months_after(said[-1].on, ages[item.code]))
        if ends:
            yield item.words, min(ends)


def _occurrence(
    duty: Duty, on: date, cause: Cause, words: Words, *, detail: str = "", indicative: bool = False
) -> Occurrence:
    key = "-".join(part for part in (duty.code, cause, detail, on.isoformat()) if part)
    return Occurrence(duty, on, cause, words, key, indicative)
