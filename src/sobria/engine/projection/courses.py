"""Courses: what each category and service emits, year by year, under a choice.

Two readings of the making of a device: all of it the year it is bought (`emitted`: what the air receives, so what is
avoided), or spread over its life (`yearly`: the rule of the yearly footprint, so what targets are held against).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import mul

from sobria.engine.footprint.method import P95
from sobria.engine.projection.choices import Choice, horizon
from sobria.engine.projection.factors import Factors, deviation, electricity, factors
from sobria.engine.projection.inventory import Fleet, Inventory, Service
from sobria.engine.projection.mix import Path, mix_path
from sobria.engine.projection.moments import Moments, total
from sobria.engine.projection.reference import AI, Spread, group_of, growths, levers, savings, settings
from sobria.engine.projection.stock import Flows, Lives, follow, growing, reached

EMITTED, YEARLY = "emitted", "yearly"
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a choice says of one category; equal plans have equal courses."""

    fleet: Fleet
    life_today: float
    life: float
    start: int
    cut: float
    reused: float
    pue: float


@dataclass(frozen=True)
class CategoryCourse:
    """One category under one plan. Tuples by year, index 0 the inventory; kgCO2e unless said.

    Attributes:
        powered: kWh.
        short, long, grown: the same flows with lives shorter, longer, and a fleet growing, by one standard deviation.
    """

    factors: Factors
    saving: Spread
    flows: Flows
    short: Flows
    long: Flows
    grown: Flows
    pues: tuple[float, ...]
    path: Path

    def _use(self, flows: Flows) -> list[float]:
        if self.factors.power is None:
            return [0.0] * len(flows.stock)
        units = map(mul, flows.stock, self.pues)
        return [self.factors.power.value * one * mix for one, mix in zip(units, self.path.values, strict=True)]

    def _made(self, flows: Flows, reading: str) -> list[float]:
        """Devices whose making counts, in devices made new."""
        whole = flows.bought if reading == EMITTED else flows.spread
        reused = flows.reused if reading == EMITTED else flows.reused_spread
        return [all_ - self.saving.value * some for all_, some in zip(whole, reused, strict=True)]

    @property
    def making(self) -> float:
        return self.factors.making.value if self.factors.making else 0.0

    def _series(self, flows: Flows, reading: str) -> list[float]:
        uses = self._use(flows)
        return [self.making * made + use for made, use in zip(self._made(flows, reading), uses, strict=True)]

    @cached_property
    def _all(self) -> dict[str, tuple[list[float], ...]]:
        """Reading → made, use, refurbished, shorter lives, longer lives, growth."""
        found: dict[str, tuple[list[float], ...]] = {}
        for reading in (EMITTED, YEARLY):
            reused = self.flows.reused if reading == EMITTED else self.flows.reused_spread
            found[reading] = (
                self._made(self.flows, reading),
                self._use(self.flows),
                list(reused),
                self._series(self.short, reading),
                self._series(self.long, reading),
                self._series(self.grown, reading),
            )
        return found

    def moments(self, reading: str, years: slice) -> Moments:
        """The sum over years, with what each cause moves."""
        made_by, use_by, reused_by, short_by, long_by, grown_by = self._all[reading]
        made, use = sum(made_by[years]), sum(use_by[years])
        mean = self.making * made + use
        moved = {
            f"life:{self.factors.category}": (sum(short_by[years]) - sum(long_by[years])) / 2,
            "growth": sum(grown_by[years]) - mean,
            "mix": sum(map(mul, use_by[years], self.path.deviations[years])),
            f"saving:{group_of().get(self.factors.category, '')}": -self.making
            * sum(reused_by[years])
            * self.saving.deviation,
        }
        for row in self.factors.making.rows if self.factors.making else ():
            moved[row.id] = made * row.value * deviation(row)
        if self.factors.power is not None:
            moved[self.factors.power.id] = use * deviation(self.factors.power)
        return Moments(mean, moved)


@dataclass(frozen=True)
class ServiceCourse:
    """What is not equipment, growing. `index`: against the inventory year; `grown`: one deviation more."""

    service: Service
    index: tuple[float, ...]
    grown: tuple[float, ...]

    def moments(self, _reading: str, years: slice) -> Moments:
        index, value = sum(self.index[years]), self.service.value
        spread = math.log(self.service.high / self.service.low) / (2 * P95) if self.service.low > 0 else 0.0
        relative = math.sqrt(math.expm1(spread * spread))
        return Moments(
            value * index,
            {
                f"service:{self.service.category}": value * index * relative,
                "service-growth": value * (sum(self.grown[years]) - index),
            },
        )


@dataclass(frozen=True)
class Course:
    """Everything under one choice."""

    categories: tuple[CategoryCourse, ...]
    services: tuple[ServiceCourse, ...]

    def moments(self, reading: str, years: slice) -> Moments:
        parts: list[CategoryCourse | ServiceCourse] = [*self.categories, *self.services]
        return total(one.moments(reading, years) for one in parts)

    def spared_against(self, nothing: "Course") -> dict[str, float]:
        """Category → devices that doing nothing buys and this does not, to the horizon."""
        return {
            before.factors.category: sum(before.flows.bought[1:]) - sum(after.flows.bought[1:])
            for before, after in zip(nothing.categories, self.categories, strict=True)
        }

    def reused_against(self, nothing: "Course") -> float:
        """Refurbished devices that this buys and doing nothing does not, to the horizon."""
        pairs = zip(nothing.categories, self.categories, strict=True)
        return sum(sum(after.flows.reused[1:]) - sum(before.flows.reused[1:]) for before, after in pairs)


