"""What the AI Act asks about one system, on a day: one class and a vector of obligations. Pure.

A missing answer is neither yes nor no. When it leaves the class open, the class is "high risk, review required" and the
obligations are those of high risk; when it leaves an obligation open, the obligation is kept, and said to be assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sobria.engine.ai_act.compiling import MAYBE, NO, YES
from sobria.engine.ai_act.definitions import RiskClass
from sobria.engine.ai_act.program import Program, RuleStep, Timeline, program_of
from sobria.engine.ai_act.result import Assessment, Obligation


@dataclass(slots=True)
class _Decision:
    """`applies`: whether the regulation does; `gate`: whether it asks anything beside not to use the system.

    `wanted`: conditions whose value is asked and cannot be known.
    """

    definition: RiskClass
    applies: int
    gate: int
    wanted: set[int]


def assess(facts: Mapping[str, str], *, on: date) -> Assessment:
    """`facts`: answers by question; what is absent, blank or "unknown" is unknown.

    Raises Refusal for a question or an answer nobody knows, and for a day before the law.
    """
    program = program_of(on)
    yes, open_ = program.sheet.read(facts)
    found = program.checks.values(yes, yes | open_)
    decision = _decide(program, found, on)
    unknown = _unknown(program, decision, found, yes, yes | open_) if open_ else ()
    if decision.definition is program.review:
        decision.gate = max(decision.gate, MAYBE)
        reviewed = program.checks.values_of_review(yes, yes | open_ | program.sheet.review)
        for rank, value in zip(program.checks.of_review, reviewed, strict=True):
            found[rank] = value
    obligations: list[Obligation] = []
    reasons: list[str] = []
    prohibited_from: date | None = None
    for step in program.rules:
        held = found[step.check]
        if held == NO:
            continue
        known = len(obligations)
        _add_obligations(obligations, program, step, decision, found)
        if len(obligations) > known or _is_reason(step, held, decision):
            reasons.append(step.code)
        if step.terminal and step.start and held == YES and decision.applies:
            prohibited_from = min(step.start, prohibited_from or step.start)
    return Assessment(
        cls=decision.definition.code,
        obligations=tuple(obligations),
        unknown=unknown,
        law=program.law.code,
        prohibited_from=prohibited_from,
        reasons=tuple(reasons),
    )


def _decide(program: Program, found: Sequence[int], on: date) -> _Decision:
    """The first class one of whose rules holds; the class of review when one before it may hold."""
    wanted: set[int] = set()
    ended, excluded, definition = NO, NO, None
    for step in program.classes:
        value = NO
        for rule in step.rules:
            if rule.start is None or rule.start <= on:
                value = max(value, found[rule.check])
                wanted.add(rule.check)
        if step.definition.terminal:
            ended = max(ended, value)
            excluded = ended if step.excludes else excluded
        if value == MAYBE:
            definition = program.review
        if value == YES:
            definition = definition or step.definition
            break
    return _Decision(definition or program.review, YES - excluded, YES - ended, wanted)


def _is_reason(step: RuleStep, held: int, decision: _Decision) -> bool:
    """Whether a rule that gives no obligation here is a reason: it holds and says something of the class."""
    if step.always or (step.terminal and not step.bundles):
        return step.outcome == decision.definition.code
    return held == YES and decision.gate != NO and (bool(step.outcome) or not step.bundles)


def _add_obligations(
    obligations: list[Obligation], program: Program, step: RuleStep, decision: _Decision, found: Sequence[int]
) -> None:
    """Those that hold or may hold.

    Of a rule that may decide a class, none when another class is held: a prohibition, or any class in review.
    """
    held = min(found[step.check], decision.applies if step.terminal else decision.gate)
    other_class = step.terminal or (bool(step.outcome) and decision.definition is program.review)
    if held == NO or (other_class and found[step.check] != YES):
        return
    for bundle in step.bundles:
        value = min(held, found[bundle.check])
        if value != NO:
            key = _nearest(bundle.timeline, found), found[program.city_provides], value == MAYBE
            obligations += bundle.made[key]


def _nearest(timeline: Timeline, found: Sequence[int]) -> int:
    """Rank of the nearest date among those that hold or may hold."""
    for rank, (when, _same) in enumerate(timeline.choices):
        if found[when] != NO:
            return rank
    return 0


def _unknown(program: Program, decision: _Decision, found: Sequence[int], yes: int, may: int) -> tuple[str, ...]:
    """The questions that keep the class, an obligation, its date or who bears it from being known."""
    wanted = decision.wanted
    timelines: set[Timeline] = set()
    for step in program.rules:
        if found[step.check] == NO or (decision.applies if step.terminal else decision.gate) == NO:
            continue
        for bundle in step.bundles:
            if found[bundle.check] != NO:
                wanted.add(step.check)
                wanted.add(bundle.check)
                if len(bundle.timeline.choices) > 1:
                    timelines.add(bundle.timeline)
                if bundle.by_provider:
                    wanted.add(program.city_provides)
    for timeline in timelines:
        wanted |= _open_dates(timeline, found)
    missing, open_ = 0, may & ~yes
    for check in wanted:
        if found[check] == MAYBE and program.checks.bits[check] & open_ & ~missing:  # else it adds none
            missing |= program.checks.missing[check](yes, may)
    return program.sheet.asked(missing) if missing else ()


def _open_dates(timeline: Timeline, found: Sequence[int]) -> set[int]:
    """The conditions behind the choice of the date; none when it is known, or the same whatever they are."""
    conditions, days = set(), set()
    for when, same in timeline.choices:
        if found[when] != NO:
            days.add(same)
            conditions.add(when)
        if found[when] == YES:
            break
    return conditions if len(days) > 1 else set()
