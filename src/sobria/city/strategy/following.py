"""What the strategy says to the page of a duty: the measures that follow it."""

from django.urls import reverse

from sobria.city.duties.selectors import Follower
from sobria.city.registers.wording import said
from sobria.city.strategy.models import MeasureDuty, State


def measures_of(code: str) -> list[Follower]:
    """The measures of the adopted strategies tied to a duty. One query."""
    rows = MeasureDuty.objects.filter(code=code, measure__axis__strategy__state=State.ADOPTED)
    return [
        Follower(
            label=said(row.measure.title, row.measure.strategy.language),
            url=reverse("strategy:measure", args=[row.measure.code]),
            note=row.measure.get_status_display(),
        )
        for row in rows.select_related("measure__strategy").order_by("measure__code")
    ]