class Courses:
    """Courses of one inventory; a category that a choice leaves as it was is followed once."""

    def __init__(self, inventory: Inventory, *, on: date, country: str) -> None:
        self._inventory = inventory
        self._on, self._country = on, country
        self._years = horizon() - inventory.year
        self._known: dict[tuple[Plan, str], CategoryCourse] = {}
        self.fleets = [fleet for fleet in inventory.fleets if self._factors(fleet.category).is_whole]

    def _factors(self, category: str) -> Factors:
        return factors(category, on=self._on, country=self._country)

    def under(self, choice: Choice) -> Course:
        plans = [self._plan(fleet, choice) for fleet in self.fleets]
        services = tuple(self._service(one, choice) for one in self._inventory.services)
        return Course(tuple(self._category(plan, choice.mix) for plan in plans), services)

    def _plan(self, fleet: Fleet, choice: Choice) -> Plan:
        """The levers that touch a category; the others are left out, so that its course is known already."""
        group = group_of().get(fleet.category, "")
        own = self._factors(fleet.category)
        life = own.life or 1.0
        today = aimed = life
        if group:
            lead = Choice(choice.start).life_today(group)
            today, aimed = life * choice.life_today(group) / lead, life * choice.life_aimed(group) / lead
        cuts = [
            value / PERCENT
            for code, value in choice.values.items()
            if levers()[code].kind == "cut" and levers()[code].group == group
        ]
        share = choice.values.get("refurbished", 0.0) / PERCENT if group in savings() else 0.0
        pue = choice.values.get("pue", self._inventory.pue) if own.in_rooms else 1.0
        return Plan(fleet, today, aimed, choice.start - self._inventory.year, sum(cuts), max(share, fleet.reused), pue)

    def _category(self, plan: Plan, mix: str) -> CategoryCourse:
        key = (plan, mix)
        if key not in self._known:
            self._known[key] = self._followed(plan, mix)
        return self._known[key]

    def _followed(self, plan: Plan, mix: str) -> CategoryCourse:
        log = math.log(settings()["life-spread"].value) / P95
        growth = settings()["fleet-growth"]
        grown = Spread(growth.value, growth.low or 0.0, growth.high or 0.0).deviation
        own = self._factors(plan.fleet.category)
        now = electricity(on=self._on, country=self._country)
        saving = savings().get(group_of().get(plan.fleet.category, ""))
        return CategoryCourse(
            factors=own,
            saving=saving[0] if saving else Spread(0.0, 0.0, 0.0),
            flows=self._flows(plan, growth.value),
            short=self._flows(plan, growth.value, ratio=math.exp(-log)),
            long=self._flows(plan, growth.value, ratio=math.exp(log)),
            grown=self._flows(plan, growth.value + grown),
            pues=self._pues(plan, in_rooms=own.in_rooms),
            path=mix_path(mix, now=now, first=self._inventory.year, years=self._years),
        )

    def _flows(self, plan: Plan, growth: float, *, ratio: float = 1.0) -> Flows:
        ramp = int(settings()["ramp-years"].value)
        lives = Lives(plan.life_today * ratio, plan.life * ratio, plan.start, settings()["weibull-shape"].value)
        wanted = growing(plan.fleet.total, rate=growth, years=self._years, cut=plan.cut, start=plan.start, ramp=ramp)
        shares = [plan.fleet.reused if year < plan.start else plan.reused for year in range(self._years + 1)]
        return follow(plan.fleet.units, lives=lives, wanted=wanted, reused=tuple(shares))

    def _pues(self, plan: Plan, *, in_rooms: bool) -> tuple[float, ...]:
        today, ramp = self._inventory.pue if in_rooms else 1.0, int(settings()["ramp-years"].value)
        return tuple(
            today + (plan.pue - today) * reached(year, start=plan.start, ramp=ramp) for year in range(self._years + 1)
        )

    def _service(self, service: Service, choice: Choice) -> ServiceCourse:
        published = growths().get(service.category)
        aimed = choice.values.get("ai") if service.category == AI else None
        rates, moved = [], []
        for year in range(self._inventory.year + 1, horizon() + 1):
            rate = published.rate.value if published and year <= published.until else 0.0
            spread = published.rate.deviation if published and year <= published.until else 0.0
            if aimed is not None and year >= choice.start:
                rate, spread = aimed / PERCENT, 0.0
            rates.append(rate)
            moved.append(rate + spread)
        return ServiceCourse(service, _compound(rates), _compound(moved))


def _compound(rates: Sequence[float]) -> tuple[float, ...]:
    found = [1.0]
    for rate in rates:
        found.append(found[-1] * (1 + rate))
    return tuple(found)
