"""What the city paid to repair and to refurbish in a year, and how much of it went to the social economy.

Three sources: invoices written here, costs of repairs written on faults, refurbished devices written on orders. Who
is of the social economy is the partner's word, else what is said of the supplier or of the repairer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from sobria.sober.economy.models import Spending
from sobria.sober.equipment.models import Condition, Fault, FaultState, OrderLine, Repairer

INVOICES, REPAIRS, PURCHASES = "invoices", "repairs", "purchases"
YES, NO, UNSAID = "yes", "no", "unsaid"


@dataclass(frozen=True, slots=True)
class Part:
    """A source. Euros excl. VAT; `lines`: how many, `blank` of them with no amount."""

    source: str
    ess: float = 0.0
    other: float = 0.0
    unsaid: float = 0.0
    lines: int = 0
    blank: int = 0

    @property
    def total(self) -> float:
        return self.ess + self.other + self.unsaid


def parts(year: int, on: date) -> list[Part]:
    """The sources, over a year until a day, from what was written by then. Three queries."""
    start, end = date(year, 1, 1), min(on, date(year, 12, 31))
    by_night = _written_by(on)
    return [
        _part(INVOICES, _invoices().filter(by_night, day__range=(start, end))),
        _part(REPAIRS, _repairs().filter(by_night, ended__range=(start, end))),
        _part(PURCHASES, _purchases().filter(_written_by(on, "order__"), order__day__range=(start, end))),
    ]


def whole(found: Iterable[Part]) -> Part:
    known = list(found)
    sums = {name: sum(getattr(one, name) for one in known) for name in ("ess", "other", "unsaid", "lines", "blank")}
    return Part("", **sums)


def _invoices() -> QuerySet[Any]:
    found = Spending.objects.annotate(said=Coalesce("partner__is_ess", "is_ess"))
    return found.annotate(status=_status(Q(said=True), Q(said=False)), paid=F("amount_eur"))


def _repairs() -> QuerySet[Any]:
    """Those ended by a repairer, by what was paid; those of a known repairer whose cost nobody said are blank."""
    ess = Q(repairer=Repairer.ESS) | Q(partner__is_ess=True)
    other = Q(partner__is_ess=False) | Q(partner=None, repairer__in=[Repairer.OTHER, Repairer.IN_HOUSE])
    paid = Q(cost_eur__isnull=False) | (Q(state=FaultState.REPAIRED) & ~Q(repairer__in=["", Repairer.IN_HOUSE]))
    found = Fault.objects.filter(paid)
    ended = Coalesce("closed_on", "returned_on", "sent_on", "reported_on")
    return found.annotate(ended=ended, status=_status(ess, other), paid=F("cost_eur"))


def _purchases() -> QuerySet[Any]:
    ess, other = Q(order__partner__is_ess=True), Q(order__partner__is_ess=False)
    paid = ExpressionWrapper(F("unit_eur") * F("quantity"), DecimalField(max_digits=16, decimal_places=2))
    found = OrderLine.objects.filter(condition=Condition.REFURBISHED)
    return found.annotate(status=_status(ess, other), paid=paid)


def _status(ess: Q, other: Q) -> Case:
    return Case(
        When(ess, then=Value(YES)), When(other, then=Value(NO)), default=Value(UNSAID), output_field=TextField()
    )


def _part(source: str, rows: QuerySet[Any]) -> Part:
    counted = rows.values_list("status").annotate(Sum("paid"), Count("pk"), Count("paid")).order_by("status")
    found = {status: (float(paid or 0), lines, lines - said) for status, paid, lines, said in counted}
    ess, other, unsaid = (found.get(status, (0.0, 0, 0))[0] for status in (YES, NO, UNSAID))
    lines = sum(number for _paid, number, _blank in found.values())
    return Part(source, ess, other, unsaid, lines, sum(blank for _paid, _number, blank in found.values()))


def _written_by(on: date, path: str = "") -> Q:
    if on == date.max:
        return Q()
    night = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    return Q(**{f"{path}recorded_at__lt": night})
