"""The renewal plan: for each device, keep, repair, redeploy or replace, by ordered rules that say why.

Rules, thresholds and sentences are data (`catalogue/equipment/renewal.csv`); what each looks at is here. The first rule
that holds decides. A rule that needs what nobody said stops there: the decision is `unknown`, with what is missing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from sobria.engine.equipment.renewal_reference import Decision, Rule, System, rules, settings, system_of

METHOD = "renewal-plan (v1)"
DAYS_A_YEAR = 365.25
UNDER_REPAIR, IN_STOCK = "under_repair", "in_stock"
BEGAN, LIFE, MATCH = "began", "life", "match"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one device.

    Attributes:
        began: day it began to serve, else it was bought.
        life_years: expected life of its category, in years; None when no source gives it.
        system: what the city says of its operating system; empty when it says nothing.
        open_faults: faults not closed; `recent_faults`: reported in the last months (setting `fault-window`).
    """

    category: str | None
    status: str | None
    began: date | None
    life_years: float | None
    system: str = ""
    open_faults: int = 0
    recent_faults: int = 0


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided of a device.

    Attributes:
        rule: code of the rule that decided; empty for `unknown`.
        missing: what an undecided device lacks: `match`, `life` or `began`.
        params: places of the rule's sentence; dates and numbers as they are.
    """

    decision: Decision
    rule: str
    missing: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A device on the last day of the planned year. Years; `age`, `beyond` are None when not known."""

    facts: Facts
    end: date
    age: float | None
    beyond: float | None
    system: System | None

    @property
    def missing(self) -> str:
        if self.facts.category is None:
            return MATCH
        return LIFE if self.facts.life_years is None else BEGAN


def age_years(began: date | None, on: date) -> float | None:
    """Years since a device began to serve; None when nobody said when."""
    return None if began is None else max(0.0, (on - began).days / DAYS_A_YEAR)


def decide(facts: Facts, *, year: int) -> Ruling:
    """The decision for one device in a planned year, seen on its last day, with what its sentence needs."""
    seen = _seen(facts, date(year, 12, 31))
    rule = _rule(seen)
    if rule is None:
        return Ruling("unknown", "", seen.missing)
    return Ruling(rule.decision, rule.code, "", _params(seen, rule))


def outline(facts: Facts, *, end: date) -> tuple[Decision, str]:
    """The decision and its rule only (what is missing, when undecided): for many devices. Some 4 µs."""
    seen = _seen(facts, end)
    rule = _rule(seen)
    return ("unknown", seen.missing) if rule is None else (rule.decision, rule.code)


def _seen(facts: Facts, end: date) -> _Seen:
    age = age_years(facts.began, end)
    beyond = None if age is None or facts.life_years is None else age - facts.life_years
    return _Seen(facts, end, age, beyond, system_of(facts.system) if facts.system else None)


def _rule(seen: _Seen) -> Rule | None:
    """The first rule that holds; None when one before it needs what is not known."""
    for rule, look in _looks():
        holds = look(seen, rule)
        if holds is None:
            return None
        if holds:
            return rule
    return None


def _params(seen: _Seen, rule: Rule) -> dict[str, object]:
    life = seen.facts.life_years
    found: dict[str, object] = {"faults": seen.facts.recent_faults, "months": int(settings()["fault-window"].value)}
    if seen.system:
        found |= {"system": seen.system.name, "until": seen.system.support_until}
    if seen.age is not None and life is not None:
        found |= {"age": seen.age, "beyond": seen.age - life, "life": life, "most": life + _served_threshold()}
    return found | {"threshold": rule.threshold}


def _served_threshold() -> float:
    return next(rule.threshold or 0.0 for rule in rules() if rule.code == "life-served")


def _ends(seen: _Seen) -> bool:
    """Its system is without security updates before the planned year ends."""
    return bool(seen.system and seen.system.support_until and seen.system.support_until < seen.end)


def _has_served(seen: _Seen, *, more: float = 0.0) -> bool | None:
    return None if seen.beyond is None else seen.beyond >= more


def _fault_many(seen: _Seen, rule: Rule) -> bool | None:
    return seen.facts.recent_faults >= (rule.threshold or 0) and _has_served(seen)


def _ended(seen: _Seen, _rule: Rule) -> bool:
    return _ends(seen) and seen.system is not None and seen.system.way_out == "check"


def _ended_old(seen: _Seen, rule: Rule) -> bool | None:
    return _ended(seen, rule) and _has_served(seen)


def _update(seen: _Seen, _rule: Rule) -> bool:
    return _ends(seen) and seen.system is not None and seen.system.way_out == "update"


def _stock_useful(seen: _Seen, _rule: Rule) -> bool | None:
    if seen.facts.status != IN_STOCK:
        return False
    served = _has_served(seen)
    return None if served is None else not served


LOOKS: dict[str, Callable[[_Seen, Rule], bool | None]] = {
    "fault-many": _fault_many,
    "under-repair": lambda seen, _rule: seen.facts.status == UNDER_REPAIR,
    "fault-open": lambda seen, _rule: seen.facts.open_faults > 0,
    "system-ended-old": _ended_old,
    "system-ended": _ended,
    "system-update": _update,
    "stock-useful": _stock_useful,
    "stock-old": lambda seen, _rule: seen.facts.status == IN_STOCK,
    "life-served": lambda seen, rule: _has_served(seen, more=rule.threshold or 0.0),
    "life-running": lambda _seen, _rule: True,
}
"""Code of a rule → whether it holds; None: what it needs is not known."""


@cache
def _looks() -> tuple[tuple[Rule, Callable[[_Seen, Rule], bool | None]], ...]:
    return tuple((rule, LOOKS[rule.code]) for rule in rules())


def spared(replaced: Iterable[tuple[Facts, float]], *, more_years: Mapping[str, float], year: int) -> dict[str, float]:
    """Category → units that the plan of a year replaces, and would not if the category served longer.

    `replaced`: devices the plan replaces, with their units. A longer life cannot make it replace another one.
    """
    end = date(year, 12, 31)
    found: dict[str, float] = {}
    for facts, units in replaced:
        more = more_years.get(facts.category or "", 0.0)
        if not more or facts.category is None or facts.life_years is None:
            continue
        decision, _rule_code = outline(replace(facts, life_years=facts.life_years + more), end=end)
        if decision != "replace":
            found[facts.category] = found.get(facts.category, 0.0) + units
    return found


def bought_each_year(units: float, life_years: float) -> float:
    """Devices bought each year to keep `units` in service when each serves `life_years`."""
    return units / life_years


def spared_each_year(units: float, *, life_years: float, more_years: float) -> float:
    """Devices not bought each year, once the fleet turns over, when each serves `more_years` more."""
    return bought_each_year(units, life_years) - bought_each_year(units, life_years + more_years)
