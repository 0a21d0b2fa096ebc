"""What the register of equipment says to the indicators, by hand-made devices whose answer is known."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from tests.worlds.devices import device, devices

from sobria.city.registers import changes
from sobria.engine.indicators.value import Value
from sobria.sober.equipment.indicators import provide

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel("2026-11-24T09:00:00+01:00", tick=False):
        yield
    cache.clear()


def given(year: int = 2026, on: date = TODAY) -> dict[str, Value]:
    return {value.code: value for value in provide(year, on)}


def test_an_empty_register_gives_unknowns_never_zero() -> None:
    found = given()
    assert {value.unknown for value in found.values()} == {"indicator-no-register"}
    assert {value.value for value in found.values()} == {None}
    assert given(2025) == {}


def test_the_fleet_counts_what_is_in_service_and_says_what_it_does_not_recognise() -> None:
    devices(4)
    device(5, quantity=4.0)
    device(6, status="in_stock")
    device(7, status="retired", retired=date(2025, 5, 1))
    device(8, matched_category=None, quantity=2.0)
    device(9, exclusion="laptop-panel")
    device(10, matched_category="saas")
    found = given()["devices_active"]
    assert (found.value, found.coverage) == (8.0, 0.8)
    assert found.start == found.end == TODAY
    assert "status=in_service" in found.evidence


def test_ages_are_weighted_and_say_how_many_are_dated() -> None:
    device(1, in_service=date(2024, 11, 24), quantity=3.0)
    device(2, in_service=None, purchased=date(2020, 11, 24))
    device(3, in_service=None)
    found = given()["S8"]
    assert found.value == pytest.approx((3 * 2 + 6) / 4, abs=0.01)
    assert found.coverage == 0.8


def test_lives_count_what_left_in_the_year() -> None:
    device(1, in_service=date(2021, 3, 1), retired=date(2026, 3, 1), status="retired")
    device(2, in_service=date(2015, 3, 1), retired=date(2025, 3, 1), status="retired")
    assert given()["S9"].value == pytest.approx(5, abs=0.01)
    assert given(2025)["S9"].value == pytest.approx(10, abs=0.01)
    assert given(2025)["S9"].end == date(2025, 12, 31)


def test_refurbished_units_are_counted_among_those_whose_origin_is_said() -> None:
    for number, origin in enumerate(("new", "new", "refurbished", "donated", None), start=1):
        device(number, purchased=date(2026, 2, 1), acquisition=origin)
    found = given()
    assert (found["units_bought"].value, found["units_refurbished"].value) == (3.0, 1.0)
    assert found["units_bought"].coverage == 0.75


def test_what_is_not_said_is_named() -> None:
    device(1, kwh_year=None, purchased=date(2026, 2, 1))
    found = given()
    assert found["S6"].missing == ("kwh_year",)
    assert found["units_bought"].missing == ("acquisition",)


def test_electricity_is_the_sum_of_what_is_declared_with_its_share() -> None:
    device(1, kwh_year=500.0, quantity=2.0)
    device(2, kwh_year=None, quantity=2.0)
    found = given()["S6"]
    assert (found.value, found.coverage) == (1.0, 0.5)


def test_nothing_is_said_of_days_before_the_register_was_kept() -> None:
    devices(3)
    assert "devices_active" not in given(2025)
    assert given(on=date(2026, 11, 1))["devices_active"].value is None


def test_counts_are_made_once_per_state_of_the_register(django_assert_num_queries: object) -> None:
    devices(3)
    changes.changed("equipment")
    assert given()["devices_active"].value == 3.0
    with django_assert_num_queries(7):  # type: ignore[operator]
        given()
    device(50)
    changes.changed("equipment")
    assert given()["devices_active"].value == 4.0


def test_the_cost_does_not_grow_with_the_register(django_assert_num_queries: object) -> None:
    devices(2)
    with django_assert_num_queries(17):  # type: ignore[operator]
        given()
    for number in range(100, 300):
        device(number)
    with django_assert_num_queries(17):  # type: ignore[operator]
        given()
