"""Reads of the strategy: constant queries, whatever the number of measures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from sobria.city.strategy import fiche, linked
from sobria.city.strategy.linked import LinkedIndicator
from sobria.city.strategy.models import (
    CLOSED,
    Axis,
    Measure,
    MeasureVersion,
    Pillar,
    State,
    Status,
    Strategy,
)

HELD_UP = frozenset({Status.LATE, Status.PAUSED, Status.BLOCKED})


@dataclass(frozen=True, slots=True)
class Row:
    """One measure in a list. `indicator`: the first it is tied to, its key figure."""

    measure: Measure
    indicator: LinkedIndicator | None
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    axis: Axis
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Part:
    """One pillar with its axes."""

    code: str
    title: str
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Board:
    """The strategy as a list. Counts are of the whole strategy, whatever the filters."""

    parts: list[Part]
    total: int
    shown: int
    proven: int
    behind: int
    statuses: list[tuple[str, str, int]]


def public() -> Strategy | None:
    """The strategy last adopted. One query."""
    return Strategy.objects.filter(state=State.ADOPTED).order_by("-adopted_on", "-pk").first()


def working() -> Strategy | None:
    """The one staff write: the last created. One query."""
    return Strategy.objects.order_by("-pk").first()


def readable(*, staff: bool) -> Strategy | None:
    """What this reader may see at the public address: staff also see a draft while nothing is adopted."""
    return public() or (working() if staff else None)


def board(strategy: Strategy, *, on: date, status: str = "", pillar: str = "") -> Board:
    """Pillar → axis → measure, filtered."""
    known = linked.indicators(on)
    axes = list(strategy.axes.all())
    rows = [_row(measure, known) for measure in strategy.measures.prefetch_related("indicators")]
    kept = [row for row in rows if not status or row.measure.status == status]
    by_axis: dict[int, list[Row]] = {}
    for row in kept:
        by_axis.setdefault(row.measure.axis_id, []).append(row)
    counts = Counter(row.measure.status for row in rows)
    shown_axes = [axis for axis in axes if (not pillar or axis.pillar == pillar) and (not status or axis.pk in by_axis)]
    parts = _parts(shown_axes, by_axis)
    return Board(
        parts=parts,
        total=len(rows),
        shown=sum(len(group.rows) for part in parts for group in part.groups),
        proven=sum(row.indicator is not None for row in rows),
        behind=sum(row.kind == "late" for row in rows),
        statuses=[(code, str(label), counts[code]) for code, label in Status.choices if counts[code]],
    )


def _row(measure: Measure, known: dict[str, LinkedIndicator]) -> Row:
    codes = [link.code for link in measure.indicators.all()]
    words, kind = linked.progress(codes, known)
    return Row(measure, next((known[code] for code in codes if code in known), None), words, kind)


def _parts(axes: list[Axis], by_axis: dict[int, list[Row]]) -> list[Part]:
    return [
        Part(code, str(title), groups)
        for code, title in Pillar.choices
        if (groups := [Group(axis, by_axis.get(axis.pk, [])) for axis in axes if axis.pillar == code])
    ]


def whole(strategy: Strategy) -> QuerySet[Measure]:
    """Measures with every row around them: a constant number of queries for all."""
    return strategy.measures.select_related("axis", "parent").prefetch_related(*fiche.RELATED)


def version_as_of(strategy: Strategy, code: str, on: date) -> MeasureVersion | None:
    """The fiche in force at the end of that day; None before its creation."""
    found = _versions(strategy, code).filter(saved_at__lt=_end_of(on)).order_by("-number").first()
    return None if found is None or found.deleted else found


def _end_of(on: date) -> datetime:
    """The first moment of the next day; the last day that a clock can hold stays itself."""
    following = on + timedelta(days=1) if on < date.max - timedelta(days=2) else on
    return timezone.make_aware(datetime.combine(following, time.min))


def version_numbered(strategy: Strategy, code: str, number: int) -> MeasureVersion | None:
    return _versions(strategy, code).filter(number=number).first()


def last_version(strategy: Strategy, code: str) -> MeasureVersion | None:
    return _versions(strategy, code).order_by("-number").first()


def versions_of(strategy: Strategy, code: str) -> QuerySet[MeasureVersion]:
    return _versions(strategy, code).select_related("author").defer("snapshot").order_by("-number")


def all_versions(strategy: Strategy) -> QuerySet[MeasureVersion]:
    """Latest first, for a paginated list."""
    return strategy.measure_versions.select_related("author")


def _versions(strategy: Strategy, code: str) -> QuerySet[MeasureVersion]:
    return MeasureVersion.objects.filter(strategy=strategy, code=code)


def axes_with_counts(strategy: Strategy) -> QuerySet[Axis]:
    return strategy.axes.annotate(held=Count("measures"))


def fiches_as_of(strategy: Strategy, on: date) -> dict[str, fiche.Fiche]:
    """Code → the fiche in force at the end of that day. One query."""
    newer = MeasureVersion.objects.filter(
        strategy=strategy, code=OuterRef("code"), number__gt=OuterRef("number"), saved_at__lt=_end_of(on)
    )
    rows = strategy.measure_versions.filter(~Exists(newer), saved_at__lt=_end_of(on), deleted=False).order_by("code")
    return {row.code: fiche.blank() | row.snapshot for row in rows}


def is_on_time(whole: fiche.Fiche, on: date) -> bool:
    """An open measure is on time when nothing holds it up, no end has passed, and no step is overdue."""
    day = on.isoformat()
    if whole["status"] in HELD_UP or (whole["ends"] and whole["ends"] < day):
        return False
    return not any(
        step["due"] and step["due"] < day and (step["done"] is None or step["done"] > day) for step in whole["steps"]
    )


def on_time_and_open(strategy: Strategy, on: date) -> tuple[int, int]:
    """One query."""
    opened = [whole for whole in fiches_as_of(strategy, on).values() if whole["status"] not in CLOSED]
    return sum(is_on_time(whole, on) for whole in opened), len(opened)
