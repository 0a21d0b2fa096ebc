"""The mass balance of the chain: what was collected is somewhere, in units and in kilograms.

Two sources that nothing but the acts keeps equal: units counted by collections, and places of devices today.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sobria.engine.devices.chain import states

PLACES = ("transit", "stock", "available", "delivered", "parts", "waste")
"""Where a collected device can be, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Units that collections counted, for a partner and the year they took place."""

    partner: str
    year: int
    units: int


@dataclass(frozen=True, slots=True)
class Held:
    """Devices that left the city, by state today. `weighed`: how many have a mass; `mass_kg`: their sum."""

    partner: str
    year: int
    state: str
    units: int
    weighed: int
    mass_kg: float


@dataclass(slots=True)
class Amount:
    """Units, and the mass of those that were weighed."""

    units: int = 0
    weighed: int = 0
    mass_kg: float = 0.0

    @property
    def unweighed(self) -> int:
        return self.units - self.weighed

    def add(self, units: int, weighed: int, mass_kg: float) -> None:
        self.units += units
        self.weighed += weighed
        self.mass_kg += mass_kg


@dataclass(slots=True)
class Balance:
    """One partner and year, one partner, or everything.

    Attributes:
        partner: permanent code, empty for the total; year: of the collections, 0 for all.
        collected: units counted by collections.
        placed: place → what is there now.
    """

    partner: str
    year: int
    collected: int = 0
    placed: dict[str, Amount] = field(default_factory=lambda: {place: Amount() for place in PLACES})

    @property
    def found(self) -> Amount:
        """What is somewhere, all places together."""
        total = Amount()
        for one in self.placed.values():
            total.add(one.units, one.weighed, one.mass_kg)
        return total

    @property
    def difference(self) -> int:
        """Collected less found: 0 when the balance closes."""
        return self.collected - self.found.units

    @property
    def closes(self) -> bool:
        return self.difference == 0


@dataclass(frozen=True, slots=True)
class Book:
    """`total`, then by partner, then by partner and year (latest first), then by year."""

    total: Balance
    partners: tuple[Balance, ...]
    lines: tuple[Balance, ...]
    years: tuple[Balance, ...]

    @property
    def closes(self) -> bool:
        return all(one.closes for one in (self.total, *self.partners, *self.lines))


def balance(counted: Iterable[Counted], held: Iterable[Held]) -> Book:
    """Hold both sources together. A device still at the city is in none of them; a state of no place is an error."""
    found: dict[tuple[str, int], Balance] = {}

    def each(partner: str, year: int) -> list[Balance]:
        keys = [("", 0), (partner, 0), (partner, year), ("", year)]
        return [found.setdefault(key, Balance(*key)) for key in keys]

    total = found.setdefault(("", 0), Balance("", 0))
    for one in counted:
        for line in each(one.partner, one.year):
            line.collected += one.units
    for row in held:
        for line in each(row.partner, row.year):
            line.placed[states()[row.state].place].add(row.units, row.weighed, row.mass_kg)
    rows = sorted(found.values(), key=lambda one: (one.partner, -one.year))
    return Book(
        total,
        tuple(one for one in rows if one.partner and not one.year),
        tuple(one for one in rows if one.partner and one.year),
        tuple(one for one in rows if not one.partner and one.year),
    )
