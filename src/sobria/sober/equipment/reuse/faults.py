"""Faults of a year and how long those repaired in it took: indicators S10 and S11."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from sobria.sober.equipment.models import Fault, FaultState
from sobria.sober.equipment.purchases.selectors import night


@dataclass(frozen=True, slots=True)
class Faults:
    """`reported` in the year, `repaired` of these; `days` from report to return, of each repaired in the year."""

    reported: int
    repaired: int
    days: tuple[int, ...]

    @property
    def share(self) -> float | None:
        return self.repaired / self.reported if self.reported else None

    @property
    def median_days(self) -> float | None:
        return float(median(self.days)) if self.days else None


def faults(year: int, on: date) -> Faults:
    """As known on a day, within the year. Two queries."""
    start, end = date(year, 1, 1), min(date(year, 12, 31), on)
    known = Fault.objects.filter(recorded_at__lt=night(on)) if on < date.max else Fault.objects.all()
    repaired = Q(state=FaultState.REPAIRED, closed_on__lte=end)
    sums = known.filter(reported_on__range=(start, end)).aggregate(
        reported=Count("pk"), repaired=Count("pk", filter=repaired)
    )
    done = known.filter(state=FaultState.REPAIRED, closed_on__range=(start, end))
    back = done.annotate(back=Coalesce("returned_on", "closed_on")).values_list("reported_on", "back")
    return Faults(sums["reported"], sums["repaired"], tuple((end - start).days for start, end in back))
