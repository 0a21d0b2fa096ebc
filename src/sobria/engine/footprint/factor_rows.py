"""One factor row: how its numbers are read, and what its interval means.

`value` is the mean, `low` and `high` the 5th and 95th percentiles of a log-normal law: σ = ln(high ÷ low) ÷ 3.2897.
"""

import math
from dataclasses import dataclass, field
from datetime import date

from sobria.engine.footprint.catalogue import words
from sobria.engine.footprint.method import P5_TO_P95, P95


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A factor in its criterion's own unit.

    Attributes:
        model_key: `manufacturer|model` in plain words for a model's own figure; None for a category's.
        per: `item` (device, or unit of the flow) or `kWh`.
        region: ISO 3166-1 alpha-3, a group (EU27) or WLD.
        origin: file:line.
        interval_given: False when low and high come from the default of the row's quality.
    """

    pack: str
    category: str
    model_key: str | None
    criterion: str
    stage: str
    value: float
    low: float
    high: float
    unit: str
    per: str
    region: str
    source: str
    licence: str
    source_date: date | None
    valid_from: date | None
    valid_to: date | None
    quality: str
    origin: str
    note: str
    interval_given: bool = field(default=True)

    @property
    def id(self) -> str:
        parts = [self.pack, self.category, self.criterion, self.stage, self.region]
        if self.model_key:
            parts.append(self.model_key.replace("|", " ").strip().replace(" ", "-"))
        if self.per == "kWh" and self.category != "electricity":
            parts.append("kWh")
        return ":".join([*parts, self.valid_from.isoformat() if self.valid_from else ""])

    @property
    def sigma(self) -> float:
        return sigma(self.low, self.high)

    @property
    def life_cycle(self) -> tuple[str, str | None, str, str]:
        """What an overlay replaces whole within one region: category, model, criterion, per."""
        return self.category, self.model_key, self.criterion, self.per

    @property
    def key(self) -> tuple[str, str | None, str, str, str, str]:
        """Two rows with this key must not be valid on the same day."""
        return self.category, self.model_key, self.criterion, self.stage, self.region, self.per


def sigma(low: float, high: float) -> float:
    """Log-normal σ of an interval P5–P95 that does not cross zero; 0 for a certain value."""
    if low == high:
        return 0.0
    return abs(math.log(high / low)) / P5_TO_P95


def default_interval(mean: float, ratio: float) -> tuple[float, float]:
    """P5 and P95 around `mean` when P95 ÷ P50 = `ratio`: the median of a log-normal law is below its mean."""
    spread = math.log(ratio) / P95
    median = mean * math.exp(-spread * spread / 2)
    first, second = median / ratio, median * ratio
    return min(first, second), max(first, second)


def interval_of_variation(mean: float, variation: float) -> tuple[float, float]:
    """P5 and P95 around `mean` from a coefficient of variation (standard deviation ÷ mean): σ² = ln(1 + cv²)."""
    spread = math.sqrt(math.log1p(variation * variation))
    median = mean * math.exp(-spread * spread / 2)
    first, second = median * math.exp(-P95 * spread), median * math.exp(P95 * spread)
    return min(first, second), max(first, second)


def model_key(manufacturer: str, model: str) -> str | None:
    """Key of a model's own rows; None when no model is named. A brand repeated in the model counts once."""
    brand, name = words(manufacturer), words(model)
    if not name:
        return None
    return f"{brand}|{name.removeprefix(brand).strip() if brand and name != brand else name}"
