"""What is not known fails closed, and only what could change something is asked."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.ai_act.sheets import (
    CHOICES,
    NOW,
    codes,
    days,
    found,
    likely_sheets,
    result,
    sheet,
    sheets_with_gaps,
    whole_sheets,
)

from sobria.engine.ai_act import UNKNOWN, assess, blank, classes, questions
from sobria.engine.messages import Refusal

LEVEL = {code: one.level for code, one in classes().items()}
HIGH = 3
PROHIBITED = [one.code for one in questions() if one.rule in {"R1", "R2"} and not one.code.startswith("art5-1")]
AFTER = date(2026, 12, 2)
some_gaps = st.sets(st.sampled_from(sorted(CHOICES)), min_size=1, max_size=6)


def test_nothing_known_is_high_risk_to_review_with_the_duties_of_high_risk() -> None:
    one = assess({}, on=NOW)
    assert one.cls == "high-risk-review"
    assert {"r7-oversight", "r8-assessment", "r9-registration", "r9-no-use"} <= set(codes(one))
    assert all(each.assumed for each in one.obligations)
    assert not {"r1-stop", "r2-stop", "r3-sector-law", "r6-copy"} & set(codes(one)), "those of another class"
    assert one == assess(blank(), on=NOW) == assess(dict.fromkeys(CHOICES, ""), on=NOW)


@pytest.mark.parametrize("code", ["is-ai-system", "art5-c-social-scoring", "annex-i-product", "annex-iii-8-justice"])
def test_one_answer_that_decides_the_class_is_asked_and_the_class_is_held_high(code: str) -> None:
    facts = sheet(annex_i_assessment="health-safety")
    del facts[code]
    one = assess(facts, on=NOW)
    assert one.cls == "high-risk-review"
    assert code in one.unknown
    assert "r7-logs" in codes(one)


def test_an_answer_that_can_change_nothing_is_not_asked() -> None:
    idle = ("concerns-workers", "already-in-service", "human-review", "art5-1a-purpose", "profiling", "city-develops")
    assert found(**{code.replace("-", "_"): UNKNOWN for code in idle if code != "city-develops"}).unknown == ()
    asked = {"profiling": UNKNOWN, "concerns_workers": UNKNOWN, "human_review": UNKNOWN}
    assert found("annex-iii-5a-benefits", "significant-risk", **asked).unknown == ("concerns-workers",)
    assert assess({"is-ai-system": "no"}, on=NOW).unknown == ()


def test_a_prohibition_to_come_is_asked_without_changing_the_class() -> None:
    one = found("art5-1a-purpose", art5_ba_intimate_images=UNKNOWN)
    assert (one.cls, one.unknown, one.prohibited_from) == ("minimal", ("art5-ba-intimate-images",), None)
    assert found("art5-1a-purpose", art5_ba_intimate_images=UNKNOWN, on=AFTER).cls == "high-risk-review"


def test_who_provides_is_asked_when_it_says_who_bears_it() -> None:
    one = found("talks-to-people", city_develops=UNKNOWN)
    assert one.unknown == ("city-develops",)
    assert [each.borne_by for each in one.obligations] == ["unknown", "city"]


def test_an_obligation_left_open_is_kept_and_said_to_be_assumed() -> None:
    one = found(talks_to_people=UNKNOWN)
    assert (one.cls, one.unknown) == ("minimal", ("talks-to-people",))
    assert {each.code: each.assumed for each in one.obligations} == {"r11-disclose": True, "r13-literacy": False}


def test_nobody_knows_when_it_started_so_nothing_is_deferred() -> None:
    one = found("annex-iii-5a-benefits", already_in_service=UNKNOWN)
    assert {each.applies_from for each in one.obligations if each.rule in {"R7", "R8"}} == {date(2027, 12, 2)}
    assert one.unknown == ("already-in-service",)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"annex-iii-5a-benefit": "yes"}, 'nearest is "annex-iii-5a-benefits"'),
        ({"profiling": "yess"}, 'nearest is "yes"'),
        ({"profiling": "oui"}, "Answer one of: yes, no, unknown"),
        ({"profiling": "ja"}, "Answer one of"),
        ({"annex-i-section": "no"}, "section-a, machinery, section-b, unknown"),
        ({"profiling": True}, '"True" is not an answer'),
        ({"profiling": ["yes"]}, "is not an answer"),
        ({"profiling": "x" * 10_000_000}, "…"),
        ({"<script>\n": "yes"}, '"<script>�"'),
    ],
)
def test_what_nobody_knows_is_refused_with_the_nearest(facts: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        assess(facts, on=NOW)
    assert said in refused.value.sentence("en")
    assert len(refused.value.sentence("fr")) < 400


@given(facts=sheets_with_gaps, on=days)
def test_the_same_answers_in_any_order_give_the_same_result(facts: dict[str, str], on: date) -> None:
    assert assess(facts, on=on) == assess(dict(reversed(facts.items())), on=on)


@given(facts=sheets_with_gaps, code=st.sampled_from(PROHIBITED), on=days)
def test_a_prohibited_practice_never_lowers_the_class(facts: dict[str, str], code: str, on: date) -> None:
    before, after = assess(facts | {code: "no"}, on=on), assess(facts | {code: "yes"}, on=on)
    assert LEVEL[after.cls] >= LEVEL[before.cls]


@given(facts=st.one_of(whole_sheets, likely_sheets()), gaps=some_gaps, on=days)
def test_not_knowing_never_asks_less_than_high_risk_where_the_class_was_high(
    facts: dict[str, str], gaps: set[str], on: date
) -> None:
    known = assess(facts, on=on)
    less = assess(facts | dict.fromkeys(gaps, UNKNOWN), on=on)
    assert LEVEL[less.cls] >= min(LEVEL[known.cls], HIGH)
    assert less.cls in {known.cls, "high-risk-review"}
    if less.cls == known.cls:
        assert {one.code for one in known.obligations if one.rule not in {"R1", "R2"}} <= set(codes(less))


@given(facts=st.one_of(whole_sheets, likely_sheets()), on=days)
def test_a_whole_sheet_leaves_nothing_open(facts: dict[str, str], on: date) -> None:
    one = assess(facts, on=on)
    assert one.unknown == ()
    assert one.cls != "high-risk-review"
    assert not any(each.assumed or each.borne_by == "unknown" for each in one.obligations)


@given(facts=st.one_of(whole_sheets, likely_sheets()), gaps=some_gaps, on=days, choose=st.data())
def test_once_what_is_asked_is_answered_nothing_is_open(
    facts: dict[str, str], gaps: set[str], on: date, choose: st.DataObject
) -> None:
    gapped = facts | dict.fromkeys(gaps, UNKNOWN)
    asked = assess(gapped, on=on).unknown
    assert set(asked) <= gaps
    filled = gapped | {code: choose.draw(st.sampled_from(CHOICES[code])) for code in asked}
    settled = assess(filled, on=on)
    assert settled.unknown == ()
    idle = {code: choose.draw(st.sampled_from(CHOICES[code])) for code in gaps.difference(asked)}
    assert result(assess(filled | idle, on=on)) == result(settled)


@settings(max_examples=150)
@given(facts=st.one_of(whole_sheets, likely_sheets()), code=st.sampled_from(sorted(CHOICES)), on=days)
def test_a_single_question_is_asked_if_and_only_if_its_answer_changes_the_result(
    facts: dict[str, str], code: str, on: date
) -> None:
    results = {result(assess(facts | {code: answer}, on=on)) for answer in CHOICES[code]}
    asked = assess(facts | {code: UNKNOWN}, on=on).unknown
    assert asked == ((code,) if len(results) > 1 else ())


@settings(max_examples=60)
@given(facts=likely_sheets(), gaps=st.sets(st.sampled_from(sorted(CHOICES)), min_size=2, max_size=4), on=days)
def test_a_class_that_is_given_is_that_of_every_way_to_fill_the_gaps(
    facts: dict[str, str], gaps: set[str], on: date
) -> None:
    less = assess(facts | dict.fromkeys(gaps, UNKNOWN), on=on)
    ways = product(*(CHOICES[code] for code in sorted(gaps)))
    possible = {assess(facts | dict(zip(sorted(gaps), way, strict=True)), on=on).cls for way in ways}
    assert (possible == {less.cls}) or less.cls == "high-risk-review"


def test_a_prohibited_practice_by_what_may_be_no_ai_is_held_high_and_announced() -> None:
    one = found("art5-c-social-scoring", is_ai_system=UNKNOWN)
    assert (one.cls, one.unknown, one.prohibited_from) == ("high-risk-review", ("is-ai-system",), date(2025, 2, 2))
    assert {each.code: each.assumed for each in one.obligations}["r1-stop"]
    assert "r7-oversight" in codes(one)


def test_an_answer_that_only_moves_a_day_is_asked_where_the_law_has_two_days() -> None:
    assert found("generates-content", content_already_on_market=UNKNOWN).unknown == ("content-already-on-market",)
    before = found("generates-content", content_already_on_market=UNKNOWN, on=date(2026, 7, 26))
    assert before.unknown == ()
