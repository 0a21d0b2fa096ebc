"""Reads of faults shared by pages: the list, a year in figures, one fault with what it spares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Min, Q, QuerySet, Sum
from django.utils import timezone

from sobria.engine.equipment import repair
from sobria.engine.equipment.renewal_reference import settings
from sobria.engine.equipment.repair_reference import fault_kinds
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.messages import Refusal
from sobria.sober.equipment.models import Condition, Device, Fault, FaultState, OrderLine
from sobria.sober.equipment.repairs.acts import RUNNING, began
from sobria.sober.equipment.reuse.faults import Faults
from sobria.sober.equipment.reuse.faults import faults as faults_of_year

DAYS_A_YEAR = 365.25
TO_DO, EVERY = "a-suivre", "toutes"
SEARCHED = ("device__serial", "device__item", "device__model", "device__entity")


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year of faults, up to today.

    Attributes:
        faults: reported, repaired and days, as the indicators S10 and S11 count them.
        ended: faults closed in the year; `cost_eur`: sum of the costs said, of `priced` of them; None when none is.
        waiting: faults open or under repair today, whatever their year.
    """

    faults: Faults
    ended: int
    cost_eur: float | None
    priced: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Price:
    """Price of a new device. `is_said`: told with the fault; else the mean of what the city bought."""

    eur: float
    is_said: bool


def faults(asked: Mapping[str, str]) -> QuerySet[Fault]:
    """Those that answer the filters of the list; by default those to follow, the oldest first."""
    rows = Fault.objects.select_related("device", "partner")
    state = asked.get("etat") or TO_DO
    if state == TO_DO:
        rows = rows.filter(state__in=RUNNING)
    elif state != EVERY:
        rows = rows.filter(state=state)
    if asked.get("panne"):
        rows = rows.filter(kind=asked["panne"])
    if asked.get("reparateur"):
        rows = rows.filter(repairer=asked["reparateur"])
    for name, column in (("annee", "reported_on"), ("close", "closed_on")):
        if year := int(asked.get(name) or 0):
            rows = rows.filter(**{f"{column}__range": (date(year, 1, 1), date(year, 12, 31))})
    if text := asked.get("q"):
        found = Q()
        for name in SEARCHED:
            found |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(found)
    return rows.order_by("reported_on", "pk") if state == TO_DO else rows.order_by("-reported_on", "-pk")


def year_figures(year: int) -> YearFigures:
    """Three queries."""
    in_year = Q(closed_on__range=(date(year, 1, 1), date(year, 12, 31)))
    sums = Fault.objects.filter(in_year | Q(state__in=RUNNING)).aggregate(
        ended=Count("pk", filter=in_year),
        cost=Sum("cost_eur", filter=in_year),
        priced=Count("cost_eur", filter=in_year),
        waiting=Count("pk", filter=Q(state__in=RUNNING)),
    )
    return YearFigures(
        faults=faults_of_year(year, timezone.localdate()),
        ended=sums["ended"],
        cost_eur=None if sums["cost"] is None else float(sums["cost"]),
        priced=sums["priced"],
        waiting=sums["waiting"],
    )


def find_device(text: str) -> Device:
    """The one device with this serial number, else this identifier. Two queries. Raises Refusal."""
    wanted = text.strip()
    for name in ("serial", "item"):
        found = list(Device.objects.filter(**{f"{name}__iexact": wanted}).order_by("pk")[:2]) if wanted else []
        if len(found) == 1:
            return found[0]
        if found:
            count = Device.objects.filter(**{f"{name}__iexact": wanted}).count()
            raise Refusal("repair-device-several", value=wanted, count=count)
    raise Refusal("repair-device-none", value=wanted)


def mean_prices(on: date | None = None) -> dict[str, float]:
    """Category → mean price (euros excl. VAT) of a new device bought in the last years. One query."""
    day = on or timezone.localdate()
    since = day - timedelta(days=settings()["price-window"].value * DAYS_A_YEAR)
    spent = ExpressionWrapper(F("unit_eur") * F("quantity"), output_field=DecimalField(max_digits=20, decimal_places=2))
    lines = OrderLine.objects.filter(
        order__day__range=(since, day), condition=Condition.NEW, unit_eur__isnull=False, category__isnull=False
    )
    sums = lines.values_list("category").annotate(spent=Sum(spent), units=Sum("quantity")).order_by("category")
    return {str(category): float(total) / units for category, total, units in sums if units}


def price_of(fault: Fault) -> Price | None:
    """What a new device would cost; None when neither the fault nor the purchases say it. One query at most."""
    if fault.replacement_eur is not None:
        return Price(float(fault.replacement_eur), is_said=True)
    mean = mean_prices().get(fault.device.matched_category or "")
    return None if mean is None else Price(mean, is_said=False)


def cost_of(fault: Fault) -> float | None:
    """What the repair cost; while it is not done, what the accepted quote says. One query at most."""
    if fault.cost_eur is not None:
        return float(fault.cost_eur)
    if fault.state not in RUNNING:
        return None
    accepted = fault.quotes.filter(is_accepted=True).first()
    return None if accepted is None else float(accepted.amount_eur)


def avoided_by(fault: Fault) -> repair.Avoided | None:
    """What the repair spares, or would spare today if it is done; None when it was given up. One query."""
    if fault.state == FaultState.GIVEN_UP:
        return None
    today = timezone.localdate()
    device, day = fault.device, fault.closed_on or today
    category = load_catalogue().categories.get(device.matched_category or "")
    life = category.lifetime_years if category else None
    gained = repair.years_gained(repaired=day, began=began(device), left=device.retired, life_years=life)
    parts = [repair.PartUsed(part.name, part.quantity, part.source_id is not None) for part in fault.parts.all()]
    return repair.avoided(
        category=category.code if category else None, life_years=life, gained=gained, parts=parts, on=today
    )


def kind_choices(language: str) -> list[tuple[str, str]]:
    return [(code, kind.name(language)) for code, kind in fault_kinds().items()]


def kind_name(code: str, language: str) -> str:
    kind = fault_kinds().get(code)
    return kind.name(language) if kind else code


def years() -> list[int]:
    """Years since the first fault, the latest first. One query."""
    first = Fault.objects.aggregate(first=Min("reported_on"))["first"]
    this_year = timezone.localdate().year
    return list(range(this_year, first.year - 1, -1)) if first else [this_year]


def facts_of(fault: Fault) -> dict[str, Any]:
    """What the page of a fault needs beside it: price, cost, share, what it spares. Four queries at most."""
    price, cost = price_of(fault), cost_of(fault)
    return {
        "price": price,
        "cost": cost,
        "share": repair.cost_share(cost_eur=cost, replacement_eur=price.eur if price else None),
        "avoided": avoided_by(fault),
    }
