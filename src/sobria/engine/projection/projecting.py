"""The projection: doing nothing, acting, what each lever avoids, what it costs, and when a target is met."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from sobria.engine.messages import Refusal
from sobria.engine.projection.choices import Choice, faults, horizon
from sobria.engine.projection.courses import EMITTED, YEARLY, Course, Courses
from sobria.engine.projection.inventory import Inventory
from sobria.engine.projection.moments import Moments
from sobria.engine.projection.money import Against, Money, money
from sobria.engine.projection.reference import settings, trend
from sobria.engine.quantities import Estimate

METHOD = "projection (v1)"
UNIT = "kgCO2e"


@dataclass(frozen=True, slots=True)
class Point:
    """A year, kgCO2e.

    Attributes:
        nothing: the city's own devices and services, no lever; `acting`: with the levers.
        published: the published do-nothing trend, from the same start; None before its first year.
        promised: the city's target; None when it has none.
    """

    year: int
    nothing: Estimate
    acting: Estimate
    published: float | None
    promised: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a lever alone, or all of them (`lever` empty), avoids from its start until the end of a year, kgCO2e.

    Attributes:
        spared: purchases avoided until the horizon, in devices.
    """

    lever: str
    milestone: Estimate
    horizon: Estimate
    spared: float
    money: Money


@dataclass(frozen=True, slots=True)
class Met:
    """When the target is met.

    Attributes:
        likely: first year whose value is at or under it; None: never until the horizon.
        sure: first year whose whole interval is.
        lost: first year in which it is no longer, after `likely`; None when it lasts.
        is_met_today: `likely` is the year of the inventory.
    """

    likely: int | None
    sure: int | None
    lost: int | None
    is_met_today: bool = False


@dataclass(frozen=True, slots=True)
class Projection:
    """What a choice leads to.

    Attributes:
        points: the inventory year, then every year to the horizon.
        effects: of each lever alone; `together`: of all of them at once.
        met: with the levers; `met_nothing`: without; None without a target.
        coverage: share of the units in service whose category, life and making are known (0–1).
        lacking: categories left out; `unpowered`: categories whose electricity nobody gives.
        is_anchored: the years are those of the published yearly footprint, carried forward.
    """

    points: tuple[Point, ...]
    effects: tuple[Effect, ...]
    together: Effect
    met: Met | None
    met_nothing: Met | None
    coverage: float
    lacking: tuple[str, ...]
    unpowered: tuple[str, ...]
    is_anchored: bool

    @property
    def overlap(self) -> float:
        """What the levers avoid alone, less what they avoid together, to the horizon, kgCO2e."""
        return sum(one.horizon.value for one in self.effects) - self.together.horizon.value


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the city beside its inventory.

    Attributes:
        yearly_kg: its yearly footprint, as published; None: the projection gives its own.
        promised: year → its target for that year, kgCO2e.
        prices: category → euros of a new device.
    """

    yearly_kg: float | None = None
    promised: Mapping[int, float] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every figure of one projection is held against."""

    inventory: Inventory
    choice: Choice
    known: Known
    nothing: Course
    base: Moments
    coverage: float

    def effect(self, lever: str, acting: Course) -> Effect:
        start, until = self.choice.start - self.inventory.year, horizon() - self.inventory.year
        milestone = max(0, int(settings()["milestone"].value) - self.inventory.year)
        whole = self._avoided(acting, slice(start, until + 1))
        spared = acting.spared_against(self.nothing)
        found = money(
            [lever] if lever else list(self.choice.values),
            Against(self.choice, self.inventory, spared, acting.reused_against(self.nothing)),
            prices=self.known.prices,
            avoided=whole,
        )
        return Effect(lever, self._avoided(acting, slice(start, milestone + 1)), whole, sum(spared.values()), found)

    def _avoided(self, acting: Course, years: slice) -> Estimate:
        gap = self.nothing.moments(EMITTED, years).minus(acting.moments(EMITTED, years))
        return gap.estimate(UNIT, coverage=self.coverage)

    def points(self, acting: Course) -> Iterator[Point]:
        """Years on one scale: the published footprint carried forward, else the projection's own level."""
        start, first = self.known.yearly_kg or self.base.mean, published(self.inventory.year)
        for index, year in enumerate(range(self.inventory.year, horizon() + 1)):
            then = published(year)
            trended = start * then / first if then is not None and first else None
            here = slice(index, index + 1)
            promised = self.known.promised.get(year)
            yield Point(year, self._yearly(self.nothing, here), self._yearly(acting, here), trended, promised)

    def _yearly(self, course: Course, here: slice) -> Estimate:
        own, scale = course.moments(YEARLY, here), self.known.yearly_kg
        shown = own.relative_to(self.base, scale=scale) if scale else own
        return shown.estimate(UNIT, coverage=self.coverage)


def project(inventory: Inventory, choice: Choice, known: Known, *, on: date, country: str) -> Projection:
    """Raises Refusal at the first thing that cannot be, and for an inventory that holds nothing to project."""
    courses = Courses(inventory, on=on, country=country)
    nothing = courses.under(choice.nothing())
    base = nothing.moments(YEARLY, slice(0, 1))
    if not base.mean > 0:
        raise Refusal("projection-empty")
    for _place, refusal in faults(choice, inventory):
        raise refusal
    frame = Frame(inventory, choice, known, nothing, base, _coverage(inventory, courses))
    acting = courses.under(choice)
    points = tuple(frame.points(acting))
    projected = {fleet.category for fleet in courses.fleets}
    return Projection(
        points=points,
        effects=tuple(frame.effect(code, courses.under(choice.only(code))) for code in choice.values),
        together=frame.effect("", acting),
        met=_met([(one.year, one.acting) for one in points], known.promised),
        met_nothing=_met([(one.year, one.nothing) for one in points], known.promised),
        coverage=frame.coverage,
        lacking=tuple(sorted({fleet.category for fleet in inventory.fleets} - projected)),
        unpowered=tuple(one.factors.category for one in nothing.categories if one.factors.power is None),
        is_anchored=bool(known.yearly_kg),
    )


def _coverage(inventory: Inventory, courses: Courses) -> float:
    whole = sum(fleet.total for fleet in inventory.fleets) + inventory.unmatched
    return sum(fleet.total for fleet in courses.fleets) / whole if whole else 1.0


def published(year: int) -> float | None:
    """Index of the published trend, in a straight line between its years; None outside them."""
    for before, after in pairwise(trend()):
        if before.year <= year <= after.year:
            share = (year - before.year) / (after.year - before.year)
            return before.index + (after.index - before.index) * share
    return None


def _met(years: Sequence[tuple[int, Estimate]], promised: Mapping[int, float]) -> Met | None:
    judged = [
        (year, one.value <= promised[year], one.high <= promised[year]) for year, one in years if year in promised
    ]
    if not judged:
        return None
    likely = next((year for year, is_met, _sure in judged if is_met), None)
    sure = next((year for year, _met_, is_sure in judged if is_sure), None)
    lost = next((year for year, is_met, _sure in judged if likely and year > likely and not is_met), None)
    return Met(likely, sure, lost, likely is not None and likely == years[0][0])
