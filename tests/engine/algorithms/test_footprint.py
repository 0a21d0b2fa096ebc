"""The footprint of a system: examples by hand, what must hold for any volume, what is not known."""

import time
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sobria.engine.algorithms.content import complete
from sobria.engine.algorithms.footprint import CRITERIA, estimate, sentences
from sobria.engine.algorithms.footprint_factors import full_name, named_model
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.journal.canonical import canonical
from sobria.engine.messages import LANGUAGES

DAY = date(2025, 6, 1)
CHATBOT = {
    "ai_model": "Llama 3.1 70B",
    "calls_per_year": 1_000_000,
    "tokens_low": 200,
    "tokens_high": 600,
    "hosting_country": "FRA",
}


def footprint(on: date = DAY, **values: Any) -> dict[str, Any]:
    return estimate(complete(values), default_country="FRA", on=on)


def codes(answer: dict[str, Any]) -> set[str]:
    return {note["code"].removeprefix("algorithm-footprint-") for note in answer["notes"]}


def test_a_chatbot_worked_by_hand() -> None:
    # A million calls of 200 to 600 output tokens: 200 to 600 million tokens, 400 in the middle.
    # Formula, per million tokens: 0.632690 kWh and 0.0568399 kg of hardware (tests of the footprint engine);
    # default interval of low quality: P95 ÷ P50 = 2 → median = mean × exp(−(ln 2 ÷ 1.6449)² ÷ 2) = mean × 0.915026,
    # so mean × 0.457513 to mean × 1.830052.
    # kWh: 200 × 0.632690 × 0.457513 = 57.893; 400 × 0.632690 = 253.076; 600 × 0.632690 × 1.830052 = 694.714
    found = footprint(**CHATBOT)
    assert [found["kwh"][k] for k in ("low", "value", "high")] == pytest.approx([57.893, 253.076, 694.714], rel=1e-4)
    # French electricity of 2025 (Ember): 0.04144 kg, 0.03147 to 0.05319.
    # low: 57.893 × 0.03147 + 200 × 0.0568399 × 0.457513 = 1.82189 + 5.20100 = 7.02289
    # value: 253.076 × 0.04144 + 400 × 0.0568399 = 10.48747 + 22.73596 = 33.22343
    # high: 694.714 × 0.05319 + 600 × 0.0568399 × 1.830052 = 36.95184 + 62.41198 = 99.36382
    gwp = found["criteria"]["gwp"]
    assert [gwp[k] for k in ("low", "value", "high")] == pytest.approx([7.02289, 33.22343, 99.36382], rel=1e-4)
    assert gwp["unit"] == "kgCO2e"
    assert found["coverage"] == "full"


def test_metered_electricity_worked_by_hand() -> None:
    # 1,000 to 1,200 kWh × 0.03147 to 0.05319 kg, 1,100 × 0.04144 in the middle
    found = footprint(kwh_low=1000, kwh_high=1200, hosting_country="FRA")
    gwp = found["criteria"]["gwp"]
    assert [gwp[k] for k in ("low", "value", "high")] == pytest.approx([31.47, 45.584, 63.828])
    assert found["coverage"] == "electricity"
    assert {"metered", "no-hardware"} <= codes(found)


def test_metered_electricity_stands_over_the_formula_and_the_model_gives_the_hardware() -> None:
    both = footprint(**CHATBOT, kwh_low=1000, kwh_high=1200)
    metered = footprint(kwh_low=1000, kwh_high=1200, hosting_country="FRA")
    assert both["kwh"] == metered["kwh"]
    hardware = both["criteria"]["gwp"]["value"] - metered["criteria"]["gwp"]["value"]
    assert hardware == pytest.approx(400 * 0.0568399, rel=1e-4)
    assert both["coverage"] == "full"


MODELS = [full_name(one) for one in load_catalogue().ai_models]
counts = st.integers(min_value=1, max_value=10**9)
lengths = st.integers(min_value=1, max_value=10_000)


@settings(deadline=None)
@given(calls=st.tuples(counts, counts), tokens=st.tuples(lengths, lengths, lengths), model=st.sampled_from(MODELS))
def test_more_calls_or_longer_answers_never_weigh_less(
    calls: tuple[int, int], tokens: tuple[int, int, int], model: str
) -> None:
    low, width, longer = tokens
    volumes = [
        (calls[0], low, low + width),
        (sum(calls), low, low + width),
        (sum(calls), low + longer, low + width + longer),
    ]
    found = [
        footprint(ai_model=model, calls_per_year=n, tokens_low=least, tokens_high=most, hosting_country="FRA")
        for n, least, most in volumes
    ]
    for criterion in CRITERIA:
        for less, more in pairwise(one["criteria"][criterion] for one in found):
            assert 0 < less["low"] < less["value"] < less["high"]
            assert all(more[bound] >= less[bound] for bound in ("low", "value", "high"))


@settings(deadline=None)
@given(low=st.floats(0, 1e6), width=st.floats(0.001, 1e6))
def test_one_bound_declared_for_both_is_still_a_range(low: float, width: float) -> None:
    found = footprint(kwh_low=low + width, kwh_high=low + width)["criteria"]["gwp"]
    assert found["low"] < found["value"] < found["high"]


@pytest.mark.parametrize("name", ["Meta Llama 3.1 70B", "llama 3.1 70b", "meta|llama 3 1 70b", "  LLAMA-3.1-70B "])
def test_a_model_is_known_by_its_name_or_key(name: str) -> None:
    model = named_model(name)
    assert model is not None
    assert (model.provider, model.model) == ("Meta", "Llama 3.1 70B")


