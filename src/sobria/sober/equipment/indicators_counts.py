"""Counts of the register of equipment: fleet, ages, lives, origins.

Each count is one query over the whole register; all are kept while the register does not change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from sobria.city.registers.models import RegisterState
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.sober.equipment.models import Acquisition, Device, Status
from sobria.sober.equipment.selectors import CODE

IN_USE = [Status.IN_SERVICE, Status.REDEPLOYED, Status.UNDER_REPAIR]
DAYS_A_YEAR = 365.25
DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Count:
    """Units counted and, of these, those for which the thing is known; `total` sums it over them."""

    units: float = 0.0
    known: float = 0.0
    total: float = 0.0

    @property
    def coverage(self) -> float | None:
        return self.known / self.units if self.units else None

    @property
    def mean(self) -> float | None:
        return self.total / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Counts:
    """A year of the register seen from a day.

    Attributes:
        day: the day the fleet is counted; None before the register was kept.
        fleet: units in service; known: recognised by the catalogue.
        ages, lives: in years, of the fleet and of what left in the year.
        bought: units bought whose origin is said; total: refurbished ones.
        power: kWh a year of the fleet, of units whose consumption is said.
    """

    day: date | None
    fleet: Count
    ages: Count
    lives: Count
    bought: Count
    power: Count


def kept(year: int, on: date) -> Counts:
    state = RegisterState.objects.filter(code=CODE).values_list("version", "changed_at").first()
    if state is None:  # a register never written through its acts: nothing says when it changes
        return _count(year, on)
    key = f"equipment-indicators:{state[0]}:{state[1] and state[1].timestamp()}:{year}:{on}"
    found: Counts | None = cache.get(key)
    if found is None:
        found = _count(year, on)
        cache.set(key, found, DAY)
    return found


def _count(year: int, on: date) -> Counts:
    rows = written_by(on)
    first = rows.aggregate(first=Min("created_at"))["first"]
    nothing = Count()
    if first is None:
        return Counts(None, nothing, nothing, nothing, nothing, nothing)
    end, start = min(on, date(year, 12, 31)), date(year, 1, 1)
    lives, bought = _lives(rows, start, end), _bought(rows, start, end)
    if end < timezone.localdate(first):  # what had left before the register began was never written: no fleet to count
        return Counts(None, nothing, nothing, lives, bought, nothing)
    fleet = _in_service(rows, end)
    units, power = _units(fleet)
    return Counts(end, units, _ages(fleet, end), lives, bought, power)


def written_by(on: date) -> QuerySet[Any]:
    """Devices, flows and lines out of scope left out, with the day each began to serve."""
    flows = [code for code, one in load_catalogue().categories.items() if one.kind != "equipment"]
    rows = Device.objects.filter(exclusion=None).exclude(matched_category__in=flows)
    if on < date.max:
        night = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
        rows = rows.filter(created_at__lt=night)
    return rows.annotate(began=Coalesce("in_service", "purchased"))


def _in_service(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    here = Q(retired=None) & (Q(status=None) | Q(status__in=IN_USE)) | Q(retired__gt=day)
    return rows.filter(here).filter(Q(began=None) | Q(began__lte=day))


def _units(fleet: QuerySet[Any]) -> tuple[Count, Count]:
    metered = Q(kwh_year__isnull=False)
    sums = fleet.aggregate(
        units=Sum("quantity"),
        known=Sum("quantity", filter=Q(matched_category__isnull=False)),
        metered=Sum("quantity", filter=metered),
    )
    units = sums["units"] or 0.0
    kwh = sum(
        quantity * each
        for each, quantity in fleet.filter(metered).values_list("kwh_year").annotate(units=Sum("quantity"))
    )
    return Count(units, sums["known"] or 0.0), Count(units, sums["metered"] or 0.0, kwh)


def _ages(fleet: QuerySet[Any], day: date) -> Count:
    """One row per day of arrival."""
    by_day = fleet.values_list("began").annotate(units=Sum("quantity")).order_by("began")
    return _sum((units, None if began is None else (day - began).days / DAYS_A_YEAR) for began, units in by_day)


def _lives(rows: QuerySet[Any], start: date, end: date) -> Count:
    """One row per day of arrival and of leaving."""
    left = rows.filter(retired__range=(start, end)).values_list("began", "retired").annotate(units=Sum("quantity"))
    return _sum(
        (units, None if began is None else (retired - began).days / DAYS_A_YEAR)
        for began, retired, units in left.order_by("began", "retired")
    )


def _bought(rows: QuerySet[Any], start: date, end: date) -> Count:
    """Bought in the period; gifts are not bought."""
    of_year = rows.annotate(day=Coalesce("purchased", "in_service")).filter(day__range=(start, end))
    by_origin = dict(of_year.values_list("acquisition").annotate(units=Sum("quantity")).order_by("acquisition"))
    new, refurbished = by_origin.get(Acquisition.NEW, 0.0), by_origin.get(Acquisition.REFURBISHED, 0.0)
    return Count(new + refurbished + by_origin.get(None, 0.0), new + refurbished, refurbished)


def _sum(parts: Iterable[tuple[float, float | None]]) -> Count:
    units = known = total = 0.0
    for each, years in parts:
        units += each
        if years is not None:
            known += each
            total += each * years
    return Count(units, known, total)
