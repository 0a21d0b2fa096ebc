"""A value is shown rounded, never across the threshold it is held against."""

import pytest

from sobria.city.duties.words import near


@pytest.mark.parametrize(
    ("value", "threshold", "shown"),
    [
        (78.2258064516, 100, 78.23),
        (99.9999, 100, 99.9999),
        (100.0, 100, 100.0),
        (100.0001, 100, 100.0001),
        (None, 100, None),
        (0.123456, None, 0.12),
    ],
)
def test_rounding_never_crosses_the_threshold(
    value: float | None, threshold: float | None, shown: float | None
) -> None:
    assert near(value, threshold) == shown
