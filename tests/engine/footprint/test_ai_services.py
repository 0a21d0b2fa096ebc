"""Language models: a worked example by hand, and what must hold for any model."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.footprint.ai_services import (
    MILLION,
    ai_rows,
    embodied,
    energy_kwh,
    gpu_energy_wh_per_token,
    gpus_needed,
    latency_s_per_token,
)
from sobria.engine.footprint.catalogue import load_catalogue

CATALOGUE = load_catalogue()
sizes = st.floats(min_value=0.5, max_value=2000)


def test_llama_70b_worked_by_hand() -> None:
    # 70.55 billion parameters, all active; batch of 64; 16-bit weights.
    # GPU energy per token: 1.16653e-6 × e^(−0.011206 × 64) × 70.55 + 4.05293e-5 = 8.07013e-5 Wh
    per_token = gpu_energy_wh_per_token(CATALOGUE, active=70.55)
    assert per_token == pytest.approx(8.07013e-5, rel=1e-4)
    # memory 1.2 × 70.55 × 16/8 = 169.32 GB → 3 GPUs of 80 GB → 4
    assert gpus_needed(CATALOGUE, total=70.55) == 4
    # latency 0.000678509 × 70.55 + 0.000311931 × 64 + 0.019473718 = 0.0873061 s per token
    assert latency_s_per_token(CATALOGUE, active=70.55) == pytest.approx(0.0873061, rel=1e-4)
    # server: 1e6 × 0.0873061 / 3600 h × 1.2 kW × 4/8 / 64 = 0.227360 kWh; GPUs: 4 × 0.0807013 = 0.322805 kWh
    # × PUE 1.15 → 0.632690 kWh per million tokens
    assert energy_kwh(CATALOGUE, tokens=MILLION, active=70.55, total=70.55) == pytest.approx(0.632690, rel=1e-4)
    # hardware 4/8 × 5700 + 4 × 273 = 3942 kg; × 87306.1 s / (3 × 31 536 000 s × 64) = 0.0568399 kg
    made = embodied(CATALOGUE, criterion="gwp", tokens=MILLION, active=70.55, total=70.55)
    assert made == pytest.approx(0.0568399, rel=1e-4)


def test_a_mixture_of_experts_uses_less_than_a_dense_model_of_its_size() -> None:
    sparse = energy_kwh(CATALOGUE, tokens=MILLION, active=37, total=671)
    dense = energy_kwh(CATALOGUE, tokens=MILLION, active=671, total=671)
    assert sparse < dense / 3


@given(active=sizes, more=st.floats(min_value=1, max_value=10))
def test_more_parameters_never_use_less(active: float, more: float) -> None:
    small = energy_kwh(CATALOGUE, tokens=MILLION, active=active, total=active)
    assert small > 0
    assert energy_kwh(CATALOGUE, tokens=MILLION, active=active * more, total=active * more) >= small


@given(total=sizes)
def test_gpus_are_a_power_of_two_that_holds_the_model(total: float) -> None:
    gpus = gpus_needed(CATALOGUE, total=total)
    assert math.log2(gpus).is_integer()
    assert gpus * 80 >= 1.2 * total * 2


@given(tokens=st.floats(min_value=1, max_value=1e9))
def test_impacts_are_proportional_to_tokens(tokens: float) -> None:
    one = energy_kwh(CATALOGUE, tokens=1, active=8, total=8)
    assert energy_kwh(CATALOGUE, tokens=tokens, active=8, total=8) == pytest.approx(tokens * one)


def test_each_model_has_its_electricity_and_its_making() -> None:
    rows = ai_rows(CATALOGUE, pack="ai")
    assert len(rows) == 4 * len(CATALOGUE.ai_models)
    llama = {row.criterion: row for row in rows if row.model_key == "meta|llama 3 1 70b"}
    assert {(c, r.stage, r.per) for c, r in llama.items()} == {
        ("kwh", "use", "item"),
        ("gwp", "embodied", "item"),
        ("adpe", "embodied", "item"),
        ("pe", "embodied", "item"),
    }
    assert llama["kwh"].value == pytest.approx(0.632690, rel=1e-4)
    assert llama["kwh"].high / llama["kwh"].low > 2
    assert llama["gwp"].source_date <= date(2026, 11, 23)
    assert "huggingface.co/meta-llama" in llama["gwp"].source
