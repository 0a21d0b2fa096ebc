"""Met, not met, unknown, not applicable: what decides, and what never does."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.duties import Duty, Facts, Statement, evaluate, load_duties
from sobria.engine.duties.calendar_days import last_due, months_after, next_due
from sobria.engine.duties.evaluation import conjunction, disjunction
from sobria.engine.duties.rules import All, Any, Attested, Compare, Not, Rule
from sobria.engine.indicators.value import Value

TODAY = date(2026, 11, 24)
IT, REUSE, STRATEGY = "agec-58-it", "reen-16-reuse", "reen-35-strategy"


@dataclass(frozen=True)
class Known:
    value: float | None
    unit: str = "nb"
    start: date | None = date(2026, 1, 1)
    end: date | None = date(2026, 12, 31)
    source: str = "Insee"
    evidence: str = ""


def spent(value: float | None, *, low: float | None = None, high: float | None = None, year: int = 2025) -> Facts:
    found = Value("S12", date(year, 1, 1), date(year, 12, 31), "%", value=value, low=low, high=high)
    return Facts(values={"S12": found})


def state(code: str, facts: Facts, on: date = TODAY) -> str:
    return evaluate(load_duties()[code], facts, on).state


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        (20.0, None, None, "met"),
        (19.99, None, None, "not-met"),
        (0.0, None, None, "not-met"),
        (22.0, 20.0, 24.0, "met"),
        (22.0, 19.0, 25.0, "unknown"),
        (18.0, 15.0, 20.0, "unknown"),
        (18.0, 15.0, 19.9, "not-met"),
        (None, None, None, "unknown"),
    ],
)
def test_a_value_is_held_against_the_step_with_its_interval(
    value: float | None, low: float | None, high: float | None, expected: str
) -> None:
    assert state(IT, spent(value, low=low, high=high)) == expected


def test_the_reason_says_value_threshold_period_and_interval() -> None:
    (reason,) = evaluate(load_duties()[IT], spent(22.0, low=19.0, high=25.0), TODAY).why
    assert (reason.code, reason.value, reason.low, reason.high) == ("duty-uncertain", 22.0, 19.0, 25.0)
    assert (reason.threshold, reason.relation, reason.end) == (20.0, "at_least", date(2025, 12, 31))


@pytest.mark.parametrize(
    ("on", "year", "value", "expected"),
    [
        (date(2024, 6, 30), 2024, 90.0, "not-applicable"),
        (date(2024, 7, 1), 2024, 20.0, "met"),
        (date(2026, 12, 31), 2026, 24.0, "met"),
        (date(2027, 1, 1), 2026, 90.0, "unknown"),
        (date(2027, 6, 1), 2027, 24.0, "not-met"),
        (date(2027, 6, 1), 2027, 25.0, "met"),
        (date(2030, 6, 1), 2030, 29.0, "not-met"),
    ],
)
def test_the_law_of_the_day_decides(on: date, year: int, value: float, expected: str) -> None:
    assert state(IT, spent(value, year=year), on) == expected


def test_a_value_from_before_the_step_says_so() -> None:
    (reason,) = evaluate(load_duties()[IT], spent(90.0, year=2026), date(2027, 1, 1)).why
    assert (reason.code, reason.limit) == ("duty-before-step", date(2027, 1, 1))


def test_a_value_too_old_decides_nothing() -> None:
    found = Value("S14", date(2023, 1, 1), date(2023, 12, 31), "%", value=90.0)
    facts = Facts(values={"S14": found})
    assert state(REUSE, facts, date(2023, 12, 31)) == "met"
    assert state(REUSE, facts, TODAY) == "unknown"


@pytest.mark.parametrize(
    ("population", "expected"), [(None, "unknown"), (50_000, "not-applicable"), (50_001, "met"), (0, "not-applicable")]
)
def test_the_scope_is_never_guessed(population: float | None, expected: str) -> None:
    done = {(STRATEGY, "strategy"): [Statement(True, date(2024, 12, 1))]}
    facts = Facts(inputs={"population": Known(population)}, statements=done)
    assert state(STRATEGY, facts) == expected


def test_an_unknown_scope_names_what_lacks() -> None:
    found = evaluate(load_duties()[STRATEGY], Facts(), TODAY)
    assert [(one.kind, one.subject, one.about) for one in found.missing] == [
        ("input", "population", "scope"),
        ("attested", "strategy", "rule"),
    ]


def test_evidence_runs_out() -> None:
    statements = {("rgaa-scheme", "scheme"): [Statement(True, date(2023, 6, 1))]}
    facts = Facts(statements=statements)
    assert state("rgaa-scheme", facts, date(2026, 6, 1)) == "met"
    assert state("rgaa-scheme", facts, date(2026, 6, 2)) == "unknown"


def test_a_yearly_duty_wants_the_year_that_was_due() -> None:
    def of(year: int) -> Facts:
        return Facts(statements={("agec-58-declaration", "declaration"): [Statement(True, date(2026, 6, 1), year)]})

    assert state("agec-58-declaration", of(2025), date(2026, 6, 30)) == "met"
    assert state("agec-58-declaration", of(2025), date(2027, 6, 30)) == "unknown"
    assert state("agec-58-declaration", of(2024), date(2026, 6, 30)) == "unknown"


def test_an_ended_duty_says_since_when() -> None:
    found = evaluate(load_duties()["mobility-fleet-paris"], Facts(), date(2029, 10, 1))
    assert (found.state, found.why[0].limit) == ("not-applicable", date(2029, 9, 30))


def test_a_count_of_rows_is_compared() -> None:
    duty = ruled(Compare("count", "devices", "at_least", 10.0))
    assert evaluate(duty, Facts(counts={"devices": 10}), TODAY).state == "met"
    assert evaluate(duty, Facts(counts={"devices": 0}), TODAY).state == "not-met"
    assert evaluate(duty, Facts(), TODAY).state == "unknown"


def test_with_no_fact_at_all_no_duty_is_ever_met() -> None:
    for duty in load_duties().values():
        for on in (date(2019, 1, 1), TODAY, date(2031, 1, 1)):
            found = evaluate(duty, Facts(), on)
            assert found.state in {"unknown", "not-applicable"}
            assert found.state == "unknown" or found.why[0].kind == "validity"


def ruled(rule: Rule, scope: Rule | None = None) -> Duty:
    duty = load_duties()["lrn-16"]
    return replace(duty, rule=rule, scope=scope or duty.scope)


THREE = st.sampled_from([True, False, None])
NAMES = st.sampled_from("abcd")
LEAVES = st.builds(Attested, NAMES)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda parts: All(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: Any(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)
FACTS = st.dictionaries(NAMES, THREE, max_size=4)


def told(known: dict[str, bool | None]) -> Facts:
    said = {("lrn-16", name): [Statement(done, TODAY)] for name, done in known.items() if done is not None}
    return Facts(statements=said)


@given(st.lists(THREE, min_size=1))
def test_conjunction_and_disjunction_are_duals(found: list[bool | None]) -> None:
    opposite = [None if one is None else not one for one in found]
    both = disjunction(opposite)
    assert conjunction(found) == (None if both is None else not both)
    assert conjunction([True, *found]) == conjunction(found)
    assert disjunction([False, *found]) == disjunction(found)
    assert conjunction(found) is not True or None not in found


@given(RULES, FACTS, NAMES, st.booleans())
def test_learning_more_never_overturns_what_was_decided(
    rule: Rule, known: dict[str, bool | None], name: str, answer: bool
) -> None:
    before = evaluate(ruled(rule), told(known), TODAY).state
    if known.get(name) is None:
        after = evaluate(ruled(rule), told(known | {name: answer}), TODAY).state
        assert before in {"unknown", after}


@given(RULES, FACTS)
def test_a_rule_and_its_contrary_are_never_both_met(rule: Rule, known: dict[str, bool | None]) -> None:
    facts = told(known)
    opposite = {"met": "not-met", "not-met": "met", "unknown": "unknown"}
    assert evaluate(ruled(Not(rule)), facts, TODAY).state == opposite[evaluate(ruled(rule), facts, TODAY).state]


@given(RULES, RULES, FACTS)
def test_not_applicable_only_when_the_scope_is_known_to_be_false(
    scope: Rule, rule: Rule, known: dict[str, bool | None]
) -> None:
    facts = told(known)
    found = evaluate(ruled(rule, scope), facts, TODAY)
    alone = evaluate(ruled(scope), facts, TODAY).state
    assert (found.state == "not-applicable") == (alone == "not-met")
    if alone == "unknown":
        assert found.state == "unknown"
        assert found.missing


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
    ],
)
def test_months_are_counted_as_people_do(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_yearly_day_comes_once_a_year(on: date) -> None:
    assert last_due((6, 30), on) <= on <= next_due((6, 30), on)
    assert (on - last_due((6, 30), on)).days < 366
