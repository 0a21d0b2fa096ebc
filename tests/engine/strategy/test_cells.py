"""A cell is read the way a person typed it, or refused in a sentence."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.strategy.cells import Unread, neutralised, read, restored
from sobria.engine.strategy.sheets import load_sheets


def column(sheet: str, key: str):  # noqa: ANN201
    return next(one for one in load_sheets()[sheet].columns if one.key == key)


DUE = column("steps", "due")
AMOUNT = column("budget", "amount")


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-15",
        "15/03/2026",
        "15.03.2026",
        "15 mars 2026",
        "2026-03-15T00:00:00",
        date(2026, 3, 15),
        46096,
        46096.0,
    ],
)
def test_dates_are_read_as_people_and_spreadsheets_write_them(written: object) -> None:
    assert read(DUE, written)[0] == date(2026, 3, 15)


def test_the_first_of_a_month_and_accents_are_read() -> None:
    assert read(DUE, "1er août 2026")[0] == date(2026, 8, 1)
    assert read(DUE, "2 FÉVRIER 2026")[0] == date(2026, 2, 2)


def test_what_was_not_written_plainly_is_said() -> None:
    assert read(DUE, 46096)[1] == "strategy-read-serial"
    assert read(DUE, "15/03/2026")[1] == "strategy-read-french-date"
    assert read(DUE, datetime(2026, 3, 15, 9, 30))[1] == "strategy-read-time"  # noqa: DTZ001
    assert read(DUE, "2026-03-15")[1] == ""


@pytest.mark.parametrize("written", ["15/03/26", "31/02/2026", "mars 2026", "bientôt", 12, 46096.5, "03/2026", True])
def test_a_date_that_is_not_sure_is_refused(written: object) -> None:
    with pytest.raises(Unread):
        read(DUE, written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1 060,50 €", "1060.50"),
        ("1\u202f060", "1060"),
        ("1.234.567,8", "1234567.8"),
        (1200.5, "1200.5"),
        ("0", "0"),
        ("0,125", "0.125"),
        ("12345", "12345"),
    ],
)
def test_numbers_are_read_as_written_in_french(written: object, value: str) -> None:
    assert read(AMOUNT, written)[0] == Decimal(value)


@pytest.mark.parametrize("written", ["environ 1000 €", "1000 + 200", "douze", "1,060", "1.060", "12k", "²", True, "="])
def test_a_number_with_text_around_or_two_meanings_is_refused(written: object) -> None:
    with pytest.raises(Unread):
        read(AMOUNT, written)


@given(st.text())
def test_a_neutralised_text_comes_back_whole_and_never_runs(text: str) -> None:
    assert restored(neutralised(text)) == text
    assert not neutralised(text).startswith(("=", "+", "-", "@", "\t", "\r"))
