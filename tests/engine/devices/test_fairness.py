"""What is hidden in the fairness table stays hidden to whoever subtracts, and the rest is true."""

import itertools
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sobria.engine.devices.fairness import ALL, UNSAID, Count, Shown, Table, Told, median_wait, publish, tables, told

DAY = date(2025, 3, 1)
Range = tuple[int, int]


def count(asked: int, granted: int) -> Count:
    return Count(asked, granted, {"w1": granted})


def table(*bands: tuple[int, int]) -> Table:
    """One dimension, and the totals that go with it."""
    named = {f"band-{rank}": count(*one) for rank, one in enumerate(bands)}
    return {ALL: {ALL: count(sum(a for a, _g in bands), sum(g for _a, g in bands))}, "resources": named}


@st.composite
def small_tables(draw: st.DrawFn) -> Table:
    asked = draw(st.lists(st.integers(0, 6), min_size=1, max_size=3))
    return table(*((one, draw(st.integers(0, one))) for one in asked))


def solved(shown: dict[str, Shown], total: Shown, most: int) -> dict[tuple[str, str], Range]:
    """What an attacker can tell of each count: the least and the most over every table that fits what is published."""
    names = sorted(shown)
    found: dict[tuple[str, str], set[int]] = {}
    asks = [range(most + 1) if (said := shown[name].asked) is None else (said,) for name in names]
    for asked in itertools.product(*asks):
        if total.asked is not None and sum(asked) != total.asked:
            continue
        grants = [
            range(one + 1) if (said := shown[name].granted) is None else (said,)
            for name, one in zip(names, asked, strict=True)
        ]
        for granted in itertools.product(*grants):
            if any(g > a for a, g in zip(asked, granted, strict=True)):
                continue
            if total.granted is not None and sum(granted) != total.granted:
                continue
            for name, a, g in zip(names, asked, granted, strict=True):
                found.setdefault((name, "asked"), set()).add(a)
                found.setdefault((name, "granted"), set()).add(g)
    return {cell: (min(values), max(values)) for cell, values in found.items()}


@settings(max_examples=300, deadline=None)
@given(small_tables(), st.integers(2, 4))
def test_nobody_can_solve_for_what_is_hidden(known: Table, least: int) -> None:
    published = publish(known, least=least)
    total, shown = published[ALL][ALL], published["resources"]
    told_ranges = solved(shown, total, known[ALL][ALL].asked) if total.asked is not None else {}
    for name, one in shown.items():
        real = known["resources"][name]
        for cell, said, value in (("asked", one.asked, real.asked), ("granted", one.granted, real.granted)):
            if said is not None:
                assert said == value >= least
            elif told_ranges:
                low, high = told_ranges[name, cell]
                assert low <= value <= high
                assert high - low >= least, f"{name}: {cell} is between {low} and {high}"
            else:
                assert known[ALL][ALL].asked < least


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=6))
def test_no_published_number_is_under_the_least_and_none_is_alone_hidden(pairs: list[tuple[int, int]]) -> None:
    published = publish(table(*((max(a, g), min(a, g)) for a, g in pairs)), least=11)
    total, rows = published[ALL][ALL], published["resources"].values()
    for one in (*rows, total):
        assert all(said is None or said >= 11 for said in (one.asked, one.granted))
        assert one.share is None or one.granted is not None
        assert one.asked is not None or one.granted is None
    if total.asked is not None:
        assert sum(one.asked is None for one in rows) != 1
    if total.granted is not None:
        assert sum(one.granted is None for one in rows) != 1


def test_a_small_count_takes_the_smallest_other_with_it() -> None:
    shown = publish(table((5, 5), (20, 15), (90, 40)), least=11)["resources"]
    assert shown["band-0"] == Shown()
    assert shown["band-1"] == Shown()
    assert shown["band-2"] == Shown(90, 40, 40 / 90, "w1")


def test_two_empty_bands_do_not_hide_behind_each_other() -> None:
    """Nothing from nothing would be found by subtracting: a larger one is hidden with them."""
    shown = publish(table((0, 0), (0, 0), (30, 30), (60, 50)), least=11)["resources"]
    assert shown["band-2"].asked is None
    assert shown["band-3"].asked == 60


def test_a_grant_is_not_told_by_the_number_who_asked() -> None:
    """Of 11 and 12 who asked, all but one of the first were granted: the sum would tell which."""
    shown = publish(table((11, 10), (12, 12)), least=11)["resources"]
    assert [one.asked for one in shown.values()] == [None, None]


def test_a_year_with_hardly_anyone_says_nothing() -> None:
    published = publish(table((4, 2), (6, 6)), least=11)
    assert set(published["resources"].values()) | set(published[ALL].values()) == {Shown()}


def test_the_median_wait_is_the_band_that_holds_the_middle() -> None:
    assert median_wait({}) is None
    assert median_wait({"w1": 5, "w4": 5}) == "w1"
    assert median_wait({"w1": 5, "w4": 6}) == "w4"


def lines(ended: date | None, *, granted: bool = False, until: int = 2027) -> list[Told]:
    return list(told({"has_pupil": "yes", "district": ""}, asked=DAY, ended=ended, is_granted=granted, until=until))


def test_a_need_is_to_be_met_each_year_until_it_ends_and_met_once() -> None:
    found = tables(lines(date(2026, 1, 10), granted=True))
    assert sorted(found) == [2025, 2026]
    assert found[2025]["has_pupil"]["yes"] == Count(1, 0, {})
    assert found[2026]["has_pupil"]["yes"] == Count(1, 1, {"w7": 1})
    assert found[2026]["district"][UNSAID].asked == 1
    assert found[2026][ALL][ALL].granted == 1


def test_what_a_need_adds_to_a_past_year_never_changes() -> None:
    """A table published for 2025 stays as it is, whatever becomes of those who still waited."""
    waiting = tables(lines(None, until=2025))[2025]
    assert tables(lines(date(2026, 6, 1), granted=True))[2025] == waiting
    assert tables(lines(date(2027, 6, 1)))[2025] == waiting
