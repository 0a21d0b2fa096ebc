"""Reads of the room. The queries of none grow with what is kept."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from sobria.sober.economy.models import Call, Grant, Spending

CODE = "economy"
CALLS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Calls:
    """Published calls of a day, by where it stands in their dates; past ones latest first, and not all of them."""

    open: list[Call]
    coming: list[Call]
    past: list[Call]


def calls(on: date) -> Calls:
    """One query."""
    known = list(Call.objects.filter(is_public=True).order_by("-opens_on", "-pk")[: 2 * CALLS_SHOWN])
    past = [one for one in known if one.closes_on and one.closes_on < on]
    coming = [one for one in known if one.opens_on > on]
    return Calls([one for one in known if one not in past and one not in coming], coming, past[:CALLS_SHOWN])


def grants() -> QuerySet[Grant]:
    """Latest first, with their partners and calls."""
    return Grant.objects.select_related("partner", "call").order_by("-decided_on", "-pk")


def spendings(year: int | None = None) -> QuerySet[Spending]:
    """Latest first, with their partners."""
    when = Q() if year is None else Q(day__year=year)
    return Spending.objects.filter(when).select_related("partner").order_by("-day", "-pk")
