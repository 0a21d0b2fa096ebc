"""The table as one version of the law says it, compiled once: what `evaluation` runs on each answer sheet.

Conditions are ranks in `Program.checks`, so that each is evaluated once per sheet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby, product

from sobria.engine.ai_act.answers import Sheet, make_sheet
from sobria.engine.ai_act.compiling import MAYBE, NO, YES, Checks, Compiler
from sobria.engine.ai_act.conditions import Always
from sobria.engine.ai_act.definitions import Dated, Law, LegalDate, ObligationRule, Reading, RiskClass, Rule, Table
from sobria.engine.ai_act.nodes import Simplifier
from sobria.engine.ai_act.reading import load_table
from sobria.engine.ai_act.result import Bearer, Obligation
from sobria.engine.messages import Refusal

BEARERS: dict[int, Bearer] = {YES: "city", NO: "vendor", MAYBE: "unknown"}  # by whether the city provides the system


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The dates of an obligation in one law, the nearest first.

    Attributes:
        readings: each with its condition.
        choices: the conditions, each with the rank of the first reading that says the same.
    """

    readings: tuple[tuple[Reading, int], ...]
    choices: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Obligations of a rule that hold together, on the same dates.

    `made`: themselves, by (rank of the reading, whether the city provides the system, assumed).
    """

    check: int
    timeline: Timeline
    by_provider: bool
    made: Mapping[tuple[int, int, bool], tuple[Obligation, ...]]


@dataclass(frozen=True, slots=True)
class RuleStep:
    """`start`: the date before which it decides no class, None when it decides at once.

    `terminal`: nothing else is asked by its class; `always`: it holds whatever the answers.
    """

    code: str
    outcome: str
    check: int
    start: date | None
    terminal: bool
    always: bool
    bundles: tuple[Bundle, ...]


@dataclass(frozen=True, slots=True)
class ClassStep:
    """`excludes`: a system in this class is outside the regulation."""

    definition: RiskClass
    rules: tuple[RuleStep, ...]
    excludes: bool


@dataclass(frozen=True, slots=True)
class Program:
    """Classes in the order in which they are decided; `review`: the class of a sheet that leaves the class open."""

    law: Law
    sheet: Sheet
    checks: Checks
    classes: tuple[ClassStep, ...]
    review: RiskClass
    rules: tuple[RuleStep, ...]
    city_provides: int


Timelines = dict[tuple[Dated, ...], Timeline]


def program_of(on: date) -> Program:
    """Raises Refusal before the first version of the law."""
    laws = load_table().laws
    begun = sum(law.start <= on for law in laws)
    if not begun:
        raise Refusal("ai-act-before", on=on.isoformat(), first=laws[0].start.isoformat())
    return _compiled(begun)


@cache
def _compiled(begun: int) -> Program:
    return make_program(load_table(), begun)


def make_program(table: Table, begun: int) -> Program:
    """`begun`: how many versions of the law have begun."""
    sheet = make_sheet(table.questions)
    laws = table.laws[:begun]
    compiler = Compiler(Simplifier(sheet.bits, sheet.review, tuple(law.code for law in laws)))
    timelines: Timelines = {}
    steps = tuple(step for rule in table.rules.values() for step in _rule(rule, table, compiler, timelines))
    classes = tuple(_class(one, steps) for one in table.classes.values() if not one.when_unknown)
    review = next(one for one in table.classes.values() if one.when_unknown)
    provides = compiler.rank(table.terms["city-provider"])
    return Program(laws[-1], sheet, compiler.checks(), classes, review, steps, provides)


def _class(one: RiskClass, steps: tuple[RuleStep, ...]) -> ClassStep:
    rules = tuple(step for step in steps if step.outcome == one.code)
    return ClassStep(one, rules, excludes=one.terminal and not any(step.bundles for step in rules))


def _rule(rule: Rule, table: Table, compiler: Compiler, timelines: Timelines) -> Iterator[RuleStep]:
    """Nothing, when this version of the law does not have the rule."""
    start = _in_law(rule.start, compiler.simplifier.laws) if rule.start else None
    if rule.start and start is None:
        return
    together = groupby(rule.obligations, key=lambda one: (compiler.rank(one.when), one.timeline, one.actor))
    bundles = (_bundle(check, tuple(several), rule, compiler, timelines) for (check, _, _), several in together)
    yield RuleStep(
        code=rule.code,
        outcome=rule.outcome,
        check=compiler.rank(rule.when),
        start=start.on if start else None,
        terminal=bool(rule.outcome) and table.classes[rule.outcome].terminal,
        always=rule.when == Always(),
        bundles=tuple(one for one in bundles if one.timeline.readings),
    )


def _bundle(
    check: int, several: tuple[ObligationRule, ...], rule: Rule, compiler: Compiler, timelines: Timelines
) -> Bundle:
    dated, laws = several[0].timeline, compiler.simplifier.laws
    if dated not in timelines:
        said = [(_in_law(one.date, laws), compiler.rank(one.when)) for one in dated]
        found = sorted(((reading, when) for reading, when in said if reading), key=lambda pair: day(pair[0]))
        same = [(day(reading), reading.otherwise, reading.status) for reading, _when in found]
        choices = ((when, same.index(one)) for (_reading, when), one in zip(found, same, strict=True))
        timelines[dated] = Timeline(tuple(found), tuple(choices))
    readings = enumerate(timelines[dated].readings)
    made = {
        (rank, provides, assumed): tuple(
            _made(one, rule.code, reading, BEARERS[provides], laws[-1], assumed=assumed) for one in several
        )
        for (rank, (reading, _when)), provides, assumed in product(readings, BEARERS, (False, True))
    }
    return Bundle(check, timelines[dated], several[0].actor == "provider", made)


def _made(one: ObligationRule, rule: str, reading: Reading, provider: Bearer, law: str, *, assumed: bool) -> Obligation:
    return Obligation(
        code=one.code,
        rule=rule,
        article=one.article,
        actor=one.actor,
        borne_by=provider if one.actor == "provider" else "city",
        applies_from=reading.on,
        other_reading=reading.otherwise,
        date_status=reading.status,
        law_version=law,
        to_confirm=one.to_confirm,
        assumed=assumed,
        words=one.words,
    )


def day(reading: Reading) -> date:
    """An event that has no day comes after every day."""
    return reading.on or date.max


def _in_law(legal: LegalDate, laws: tuple[str, ...]) -> Reading | None:
    """The last of these versions that says the date."""
    said = [one for one in legal.readings if one.law in laws]
    return said[-1] if said else None
