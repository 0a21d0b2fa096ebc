"""What the register of equipment, its acts and its purchases give to the indicators."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from sobria.engine.indicators.value import Value
from sobria.sober.equipment.indicators_acts import of_acts
from sobria.sober.equipment.indicators_counts import Counts, kept
from sobria.sober.equipment.indicators_values import told
from sobria.sober.equipment.models import Status

KWH_A_MWH = 1000.0


def provide(year: int, on: date) -> list[Value]:
    """Facts and indicators of a year, from the rows written by the end of a day.

    Seven queries on devices, one once counted; and those of each act.
    """
    counts = kept(year, on)
    end = min(on, date(year, 12, 31))
    found = [*_fleet(counts, end), *_flows(counts, year, end), *of_acts(year, on)]
    return [value for value in found if value.value is not None or year == on.year]


def _fleet(counts: Counts, end: date) -> Iterable[Value]:
    day = counts.day or end
    in_service = f"{reverse('equipment:home')}?status={Status.IN_SERVICE}"
    fleet, ages, power = counts.fleet, counts.ages, counts.power
    yield told("devices_active", "nb", day, day, fleet.known or None, count=fleet, evidence=in_service)
    yield told("S8", "year", day, day, ages.mean, count=ages, missing="in_service", evidence=in_service)
    mwh = power.total / KWH_A_MWH if power.known else None
    yield told("S6", "MWh", date(day.year, 1, 1), day, mwh, count=power, missing="kwh_year", evidence=in_service)


def _flows(counts: Counts, year: int, end: date) -> Iterable[Value]:
    lives, bought, start = counts.lives, counts.bought, date(year, 1, 1)
    retired = f"{reverse('equipment:home')}?status={Status.RETIRED}"
    yield told("S9", "year", start, end, lives.mean, count=lives, missing="retired", evidence=retired)
    units, refurbished = (bought.known, bought.total) if bought.known else (None, None)
    register = reverse("equipment:home")
    for code, value in (("units_bought", units), ("units_refurbished", refurbished)):
        yield told(code, "nb", start, end, value, count=bought, missing="acquisition", evidence=register)
