"""What the chain gives to the indicators: devices granted (I4), and those seen twelve months after (facts of I5)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.engine.indicators.value import Value
from sobria.inclusive.devices.models import FollowUp, Lot, Step

METHOD = "device-grants (v1)"
EMPTY = "indicator-no-register"
CODES = ("I4", "devices_followed", "devices_working")


def provide(year: int, on: date) -> list[Value]:
    """Three values of a year, up to a day; none of before the first lot, which nobody wrote here. Three queries."""
    start, end = date(year, 1, 1), min(on, date(year, 12, 31))
    first = Lot.objects.aggregate(first=Min("offered_on"))["first"]
    if year > on.year:
        return []
    if first is None or first > end:
        return [_nothing(code, start, end) for code in CODES] if year == on.year else []
    return list(_values(start, end))


def _values(start: date, end: date) -> Iterator[Value]:
    granted = Step.objects.filter(act="deliver", day__range=(start, end)).count()
    yield _value("I4", start, end, granted, coverage=1.0)
    done = Q(done_on__range=(start, end))
    seen = FollowUp.objects.filter(due_on__lte=end).aggregate(
        due=Count("pk", filter=Q(due_on__gte=start) | done | Q(done_on=None)),
        followed=Count("pk", filter=done & Q(works__isnull=False)),
        working=Count("pk", filter=done & Q(works=True)),
    )
    coverage = seen["followed"] / seen["due"] if seen["due"] else None
    if not seen["followed"]:  # nobody asked yet: how many work is not known
        yield _nothing("devices_followed", start, end)
        yield _nothing("devices_working", start, end)
        return
    yield _value("devices_followed", start, end, seen["followed"], coverage=coverage)
    yield _value("devices_working", start, end, seen["working"], coverage=coverage)


def _value(code: str, start: date, end: date, number: int, *, coverage: float | None) -> Value:
    return Value(
        *(code, start, end, "nb", float(number)),
        coverage=coverage,
        origin="computed",
        method=METHOD,
        evidence=reverse("devices-fairness:home"),
        source=_("Équipements solidaires"),
        recorded=end,
    )


def _nothing(code: str, start: date, end: date) -> Value:
    return Value(code, start, end, "nb", unknown=EMPTY, evidence=reverse("devices-fairness:home"))
