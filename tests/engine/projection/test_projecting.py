"""The projection worked by hand on small inventories, and what it must never do."""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sobria.engine.messages import Refusal
from sobria.engine.projection.choices import Choice, faults, sentence
from sobria.engine.projection.factors import electricity, factors
from sobria.engine.projection.inventory import Fleet, Inventory, Service, spread_undated
from sobria.engine.projection.moments import Moments
from sobria.engine.projection.projecting import Known, Projection, project, published

ON, COUNTRY = date(2026, 11, 26), "FRA"
LAPTOPS = Fleet("laptop", (100.0, 90.0, 80.0, 60.0, 30.0))
SCREENS = Fleet("monitor", (50.0,) * 6)
SERVERS = Fleet("server", (40.0,))
AI = Service("ai-service", 1000.0, 500.0, 2000.0)
CITY = Inventory(2026, (LAPTOPS, SCREENS, SERVERS), (AI,), 1.6)
LAST = Inventory(2049, (Fleet("laptop", (100.0,)), SERVERS), (), 1.6)
"""An inventory whose only year to come is the last one projected: one step, done by hand."""


def projected(choice: Choice, inventory: Inventory = CITY, known: Known | None = None) -> Projection:
    return project(inventory, choice, known or Known(), on=ON, country=COUNTRY)


def bought_next_year(units: float, life: float) -> float:
    """Devices bought a year after all of `units` were of age zero, with the Weibull law of the catalogue, by hand."""
    scale = life / math.gamma(1 + 1 / 2.5)
    alive = math.exp((0.5 / scale) ** 2.5 - (1.5 / scale) ** 2.5)
    return units * (1 - alive) / math.exp(-((0.5 / scale) ** 2.5))


def making(category: str) -> float:
    found = factors(category, on=ON, country=COUNTRY).making
    assert found
    return found.value


def test_no_lever_changes_nothing() -> None:
    found = projected(Choice(2027))
    assert found.effects == ()
    assert (found.together.horizon.value, found.together.spared, found.overlap) == (0, 0, 0)
    assert all(one.nothing == one.acting for one in found.points)


def test_a_longer_life_by_hand() -> None:
    found = projected(Choice(2050, {"life-laptop": 7.0}), LAST).together
    spared = bought_next_year(100, 5) - bought_next_year(100, 7)
    assert found.spared == pytest.approx(spared)
    assert found.horizon.value == pytest.approx(spared * making("laptop"))


def test_a_year_that_is_past_sees_nothing_avoided() -> None:
    late = replace(CITY, year=2032)
    assert projected(Choice(2033, {"life-laptop": 7.0}), late).together.milestone.value == 0


def test_refurbished_purchases_by_hand() -> None:
    found = projected(Choice(2050, {"refurbished": 50.0}), LAST).together
    assert found.horizon.value == pytest.approx(bought_next_year(100, 5) * 0.5 * 0.7 * making("laptop"))


def test_a_better_pue_by_hand() -> None:
    found = projected(Choice(2050, {"pue": 1.3}), LAST).together
    power = factors("server", on=ON, country=COUNTRY).power
    assert power
    gained = (1.6 - 1.3) / 3  # a third of the effect in the first of three years
    assert found.horizon.value == pytest.approx(40 * power.value * gained * electricity(on=ON, country=COUNTRY).value)


def test_ai_growth_by_hand() -> None:
    found = projected(Choice(2027, {"ai": 0.0}), replace(CITY, fleets=())).together
    assert found.milestone.value == pytest.approx(1000 * (sum(1.1263**year for year in range(1, 5)) - 4))


def test_a_year_of_the_fleet_by_hand() -> None:
    point = projected(Choice(2050), LAST).points[0]
    mix = electricity(on=ON, country=COUNTRY).value
    rows = {code: factors(code, on=ON, country=COUNTRY) for code in ("laptop", "server")}
    use = 100 * rows["laptop"].power.value * mix + 40 * rows["server"].power.value * mix * 1.6  # type: ignore[union-attr]
    assert point.nothing.value == pytest.approx(100 * making("laptop") / 5 + 40 * making("server") / 5 + use)


