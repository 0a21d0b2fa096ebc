"""A duty against the facts of a day: met, not met, unknown or not applicable, and why.

Three-valued logic (Kleene): what is unknown is neither true nor false, and stays unknown unless the rest decides. So an
unknown fact never makes a duty met, nor out of scope.

Choices of ours, said on the pages and in docs/methodology/duties.md: a threshold that lies inside the interval of a
value decides nothing; a value about a time before the step in force, or older than the rule admits, decides nothing;
evidence out of date proves neither the thing nor its contrary.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from sobria.engine.duties.calendar_days import last_due, months_after
from sobria.engine.duties.definitions import Duty
from sobria.engine.duties.facts import Facts, Statement
from sobria.engine.duties.rules import (
    COMPARE,
    HARDEST,
    All,
    Always,
    Answered,
    Any,
    Attested,
    Compare,
    Leaf,
    Not,
    Rule,
)

State = Literal["met", "not-met", "unknown", "not-applicable"]
STATES: tuple[State, ...] = ("met", "not-met", "unknown", "not-applicable")
Kind = Literal["indicator", "input", "count", "attested", "answered", "validity", "always"]
About = Literal["scope", "rule", "validity"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was looked at, and what it says.

    Attributes:
        code: the sentence (`messages/duties.csv`); `holds`: true, false, or None when it decides nothing.
        subject: code of the indicator, fact, count or item.
        start, end: the period of the value; `on`: the day of a statement; `limit`: the day that ends or begins it.
    """

    code: str
    holds: bool | None
    kind: Kind
    subject: str = ""
    about: About = "rule"
    relation: str = ""
    threshold: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    unit: str = ""
    start: date | None = None
    end: date | None = None
    on: date | None = None
    limit: date | None = None
    year: int | None = None
    unknown: str = ""
    lacks: tuple[str, ...] = field(default=())
    source: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports the answer: an address of the site or of a document, or a reference alone."""

    kind: Kind
    subject: str
    url: str
    reference: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What would have to be known."""

    kind: Kind
    subject: str
    about: About
    year: int | None = None
    lacks: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Assessment:
    """`version`: the duty as it stood on the day `on`."""

    code: str
    on: date
    state: State
    version: Duty
    why: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    holds: bool | None
    reasons: tuple[Reason, ...]


def evaluate(duty: Duty, facts: Facts, on: date) -> Assessment:
    """What the facts of `on` say of the duty as it stood on `on`."""
    version = duty.at(on)
    outside = _outside(version, on)
    if outside:
        return Assessment(duty.code, on, "not-applicable", version, (outside,), (), ())
    scope = _about("scope", _judge(version.scope, version, facts, on))
    if scope.holds is False:
        why = tuple(one for one in scope.reasons if one.kind != "always")
        return Assessment(duty.code, on, "not-applicable", version, why, _evidence(why), ())
    rule = _about("rule", _judge(version.rule, version, facts, on))
    why = tuple(one for one in (*scope.reasons, *rule.reasons) if one.kind != "always")
    state = _state(scope.holds, rule.holds)
    missing = () if state == "met" else tuple(_missing(one) for one in why if one.holds is None)
    return Assessment(duty.code, on, state, version, why, _evidence(why), missing)


def _state(scope: bool | None, rule: bool | None) -> State:
    if scope is None or rule is None:
        return "unknown"
    return "met" if rule else "not-met"


def _outside(duty: Duty, on: date) -> Reason | None:
    if on < duty.valid_from:
        return Reason("duty-not-yet", None, "validity", about="validity", limit=duty.valid_from)
    if duty.valid_to and on > duty.valid_to:
        return Reason("duty-over", None, "validity", about="validity", limit=duty.valid_to)
    return None


def _about(about: About, judged: _Judged) -> _Judged:
    return replace(judged, reasons=tuple(replace(one, about=about) for one in judged.reasons))


def _judge(rule: Rule, duty: Duty, facts: Facts, on: date) -> _Judged:
    if isinstance(rule, Not):
        part = _judge(rule.part, duty, facts, on)
        return _Judged(None if part.holds is None else not part.holds, part.reasons)
    if isinstance(rule, All | Any):
        parts = [_judge(one, duty, facts, on) for one in rule.parts]
        found = [one.holds for one in parts]
        return _Judged(
            conjunction(found) if isinstance(rule, All) else disjunction(found),
            tuple(reason for one in parts for reason in one.reasons),
        )
    reason = _leaf(rule, duty, facts, on)
    return _Judged(reason.holds, (reason,))


def conjunction(found: list[bool | None]) -> bool | None:
    """False as soon as one is; else unknown as soon as one is; else true."""
    if False in found:
        return False
    return None if None in found else True


def disjunction(found: list[bool | None]) -> bool | None:
    """True as soon as one is; else unknown as soon as one is; else false."""
    if True in found:
        return True
    return None if None in found else False


