"""The plan of a year, counted once for a state of the register and of the faults.

Kept in memory: the keys of the devices by category, entity, decision and rule, and the facts of those to replace, which
simulations judge again.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.core.cache import cache

from sobria.city.registers.models import RegisterState
from sobria.engine.equipment.renewal import Facts, outline
from sobria.engine.equipment.renewal_reference import DECISIONS, Decision, system_of
from sobria.sober.equipment.renewal.reading import planned
from sobria.sober.equipment.repairs.acts import FAULTS
from sobria.sober.equipment.selectors import CODE

KEPT = 24 * 60 * 60
NONE = "-"
"""In a filter: a device without category, or without entity."""


class Group(NamedTuple):
    """`rule`: what an undecided device lacks, when the decision is unknown."""

    category: str
    entity: str
    decision: Decision
    rule: str


@dataclass(slots=True)
class Systems:
    """Units by what is known of their operating system, in the categories where some device says its own."""

    known: float = 0.0
    without_end: float = 0.0
    not_said: float = 0.0


@dataclass(slots=True)
class Plan:
    """A year's plan. `units`, `keys`: by group; `replaced`: facts of the devices to replace → units."""

    year: int
    on: date
    units: dict[Group, float] = field(default_factory=dict)
    keys: dict[Group, "array[int]"] = field(default_factory=dict)
    replaced: Counter[Facts] = field(default_factory=Counter)
    systems: Systems = field(default_factory=Systems)

    @property
    def total(self) -> float:
        return sum(self.units.values())

    def by_decision(self) -> dict[Decision, float]:
        found: dict[Decision, float] = dict.fromkeys(DECISIONS, 0.0)
        for group, units in self.units.items():
            found[group.decision] += units
        return found

    def by_category(self) -> dict[str, dict[Decision, float]]:
        """Category (empty: not recognised) → units by decision, the largest first."""
        found: dict[str, dict[Decision, float]] = {}
        for group, units in self.units.items():
            row = found.setdefault(group.category, dict.fromkeys(DECISIONS, 0.0))
            row[group.decision] += units
        return dict(sorted(found.items(), key=lambda pair: (-sum(pair[1].values()), pair[0])))

    def replaced_by_category(self) -> dict[str, float]:
        return {category: row["replace"] for category, row in self.by_category().items() if category and row["replace"]}

    def groups(self, asked: Mapping[str, str]) -> Iterator[Group]:
        """Those that answer the filters: categorie, entite, decision, regle."""
        wanted = [(name, "" if value == NONE else value) for name, value in asked.items()]
        places = {"categorie": 0, "entite": 1, "decision": 2, "regle": 3}
        looked = [(places[name], value) for name, value in wanted if name in places]
        return (group for group in self.keys if all(group[place] == value for place, value in looked))

    def devices(self, asked: Mapping[str, str]) -> list[int]:
        """Keys of the devices that answer the filters, in the order of the register."""
        return sorted(chain.from_iterable(self.keys[group] for group in self.groups(asked)))


def plan(year: int, on: date) -> Plan:
    """One query when it is known; three when it must be counted (some 2 s for 100,000 devices)."""
    rows = RegisterState.objects.filter(code__in=[CODE, FAULTS]).order_by("code").values_list("code", "version")
    states = dict(rows)
    if CODE not in states:  # a register never written through its acts: nothing says when it changes
        return count(year, on)
    key = f"renewal:{states[CODE]}:{states.get(FAULTS, 0)}:{year}:{on}"
    found: Plan | None = cache.get(key)
    if found is None:
        found = count(year, on)
        cache.set(key, found, KEPT)
    return found


def count(year: int, on: date) -> Plan:
    """Two queries."""
    found = Plan(year, on)
    end = date(year, 12, 31)
    systems: Counter[tuple[str, str]] = Counter()
    for one in planned(on):
        decision, rule = outline(one.facts, end=end)
        group = Group(one.facts.category or "", one.entity, decision, rule)
        keys = found.keys.get(group)
        if keys is None:
            keys = found.keys[group] = array("q")
            found.units[group] = 0.0
        keys.append(one.pk)
        found.units[group] += one.units
        systems[group.category, one.facts.system] += one.units  # type: ignore[assignment]
        if decision == "replace":
            found.replaced[one.facts] += one.units  # type: ignore[assignment]
    found.systems = _systems(systems)
    return found


def _systems(units: Counter[tuple[str, str]]) -> Systems:
    saying = {category for category, system in units if system}
    found = Systems()
    for (category, system), number in units.items():
        if category not in saying:
            continue
        named = system_of(system) if system else None
        if not system:
            found.not_said += number
        elif named is None or named.support_until is None:
            found.without_end += number
        else:
            found.known += number
    return found
