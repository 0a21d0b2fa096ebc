"""What was promised, day by day, and where a value stands against it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.indicators.legal_targets import load_legal_targets
from sobria.engine.indicators.trajectory import Shape, Trajectory, expected, standing
from sobria.engine.indicators.value import Value
from sobria.engine.messages import Refusal

START = date(2024, 12, 31)
# Worked example: 40 % at the end of 2024, 60 % at the end of 2026 (730 days), 80 % at the end of 2028 (731 days).
EXAMPLE = Trajectory(START, 40.0, ((date(2026, 12, 31), 60.0), (date(2028, 12, 31), 80.0)), "linear")
STAIRS = Trajectory(None, None, ((date(2024, 1, 1), 20.0), (date(2027, 1, 1), 25.0)), "stepped")


def value(amount: float | None, *, end: date = date(2025, 12, 31), **more: float) -> Value:
    return Value("S12", date(end.year, 1, 1), end, "%", value=amount, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "promised"),
    [
        (date(2024, 12, 30), None),
        (START, 40.0),
        (date(2025, 12, 31), 50.0),
        (date(2026, 12, 31), 60.0),
        (date(2028, 12, 31), 80.0),
        (date(2035, 1, 1), 80.0),
    ],
)
def test_a_straight_line_is_followed_piece_by_piece_and_its_end_stays_promised(
    day: date, promised: float | None
) -> None:
    assert expected(EXAMPLE, day) == promised


def test_stairs_hold_the_last_step_reached_and_nothing_before_the_first() -> None:
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2031, 1, 1)]
    assert [expected(STAIRS, day) for day in days] == [None, 20.0, 20.0, 25.0, 25.0]


def test_stairs_with_a_baseline_hold_it_until_the_first_step() -> None:
    stairs = Trajectory(START, 10.0, ((date(2026, 1, 1), 20.0),), "stepped")
    assert [expected(stairs, day) for day in (START, date(2025, 12, 31), date(2026, 1, 1))] == [10.0, 10.0, 20.0]


amounts = st.floats(-1e6, 1e6, allow_nan=False)
gaps = st.integers(1, 3000)


@st.composite
def trajectories(draw: st.DrawFn, shape: Shape = "linear") -> Trajectory:
    day, steps = START, list[tuple[date, float]]()
    for gap in draw(st.lists(gaps, min_size=1, max_size=4)):
        day += timedelta(days=gap)
        steps.append((day, draw(amounts)))
    return Trajectory(START, draw(amounts), tuple(steps), shape)


@given(trajectories())
def test_the_line_goes_through_its_baseline_and_all_its_steps(trajectory: Trajectory) -> None:
    for day, amount in trajectory.points:
        assert expected(trajectory, day) == pytest.approx(amount)


@given(trajectories(), st.integers(0, 12_000))
def test_a_day_moves_the_line_by_no_more_than_the_steepest_slope(trajectory: Trajectory, offset: int) -> None:
    points = trajectory.points
    slopes = [abs(b - a) / (later - day).days for (day, a), (later, b) in pairwise(points)]
    today, tomorrow = (expected(trajectory, START + timedelta(days=offset + extra)) for extra in (0, 1))
    assert today is not None
    assert tomorrow is not None
    assert abs(tomorrow - today) <= max(slopes) * (1 + 1e-6) + 1e-6


@given(trajectories(), st.data())
def test_between_two_steps_the_line_never_turns_back(trajectory: Trajectory, data: st.DataObject) -> None:
    points = trajectory.points
    piece = data.draw(st.integers(0, len(points) - 2))
    (day, low), (later, high) = points[piece], points[piece + 1]
    inside = sorted(data.draw(st.lists(st.integers(0, (later - day).days), min_size=2, max_size=2)))
    first, second = (expected(trajectory, day + timedelta(days=offset)) for offset in inside)
    assert first is not None
    assert second is not None
    assert (second - first) * (high - low) >= -1e-6


@given(trajectories("stepped"), st.integers(0, 12_000))
def test_stairs_only_ever_promise_the_value_of_a_point(trajectory: Trajectory, offset: int) -> None:
    assert expected(trajectory, START + timedelta(days=offset)) in {amount for _day, amount in trajectory.points}


@pytest.mark.parametrize(
    ("direction", "amount", "gap", "state"),
    [
        ("up", 55.0, 5.0, "ahead"),
        ("up", 45.0, -5.0, "behind"),
        ("up", 50.0, 0.0, "on-track"),
        ("down", 55.0, -5.0, "behind"),
        ("down", 45.0, 5.0, "ahead"),
        ("none", 55.0, -5.0, "behind"),
        ("none", 45.0, -5.0, "behind"),
    ],
)
def test_the_gap_is_positive_on_the_good_side(direction: str, amount: float, gap: float, state: str) -> None:
    found = standing(EXAMPLE, direction, value(amount), date(2026, 11, 24))  # type: ignore[arg-type]
    assert (found.expected, found.gap, found.state, found.uncertain) == (50.0, gap, state, False)


def test_a_value_is_held_against_the_end_of_its_own_period() -> None:
    found = standing(EXAMPLE, "up", value(50.0), date(2028, 12, 31))
    assert (found.at, found.state) == (date(2025, 12, 31), "on-track")


def test_a_period_that_is_not_over_is_held_against_the_day_asked() -> None:
    found = standing(EXAMPLE, "up", value(50.0, end=date(2026, 12, 31)), date(2025, 12, 31))
    assert (found.at, found.state) == (date(2025, 12, 31), "on-track")


def test_a_promise_within_the_interval_cannot_be_told_apart_from_the_value() -> None:
    found = standing(EXAMPLE, "up", value(47.0, low=42.0, high=52.0), date(2025, 12, 31))
    assert (found.state, found.uncertain, found.gap) == ("on-track", True, -3.0)


def test_without_value_the_promise_is_still_said() -> None:
    found = standing(EXAMPLE, "up", value(None), date(2025, 12, 31))
    assert (found.expected, found.gap, found.state, found.reason) == (50.0, None, "unknown", "no-value")


def test_a_value_older_than_the_baseline_is_not_compared() -> None:
    found = standing(EXAMPLE, "up", value(12.0, end=date(2023, 12, 31)), date(2025, 12, 31))
    assert (found.gap, found.state, found.reason) == (None, "unknown", "before-baseline")


def test_without_target_there_is_nothing_to_stand_against() -> None:
    assert standing(None, "up", value(12.0), START).state == "no-target"
    assert standing(STAIRS, "up", value(12.0), date(2020, 1, 1)).state == "no-target"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ((None, None, ((START, 1.0),), "linear"), "target-no-baseline"),
        ((START, None, ((date(2026, 1, 1), 1.0),), "linear"), "target-half-baseline"),
        ((START, 1.0, (), "linear"), "target-no-step"),
        ((START, 1.0, ((START, 2.0),), "linear"), "target-same-date"),
        ((START, 1.0, ((date(2026, 1, 1), 2.0), (date(2025, 1, 1), 3.0)), "linear"), "target-date-order"),
        ((START, 1.0, ((date(2026, 1, 1), float("nan")),), "linear"), "target-not-finite"),
        ((START, 1.0, ((date(2026, 1, 1), 2.0),), "curved"), "target-shape"),
    ],
)
def test_points_that_are_no_trajectory_are_refused_with_a_sentence(facts: tuple[object, ...], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        Trajectory(*facts)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert refused.value.sentence("fr")
    assert refused.value.sentence("en")


def test_the_law_asks_its_dated_steps() -> None:
    legal = load_legal_targets()
    asked = {code: [amount for _day, amount in target.trajectory.steps] for code, target in legal.items()}
    assert asked == {"S12": [20.0, 25.0, 30.0], "S14": [25.0, 35.0, 50.0]}
    assert all(target.source and target.article("fr") and target.article("en") for target in legal.values())
