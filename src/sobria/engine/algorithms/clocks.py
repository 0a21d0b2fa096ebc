"""Delays the law sets for answers to people (`catalogue/algorithms/clocks.csv`)."""

import csv
import io
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

EXPLANATION, REFERRAL = "explanation_silence", "cada_referral"


@dataclass(frozen=True, slots=True)
class Clock:
    """A number of months, and the text that sets it."""

    code: str
    months: int
    names: tuple[str, str]
    article: str
    source: str
    confidence: str

    def after(self, day: date) -> date:
        """The same day of the month, so many months later; the last of the month where there is none."""
        months = day.month - 1 + self.months
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))


@cache
def clocks() -> dict[str, Clock]:
    text = files("sobria.catalogue").joinpath("algorithms/clocks.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Clock(
            row["code"], int(row["value"]), (row["fr"], row["en"]), row["article"], row["source"], row["confidence"]
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    }
