"""Cells as people type and paste them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.indicators.pasted import MAX_CHARACTERS, MAX_ROWS, Place, Read, read_block, read_cell
from sobria.engine.messages import Refusal

HERE = Place("S12", "2025")
CODES = ("S12", "S14", "D3")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,5", 12.5),
        ("12.5", 12.5),
        (" 1 234,5 ", 1234.5),
        ("1\N{NARROW NO-BREAK SPACE}234", 1234.0),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", 1234567.0),
        ("-3", -3.0),
        ("\N{MINUS SIGN}3,5", -3.5),
        ("0", 0.0),
        (",5", 0.5),
    ],
)
def test_numbers_are_read_the_way_they_are_written(text: str, amount: float) -> None:
    assert read_cell(text, HERE) == Read("number", amount)


@pytest.mark.parametrize("text", ["n.d.", "ND", "-", "\N{EM DASH}", "inconnu", "N/A"])
def test_said_unknown_is_unknown_and_never_zero(text: str) -> None:
    assert read_cell(text, HERE) == Read("unknown")


@pytest.mark.parametrize("text", ["", "  ", "\N{NO-BREAK SPACE}"])
def test_a_blank_says_nothing(text: str) -> None:
    assert read_cell(text, HERE) == Read("blank")


def test_a_per_cent_sign_is_read_where_the_unit_is_per_cent() -> None:
    assert read_cell("12,5\N{NARROW NO-BREAK SPACE}%", HERE, percent=True) == Read("number", 12.5)
    with pytest.raises(Refusal) as refused:
        read_cell("12 %", HERE)
    assert refused.value.code == "grid-cell-percent"


@pytest.mark.parametrize(
    "text",
    ["douze", "1 2", "12 34", "1e3", "12 kg", "=1+1", "1/2", "٣", "nan", "inf", "--1", "1.2.3", "9" * 99],
)
def test_a_text_in_a_number_cell_is_refused_with_its_place_and_value(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_cell(text, HERE)
    sentence = refused.value.sentence("fr")
    assert "S12" in sentence
    assert "2025" in sentence
    assert text[:20] in sentence


@pytest.mark.parametrize("text", ["1,060", "1.060", "-44,149"])
def test_a_copied_number_with_two_readings_is_refused_and_both_are_named(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_cell(text, HERE)
    assert refused.value.code == "grid-cell-ambiguous"
    assert text.replace(",", "").replace(".", "") in refused.value.sentence("en")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_cell(text: str) -> None:
    with contextlib.suppress(Refusal):
        read = read_cell(text, HERE)
        assert (read.value is not None) == (read.kind == "number")


def test_a_block_is_placed_by_its_codes_and_years() -> None:
    block = read_block("Code\tNom\t2024\t2025\r\nS12\tAchats\t18,5\t\r\nd3\tEcoIndex\t\t61\r\n", codes=CODES)
    assert [(cell.code, cell.year, cell.text, cell.line) for cell in block.cells] == [
        ("S12", 2024, "18,5", 2),
        ("D3", 2025, "61", 3),
    ]
    assert (block.years, block.blanks, block.ignored, block.refused) == ((2024, 2025), 2, ("Nom",), ())


def test_rows_that_cannot_be_placed_are_named_and_do_not_stop_the_others() -> None:
    block = read_block("\t2025\nZ9\t1\nS12\t2\nS12\t3\nS14\t4\t5\n", codes=CODES)
    assert [cell.text for cell in block.cells] == ["2", "4"]
    assert [refusal.code for refusal in block.refused] == ["grid-row-unknown", "grid-row-twice", "grid-cell-no-column"]
    assert all(refusal.sentence("fr") and refusal.sentence("en") for refusal in block.refused)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "grid-empty"),
        ("S12\t12\n", "grid-no-year"),
        ("\t2025\t2025\nS12\t1\t2\n", "grid-year-twice"),
        ("x" * (MAX_CHARACTERS + 1), "grid-too-long"),
        ("\t2025\n" + "S12\t1\n" * (MAX_ROWS + 1), "grid-too-wide"),
        ("\t2025\n" + "S12" + "\t1" * 80, "grid-too-wide"),
    ],
)
def test_a_block_that_is_no_grid_is_refused_whole(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_block(text, codes=CODES)
    assert refused.value.code == code
    assert refused.value.sentence("fr")


@given(st.text(alphabet="S12\t;\n\r\"'D3 045,.é", max_size=200))
def test_no_pasted_text_breaks_the_reading_of_a_block(text: str) -> None:
    with contextlib.suppress(Refusal):
        assert all(cell.code in CODES for cell in read_block(text, codes=CODES).cells)
