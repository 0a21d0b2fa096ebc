"""Figures of repairs, by worked examples whose answer is known."""

from datetime import date, timedelta

import pytest

from sobria.engine.equipment import repair
from sobria.engine.equipment.repair import PartUsed, YearsGained
from sobria.engine.equipment.repair_reference import fault_kinds, kind_of, part_kinds, part_of
from sobria.engine.footprint import embodied
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.messages import codes
from sobria.engine.quantities import Estimate, Unknown

ON = date(2026, 11, 26)
TWO_YEARS = YearsGained(2.0, "expected")


def known(found: object) -> Estimate:
    assert isinstance(found, Estimate)
    return found


def test_worked_example_a_laptop_repaired_gains_two_years_of_five() -> None:
    # 247.2 kgCO2e to make one (mean of 422 models), 2 years gained of 5: 247.2 × 2 ÷ 5 = 98.88; a fan from a
    # dismantled device carries nothing.
    found = repair.avoided(
        category="laptop", life_years=5, gained=TWO_YEARS, parts=[PartUsed("Ventilateur", is_reused=True)], on=ON
    )
    net = known(found.net)
    assert net.value == pytest.approx(98.88)
    assert net.unit == "kgCO2e"
    made = known(embodied.total({"laptop": 1}, on=ON))
    assert (net.low, net.high) == (pytest.approx(made.low * 0.4), pytest.approx(made.high * 0.4))
    assert net.low < net.value < net.high
    assert "Boavizta" in found.sources[0]


def test_worked_example_a_new_hard_drive_is_taken_off_with_both_intervals() -> None:
    # 98.88 − 31.1 = 67.78; the least is the least spared less the most a drive costs.
    found = repair.avoided(
        category="laptop", life_years=5, gained=TWO_YEARS, parts=[PartUsed("Disque dur 500 Go")], on=ON
    )
    before, net = known(found.before_parts), known(found.net)
    assert net.value == pytest.approx(98.88 - 31.1)
    assert net.low == pytest.approx(before.low - 56.92)
    assert net.high == pytest.approx(before.high - 14.23)


def test_a_new_part_without_figure_makes_the_result_unknown_and_is_named() -> None:
    found = repair.avoided(
        category="laptop", life_years=5, gained=TWO_YEARS, parts=[PartUsed("Batterie"), PartUsed("Vis")], on=ON
    )
    assert found.net == Unknown("repair-parts-unknown", "Batterie, Vis", "kgCO2e")
    assert known(found.before_parts).value == pytest.approx(98.88)


@pytest.mark.parametrize(
    ("category", "life", "gained", "missing"),
    [
        (None, None, TWO_YEARS, "match"),
        ("ups", None, TWO_YEARS, "embodied:ups"),
        ("laptop", None, TWO_YEARS, "life:laptop"),
        ("laptop", 5.0, None, "began"),
    ],
)
def test_what_lacks_is_named_and_never_counts_for_zero(
    category: str | None, life: float | None, gained: YearsGained | None, missing: str
) -> None:
    found = repair.avoided(category=category, life_years=life, gained=gained, on=ON)
    assert found.net == Unknown("repair-avoided-lacks", missing, "kgCO2e")


def test_years_gained_are_measured_once_the_device_has_left() -> None:
    began, repaired = date(2020, 1, 1), date(2023, 1, 1)
    left = repaired + timedelta(days=731)
    found = repair.years_gained(repaired=repaired, began=began, left=left, life_years=5)
    assert found == YearsGained(731 / 365.25, "measured")


def test_years_gained_are_what_remained_of_the_life_else_a_convention() -> None:
    began = date(2020, 1, 1)
    young = repair.years_gained(repaired=date(2022, 1, 1), began=began, left=None, life_years=5)
    old = repair.years_gained(repaired=date(2025, 6, 1), began=began, left=None, life_years=5)
    assert young is not None
    assert (young.basis, round(young.years, 2)) == ("expected", 3.0)
    assert old == YearsGained(1.0, "least")
    assert repair.years_gained(repaired=ON, began=None, left=None, life_years=5) is None


def test_the_share_of_the_price_is_unknown_without_cost_or_price() -> None:
    assert repair.cost_share(cost_eur=120, replacement_eur=800) == 0.15
    assert repair.cost_share(cost_eur=120, replacement_eur=None) is None
    assert repair.cost_share(cost_eur=None, replacement_eur=800) is None


def test_a_total_says_what_it_covers_and_names_what_no_source_gives() -> None:
    found = known(embodied.total({"laptop": 3, "ups": 1}, on=ON))
    assert (found.value, found.coverage) == (pytest.approx(3 * 247.2), 0.75)
    assert embodied.total({"ups": 1}, on=ON) == Unknown("embodied-unknown", "ups", "kgCO2e")
    assert known(embodied.total({}, on=ON)).value == 0


def test_devices_of_one_category_move_together_and_those_of_two_do_not() -> None:
    ten = known(embodied.total({"laptop": 10}, on=ON))
    one = known(embodied.total({"laptop": 1}, on=ON))
    assert ten.high == pytest.approx(10 * one.high)
    both = known(embodied.total({"laptop": 1, "monitor": 1}, on=ON))
    assert both.high < one.high + known(embodied.total({"monitor": 1}, on=ON)).high


def test_tickets_and_parts_are_recognised_by_their_words() -> None:
    assert kind_of("Écran cassé, il ne s'allume plus : dalle") == "screen"
    assert kind_of("Demande d'accès") == "other"
    charger = part_of("Chargeur de téléphone USB-C")
    assert charger is not None
    assert charger.code == "charger-phone"
    assert part_of("Vis") is None


def test_the_catalogue_of_repairs_holds() -> None:
    known_categories = load_catalogue().categories
    assert fault_kinds()["other"].words == frozenset()
    for part in part_kinds():
        assert part.source
        assert not part.category or part.category in known_categories
        assert not (part.category and part.value)
    assert {"repair-parts-unknown", "repair-avoided-lacks", "embodied-unknown"} <= codes()
