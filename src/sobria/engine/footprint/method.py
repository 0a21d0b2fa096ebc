"""The method, one quantity per function, after ADEME's rules for information systems (November 2024).

These functions are the readable statement of the method; `sql/line_activity.sql` is the same thing for many rows,
and `tests/reference` holds the two against each other. `None` always means "not computable", never zero.
"""

import math
from dataclasses import dataclass
from datetime import date

METHOD = "sobria-footprint/1"  # formula code and version: changes whenever a figure could change
DAYS_PER_YEAR = 365
SHORTEST_LIFE_YEARS = 1.0  # the parameter `lifetime-floor`, which the SQL reads; a test holds the two together
P95 = 1.6449  # 95th percentile of the standard normal law: standard deviations from its median
P5_TO_P95 = 3.2897  # width of its 90 % interval, rounded by itself: twice P95 would round twice


@dataclass(frozen=True, slots=True)
class Service:
    """Dates and proofs that say how long one unit serves.

    Attributes:
        started: purchase date, else first use.
        retired: date of retirement, None when still held.
        internal_years: declared years of use in the city.
        upstream_years: years of use before the city, when second-hand.
        downstream_years: proved years of use after the city.
        reuse_share: proved share (0–1) of retired units reused elsewhere.
        acquisition: new, refurbished, donated, or None.
    """

    started: date | None = None
    retired: date | None = None
    internal_years: float | None = None
    upstream_years: float | None = None
    downstream_years: float | None = None
    reuse_share: float | None = None
    acquisition: str | None = None


def internal_life_years(service: Service, *, category_life_years: float | None) -> float | None:
    """Years of use in the city: measured when retired, else declared, else the category's expected total life.

    The age so far is never used: it would charge a whole manufacture to the first year of a device.
    """
    if service.retired is not None and service.started is not None:
        return max(SHORTEST_LIFE_YEARS, (service.retired - service.started).days / DAYS_PER_YEAR)
    if service.internal_years is not None:
        return max(SHORTEST_LIFE_YEARS, service.internal_years)
    return category_life_years


def upstream_life_years(service: Service) -> float:
    """Years served before the city. A device said to be new has none, and none is counted without a figure."""
    return 0.0 if service.acquisition == "new" else service.upstream_years or 0.0


def downstream_life_years(service: Service, *, internal_years: float, category_life_years: float | None) -> float:
    """Proved years after the city; else the proved reuse share of what remains of the category's life; else 0."""
    if service.downstream_years is not None:
        return service.downstream_years
    if service.reuse_share is not None and category_life_years is not None:
        return service.reuse_share * max(0.0, category_life_years - internal_years)
    return 0.0


def life_years(service: Service, *, category_life_years: float | None) -> float | None:
    """Whole life over which the making of one unit is spread, in years; None when nothing tells it."""
    internal = internal_life_years(service, category_life_years=category_life_years)
    if internal is None:
        return None
    after = downstream_life_years(service, internal_years=internal, category_life_years=category_life_years)
    return internal + upstream_life_years(service) + after


def year_fraction(
    year: int | None, *, started: date | None, retired: date | None, status: str | None = None
) -> float | None:
    """Share of the year `year` that the line is in service.

    The first day counts, the day of retirement does not. Without a start the line serves from 1 January. Without `year`
    every listed line counts one full year (the functional unit). None: said to be retired, nobody says when.
    """
    if year is None:
        return 1.0
    if status == "retired" and retired is None:
        return None
    opening, closing = date(year, 1, 1), date(year + 1, 1, 1)
    first = max(started or opening, opening)
    last = min(retired or closing, closing)
    return max(0, (last - first).days) / (closing - opening).days


def usage_share(declared: float | None, *, ownership: str | None, byod_share: float, cope_share: float) -> float:
    """Professional share of use (0–1): declared, else by ownership, else the whole."""
    if declared is not None:
        return declared
    return {"byod": byod_share, "cope": cope_share}.get(ownership or "", 1.0)


def embodied_impact(factor: float, *, quantity: float, usage_share: float, fraction: float, life_years: float) -> float:
    """Yearly share of making, carrying and ending `quantity` units, in the factor's unit (per item)."""
    return quantity * usage_share * fraction * factor / life_years


def use_impact(
    mix: float, *, quantity: float, kwh_year: float, pue: float, usage_share: float, fraction: float
) -> float:
    """Yearly impact of the electricity of `quantity` units; `mix` is per kWh, `kwh_year` per unit."""
    return quantity * kwh_year * pue * usage_share * fraction * mix


def log_normal_sigma(low: float, high: float) -> float:
    """σ of the log-normal whose 5th and 95th percentiles are `low` and `high` (same sign, not zero)."""
    return math.log(high / low) / P5_TO_P95


def quality_sigma(tolerance: float) -> float:
    """σ of the log-normal input error whose 5th and 95th percentiles are 1 ∓ `tolerance`."""
    return log_normal_sigma(1 - tolerance, 1 + tolerance)


def relative_variance(sigma: float) -> float:
    """Variance of a log-normal of mean 1: e^σ² − 1."""
    return math.expm1(sigma * sigma)
