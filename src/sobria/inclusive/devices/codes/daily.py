"""Each day: reservations that nobody collected go to the next one, codes expire, and those whose day has come leave."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.engine.devices.bands import delays
from sobria.engine.devices.caps import kinds
from sobria.inclusive.devices.chain.moving import step
from sobria.inclusive.devices.codes import reserving, tallies, terms, waiting
from sobria.inclusive.devices.models import Code, CodeState


def run() -> None:
    """In that order: what lapses today may serve someone else today."""
    for kind in kinds():
        lapse(kind)
    expire()
    purge()


@transaction.atomic
def lapse(kind: str) -> int:
    """Devices kept for too long go to the next ones; their codes wait again, at the place their rules give.

    They are passed over this once: the device that was not collected goes to somebody else. Returns how many lapsed.
    """
    waiting.lock(kind)
    today = timezone.localdate()
    last = timezone.now() - timedelta(days=delays()["reservation"].value)
    late = list(Code.objects.filter(state=CodeState.RESERVED, kind=kind, reserved_at__lt=last).select_for_update())
    for code in late:
        Code.objects.filter(pk=code.pk).update(state=CodeState.WAITING, item=None, reserved_at=None)
    if late:
        items = [code.item_id for code in late if code.item_id is not None]
        step(items, "release", by=None, day=today, expect="reserved")
        record("item.lapsed", by=None, subject=f"device-kind:{kind}", data={"count": len(late)})
    reserving.allocate(kind, but=[code.pk for code in late])
    return len(late)


@transaction.atomic
def expire() -> int:
    """Codes never used, and those that waited to the end. Returns how many."""
    today = timezone.localdate()
    over = Code.objects.filter(state__in=[CodeState.ISSUED, CodeState.WAITING], expires_on__lt=today)
    left = over.update(state=CodeState.EXPIRED, expires_on=today, forget_on=terms.forget_ended(today))
    if left:
        record("device-codes.expired", by=None, subject=tallies.SUBJECT, data={"codes": left})
    return left


def purge() -> int:
    """Codes whose day has come are deleted; the fairness table stays as it was. Returns how many."""
    return tallies.forget(Code.objects.filter(forget_on__lte=timezone.localdate()))
