"""Values that people say and that registers compute: versions, refusals, as-of reads, formulas."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sobria.city.indicators import selectors, services
from sobria.city.indicators.models import Entry
from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.engine.indicators.value import Value
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-11-24T09:00:00+01:00", tick=False) as moment:
        yield moment


def of_year(year: int) -> dict[str, date]:
    return {"start": date(year, 1, 1), "end": date(year, 12, 31)}


def say(by: User, code: str = "S12", value: float | None = 18.2, year: int = 2025, **more: Any) -> Entry:
    given: dict[str, Any] = {"method": "comptes", "source": "Commande publique"} | of_year(year) | more
    return services.enter_value(code, value=value, by=by, **given)


def tell(by: User, code: str, value: float | None, year: int = 2025, **more: Any) -> None:
    services.enter_input(code, value=value, source="Ressources humaines", by=by, **(of_year(year) | more))


def test_every_indicator_is_there_and_unknown_before_anything_is_said() -> None:
    found = selectors.values(TODAY)
    assert len(found) == 60
    assert {code for code, value in found.items() if value.value is not None} <= {"X1", "X2"}
    assert found["S25"].missing == ("printed_pages", "fte")
    assert found["D8"].unknown == "indicator-nobody-said"


def test_an_entered_value_takes_the_place_of_the_unknown(officer: User) -> None:
    say(officer, low=17.0, high=19.5, coverage=0.9)
    found = selectors.values(TODAY)["S12"]
    assert (found.value, found.low, found.high, found.coverage) == (18.2, 17.0, 19.5, 0.9)
    assert (found.origin, found.recorded) == ("entered", TODAY)


def test_a_correction_is_a_version_and_the_journal_keeps_both(officer: User) -> None:
    say(officer)
    again = say(officer, value=21.0, seen=1)
    assert again.version == 2
    assert selectors.values(TODAY)["S12"].value == 21.0
    assert Entry.objects.filter(code="S12").count() == 2
    assert Event.objects.filter(kind="indicator.entered").count() == 2


def test_what_stood_on_a_day_ignores_what_was_said_later(officer: User, clock: Any) -> None:
    say(officer)
    clock.move_to("2026-12-15T09:00:00+01:00")
    say(officer, value=21.0)
    assert selectors.values(date(2026, 11, 23))["S12"].value is None
    assert selectors.values(TODAY)["S12"].value == 18.2
    assert selectors.values(date(2026, 12, 15))["S12"].value == 21.0


def test_two_people_correcting_the_same_value_lose_nothing(officer: User) -> None:
    say(officer)
    say(officer, value=20.0, seen=1)
    with pytest.raises(Refusal) as refused:
        say(officer, value=30.0, seen=1)
    assert refused.value.code == "indicator-changed"
    assert selectors.values(TODAY)["S12"].value == 20.0


def test_periods_that_touch_are_refused_with_both_named(officer: User) -> None:
    say(officer)
    with pytest.raises(Refusal) as refused:
        say(officer, start=date(2025, 12, 1), end=date(2026, 2, 1))
    assert refused.value.code == "indicator-overlap"
    assert "31/12/2025" in refused.value.sentence("fr")


def test_a_period_taken_back_leaves_room_and_stays_readable(officer: User) -> None:
    say(officer)
    services.withdraw_value("S12", note="mauvaise année", seen=1, by=officer, **of_year(2025))
    assert selectors.values(TODAY)["S12"].value is None
    say(officer, start=date(2025, 12, 1), end=date(2026, 2, 1))
    assert [one.withdrawn for one in selectors.versions("S12")] == [False, True, False]


def test_a_withdrawn_period_given_again_still_touches_no_other(officer: User) -> None:
    say(officer)
    services.withdraw_value("S12", note="", seen=1, by=officer, **of_year(2025))
    say(officer, start=date(2025, 12, 1), end=date(2026, 2, 1))
    with pytest.raises(Refusal, match="overlaps"):
        say(officer)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"value": 140.0}, "indicator-bounds"),
        ({"value": -1.0}, "indicator-bounds"),
        ({"value": float("nan")}, "indicator-not-finite"),
        ({"low": 10.0}, "indicator-half-interval"),
        ({"low": 19.0, "high": 20.0}, "indicator-interval"),
        ({"value": None, "low": 1.0, "high": 2.0}, "indicator-interval"),
        ({"coverage": 80.0}, "indicator-coverage"),
        ({"letter": "A"}, "indicator-letter"),
        ({"source": " "}, "indicator-no-source"),
        ({"method": ""}, "indicator-no-method"),
        ({"start": date(2026, 1, 1), "end": date(2025, 1, 1)}, "indicator-period"),
        ({"start": date(2027, 1, 1), "end": date(2027, 12, 31)}, "indicator-future"),
        ({"code": "Z9"}, "indicator-unknown-code"),
    ],
)
def test_what_cannot_be_true_is_refused_with_a_sentence(officer: User, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        say(officer, **given)
    assert refused.value.code == code
    assert refused.value.sentence("fr").endswith(".")
    assert not Entry.objects.exists()


def test_an_auditor_says_nothing(auditor: User) -> None:
    with pytest.raises(PermissionDenied):
        say(auditor)
    with pytest.raises(PermissionDenied):
        tell(auditor, "fte", 1.0)


def test_a_ratio_is_computed_for_each_period_with_the_facts_of_its_time(officer: User) -> None:
    for year, pages, fte in ((2024, 6_000_000.0, 2000.0), (2025, 5_000_000.0, 2500.0)):
        tell(officer, "printed_pages", pages, year)
        tell(officer, "fte", fte, year)
    assert [(one.start.year, one.value) for one in selectors.history("S25")] == [(2024, 3000.0), (2025, 2000.0)]
    assert selectors.inputs(TODAY)["fte"].value == 2500.0


def test_a_missing_fact_is_named(officer: User) -> None:
    tell(officer, "printed_pages", 5_000_000.0)
    found = selectors.values(TODAY)["S25"]
    assert (found.value, found.unknown, found.missing) == (None, "indicator-lacks", ("fte",))


def test_a_fact_said_unknown_is_never_zero(officer: User) -> None:
    tell(officer, "printed_pages", 5_000_000.0)
    tell(officer, "fte", None)
    assert selectors.values(TODAY)["S25"].missing == ("fte",)


def test_a_zero_divisor_gives_no_number(officer: User) -> None:
    tell(officer, "printed_pages", 5_000_000.0)
    tell(officer, "fte", 0.0)
    assert selectors.values(TODAY)["S25"].unknown == "indicator-zero-divisor"


def test_the_computed_value_stands_and_the_entered_one_stays_beside(officer: User) -> None:
    tell(officer, "printed_pages", 5_000_000.0)
    tell(officer, "fte", 2500.0)
    say(officer, "S25", 1800.0)
    reading = selectors.readings(selectors.book(TODAY))["S25"]
    assert reading.value.value == 2000.0
    assert reading.beside is not None
    assert reading.beside.value == 1800.0


def computed(year: int, on: date) -> list[Value]:
    period = (date(year, 1, 1), date(year, 12, 31))
    return [Value("S1", *period, "tCO2e", 100.0, 80.0, 130.0, 0.6, origin="computed", recorded=on)]


def failing(year: int, on: date) -> list[Value]:
    raise RuntimeError


def test_an_interval_and_its_coverage_follow_the_formula(officer: User, settings: Any) -> None:
    settings.INDICATOR_PROVIDERS = [f"{__name__}.computed"]
    tell(officer, "fte", 2000.0)
    found = selectors.values(TODAY)["S2"]
    assert (found.value, found.low, found.high, found.coverage) == (50.0, 40.0, 65.0, 0.6)
    assert found.start.year == 2026


def test_a_room_that_fails_takes_nobody_else_with_it(officer: User, settings: Any) -> None:
    settings.INDICATOR_PROVIDERS = [f"{__name__}.failing", f"{__name__}.computed"]
    book = selectors.book(TODAY)
    assert book.failures == (f"{__name__}.failing",)
    assert selectors.readings(book)["S1"].value.value == 100.0


def test_the_share_of_fresh_indicators_counts_the_others(officer: User, settings: Any, clock: Any) -> None:
    settings.INDICATOR_PROVIDERS = []
    say(officer)
    say(officer, "D8", 7.5, start=date(2026, 1, 1), end=date(2026, 3, 31))
    found = selectors.values(TODAY)["X2"]
    assert found.value == pytest.approx(100 / 59)
    clock.move_to("2027-02-01T09:00:00+01:00")
    assert selectors.values(date(2027, 2, 1))["X2"].value == 0.0


def test_reads_cost_the_same_for_few_and_for_many_values(officer: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            selectors.values(TODAY)
        return len(seen)

    say(officer, year=2025)
    few = queries()
    now = Entry.objects.get()
    Entry.objects.bulk_create(
        Entry(
            code="S12",
            recorded_on=TODAY,
            recorded_at=now.recorded_at,
            source="x",
            value=1.0,
            **of_year(year),
            version=version,
        )
        for year in range(1990, 2010)
        for version in range(1, 6)
    )
    assert queries() == few
