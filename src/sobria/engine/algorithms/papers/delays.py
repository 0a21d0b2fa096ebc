"""Time limits of a request for explanation (`catalogue/algorithms/delays.csv`): dated, with their source."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sobria.engine.duties.calendar_days import months_after
from sobria.engine.messages import Refusal


@dataclass(frozen=True, slots=True)
class Delay:
    """`valid_from`, `valid_to`: days the text holds, both included; None: not read, or no end."""

    code: str
    months: int
    valid_from: date | None
    valid_to: date | None
    words: tuple[str, str]
    source: str
    status: str
    notes: tuple[str, str]

    def name(self, language: str = "fr") -> str:
        return self.words[language.startswith("en")]

    def note(self, language: str = "fr") -> str:
        return self.notes[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a request received on a day sets going.

    Attributes:
        refused_on: silence until that day is a refusal; the answer is due by then.
        cada_until: last day to reach CADA after that refusal.
        delays: the two delays, with what is to be confirmed about them.
    """

    requested_on: date
    refused_on: date
    cada_until: date
    delays: tuple[Delay, Delay]


def clock(requested_on: date) -> Clock:
    """From the day the request came in. Months are counted from day to day, or to the last of a shorter month."""
    answer, cada = delay("explanation", requested_on), delay("cada", requested_on)
    refused_on = months_after(requested_on, answer.months)
    return Clock(requested_on, refused_on, months_after(refused_on, cada.months), (answer, cada))


def delay(code: str, on: date) -> Delay:
    """The delay in force on a day. Raises Refusal when the catalogue has none."""
    for one in _delays():
        if one.code == code and (one.valid_from or on) <= on <= (one.valid_to or on):
            return one
    raise Refusal("paper-delay-unknown", delay=code, on=on.isoformat())


@cache
def _delays() -> tuple[Delay, ...]:
    text = files("sobria.catalogue").joinpath("algorithms/delays.csv").read_text(encoding="utf-8")
    return tuple(
        Delay(
            code=row["code"],
            months=int(row["months"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            words=(row["fr"], row["en"]),
            source=row["source"],
            status=row["status"],
            notes=(row["note_fr"], row["note_en"]),
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
