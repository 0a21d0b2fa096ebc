"""The value of an indicator for one period, known or not, with all that is needed to defend it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Origin = Literal["computed", "entered", "imported", "unknown"]


@dataclass(frozen=True, slots=True)
class Value:
    """One indicator over one period.

    Attributes:
        code: permanent code of the indicator (S1, D20, I4, X2).
        start, end: first and last day of the period; equal for an observation on a day.
        value, low, high: in `unit`; None when unknown, never zero. low and high may be None when no interval is stated.
        coverage: share of what should be counted that is, 0–1; None when nothing says.
        unknown: code of the reason when `value` is None; sentences in the messages of the catalogue.
        missing: what lacks: codes of inputs or indicators.
        origin: computed from a register, entered by a person, imported from a file.
        method: formula and version, or the way the entered value was obtained.
        evidence: address of the page of evidence inside the site, or of the document; empty when none.
        source: who says so, in words.
        recorded: day the value was established (freshness).
        letter: for an indicator read as a class (EcoIndex grade, index A–E), else empty.
    """

    code: str
    start: date
    end: date
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    unknown: str = ""
    missing: tuple[str, ...] = field(default=())
    origin: Origin = "unknown"
    method: str = ""
    evidence: str = ""
    source: str = ""
    recorded: date | None = None
    letter: str = ""