def test_years_are_carried_forward_from_the_footprint_the_city_publishes() -> None:
    free, anchored = projected(Choice(2027)), projected(Choice(2027), known=Known(yearly_kg=5e6))
    assert anchored.is_anchored
    first = anchored.points[0].nothing
    assert (first.value, first.low, first.high) == pytest.approx((5e6, 5e6, 5e6))
    for one, other in zip(free.points, anchored.points, strict=True):
        assert one.nothing.value / free.points[0].nothing.value == pytest.approx(other.nothing.value / 5e6)
    last, held = free.points[-1].nothing, anchored.points[-1].nothing
    assert (held.high - held.low) / held.value < (last.high - last.low) / last.value


def test_the_published_trend_is_interpolated_and_rebased() -> None:
    assert [published(year) for year in (2019, 2020, 2030, 2040, 2050)] == pytest.approx([None, 1, 1.45, 2.16, 2.87])
    found = {one.year: one.published for one in projected(Choice(2027), known=Known(yearly_kg=1e6)).points}
    assert found[2026] == pytest.approx(1e6)
    assert found[2050] == pytest.approx(1e6 * 2.87 / 1.27)


def test_levers_that_overlap_avoid_less_together_than_alone() -> None:
    found = projected(Choice(2027, {"life-laptop": 7.0, "refurbished": 60.0}))
    assert found.overlap > 0
    assert found.together.horizon.value < sum(one.horizon.value for one in found.effects)


def test_levers_on_different_things_add_up() -> None:
    found = projected(Choice(2027, {"life-laptop": 7.0, "screens": 30.0}))
    assert found.overlap == pytest.approx(0, abs=1e-6 * found.together.horizon.value)


@settings(max_examples=25, deadline=None)
@given(st.floats(5, 12), st.floats(5, 12), st.integers(2027, 2050))
def test_a_longer_life_never_avoids_less(one: float, other: float, start: int) -> None:
    short, long = sorted((one, other))
    less = projected(Choice(start, {"life-laptop": short})).together
    more = projected(Choice(start, {"life-laptop": long})).together
    assert -1e-6 <= less.horizon.value <= more.horizon.value + 1e-6
    assert less.spared <= more.spared + 1e-9


def test_intervals_hold_their_mean_and_know_their_causes() -> None:
    found = projected(Choice(2027, {"life-laptop": 7.0, "pue": 1.2}))
    for one in (*found.effects, found.together):
        assert 0 < one.horizon.low < one.horizon.value < one.horizon.high
    after = found.points[3]
    assert after.nothing.low < after.nothing.value < after.nothing.high


def test_the_year_a_target_is_met() -> None:
    start = projected(Choice(2027)).points[0].nothing.value
    known = Known(yearly_kg=start, promised=dict.fromkeys(range(2028, 2051), start * 0.9))
    found = projected(Choice(2027, {"servers": 80.0}), known=known)
    assert found.met
    assert found.met_nothing
    assert found.met.likely
    assert 2028 <= found.met.likely <= (found.met.sure or 2050)
    assert found.met_nothing.likely is None
    assert projected(Choice(2027)).met is None


def test_a_target_met_then_lost_is_said() -> None:
    start = projected(Choice(2027)).points[0].nothing.value
    promised = {year: start * (1.5 if year < 2031 else 0.5) for year in range(2027, 2051)}
    met = projected(Choice(2027), known=Known(yearly_kg=start, promised=promised)).met
    assert met
    assert (met.likely, met.lost, met.is_met_today) == (2027, 2031, False)


def test_a_target_held_already_is_said() -> None:
    met = projected(Choice(2027), known=Known(yearly_kg=1e6, promised=dict.fromkeys(range(2026, 2051), 2e6))).met
    assert met
    assert (met.likely, met.sure, met.lost, met.is_met_today) == (2026, 2026, None, True)


def test_cost_saving_and_euros_a_tonne_by_hand() -> None:
    choice = Choice(2050, {"life-laptop": 7.0}, costs={"life-laptop": 30.0})
    found = projected(choice, LAST, Known(prices={"laptop": 800.0})).together
    units = bought_next_year(100, 5) - bought_next_year(100, 7)
    money = found.money
    assert (money.saved, money.priced, money.spent) == pytest.approx((units * 800, 1, units * 30))
    assert money.per_tonne
    assert money.per_tonne.value == pytest.approx(-770 / making("laptop") * 1000)
    assert money.per_tonne.low <= money.per_tonne.value <= money.per_tonne.high


