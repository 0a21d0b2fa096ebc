"""The law of the day: the amendment of July 2026, the prohibitions of December 2026, contested days."""

from datetime import date

import pytest
from tests.engine.ai_act.sheets import NOW, codes, found, starts

from sobria.engine.ai_act import assess, law_name
from sobria.engine.messages import Refusal

BEFORE, AMENDED = date(2026, 7, 26), date(2026, 7, 27)
BENEFITS = "annex-iii-5a-benefits"
IMAGES = ("art5-ba-intimate-images", "art5-1a-purpose")


@pytest.mark.parametrize(
    ("on", "law", "annex_iii", "annex_i"),
    [
        (date(2024, 8, 1), "reg-2024-1689", date(2026, 8, 2), date(2027, 8, 2)),
        (BEFORE, "reg-2024-1689", date(2026, 8, 2), date(2027, 8, 2)),
        (AMENDED, "reg-2026-1744", date(2027, 12, 2), date(2028, 8, 2)),
        (date(2029, 1, 1), "reg-2026-1744", date(2027, 12, 2), date(2028, 8, 2)),
    ],
)
def test_high_risk_days_are_those_of_the_law_of_the_day(on: date, law: str, annex_iii: date, annex_i: date) -> None:
    third, first = found(BENEFITS, on=on), found("annex-i-product", annex_i_assessment="health-safety", on=on)
    assert third.law == first.law == law
    assert {one.law_version for one in (*third.obligations, *first.obligations)} == {law}
    assert starts(third)["r7-logs"] == starts(third)["r8-assessment"] == annex_iii
    assert starts(first)["r7-logs"] == annex_i


def test_under_both_annexes_the_nearest_day_counts() -> None:
    one = found(BENEFITS, "annex-i-product", annex_i_assessment="health-safety")
    assert starts(one)["r7-logs"] == date(2027, 12, 2)


@pytest.mark.parametrize(
    ("on", "cls", "known"),
    [
        (BEFORE, "minimal", None),
        (AMENDED, "minimal", date(2026, 12, 2)),
        (date(2026, 12, 1), "minimal", date(2026, 12, 2)),
        (date(2026, 12, 2), "prohibited", date(2026, 12, 2)),
    ],
)
def test_an_added_prohibition_is_announced_before_it_bites(on: date, cls: str, known: date | None) -> None:
    one = found(*IMAGES, on=on)
    assert (one.cls, one.prohibited_from) == (cls, known)
    assert ("r2-stop" in codes(one)) == (known is not None)
    assert ("r13-literacy" in codes(one)) == (cls == "minimal")


@pytest.mark.parametrize(("on", "cls"), [(date(2025, 2, 1), "minimal"), (date(2025, 2, 2), "prohibited")])
def test_the_first_prohibitions_apply_from_february_2025(on: date, cls: str) -> None:
    one = found("art5-c-social-scoring", on=on)
    assert (one.cls, one.prohibited_from) == (cls, date(2025, 2, 2))


def test_under_several_prohibitions_the_first_day_is_kept() -> None:
    assert found("art5-c-social-scoring", *IMAGES).prohibited_from == date(2025, 2, 2)


def test_registration_is_planned_on_the_nearest_day_and_said_to_be_contested() -> None:
    register = {one.code: one for one in found(BENEFITS, "city-develops").obligations}
    for code in ("r9-registration", "r10-registration"):
        one = register[code]
        assert (one.applies_from, one.other_reading) == (date(2026, 8, 2), date(2027, 12, 2))
        assert (one.date_status, one.to_confirm) == ("contested", True)
    assert (register["r9-no-use"].applies_from, register["r9-no-use"].date_status) == (date(2027, 12, 2), "settled")


def test_before_the_amendment_the_day_of_registration_was_not_contested() -> None:
    one = next(each for each in found(BENEFITS, on=BEFORE).obligations if each.code == "r9-registration")
    assert (one.applies_from, one.other_reading, one.date_status) == (date(2026, 8, 2), None, "settled")


def test_registration_of_a_documented_exit_is_contested_too() -> None:
    one = found(BENEFITS, "narrow-procedural-task", "provider-assessment-filed")
    assert {each.code: each.date_status for each in one.obligations}["r6-registration"] == "contested"


@pytest.mark.parametrize(
    ("on", "already", "start"),
    [
        (NOW, "no", date(2026, 8, 2)),
        (NOW, "yes", date(2026, 12, 2)),
        (BEFORE, "yes", date(2026, 8, 2)),
    ],
)
def test_marking_by_systems_already_on_the_market_waits_for_december(on: date, already: str, start: date) -> None:
    one = found("generates-content", "talks-to-people", content_already_on_market=already, on=on)
    assert starts(one)["r11-mark"] == start
    assert starts(one)["r11-disclose"] == date(2026, 8, 2)


def test_machinery_is_sector_law_and_convenience_is_no_safety_only_since_the_amendment() -> None:
    machine = {"annex_i_assessment": "health-safety", "annex_i_section": "machinery"}
    assert "r7-logs" in codes(found("annex-i-product", on=BEFORE, **machine))
    assert "r7-logs" not in codes(found("annex-i-product", on=AMENDED, **machine))
    comfort = ("annex-i-product", "annex-i-comfort-only")
    assert found(*comfort, annex_i_assessment="health-safety", on=BEFORE).cls == "high-risk-annex-i"
    assert found(*comfort, annex_i_assessment="health-safety", on=AMENDED).cls == "minimal"
    assert found("annex-i-product", annex_i_assessment="other-risks", on=BEFORE).cls == "high-risk-annex-i"


def test_literacy_is_due_since_february_2025() -> None:
    assert starts(found())["r13-literacy"] == date(2025, 2, 2)


def test_before_the_law_the_answer_is_a_sentence() -> None:
    with pytest.raises(Refusal, match="does not exist on 2024-07-31"):
        assess({}, on=date(2024, 7, 31))


def test_a_law_has_a_name_in_both_languages() -> None:
    assert "2026/1744" in law_name(found().law)("fr")
    assert "amended" in law_name(found().law)("en")
