"""What levers cost, in euros of today, without discounting: what is spent less the purchases that are avoided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sobria.engine.projection.choices import Choice
from sobria.engine.projection.courses import PERCENT
from sobria.engine.projection.inventory import Inventory
from sobria.engine.projection.reference import Lever, group_of, levers
from sobria.engine.quantities import Estimate

KG_A_TONNE = 1000.0
LEAST = 1e-6
"""Devices: below this, a difference is rounding."""


@dataclass(frozen=True, slots=True)
class PerTonne:
    """Euros a tonne avoided: at the mean, and where the tonnes are most and fewest. Negative: the city gains."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Money:
    """Until the horizon.

    Attributes:
        saved: euros of purchases avoided, where a price is known; None when no price is.
        priced: share of the purchases avoided whose price is known (0–1); None when none is avoided.
        spent: euros of the levers; None when the cost of one is not known (`unknown`: which).
        per_tonne: None when the cost is not known, or nothing is avoided.
    """

    saved: float | None
    priced: float | None
    spent: float | None
    unknown: tuple[str, ...]
    per_tonne: PerTonne | None

    @property
    def net(self) -> float | None:
        """Spent less saved; None while the spending, or every price of what is avoided, is unknown."""
        if self.spent is None or (self.priced is not None and self.saved is None):
            return None
        return self.spent - (self.saved or 0.0)


@dataclass(frozen=True, slots=True)
class Against:
    """What acting changes, held against doing nothing, to the horizon.

    Attributes:
        spared: category → purchases avoided; `reused`: refurbished devices bought in addition.
    """

    choice: Choice
    inventory: Inventory
    spared: Mapping[str, float]
    reused: float

    def units(self, lever: Lever) -> float:
        """How many of what a lever costs by: purchases avoided, refurbished devices more, devices removed, or once."""
        if lever.kind == "life":
            return sum(units for category, units in self.spared.items() if group_of().get(category) == lever.group)
        if lever.kind == "refurbished":
            return self.reused
        if lever.kind == "cut":
            return self.inventory.units_of(lever.group) * self.choice.values[lever.code] / PERCENT
        return 1.0


def money(codes: Sequence[str], against: Against, *, prices: Mapping[str, float], avoided: Estimate) -> Money:
    """Of the levers `codes`."""
    spared = {category: units for category, units in against.spared.items() if abs(units) > LEAST}
    known = [category for category in spared if category in prices]
    whole = sum(abs(units) for units in spared.values())
    saved = sum(spared[category] * prices[category] for category in known) if known else None
    priced = sum(abs(spared[category]) for category in known) / whole if whole else None
    costs = {code: _unit_cost(code, against.choice) for code in codes}
    unknown = tuple(code for code, cost in costs.items() if cost is None)
    spent = None if unknown else sum((cost or 0.0) * against.units(levers()[code]) for code, cost in costs.items())
    found = Money(saved, priced, spent, unknown, None)
    return replace(found, per_tonne=_per_tonne(found.net, avoided))


def _unit_cost(code: str, choice: Choice) -> float | None:
    said = choice.costs.get(code)
    return levers()[code].cost if said is None else said


def _per_tonne(net: float | None, avoided: Estimate) -> PerTonne | None:
    if net is None or avoided.value <= 0:
        return None
    ends = [net / (one / KG_A_TONNE) for one in (avoided.low, avoided.high) if one > 0]
    middle = net / (avoided.value / KG_A_TONNE)
    return PerTonne(middle, min([middle, *ends]), max([middle, *ends]))
