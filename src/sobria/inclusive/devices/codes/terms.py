"""How long things of a code last, as `catalogue/inclusive_devices/retention.csv` says."""

from datetime import date, timedelta

from sobria.engine.devices.bands import delays
from sobria.engine.duties.calendar_days import months_after


def unused_until(issued: date) -> date:
    """Last day a code may be used for the first time."""
    return _after(issued, "code-unused")


def waiting_until(asked: date) -> date:
    """Last day on the waiting list."""
    return _after(asked, "code-waiting")


def forget_ended(ended: date) -> date:
    """The day a code that ended without a device is deleted."""
    return _after(ended, "code-ended")


def forget_delivered(delivered: date) -> date:
    """The day the link between a code and the device delivered is deleted."""
    return _after(delivered, "code-delivered")


def collect_until(reserved: date) -> date:
    """Last day a device is kept for a code."""
    return _after(reserved, "reservation")


def answer_due(asked: date) -> date:
    """The day by which an appeal is answered."""
    return _after(asked, "appeal")


def warranty_until(delivered: date) -> date:
    return months_after(delivered, delays()["warranty"].value)


def follow_up_on(delivered: date) -> date:
    return months_after(delivered, delays()["follow-up"].value)


def _after(day: date, code: str) -> date:
    return day + timedelta(days=delays()[code].value)
