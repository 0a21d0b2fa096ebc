"""A code typed wrong is found out before anyone looks for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.devices.codes import ALPHABET, DRAWN, LENGTH, code_of, read, shown
from sobria.engine.messages import Refusal

CODES = st.lists(st.integers(0, len(ALPHABET) - 1), min_size=DRAWN, max_size=DRAWN).map(code_of)


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        read(text)
    return caught.value.code


@given(CODES)
def test_a_code_is_read_as_it_is_shown_in_any_case_with_or_without_hyphens(code: str) -> None:
    assert read(shown(code)) == read(f"  {shown(code).lower().replace('-', ' ')}\n") == read(code) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code: str, place: int, other: str) -> None:
    if code[place] != other:
        assert refusal(code[:place] + other + code[place + 1 :]) == "device-code-typed"


@given(CODES, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_characters_exchanged_are_always_found(code: str, one: int, other: int) -> None:
    typed = list(code)
    typed[one], typed[other] = typed[other], typed[one]
    if code[one] != code[other]:
        assert refusal("".join(typed)) == "device-code-typed"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "device-code-empty"),
        (" - ", "device-code-empty"),
        ("K7QM-3XPA-9RT", "device-code-length"),
        ("K7QM-3XPA-9RTDD", "device-code-length"),
        ("K7QM-3XPA-9RT0", "device-code-never"),
        ("IIII", "device-code-never"),
        ("K7QM=3XPA-9RTD", "device-code-character"),
        ("é", "device-code-character"),
    ],
)
def test_what_is_wrong_is_named(typed: str, code: str) -> None:
    assert refusal(typed) == code


def test_no_letter_of_a_code_looks_like_a_figure() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("01IO") & set(ALPHABET)


def test_eleven_small_numbers_make_a_code_and_nothing_else_does() -> None:
    for drawn in ([0] * (DRAWN - 1), [len(ALPHABET)] * DRAWN, [-1] * DRAWN):
        with pytest.raises(ValueError, match="make a code"):
            code_of(drawn)
