import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.footprint.method import (
    Service,
    embodied_impact,
    life_years,
    log_normal_sigma,
    quality_sigma,
    relative_variance,
    usage_share,
    use_impact,
    year_fraction,
)


def test_a_retired_device_lived_from_its_purchase_to_its_retirement() -> None:
    service = Service(started=date(2020, 1, 1), retired=date(2026, 1, 1), internal_years=3.0)
    assert life_years(service, category_life_years=5.0) == 2192 / 365


def test_a_device_retired_within_weeks_still_lived_one_year() -> None:
    service = Service(started=date(2026, 1, 1), retired=date(2026, 3, 1))
    assert life_years(service, category_life_years=5.0) == 1.0


def test_a_device_in_service_takes_the_whole_life_of_its_category_never_its_age() -> None:
    month_old = Service(started=date(2026, 10, 23))
    ten_years_old = Service(started=date(2016, 10, 23))
    assert life_years(month_old, category_life_years=5.0) == 5.0
    assert life_years(ten_years_old, category_life_years=5.0) == 5.0


def test_declared_years_come_before_the_category_and_are_at_least_one() -> None:
    assert life_years(Service(internal_years=7.0), category_life_years=5.0) == 7.0
    assert life_years(Service(internal_years=0.2), category_life_years=5.0) == 1.0


def test_a_life_nothing_tells_is_not_computable() -> None:
    assert life_years(Service(started=date(2020, 1, 1)), category_life_years=None) is None


@pytest.mark.parametrize("acquisition", ["refurbished", "donated", None])
def test_years_before_the_city_lengthen_a_second_hand_life(acquisition: str | None) -> None:
    service = Service(internal_years=3.0, upstream_years=4.0, acquisition=acquisition)
    assert life_years(service, category_life_years=5.0) == 7.0


def test_years_before_the_city_mean_nothing_for_a_new_device_nor_without_a_figure() -> None:
    assert life_years(Service(upstream_years=4.0, acquisition="new"), category_life_years=5.0) == 5.0
    assert life_years(Service(acquisition="refurbished"), category_life_years=5.0) == 5.0


def test_proved_years_after_the_city_lengthen_life() -> None:
    assert life_years(Service(internal_years=3.0, downstream_years=2.0), category_life_years=5.0) == 5.0


def test_a_reuse_share_counts_on_what_remains_of_the_life_of_the_category() -> None:
    assert life_years(Service(internal_years=3.0, reuse_share=0.5), category_life_years=6.0) == 4.5
    assert life_years(Service(internal_years=8.0, reuse_share=0.5), category_life_years=6.0) == 8.0
    assert life_years(Service(internal_years=3.0, reuse_share=0.5), category_life_years=None) == 3.0


def test_without_a_year_every_line_counts_a_full_year() -> None:
    assert year_fraction(None, started=date(2026, 11, 1), retired=None) == 1.0
    assert year_fraction(None, started=None, retired=None, status="retired") == 1.0


def test_the_first_day_counts_and_the_day_of_retirement_does_not() -> None:
    assert year_fraction(2025, started=date(2025, 12, 31), retired=None) == 1 / 365
    assert year_fraction(2025, started=None, retired=date(2025, 1, 2)) == 1 / 365
    assert year_fraction(2025, started=None, retired=date(2025, 1, 1)) == 0.0


def test_a_leap_year_has_366_days() -> None:
    assert year_fraction(2024, started=date(2024, 7, 1), retired=None) == 184 / 366


def test_a_line_outside_the_year_counts_nothing() -> None:
    assert year_fraction(2024, started=date(2025, 1, 1), retired=None) == 0.0
    assert year_fraction(2024, started=date(2020, 1, 1), retired=date(2023, 5, 5)) == 0.0


def test_a_retirement_without_a_date_makes_a_year_not_computable() -> None:
    assert year_fraction(2025, started=date(2020, 1, 1), retired=None, status="retired") is None


@given(
    started=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    served=st.integers(0, 4000),
)
def test_the_days_of_the_years_make_the_days_of_the_service(started: date, served: int) -> None:
    retired = date.fromordinal(started.toordinal() + served)
    days = 0.0
    for year in range(2015, 2042):
        length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        days += (year_fraction(year, started=started, retired=retired) or 0.0) * length
    assert days == pytest.approx(served)


def test_the_professional_share_is_declared_else_by_ownership_else_whole() -> None:
    shares = {"byod_share": 0.57, "cope_share": 0.85}
    assert usage_share(0.3, ownership="byod", **shares) == 0.3
    assert usage_share(None, ownership="byod", **shares) == 0.57
    assert usage_share(None, ownership="cope", **shares) == 0.85
    assert usage_share(None, ownership="leased", **shares) == 1.0
    assert usage_share(None, ownership=None, **shares) == 1.0


def test_two_laptops_worked_by_hand() -> None:
    made = embodied_impact(250.0, quantity=2, usage_share=0.57, fraction=0.5, life_years=5)
    used = use_impact(0.05, quantity=2, kwh_year=40, pue=1.5, usage_share=0.57, fraction=0.5)
    assert made == pytest.approx(2 * 0.57 * 0.5 * 250 / 5)
    assert used == pytest.approx(2 * 40 * 1.5 * 0.57 * 0.5 * 0.05)


def test_sigma_puts_five_percent_on_each_side() -> None:
    sigma = log_normal_sigma(50, 200)
    assert math.exp(2 * 1.64485 * sigma) == pytest.approx(4.0, rel=1e-3)


def test_a_low_quality_is_read_as_plus_or_minus_twenty_percent() -> None:
    assert quality_sigma(0.2) == pytest.approx(math.log(1.2 / 0.8) / 3.2897)
    assert relative_variance(0.0) == 0.0
