"""A number that knows its interval, unit and coverage; and an unknown that knows what it lacks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A computed quantity.

    Attributes:
        value: mean, in `unit`.
        low: 5th percentile, in `unit`.
        p50: median, in `unit`.
        high: 95th percentile, in `unit`.
        unit: as written in `catalogue/factors/criteria.csv`.
        coverage: share of the units in scope (0–1) for which every life-cycle stage could be computed.
    """

    value: float
    low: float
    p50: float
    high: float
    unit: str
    coverage: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """A quantity that cannot be computed: never zero.

    Attributes:
        code: stable reason code, a key of `catalogue/vocabularies/messages/*.csv`.
        missing: what is missing, in words or codes the reader can act on.
        unit: unit the quantity would have had.
    """

    code: str
    missing: str
    unit: str


Quantity = Estimate | Unknown
