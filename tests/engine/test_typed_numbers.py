"""One reading of the numbers people type, whatever the page."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.messages import Language
from sobria.engine.typed_numbers import Unreadable, grouped, read_number, typed


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1060", 1060.0),
        ("1 060,5", 1060.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,060,000", 1_060_000.0),
        ("1.060.000", 1_060_000.0),
        ("0,125", 0.125),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("+3", 3.0),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en", None])
def test_what_has_one_meaning_is_read_in_every_language(text: str, amount: float, language: Language | None) -> None:
    assert float(read_number(text, language)) == amount


@pytest.mark.parametrize(
    ("text", "language", "amount"), [("1,060", "en", 1060.0), ("1.060", "en", 1.06), ("1,060", "fr", 1.06)]
)
def test_the_language_of_the_reader_settles_what_its_pages_print(text: str, language: Language, amount: float) -> None:
    assert float(read_number(text, language)) == amount


@pytest.mark.parametrize(("text", "language"), [("1.060", "fr"), ("1.060", None), ("1,060", None)])
def test_two_meanings_are_refused_and_both_are_said(text: str, language: Language | None) -> None:
    with pytest.raises(Unreadable) as refused:
        read_number(text, language)
    assert refused.value.readings == ("1060", text[:-1])


def test_the_readings_that_are_proposed_have_one_meaning() -> None:
    with pytest.raises(Unreadable) as refused:
        read_number("1,234", None)
    assert refused.value.readings is not None
    assert [float(read_number(one, None)) for one in refused.value.readings] == [1234.0, 1.234]


@pytest.mark.parametrize("text", ["", "douze", "1 2", "1,06,0", "1.2.3", "1e3", "\u0663", "nan", "--1", "9" * 99])
def test_what_is_no_number_has_no_reading(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_number(text, "en")
    assert refused.value.readings is None


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e11, max_value=1e11), st.sampled_from(["fr", "en"]))
def test_what_is_written_back_is_read_the_same(value: float, language: Language) -> None:
    with contextlib.suppress(Unreadable):  # only below the twelfth decimal
        assert float(read_number(typed(value, language), language)) == pytest.approx(value, rel=1e-9, abs=1e-11)


def test_a_number_is_written_back_in_the_language_of_the_page() -> None:
    assert (typed(1060.0, "fr"), typed(1.06, "fr"), typed(1.06, "en"), typed(None, "en")) == (
        "1060",
        "1,06",
        "1.06",
        "",
    )
    assert typed(44.1489361702, "fr", places=1) == "44,1"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (4680, "4\N{NARROW NO-BREAK SPACE}680", "4,680"),
        (-1234567.5, "-1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,5", "-1,234,567.5"),
        (0.25, "0,25", "0.25"),
        (999, "999", "999"),
    ],
)
def test_a_number_to_read_has_its_thousands_grouped(value: float, french: str, english: str) -> None:
    assert (grouped(value, "fr"), grouped(value, "en")) == (french, english)
