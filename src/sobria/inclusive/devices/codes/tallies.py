"""What remains of codes once they are deleted: what they add to the fairness table, as counts by year."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.engine.devices.bands import DISTRICT
from sobria.engine.devices.fairness import Told, told
from sobria.inclusive.devices.codes.needs import bands_of
from sobria.inclusive.devices.models import Code, CodeState, Tally

ENDED = (CodeState.DELIVERED, CodeState.EXPIRED, CodeState.CANCELLED)
SUBJECT = "device-codes"


def told_of(code: Code, *, until: int) -> Iterable[Told]:
    """What a code adds to each year until one; nothing when it never asked for a device."""
    if code.asked_at is None:
        return ()
    is_granted = code.state == CodeState.DELIVERED
    bands = bands_of(code) | {DISTRICT: code.district}
    asked = timezone.localdate(code.asked_at)
    return told(bands, asked=asked, ended=ended_on(code), is_granted=is_granted, until=until)


def ended_on(code: Code) -> date | None:
    """The day it was delivered, expired or was cancelled; `expires_on` is set to it."""
    if code.state == CodeState.DELIVERED:
        return code.delivered_on
    return code.expires_on if code.state in ENDED else None


def let_go(items: Collection[int]) -> int:
    """Devices that came back: the codes they were delivered to leave now, counted. Returns how many.

    Called by the act of return, in its transaction; and before a device is kept again, whatever brought it back.
    """
    if not items:
        return 0
    return forget(Code.objects.filter(item__in=items, state=CodeState.DELIVERED))


@transaction.atomic
def forget(codes: QuerySet[Code]) -> int:
    """Delete these codes, which have ended, and keep what they add. One event, with numbers only. Returns how many."""
    found = list(codes.filter(state__in=ENDED).select_for_update())
    if not found:
        return 0
    keep([line for code in found for line in told_of(code, until=date.max.year)])
    Code.objects.filter(pk__in=[code.pk for code in found]).delete()
    delivered = sum(code.state == CodeState.DELIVERED for code in found)
    record("device-codes.forgotten", by=None, subject=SUBJECT, data={"codes": len(found), "delivered": delivered})
    return len(found)


def keep(lines: Iterable[Told]) -> None:
    """Add to what is kept. One query, then one by line of the table: as many as there are bands, not codes."""
    asked: Counter[tuple[int, str, str]] = Counter()
    granted: Counter[tuple[int, str, str]] = Counter()
    days: Counter[tuple[int, str, str]] = Counter()
    for one in lines:
        key = (one.year, one.dimension, one.value)
        asked[key] += one.asked
        granted[key] += one.granted
        days[key] += one.days
    rows = [Tally(year=year, dimension=dimension, value=value) for year, dimension, value in asked]
    Tally.objects.bulk_create(rows, ignore_conflicts=True)
    for key, number in asked.items():
        year, dimension, value = key
        Tally.objects.filter(year=year, dimension=dimension, value=value).update(
            asked=F("asked") + number, granted=F("granted") + granted[key], days=F("days") + days[key]
        )
