"""What the reuse rate of a year counts: the retired stock on 1 January and the exits of the year.

A device whose life is written by acts stands where its last act before the day put it. One that only a file knows
stands where the file says: retired, from its date of retirement.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from sobria.city.registers.models import RegisterState
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.reuse.rate import Exit, Rate, Retired, rate
from sobria.sober.equipment.models import Device, LifeEvent, Status
from sobria.sober.equipment.purchases.selectors import night
from sobria.sober.equipment.selectors import CODE

HELD = (Status.RETIRED, Status.ERASED, Status.OFFERED)
GONE = (Status.HANDED_OVER, Status.DISMANTLED, Status.WASTE)
DAY = 24 * 60 * 60
CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Reuse:
    """The rate of a year as known on a day. `since`: day the register began; None while it is empty."""

    rate: Rate
    since: date | None

    @property
    def knows_exits(self) -> bool:
        """Whether the exits of the year were written: nobody having said any is no zero for a register begun later."""
        return bool(self.rate.exits.seen) or (self.since is not None and self.since <= date(self.rate.year, 1, 1))

    @property
    def share(self) -> float | None:
        return self.rate.share if self.knows_exits else None


def reuse(year: int, on: date) -> Reuse:
    """Four queries over the whole register, none but one once counted, until the register changes."""
    state = RegisterState.objects.filter(code=CODE).values_list("version", "changed_at").first()
    if state is None:  # a register never written through its acts: nothing says when it changes
        return _count(year, on)
    key = f"equipment-reuse:{state[0]}:{state[1] and state[1].timestamp()}:{year}:{on}"
    found: Reuse | None = cache.get(key)
    if found is None:
        found = _count(year, on)
        cache.set(key, found, DAY)
    return found


def _count(year: int, on: date) -> Reuse:
    first = Device.objects.aggregate(first=Min("created_at"))["first"]
    found = rate(year, held(year, on), _exits(year, on))
    return Reuse(found, timezone.localdate(first) if first else None)


def held(year: int, on: date) -> Iterator[Retired]:
    """The retired stock on 1 January, as known on a day."""
    if on >= timezone.localdate():
        return _held_as_known_today(year)
    return chain(_held_by_acts(year, on), _held_by_file(year, on))


def _held_as_known_today(year: int) -> Iterator[Retired]:
    """The same answer from today's states, and the acts since: what is long gone is not read."""
    start = date(year, 1, 1)
    acts = LifeEvent.objects.filter(device=OuterRef("pk"))
    here = Device.objects.filter(Q(status=None) | Q(status__in=HELD))
    dated = here.filter(Q(retired__lt=start) | Q(Exists(acts), retired=None))
    yield from _retired(_in_scope(dated.filter(~Exists(acts.filter(day__gte=start))), ""), day="")
    before = LifeEvent.objects.filter(device=OuterRef("device"), rank=OuterRef("rank") - 1, day__gte=start)
    since = LifeEvent.objects.filter(after__in=(*HELD, *GONE, Status.IN_STOCK), day__gte=start, before__in=HELD)
    since = since.filter(Q(rank__gt=1) | Q(device__retired__lt=start) | Q(device__retired=None))
    yield from _retired(_in_scope(since.filter(~Exists(before)), "device__"), day="day")


def _held_by_acts(year: int, on: date) -> Iterator[Retired]:
    """Devices that an act had put among the retired, and no act had taken out, before 1 January."""
    start = date(year, 1, 1)
    next_act = LifeEvent.objects.filter(
        device=OuterRef("device"), rank=OuterRef("rank") + 1, day__lt=start, **_written(on)
    )
    events = LifeEvent.objects.filter(after__in=HELD, day__lt=start, **_written(on)).filter(~Exists(next_act))
    yield from _retired(_in_scope(events, "device__"), day="day")


def _held_by_file(year: int, on: date) -> Iterator[Retired]:
    """Devices retired before 1 January that no act had touched by then.

    An act of the year, if any, says where the device stood before it; else its state, as its file gives it.
    """
    start = date(year, 1, 1)
    acts = LifeEvent.objects.filter(device=OuterRef("pk"), **_written(on))
    left = Q(status=None) | Q(status__in=HELD)
    rows = Device.objects.filter(**({"created_at__lt": night(on)} if on < date.max else {}))
    untouched = rows.filter(left, retired__lt=start).filter(~Exists(acts))
    # What was put back in stock since no longer has its date of retirement.
    dated = Q(retired__lt=start) | Q(retired=None)
    later = rows.filter(dated).filter(Exists(acts.filter(rank=1, day__gte=start, before__in=HELD)))
    for found in (untouched, later):
        yield from _retired(_in_scope(found, ""), day="")


def _exits(year: int, on: date) -> Iterator[Exit]:
    """Devices handed over in the year: one act each, which nothing undoes."""
    start, end = date(year, 1, 1), min(date(year, 12, 31), on)
    events = exits(start, end, on)
    for units, category, began, retired, secured, route, reference, day in events.values_list(
        *_columns("device__"), "route", "reference", "day"
    ).iterator(chunk_size=CHUNK):
        left = retired if retired and retired <= day else day
        yield Exit(Retired(units, category or "", began, left, secured), route, bool(reference))


def exits(start: date, end: date, on: date) -> QuerySet[LifeEvent]:
    """Hand-overs between two days, as known on a day, of what is in scope."""
    found = LifeEvent.objects.filter(after=Status.HANDED_OVER, day__range=(start, end), **_written(on))
    return _in_scope(found, "device__")


def _retired(rows: QuerySet[Any], *, day: str) -> Iterator[Retired]:
    """`day`: column of the last act, which stands for a date of retirement that the device no longer has."""
    names = [*_columns("device__" if day else ""), "status" if not day else "device__status", *([day] if day else [])]
    for units, category, began, retired, secured, status, *last in rows.values_list(*names).iterator(chunk_size=CHUNK):
        on = retired if retired and (not last or retired <= last[0]) else (last[0] if last else None)
        yield Retired(units, category or "", began, on, secured, is_told=bool(last) or status is not None)


def _columns(prefix: str) -> tuple[str, ...]:
    return (f"{prefix}quantity", f"{prefix}matched_category", "began", f"{prefix}retired", f"{prefix}is_secured")


def _in_scope(rows: QuerySet[Any], prefix: str) -> QuerySet[Any]:
    """Flows and lines out of scope left out, with the day each began to serve."""
    flows = [code for code, one in load_catalogue().categories.items() if one.kind != "equipment"]
    equipment = Q(**{f"{prefix}matched_category": None}) | ~Q(**{f"{prefix}matched_category__in": flows})
    began = Coalesce(F(f"{prefix}in_service"), F(f"{prefix}purchased"))
    found: QuerySet[Any] = rows.filter(equipment, **{f"{prefix}exclusion": None}).annotate(began=began)
    return found


def _written(on: date) -> dict[str, Any]:
    return {"at__lt": night(on)} if on < date.max else {}
