"""Each rule of the AI Act table on worked examples, those of the reference first."""

import pytest
from tests.engine.ai_act.sheets import codes, found, sheet, starts

from sobria.engine.ai_act import grounds
from sobria.engine.ai_act.reading import load_table

R1 = [code for code, one in load_table().questions.items() if one.rule == "R1"]
ANNEX_III = [code for code, one in load_table().questions.items() if one.rule == "R4"]
EXITS = ("narrow-procedural-task", "improves-completed-work", "detects-deviations", "preparatory-task")
HIGH = ["r7-instructions", "r7-oversight", "r7-input-data", "r7-monitoring", "r7-logs", "r7-dpia"]
FRIA = ["r8-assessment", "r8-notification"]
REGISTERED = ["r9-registration", "r9-no-use"]
LITERACY = ["r13-literacy"]


def test_a_traffic_light_optimiser_is_minimal() -> None:
    one = found()
    assert (one.cls, codes(one), one.unknown) == ("minimal", LITERACY, ())
    assert one.reasons == ("R13", "R15")


def test_welfare_fraud_scoring_is_high_risk_with_no_exit() -> None:
    yes = ("annex-iii-5a-benefits", "profiling", "decides-on-people", *EXITS, "provider-assessment-filed")
    one = found(*yes)
    assert one.cls == "high-risk-annex-iii"
    assert one.reasons == ("R4", "R5", "R7", "R8", "R9", "R13")
    assert codes(one) == [*HIGH, "r7-notice", "r7-explanation", *FRIA, *REGISTERED, *LITERACY]


def test_a_finder_of_duplicate_files_in_benefits_is_documented() -> None:
    one = found("annex-iii-5a-benefits", "narrow-procedural-task", "provider-assessment-filed")
    assert (one.cls, one.reasons) == ("not-high-risk-documented", ("R6", "R13"))
    assert codes(one) == ["r6-assessment", "r6-registration", "r6-copy", *LITERACY]


def test_photo_triage_is_minimal_with_literacy() -> None:
    assert found("city-develops").reasons == ("R13", "R15")


def test_a_chatbot_is_the_vendors_to_disclose_and_the_citys_to_master() -> None:
    one = found("talks-to-people")
    borne = {each.rule: (each.actor, each.borne_by) for each in one.obligations}
    assert borne == {"R11": ("provider", "vendor"), "R13": ("city", "city")}
    assert one.cls == "minimal"


def test_a_mood_camera_on_agents_is_prohibited_and_nothing_else_is_asked() -> None:
    one = found("art5-f-emotion-at-work", "emotion-or-categorisation", "annex-iii-4-employment", "concerns-workers")
    assert (one.cls, one.reasons, codes(one)) == ("prohibited", ("R1",), ["r1-stop"])


@pytest.mark.parametrize("changed", [{"is_ai_system": "no"}, {"excluded": "yes"}])
def test_r0_what_is_no_ai_or_is_excluded_owes_nothing_even_if_it_would_be_prohibited(changed: dict[str, str]) -> None:
    one = found(R1[0], ANNEX_III[0], "talks-to-people", **changed)
    assert (one.cls, one.obligations, one.reasons, one.prohibited_from) == ("not-ai", (), ("R0",), None)


@pytest.mark.parametrize("practice", R1)
def test_r1_each_practice_is_prohibited(practice: str) -> None:
    assert found(practice).cls == "prohibited"


def test_r1_has_the_eight_letters() -> None:
    assert [one.split("-")[1] for one in R1] == list("abcdefgh")


@pytest.mark.parametrize("practice", ["art5-ba-intimate-images", "art5-bb-child-abuse-material"])
@pytest.mark.parametrize("scope", ["art5-1a-purpose", "art5-1a-unguarded"])
def test_r2_counts_only_within_its_scope(practice: str, scope: str) -> None:
    assert found(practice, scope).prohibited_from is not None
    assert found(practice).prohibited_from is None
    assert found(scope).prohibited_from is None


def test_r2_alteration_that_exposes_no_more_excuses_images_and_not_child_abuse() -> None:
    spared = ("art5-1a-purpose", "art5-1b-no-added-exposure")
    assert found("art5-ba-intimate-images", *spared).prohibited_from is None
    assert found("art5-bb-child-abuse-material", *spared).prohibited_from is not None


def test_r3_a_product_assessed_by_a_third_party_is_high_risk_without_rights_assessment_nor_register() -> None:
    one = found("annex-i-product", annex_i_assessment="health-safety")
    assert (one.cls, one.reasons) == ("high-risk-annex-i", ("R3", "R7", "R13"))
    assert codes(one) == [*HIGH, *LITERACY]


@pytest.mark.parametrize("section", ["section-b", "machinery"])
def test_r3_section_b_leaves_it_to_sector_law(section: str) -> None:
    one = found("annex-i-product", annex_i_assessment="health-safety", annex_i_section=section)
    assert (one.cls, codes(one)) == ("high-risk-annex-i", ["r3-sector-law", *LITERACY])


@pytest.mark.parametrize(
    ("assessment", "more"), [("none", ()), ("other-risks", ()), ("health-safety", ("annex-i-comfort-only",))]
)
def test_r3_is_narrowed(assessment: str, more: tuple[str, ...]) -> None:
    assert found("annex-i-product", *more, annex_i_assessment=assessment).cls == "minimal"