def test_every_model_of_the_catalogue_has_a_range() -> None:
    for model in MODELS:
        found = footprint(**CHATBOT | {"ai_model": model})
        assert found["unknown"] == ""
        assert found["criteria"]["gwp"]["low"] > 0


def test_an_unknown_model_gives_no_figure_and_the_nearest_name() -> None:
    found = footprint(**CHATBOT | {"ai_model": "Lama 3.1 70 B"})
    assert (found["kwh"], found["criteria"]) == (None, dict.fromkeys(CRITERIA))
    assert found["unknown"] == "algorithm-footprint-model-unknown"
    assert (found["missing"], found["near"]) == (["ai_model"], "Meta Llama 3.1 70B")
    for language in LANGUAGES:
        assert "Meta Llama 3.1 70B" in sentences(found, language)[0]


def test_an_unknown_model_with_metered_electricity_is_said_beside_the_figure() -> None:
    found = footprint(**CHATBOT | {"ai_model": "Oracle of Delphi"}, kwh_low=10, kwh_high=20)
    assert found["kwh"]["high"] == 20
    assert {"model-unknown", "no-hardware"} <= codes(found)


def test_nothing_declared_is_unknown_never_zero() -> None:
    found = footprint()
    assert found["unknown"] == "algorithm-footprint-nothing-declared"
    assert (found["kwh"], found["criteria"]) == (None, dict.fromkeys(CRITERIA))
    assert set(found["missing"]) == {
        "ai_model", "calls_per_year", "tokens_low", "tokens_high", "kwh_low", "kwh_high",
    }  # fmt: skip


@pytest.mark.parametrize("gone", ["calls_per_year", "tokens_low", "tokens_high", "ai_model"])
def test_the_field_that_lacks_is_named(gone: str) -> None:
    found = footprint(**{code: value for code, value in CHATBOT.items() if code != gone})
    assert (found["unknown"], found["missing"]) == ("algorithm-footprint-incomplete", [gone])


@pytest.mark.parametrize("code", ["calls_per_year", "tokens_high"])
def test_a_zero_is_not_a_volume(code: str) -> None:
    found = footprint(**CHATBOT | {"tokens_low": 0, code: 0})
    assert (found["unknown"], found["missing"]) == ("algorithm-footprint-incomplete", [code])


def test_zero_kilowatt_hours_are_not_a_measure() -> None:
    assert footprint(kwh_low=0, kwh_high=0)["missing"] == ["kwh_high"]


def test_a_reason_given_stands_where_no_volume_does() -> None:
    found = footprint(footprint_unknown="Le fournisseur ne répond pas.")
    assert (found["unknown"], found["missing"]) == ("algorithm-footprint-stated", [])
    assert "Le fournisseur ne répond pas." in sentences(found)[0]
    assert footprint(**CHATBOT, footprint_unknown="Le fournisseur ne répond pas.")["unknown"] == ""


def test_the_country_of_the_city_is_an_assumption() -> None:
    said = footprint(**CHATBOT)
    supposed = footprint(**CHATBOT | {"hosting_country": ""})
    assert supposed["criteria"] == said["criteria"]
    assert "country-assumed" in codes(supposed)
    assert "country-assumed" not in codes(said)


def test_a_country_without_a_figure_takes_that_of_its_group_or_has_none() -> None:
    germany = footprint(**CHATBOT | {"hosting_country": "DEU"})
    assert {"criterion": "adpe", "region": "EU27", "country": "DEU"} in [note["params"] for note in germany["notes"]]
    assert germany["criteria"]["gwp"]["value"] > footprint(**CHATBOT)["criteria"]["gwp"]["value"]
    america = footprint(**CHATBOT | {"hosting_country": "USA"})
    assert america["criteria"]["pe"] is None
    assert america["criteria"]["gwp"] is not None
    assert "criterion-missing" in codes(america)


def test_electricity_is_that_of_the_day() -> None:
    before = footprint(date(2022, 6, 1), **CHATBOT)["criteria"]["gwp"]["value"]
    assert before == pytest.approx(253.076 * 0.07854 + 22.73596, rel=1e-4)
    later = footprint(date(2030, 1, 1), **CHATBOT)
    assert "another-year" in codes(later)
    assert "another-year" not in codes(footprint(**CHATBOT))


def test_every_row_used_is_named_with_its_source_and_licence() -> None:
    sources = footprint(**CHATBOT)["sources"]
    assert {"electricity-ember:electricity:gwp:use:FRA:2025-01-01"} <= {one["factor"] for one in sources}
    assert len(sources) == 7  # kWh; hardware and electricity of three criteria
    assert all(one["source"] and one["licence"] for one in sources)


def test_an_answer_is_plain_and_said_in_both_languages() -> None:
    for answer in (footprint(**CHATBOT), footprint(), footprint(kwh_low=1, kwh_high=2, hosting_country="USA")):
        assert canonical(answer)
        for language in LANGUAGES:
            assert all(sentences(answer, language))


def test_the_largest_volumes_stay_finite() -> None:
    assert canonical(footprint(**CHATBOT | {"calls_per_year": 10**15, "tokens_low": 1e15, "tokens_high": 1e15}))


def test_a_thousand_footprints_take_less_than_two_seconds() -> None:
    content = complete(CHATBOT)
    estimate(content, default_country="FRA", on=DAY)
    started = time.perf_counter()
    for _ in range(1000):
        estimate(content, default_country="FRA", on=DAY)
    assert time.perf_counter() - started < 2
