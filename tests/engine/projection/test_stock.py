"""Stock and flows, by hand on paper and by their laws."""

import math
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.projection.stock import Flows, Lives, follow, growing, kept, reached, survivors

YEARS = 20
FLEETS = st.lists(st.floats(0, 500), min_size=1, max_size=12).map(tuple)
LIFE = st.floats(2, 8)
MORE = st.floats(0, 5)
RATE = st.floats(-0.05, 0.05)


def run(units: tuple[float, ...], lives: Lives, *, rate: float = 0.0, cut: float = 0.0, share: float = 0.0) -> Flows:
    wanted = growing(sum(units), rate=rate, years=YEARS, cut=cut)
    return follow(units, lives=lives, wanted=wanted, reused=(share,) * (YEARS + 1))


def test_one_year_worked_by_hand() -> None:
    # Shape 1 is the exponential law: whatever its age, a device of mean life 4 survives a year with e^(-1/4).
    found = follow((60.0, 40.0), lives=Lives(4, 4, 1, 1.0), wanted=(100.0,), reused=(0.5, 0.25))
    alive = 100 * math.exp(-1 / 4)
    bought = (100 - alive) / math.exp(-0.5 / 4)
    assert found.left[1] == pytest.approx(100 - alive)
    assert found.bought[1] == pytest.approx(bought)
    assert found.stock == pytest.approx((100, 100))
    assert found.reused == pytest.approx((30, bought / 4))
    assert found.spread == pytest.approx((25, 25))
    assert found.reused_spread[1] == pytest.approx(alive * 0.5 / 4 + (100 - alive) * 0.25 / 4)


def test_the_law_has_the_mean_life_it_is_given() -> None:
    for life in (2.5, 5, 8):
        assert sum(survivors(life, shape=2.5, ages=60)) == pytest.approx(life, rel=0.005)


def test_a_fleet_in_balance_buys_its_size_over_its_life_each_year() -> None:
    balanced = tuple(100 * one for one in survivors(5, shape=2.5, ages=30))
    found = run(balanced, Lives(5, 5, 1, 2.5))
    assert found.bought[1:] == pytest.approx([sum(balanced) / 5] * YEARS, rel=0.01)


def test_a_fleet_that_shrinks_buys_nothing_and_keeps_what_still_works() -> None:
    found = follow((100.0,), lives=Lives(10, 10, 1, 2.5), wanted=(10.0,), reused=(0.0, 0.0))
    assert found.bought[1] == 0
    assert 10 < found.stock[1] < 100


@given(FLEETS, LIFE, MORE, RATE, st.floats(0, 0.8))
def test_stock_is_conserved(units: tuple[float, ...], life: float, more: float, rate: float, cut: float) -> None:
    found = run(units, Lives(life, life + more, 2, 2.5), rate=rate, cut=cut)
    for year in range(1, YEARS + 1):
        born = survivors(life if year < 2 else life + more, shape=2.5, ages=1)[0]
        expected = found.stock[year - 1] - found.left[year] + found.bought[year] * born
        assert found.stock[year] == pytest.approx(expected, rel=1e-9, abs=1e-6)
        assert found.left[year] >= -1e-9


@given(FLEETS, LIFE, MORE, st.floats(0, 0.05))
def test_a_longer_life_never_raises_what_has_been_bought(
    units: tuple[float, ...], life: float, more: float, rate: float
) -> None:
    before = accumulate(run(units, Lives(life, life, 1, 2.5), rate=rate).bought)
    after = accumulate(run(units, Lives(life, life + more, 1, 2.5), rate=rate).bought)
    for less, much in zip(after, before, strict=True):
        assert less <= much * (1 + 1e-9) + 1e-6


@given(LIFE, MORE)
def test_a_longer_life_keeps_more_devices_at_every_age(life: float, more: float) -> None:
    short, long = kept(life, shape=2.5, ages=30), kept(life + more, shape=2.5, ages=30)
    assert all(one <= other + 1e-12 for one, other in zip(short, long, strict=True))


def test_a_lever_takes_its_years_to_give_its_effect() -> None:
    assert [reached(year, start=2, ramp=4) for year in range(1, 7)] == [0, 0.25, 0.5, 0.75, 1, 1]
    assert growing(100, rate=0.1, years=2, cut=0.5, start=2, ramp=1) == pytest.approx((110, 60.5))
