"""The balance: what was collected is somewhere, in units and kilograms; unknown masses are said; a lie is seen."""

from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.devices.balance import PLACES, Counted, Held, balance
from sobria.engine.devices.chain import places, states

GONE = sorted(set(states()) - places("city"))
HELD = st.builds(
    lambda partner, year, state, units, weighed: Held(partner, year, state, units, min(units, weighed), 2.0 * weighed),
    st.sampled_from(["a", "b"]),
    st.sampled_from([2025, 2026]),
    st.sampled_from(GONE),
    st.integers(1, 50),
    st.integers(0, 50),
)


def test_thirty_eight_come_out_and_two_are_waste() -> None:
    held = [Held("a", 2026, "delivered", 1, 1, 1.9), Held("a", 2026, "available", 37, 0, 0.0)]
    book = balance([Counted("a", 2026, 40)], [*held, Held("a", 2026, "waste", 2, 2, 4.1)])
    total = book.total
    assert [total.placed[place].units for place in PLACES] == [0, 0, 37, 1, 0, 2]
    assert (total.collected, total.difference, total.closes) == (40, 0, True)
    assert (total.found.weighed, total.found.unweighed, round(total.found.mass_kg, 3)) == (3, 37, 6.0)


def test_a_device_that_nobody_finds_is_a_difference() -> None:
    book = balance([Counted("a", 2026, 3)], [Held("a", 2026, "received", 2, 0, 0.0)])
    assert (book.total.difference, book.closes) == (1, False)


def test_two_partners_whose_faults_cancel_are_still_seen() -> None:
    counted = [Counted("a", 2026, 1), Counted("b", 2026, 3)]
    book = balance(counted, [Held(partner, 2026, "received", 2, 0, 0.0) for partner in "ab"])
    assert book.total.closes
    assert not book.closes


def test_every_state_away_from_the_city_has_a_column() -> None:
    assert {states()[code].place for code in GONE} == set(PLACES)


def test_nothing_gives_an_empty_balance_that_closes() -> None:
    assert balance([], []).closes
    assert balance([], []).partners == ()


@given(st.lists(HELD))
def test_what_is_somewhere_adds_up_by_partner_by_year_and_in_all(held: list[Held]) -> None:
    counted = [Counted(one.partner, one.year, one.units) for one in held]
    book = balance(counted, held)
    assert book.closes
    for lines in (book.partners, book.lines, book.years):
        assert sum(one.collected for one in lines) == book.total.collected
        assert sum(one.found.units for one in lines) == book.total.found.units
        assert sum(one.found.weighed for one in lines) == book.total.found.weighed
