"""The reuse rate of the decree, by stocks whose answer is known."""

from datetime import date

import pytest

from sobria.engine.reuse.rate import Exit, Retired, is_older, rate, reason
from sobria.engine.reuse.rules import outside, rules


def held(
    units: float = 1,
    *,
    category: str = "laptop",
    began: date | None = date(2019, 3, 1),
    retired: date | None = date(2025, 6, 1),
    is_secured: bool | None = None,
    is_told: bool = True,
) -> Retired:
    return Retired(units, category, began, retired, is_secured, is_told)


def gone(what: Retired, route: str = "association", *, is_proved: bool = True) -> Exit:
    return Exit(what, route, is_proved)


def test_the_worked_example_of_the_documentation() -> None:
    stock = [held(100), held(10, began=date(2010, 1, 1)), held(6, is_secured=True), held(4, category="server")]
    exits = [
        gone(held(40)),
        gone(held(8), "sale"),
        gone(held(2), is_proved=False),
        gone(held(3, began=date(2010, 1, 1))),
    ]
    found = rate(2026, stock, exits)
    assert (found.stock.counted, found.exits.counted, found.share) == (100, 48, 0.48)
    assert found.stock.left_out == {"oldest": 10, "secured": 6, "scope": 4}
    assert found.exits.left_out == {"proof": 2, "oldest": 3}
    assert found.by_route == {"association": 40, "sale": 8}
    assert found.missing(0.5) == 2


def test_the_tenth_birthday_is_not_more_than_ten_years() -> None:
    assert not is_older(date(2015, 6, 1), date(2025, 6, 1))
    assert is_older(date(2015, 6, 1), date(2025, 6, 2))
    assert is_older(date(2012, 2, 29), date(2022, 3, 1))


def test_what_is_not_known_leaves_nothing_out_and_is_said() -> None:
    found = rate(2026, [held(began=None), held(category=""), held(is_secured=None), held(is_told=False)], [])
    assert found.stock.counted == 4
    assert (found.stock.undated, found.stock.unrecognised, found.stock.untold) == (1, 1, 1)
    assert found.coverage == 0.75


def test_an_unknown_route_is_no_reuse() -> None:
    assert rate(2026, [held()], [gone(held(), "")]).exits.left_out == {"proof": 1}


def test_nothing_in_stock_gives_no_rate() -> None:
    found = rate(2026, [], [gone(held())])
    assert (found.share, found.missing(0.5), found.coverage) == (None, None, None)


def test_more_exits_than_stock_go_above_one() -> None:
    assert rate(2026, [held()], [gone(held(3))]).share == 3


@pytest.mark.parametrize("category", sorted(outside()))
def test_large_equipment_is_outside(category: str) -> None:
    assert reason(held(category=category)) == "scope"


def test_what_is_our_reading_says_so() -> None:
    assert rules()["formula"].status == rules()["scope"].status == "to-confirm"