def test_a_cost_or_a_price_nobody_knows_is_unknown_never_zero() -> None:
    values = {"life-laptop": 7.0}
    unsaid = projected(Choice(2027, values), known=Known(prices={"laptop": 800.0})).together.money
    assert (unsaid.spent, unsaid.unknown, unsaid.net, unsaid.per_tonne) == (None, ("life-laptop",), None, None)
    unpriced = projected(Choice(2027, values, costs={"life-laptop": 0.0})).together.money
    assert (unpriced.spent, unpriced.saved, unpriced.net, unpriced.per_tonne) == (0.0, None, None, None)


def test_what_no_source_tells_is_left_out_and_named() -> None:
    found = projected(Choice(2027), replace(CITY, fleets=(*CITY.fleets, Fleet("webcam", (100.0,))), unmatched=50.0))
    assert found.lacking == ("webcam",)
    known = LAPTOPS.total + SCREENS.total + SERVERS.total
    assert found.coverage == pytest.approx(known / (known + 150))


@pytest.mark.parametrize(
    ("choice", "place", "code"),
    [
        (Choice(2026), "start", "projection-before"),
        (Choice(2051), "start", "projection-after"),
        (Choice(2027, {"life-laptop": 40.0}), "life-laptop", "projection-bounds"),
        (Choice(2027, {"life-laptop": 4.0}), "life-laptop", "projection-shorter"),
        (Choice(2027, {"life-phone": 5.0}), "life-phone", "projection-nothing"),
        (Choice(2027, {"pue": 1.7}), "pue", "projection-pue"),
        (Choice(2027, {"refurbished": 5.0}), "refurbished", "projection-refurbished"),
        (Choice(2027, {"screens": -1.0}), "screens", "projection-bounds"),
        (Choice(2027, {"life-laptop": 9.0, "refurbished": 80.0}), "", "projection-conflict-age"),
        (Choice(2027, {"life-screen": 11.0, "screens": 75.0}), "", "projection-conflict-screens"),
        (Choice(2027, {"life-server": 10.0, "servers": 85.0}), "", "projection-conflict-servers"),
    ],
)
def test_what_cannot_be_is_refused_with_its_sentence(choice: Choice, place: str, code: str) -> None:
    city = replace(CITY, fleets=(replace(LAPTOPS, reused=0.1), SCREENS, SERVERS))
    found = list(faults(choice, city))
    assert [(where, refusal.code) for where, refusal in found] == [(place, code)]
    for language in ("fr", "en"):
        assert "{" not in sentence(found[0][1], language)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        projected(choice, city)


def test_a_life_said_to_be_four_years_today_may_become_six() -> None:
    said = Choice(2027, {"life-laptop": 6.0}, lives={"laptop": 4.0})
    assert list(faults(said, CITY)) == []
    assert projected(said).together.horizon.value > projected(Choice(2027, {"life-laptop": 6.0})).together.horizon.value


@pytest.mark.parametrize("fleets", [(), (Fleet("webcam", (10.0,)),), (Fleet("laptop", ()),)])
def test_an_empty_inventory_says_what_to_do(fleets: tuple[Fleet, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        projected(Choice(2027), Inventory(2026, fleets, (), 1.6))
    assert refused.value.code == "projection-empty"


def test_a_refusal_writes_its_numbers_as_the_reader_does() -> None:
    refusal = next(iter(faults(Choice(2027, {"pue": 1.75}), CITY)))[1]
    assert "1,75" in sentence(refusal, "fr")
    assert "1.75" in sentence(refusal, "en")


def test_devices_without_a_date_are_spread_like_the_others() -> None:
    assert spread_undated({0: 30.0, 2: 10.0}, 20.0, life=5) == pytest.approx((45, 0, 15))
    assert spread_undated({}, 20.0, life=4) == pytest.approx((5, 5, 5, 5))


def test_what_moves_two_quantities_alike_cancels() -> None:
    before, after = Moments(100.0, {"a": 20.0, "b": 5.0}), Moments(80.0, {"a": 16.0})
    gap = before.minus(after)
    assert (gap.mean, gap.deviations) == (20, {"a": 4.0, "b": 5.0})
    ratio = after.relative_to(before, scale=1000)
    assert ratio.mean == pytest.approx(800)
    assert ratio.deviations == pytest.approx({"a": 0, "b": -40})
