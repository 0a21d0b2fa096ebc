import math
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.footprint.method import relative_variance
from sobria.engine.footprint.uncertainty import Profile, interval, probability_less

SIGMAS = {"a": 0.4, "b": 0.25, "c": 0.3}


def profile(parts: dict[str, float], *, noise: float = 0.0, mean: float | None = None) -> Profile:
    spreads = {row: relative_variance(sigma) for row, sigma in SIGMAS.items()}
    return Profile(parts, spreads, sum(parts.values()) if mean is None else mean, noise)


def test_one_factor_gives_back_its_own_percentiles() -> None:
    sigma = 0.5
    found = interval(100.0, 100.0**2 * relative_variance(sigma))
    assert found.p50 == pytest.approx(100 * math.exp(-(sigma**2) / 2))
    assert found.low == pytest.approx(found.p50 * math.exp(-1.6449 * sigma))
    assert found.high == pytest.approx(found.p50 * math.exp(1.6449 * sigma))


def test_an_exact_figure_has_no_width() -> None:
    assert interval(12.0, 0.0) == (12.0, 12.0, 12.0)


def test_net_credits_mirror_the_interval() -> None:
    positive, negative = interval(10.0, 4.0), interval(-10.0, 4.0)
    assert negative == pytest.approx((-positive.high, -positive.p50, -positive.low))


def test_credits_that_just_cancel_still_vary() -> None:
    low, middle, high = interval(0.0, 4.0)
    assert (low, middle, high) == pytest.approx((-2 * 1.6449, 0.0, 2 * 1.6449))


@given(st.floats(1e-6, 1e6), st.floats(1e-9, 1e3))
def test_the_interval_holds_its_median_and_grows_with_the_variance(mean: float, relative: float) -> None:
    narrow = interval(mean, mean * mean * relative)
    wide = interval(mean, mean * mean * relative * 2)
    assert 0 < narrow.low < narrow.p50 < narrow.high
    assert wide.high / wide.low > narrow.high / narrow.low


def test_the_sum_agrees_with_a_seeded_draw() -> None:
    """Fenton–Wilkinson against 40,000 draws: shared rows move together, lines' errors apart."""
    draw = random.Random(20261123)
    parts = {"a": 60.0, "b": 30.0, "c": 10.0}
    line, quality = 2.0, 0.12
    lines = 50
    noise = lines * line**2 * relative_variance(quality)
    sums = []
    for _ in range(40_000):
        moved = sum(part * draw.lognormvariate(-(SIGMAS[row] ** 2) / 2, SIGMAS[row]) for row, part in parts.items())
        error = draw.gauss(0.0, math.sqrt(noise))  # fifty independent errors: normal by their number
        sums.append(moved + error)
    cuts = statistics.quantiles(sums, n=20)
    found = profile(parts, noise=noise).interval()
    assert found.low == pytest.approx(cuts[0], rel=0.05)
    assert found.p50 == pytest.approx(cuts[9], rel=0.02)
    assert found.high == pytest.approx(cuts[18], rel=0.02)


def test_the_probability_agrees_with_a_seeded_draw_when_rows_are_shared() -> None:
    draw = random.Random(7)
    first, second = {"a": 80.0, "b": 20.0}, {"a": 75.0, "c": 30.0}
    below = 0
    for _ in range(40_000):
        moved = {row: draw.lognormvariate(-(sigma**2) / 2, sigma) for row, sigma in SIGMAS.items()}
        below += sum(first[row] * moved[row] for row in first) < sum(second[row] * moved[row] for row in second)
    assert probability_less(profile(first), profile(second)) == pytest.approx(below / 40_000, abs=0.06)


def test_a_shared_factor_cancels_so_that_fewer_devices_are_surely_less() -> None:
    assert probability_less(profile({"a": 90.0}), profile({"a": 100.0})) == 1.0
    assert probability_less(profile({"a": 100.0}), profile({"a": 90.0})) == 0.0
    assert probability_less(profile({"a": 100.0}), profile({"a": 100.0})) == 0.5


def test_without_a_shared_factor_the_same_gap_is_doubtful() -> None:
    doubtful = probability_less(profile({"a": 90.0}), profile({"b": 100.0}))
    assert doubtful is not None
    assert 0.4 < doubtful < 0.9


def test_a_total_that_is_not_positive_has_no_probability() -> None:
    assert probability_less(profile({"a": -1.0}), profile({"a": 1.0})) is None


@given(
    first=st.dictionaries(st.sampled_from("abc"), st.floats(0.1, 1e4), min_size=1),
    second=st.dictionaries(st.sampled_from("abc"), st.floats(0.1, 1e4), min_size=1),
    noise=st.floats(0.0, 1e4),
)
def test_one_of_the_two_is_the_lower(first: dict[str, float], second: dict[str, float], noise: float) -> None:
    one, other = profile(first, noise=noise), profile(second, noise=noise)
    there, back = probability_less(one, other), probability_less(other, one)
    assert there is not None
    assert back is not None
    assert there + back == pytest.approx(1.0, abs=1e-9)
