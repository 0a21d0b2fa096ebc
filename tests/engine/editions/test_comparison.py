"""Each case is worked by hand in its comment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.editions.documents import figure, past

from sobria.engine.editions.comparison import Change, Split, compare
from sobria.engine.editions.differences import differences

AMOUNTS = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


def only(changes: list[Change]) -> Change:
    (one,) = changes
    return one


def test_a_room_tells_the_factors_from_the_city_and_the_rest_is_correction() -> None:
    # 100 was frozen; today's factors add 30 to the old year, the city saved 20, so 10 more come from corrections.
    change = only(compare([figure("S1", 100, 2025)], [figure("S1", 120)], {"S1": Split(30, -20)}))
    assert (change.change, change.method, change.revised, change.real) == (20, 30, 10, -20)
    assert change.way == "restated"


def test_with_the_same_method_a_correction_of_the_past_is_not_a_real_change() -> None:
    # The old year was frozen at 100 and is now known to be 90: of +20, −10 is the correction and +30 is real.
    change = only(compare([figure("S8", 100, 2025)], [figure("S8", 120, previous=past(90))], {}))
    assert (change.method, change.revised, change.real) == (0, -10, 30)


def test_a_formula_is_made_again_with_what_the_new_method_says_of_its_inputs() -> None:
    # 1000 × 100 t ÷ 50 people = 2000. With the new factors, 1000 × 130 ÷ 50 = 2600: method +600; 2400 now: real −200.
    formula = {"expression": "1000 * S1 / fte", "inputs": ["S1", "fte"]}
    before = [figure("S1", 100, 2025), figure("S2", 2000, 2025, **formula), figure("fte", 50, 2025)]
    after = [figure("S1", 120), figure("S2", 2400, **formula), figure("fte", 50)]
    found = {one.code: one for one in compare(before, after, {"S1": Split(30, -10)})}
    assert found["S2"].way == "recomputed"
    assert (found["S2"].method, found["S2"].real) == pytest.approx((600, -200))


def test_another_method_that_nobody_can_compute_again_is_said_not_separable() -> None:
    change = only(compare([figure("S6", 10, 2025)], [figure("S6", 12, method="M2")], {}))
    assert (change.way, change.change, change.method, change.real) == ("not-separable", 2, None, None)


def test_a_formula_whose_frozen_inputs_do_not_give_its_frozen_value_is_not_separable() -> None:
    formula = {"expression": "S1 / fte", "inputs": ["S1", "fte"]}
    before = [figure("S1", 100, 2025), figure("S2", 3, 2025, **formula), figure("fte", 50, 2025)]
    after = [figure("S1", 120), figure("S2", 2.4, **formula), figure("fte", 50)]
    assert {one.code: one.way for one in compare(before, after, {"S1": Split(30, -10)})}["S2"] == "not-separable"


def test_what_appears_or_is_lost_is_said_without_a_difference() -> None:
    ways = {one.code: one for one in compare([figure("A", 1, 2025), figure("B")], [figure("A"), figure("B", 2)], {})}
    assert (ways["A"].way, ways["A"].change, ways["B"].way, ways["B"].change) == ("lost", None, "new", None)


def test_a_value_of_the_same_period_only_moves_by_correction() -> None:
    change = only(compare([figure("D8", 7, 2025)], [figure("D8", 8, 2025)], {}))
    assert (change.way, change.revised, change.real) == ("same-period", 1, 0)


@given(was=AMOUNTS, now=AMOUNTS, known=AMOUNTS, method=AMOUNTS, real=AMOUNTS)
def test_the_parts_of_a_change_add_up(was: float, now: float, known: float, method: float, real: float) -> None:
    before = [figure("S1", was, 2025), figure("S8", was, 2025)]
    after = [figure("S1", now), figure("S8", now, previous=past(known))]
    for one in compare(before, after, {"S1": Split(method, real)}):
        parts = (one.method, one.revised, one.real)
        assert sum(part or 0 for part in parts) == pytest.approx(one.change, abs=1e-3)


def test_a_revision_lists_each_field_that_differs_and_nothing_else() -> None:
    before = {"figures": [figure("S1", 1), figure("S2", 5)], "duties": [], "measures": []}
    after = {"figures": [figure("S1", 2, recorded="2030-01-01"), figure("S3", 1)], "duties": [], "measures": []}
    headings = dict.fromkeys(("city", "reference", "strategy", "programme", "period_end"), "")
    found = differences(headings | before, headings | after | {"reference": "2027-3"})
    told = [(one["kind"], one["code"], one["field"], one["before"], one["after"]) for one in found]
    assert told == [
        ("edition", "", "reference", "", "2027-3"),
        ("figures", "S1", "value", 1, 2),
        ("figures", "S2", "", "S2", None),
        ("figures", "S3", "", None, "S3"),
    ]