def _leaf(rule: Leaf, duty: Duty, facts: Facts, on: date) -> Reason:
    if isinstance(rule, Always):
        return Reason("duty-always", True, "always")
    if isinstance(rule, Answered):
        return _answered(rule, facts.statements.get((duty.code, rule.item), ()), on)
    if isinstance(rule, Attested):
        return _attested(rule, duty, facts.statements.get((duty.code, rule.item), ()), on)
    return _compared(rule, duty, facts, on)


def _compared(rule: Compare, duty: Duty, facts: Facts, on: date) -> Reason:
    step = duty.step(on) if rule.threshold is None else None
    threshold = step.value if step else rule.threshold
    known = _number(rule, facts, threshold)
    if threshold is None:
        return replace(known, code="duty-no-step")
    if known.value is None:
        return known
    if rule.max_age_months and known.end and months_after(known.end, rule.max_age_months) < on:
        return replace(known, code="duty-too-old", limit=months_after(known.end, rule.max_age_months))
    if step and known.end and known.end < step.start:
        return replace(known, code="duty-before-step", limit=step.start)
    bounds = {
        "low": known.value if known.low is None else known.low,
        "high": known.value if known.high is None else known.high,
    }
    compare, hard = COMPARE[rule.relation], HARDEST[rule.relation]
    if compare(bounds[hard], threshold):
        return replace(known, code="duty-holds", holds=True)
    if not compare(bounds["high" if hard == "low" else "low"], threshold):
        return replace(known, code="duty-fails", holds=False)
    return replace(known, code="duty-uncertain")


def _number(rule: Compare, facts: Facts, threshold: float | None) -> Reason:
    """What is known of the number a rule names, not yet compared."""
    asked = Reason("duty-no-value", None, rule.source, rule.code, relation=rule.relation, threshold=threshold)
    if rule.source == "count":
        count = facts.counts.get(rule.code)
        return replace(asked, value=None if count is None else float(count))
    if rule.source == "input":
        fact = facts.inputs.get(rule.code)
        if fact is None:
            return asked
        return replace(
            asked,
            value=fact.value,
            unit=fact.unit,
            start=fact.start,
            end=fact.end,
            source=fact.source,
            evidence=fact.evidence,
        )
    value = facts.values.get(rule.code)
    if value is None:
        return asked
    shown = replace(asked, unit=value.unit, source=value.source, evidence=value.evidence, unknown=value.unknown)
    if value.value is None:
        return replace(shown, lacks=value.missing)
    return replace(
        shown,
        value=value.value,
        low=value.low,
        high=value.high,
        start=value.start,
        end=value.end,
        coverage=value.coverage,
    )


def _answered(rule: Answered, said: Sequence[Statement], on: date) -> Reason:
    standing = [one for one in said if one.on <= on]
    if not standing:
        return Reason("duty-not-answered", None, "answered", rule.item)
    latest = standing[-1]
    reason = _stated(latest, "answered", rule.item)
    if latest.until and latest.until < on:
        return replace(reason, code="duty-stale", limit=latest.until)
    return replace(reason, code="duty-yes" if latest.done else "duty-no", holds=latest.done)


def _attested(rule: Attested, duty: Duty, said: Sequence[Statement], on: date) -> Reason:
    year = None
    if rule.each_year:
        due = last_due(rule.each_year, on)
        year = due.year + rule.about
        if due < duty.valid_from:
            return Reason("duty-not-due", None, "attested", rule.item, year=year, limit=due)
    standing = [one for one in said if one.on <= on and (year is None or one.year == year)]
    if not standing:
        code = "duty-nobody-said" if year is None else "duty-nobody-said-year"
        return Reason(code, None, "attested", rule.item, year=year)
    latest = standing[-1]
    reason = replace(_stated(latest, "attested", rule.item), year=year)
    limit = _good_until(rule, latest)
    if latest.done and limit and limit < on:
        return replace(reason, code="duty-stale", limit=limit)
    return replace(reason, code="duty-done" if latest.done else "duty-not-done", holds=latest.done, limit=limit)


def _good_until(rule: Attested, said: Statement) -> date | None:
    """The last day a statement is good for: its own end or the rule's, whichever comes first."""
    ends = [said.until] if said.until else []
    if rule.max_age_months:
        ends.append(months_after(said.on, rule.max_age_months))
    return min(ends, default=None)


def _stated(said: Statement, kind: Kind, item: str) -> Reason:
    return Reason("", None, kind, item, on=said.on, source=said.reference, evidence=said.url)


def _evidence(why: tuple[Reason, ...]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(one.kind, one.subject, one.evidence, one.source)
        for one in why
        if one.holds is not None and (one.evidence or one.source)
    )


def _missing(reason: Reason) -> Missing:
    return Missing(reason.kind, reason.subject, reason.about, reason.year, reason.lacks)
