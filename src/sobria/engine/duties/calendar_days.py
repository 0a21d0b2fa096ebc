"""Days counted as the law counts them: months after a day, the last time a yearly day came."""

import calendar
from datetime import date

MONTHS = 12


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last of its month when it has none."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_due(each_year: tuple[int, int], on: date) -> date:
    """The latest such day on or before `on`."""
    this_year = date(on.year, *each_year)
    return this_year if this_year <= on else date(on.year - 1, *each_year)


def next_due(each_year: tuple[int, int], on: date) -> date:
    """The first such day on or after `on`."""
    this_year = date(on.year, *each_year)
    return this_year if this_year >= on else date(on.year + 1, *each_year)