@pytest.mark.parametrize("use", ANNEX_III)
def test_r4_each_use_is_high_risk(use: str) -> None:
    assert found(use).cls == "high-risk-annex-iii"


def test_r4_wins_over_r3_and_both_are_said() -> None:
    one = found(ANNEX_III[0], "annex-i-product", annex_i_assessment="health-safety")
    assert one.cls == "high-risk-annex-iii"
    assert {"R3", "R4"} <= set(one.reasons)


@pytest.mark.parametrize("way", EXITS)
def test_r6_one_of_the_four_conditions_is_enough(way: str) -> None:
    assert found(ANNEX_III[0], way, "provider-assessment-filed").cls == "not-high-risk-documented"


@pytest.mark.parametrize(
    "yes",
    [
        ("narrow-procedural-task",),
        ("provider-assessment-filed",),
        ("narrow-procedural-task", "provider-assessment-filed", "significant-risk"),
        ("narrow-procedural-task", "provider-assessment-filed", "profiling"),
    ],
)
def test_r6_without_copy_condition_or_with_risk_or_profiling_r4_stands(yes: tuple[str, ...]) -> None:
    assert found(ANNEX_III[0], *yes).cls == "high-risk-annex-iii"


def test_r7_needs_the_city_to_use_it_and_asks_more_where_people_are_concerned() -> None:
    assert "R7" not in found(ANNEX_III[0], city_deploys="no").reasons
    assert "r7-staff" in codes(found(ANNEX_III[0], "concerns-workers"))
    assert {"r7-notice", "r7-explanation"} <= set(codes(found(ANNEX_III[0], "decides-on-people")))
    of_product = found("annex-i-product", "decides-on-people", annex_i_assessment="health-safety")
    assert not {"r7-notice", "r7-explanation"} & set(codes(of_product))


def test_r8_is_not_for_critical_infrastructure_nor_private_users_except_credit_and_insurance() -> None:
    assert "R8" in found("annex-iii-3-education").reasons
    assert "R8" not in found("annex-iii-2-infrastructure").reasons
    assert "R8" not in found("annex-iii-3-education", public_body="no").reasons
    assert "R8" in found("annex-iii-5b-credit", public_body="no").reasons
    assert "R8" in found("annex-iii-5c-insurance", public_body="no").reasons


def test_r9_critical_infrastructure_goes_to_the_national_register() -> None:
    assert [one for one in codes(found("annex-iii-2-infrastructure")) if one[:2] == "r9"] == ["r9-national-register"]
    assert [one for one in codes(found("annex-iii-8-justice")) if one[:2] == "r9"] == REGISTERED
    assert "R9" not in found("annex-iii-8-justice", public_body="no").reasons


@pytest.mark.parametrize("role", ["city-develops", "city-alters"])
def test_r10_a_city_that_develops_or_alters_is_the_provider(role: str) -> None:
    one = found(ANNEX_III[0], role, city_deploys="no")
    assert [each.article for each in one.obligations if each.rule == "R10"] == [
        "9–15", "16, 17", "43, 47, 48", "49(1)", "72", "73"
    ]  # fmt: skip
    assert all(each.borne_by == "city" for each in one.obligations)
    assert "R10" not in found(role).reasons


def test_r11_content_is_marked_and_conversation_disclosed() -> None:
    assert codes(found("generates-content")) == ["r11-mark", *LITERACY]
    assert codes(found("talks-to-people", "generates-content", "city-develops"))[:2] == ["r11-disclose", "r11-mark"]


@pytest.mark.parametrize(
    ("yes", "expected"),
    [
        (("emotion-or-categorisation",), ["r12-inform"]),
        (("deepfake",), ["r12-deepfake"]),
        (("public-interest-text",), ["r12-text"]),
        (("public-interest-text", "human-review"), ["r12-text"]),
        (("public-interest-text", "editorial-responsibility"), ["r12-text"]),
        (("public-interest-text", "human-review", "editorial-responsibility"), []),
    ],
)
def test_r12_text_is_spared_by_review_and_responsibility_together(yes: tuple[str, ...], expected: list[str]) -> None:
    assert codes(found(*yes)) == [*expected, *LITERACY]
    assert "R12" not in found(*yes, city_deploys="no").reasons


def test_r13_is_for_whoever_uses_or_provides() -> None:
    assert codes(found(city_deploys="no")) == []
    assert codes(found("city-develops", city_deploys="no")) == LITERACY


def test_r14_a_public_body_complies_by_2030_and_others_on_a_design_change() -> None:
    public = starts(found(ANNEX_III[0], "already-in-service"))
    assert str(public["r14-public-authority"]) == str(public["r7-logs"]) == "2030-08-02"
    private = starts(found(ANNEX_III[0], "already-in-service", public_body="no"))
    assert "r14-public-authority" not in private
    assert private["r14-design-change"] is private["r7-logs"] is None


@pytest.mark.parametrize("use", [*ANNEX_III, "talks-to-people", "generates-content", "deepfake"])
def test_transparency_and_literacy_stack_on_every_class(use: str) -> None:
    one = found(use, "talks-to-people", "deepfake")
    assert {"R11", "R12", "R13"} <= set(one.reasons)


def test_what_grounds_a_reason_is_what_was_answered_yes() -> None:
    facts = sheet("annex-iii-5a-benefits", "annex-i-product", profiling="unknown")
    assert [one.code for one in grounds("R4", facts)] == ["annex-iii-5a-benefits"]
    assert grounds("R5", facts) == ()
