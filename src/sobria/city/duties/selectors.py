"""Reads of duties: what the law asked on a day, with the values and the statements known that day.

The cost is that of the indicators plus one query, whatever the number of duties and statements.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from sobria.city.duties.models import Attestation
from sobria.city.indicators import selectors as indicators
from sobria.engine.duties import Assessment, Duty, Facts, Statement, evaluate, load_duties
from sobria.engine.duties.calendar_days import months_after
from sobria.engine.duties.deadlines import Occurrence, occurrences
from sobria.engine.duties.evaluation import STATES, State

CALENDAR_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Follower:
    """Something that follows a duty, told by a room that stands above: an action of the strategy."""

    label: str
    url: str
    note: str = ""


def assessments(on: date) -> dict[str, Assessment]:
    """Code → what the law and the facts of that day say, in the order of the catalogue."""
    known = facts(on)
    return {code: evaluate(duty, known, on) for code, duty in load_duties().items()}


def facts(on: date) -> Facts:
    """Everything the rules may ask, as it was known on a day."""
    book = indicators.book(on)
    values = {code: reading.value for code, reading in indicators.readings(book).items()}
    return Facts(values, indicators.inputs_of(book), statements(on), counts(on))


def statements(on: date) -> dict[tuple[str, str], list[Statement]]:
    """(duty, item) → what stood on a day: of each year, the last thing said, unless withdrawn by then. One query."""
    rows = Attestation.objects.filter(recorded_on__lte=on).order_by("version")
    last = {(row.duty, row.item, row.year): row for row in rows}
    found: dict[tuple[str, str], list[Statement]] = {}
    for row in sorted(last.values(), key=lambda one: one.version):
        if row.withdrawn_on is None or row.withdrawn_on > on:
            said = Statement(row.done, row.on, row.year, row.until, row.reference, row.url)
            found.setdefault((row.duty, row.item), []).append(said)
    return found


def counts(on: date) -> dict[str, int]:
    """Numbers of rows the rooms give (setting DUTY_COUNTS: paths of `on → {code: number}`)."""
    found: dict[str, int] = {}
    for path in settings.DUTY_COUNTS:
        found |= import_string(path)(on)
    return found


def followers(code: str) -> list[Follower]:
    """What follows a duty (setting DUTY_FOLLOWERS: paths of `code → [Follower]`)."""
    return [one for path in settings.DUTY_FOLLOWERS for one in import_string(path)(code)]


def history(code: str) -> list[Attestation]:
    """Every statement ever made about a duty, the last first. One query."""
    rows = Attestation.objects.filter(duty=code).select_related("recorded_by", "withdrawn_by")
    return list(rows.order_by("-recorded_on", "-pk"))


def standing(code: str) -> list[Attestation]:
    """Statements that stand today, by item. One query."""
    rows = Attestation.objects.filter(duty=code).order_by("version")
    last = {(row.item, row.year): row for row in rows}
    return [row for row in last.values() if row.withdrawn_on is None]


def calendar(on: date, *, months: int = CALENDAR_MONTHS) -> list[Occurrence]:
    """Days of the legal calendar from a day, over so many months. One query."""
    last = months_after(on, months)
    said = statements(on)
    found = [one for duty in load_duties().values() for one in occurrences(duty, said, first=on, last=last)]
    return sorted(found, key=lambda one: (one.on, one.key))


def tally(found: Iterable[Assessment]) -> dict[State, int]:
    states = [one.state for one in found]
    return {state: states.count(state) for state in STATES}


def duty_or_none(code: str) -> Duty | None:
    return load_duties().get(code)
