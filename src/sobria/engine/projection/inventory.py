"""What a city holds on the day of the inventory, as the projection needs it."""

from dataclasses import dataclass

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.projection.reference import group_of, groups, savings


@dataclass(frozen=True, slots=True)
class Fleet:
    """Devices of a category.

    Attributes:
        units: by whole years of age at the end of the inventory year.
        reused: share of refurbished ones (0–1) in what the city buys; 0 when nobody said any was.
    """

    category: str
    units: tuple[float, ...]
    reused: float = 0.0

    @property
    def total(self) -> float:
        return sum(self.units)


@dataclass(frozen=True, slots=True)
class Service:
    """What is not equipment (cloud, AI, network): its footprint of a year, kgCO2e, with its P5 and P95."""

    category: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Inventory:
    """All of it.

    Attributes:
        year: of the inventory; the projection begins the year after.
        pue: of the rooms, today; `pue_measured`: said by the city, and not by the catalogue.
        undated: units whose arrival nobody said, spread over ages like the others.
        unmatched: units that no category recognises: left out.
    """

    year: int
    fleets: tuple[Fleet, ...]
    services: tuple[Service, ...]
    pue: float
    pue_measured: bool = False
    undated: float = 0.0
    unmatched: float = 0.0

    @property
    def is_empty(self) -> bool:
        return not self.fleets and not self.services

    def units_of(self, group: str) -> float:
        return sum(fleet.total for fleet in self.fleets if group_of().get(fleet.category) == group)

    def units_refurbishable(self) -> float:
        return sum(self.units_of(group) for group in savings())

    def reused_share(self) -> float:
        """Share of refurbished devices (0–1) bought today, over the groups where a source says what they spare."""
        fleets = [fleet for fleet in self.fleets if group_of().get(fleet.category) in savings()]
        units = sum(fleet.total for fleet in fleets)
        return sum(fleet.total * fleet.reused for fleet in fleets) / units if units else 0.0


def group_life(group: str) -> float:
    """Mean life the catalogue gives to the first category of a group, in years."""
    life = load_catalogue().categories[groups()[group].categories[0]].lifetime_years
    if life is None:
        message = f"the group {group} has no life in the catalogue"
        raise ValueError(message)
    return life


def spread_undated(known: dict[int, float], undated: float, *, life: float | None) -> tuple[float, ...]:
    """Units by age: what has no date is shared like what has one; when nothing has, evenly over the expected life."""
    dated = sum(known.values())
    if not dated:
        ages = max(1, round(life or 1))
        return (undated / ages,) * ages
    return tuple(known.get(age, 0.0) * (1 + undated / dated) for age in range(max(known) + 1))
