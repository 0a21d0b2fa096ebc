"""The reuse rate of retired equipment: décret 2023-266, article 3. A ÷ B × 100.

A: devices sent to reuse in the year, with their deed. B: retired devices in stock on 1 January.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sobria.engine.reuse.rules import outside, routes, rules

OLD, SECURED, SCOPE, PROOF = "oldest", "secured", "scope", "proof"


@dataclass(frozen=True, slots=True)
class Retired:
    """Like devices that the city no longer uses.

    Attributes:
        units: how many.
        category: code of the catalogue; "" when it is not recognised.
        began: day it began to serve; None: not said, so that its age is unknown.
        retired: day it was retired; None: not said.
        is_secured: holds classified or security media; None: not said.
        is_told: an act, or the state its file gives, says where it stands; a date of retirement alone does not.
    """

    units: float
    category: str
    began: date | None
    retired: date | None
    is_secured: bool | None
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Exit:
    """Like devices handed over in the year. `is_proved`: by a deed with its reference."""

    what: Retired
    route: str
    is_proved: bool


@dataclass(slots=True)
class Tally:
    """Units counted and left out, by reason; of the counted ones, what is not known of them."""

    counted: float = 0.0
    left_out: dict[str, float] = field(default_factory=dict)
    undated: float = 0.0
    unrecognised: float = 0.0
    untold: float = 0.0

    @property
    def seen(self) -> float:
        return self.counted + sum(self.left_out.values())


@dataclass(frozen=True, slots=True)
class Rate:
    """`by_route`: units counted, by way out."""

    year: int
    stock: Tally
    exits: Tally
    by_route: dict[str, float]

    @property
    def share(self) -> float | None:
        """A ÷ B; above 1 when more left than was in stock on 1 January. None without stock."""
        return self.exits.counted / self.stock.counted if self.stock.counted else None

    @property
    def coverage(self) -> float | None:
        """Share of the stock of which something says where it stands."""
        return (self.stock.counted - self.stock.untold) / self.stock.counted if self.stock.counted else None

    def missing(self, step: float) -> float | None:
        """Devices still to send to reuse to reach a share (0–1); 0 when it is reached."""
        return max(0.0, step * self.stock.counted - self.exits.counted) if self.stock.counted else None


def rate(year: int, held: Iterable[Retired], exits: Iterable[Exit]) -> Rate:
    stock, left, by_route = Tally(), Tally(), dict.fromkeys(routes(), 0.0)
    for one in held:
        _add(stock, one, reason(one))
    for gone in exits:
        why = reason(gone.what) or ("" if gone.is_proved and gone.route in by_route else PROOF)
        _add(left, gone.what, why)
        if not why:
            by_route[gone.route] += gone.what.units
    return Rate(year, stock, left, {route: units for route, units in by_route.items() if units})


def reason(one: Retired) -> str:
    """Why the decree leaves it out; "" when it counts. What is not known leaves nothing out."""
    if one.category in outside():
        return SCOPE
    if one.is_secured:
        return SECURED
    if one.began and one.retired and is_older(one.began, one.retired):
        return OLD
    return ""


def is_older(began: date, retired: date) -> bool:
    """Retired after its tenth birthday: on the day itself it is ten years old, not more."""
    years = retired.year - began.year - ((retired.month, retired.day) <= (began.month, began.day))
    limit = rules()[OLD].value or 0
    return years >= limit


def _add(tally: Tally, one: Retired, why: str) -> None:
    if why:
        tally.left_out[why] = tally.left_out.get(why, 0.0) + one.units
        return
    tally.counted += one.units
    tally.undated += one.units if one.began is None or one.retired is None else 0.0
    tally.unrecognised += 0.0 if one.category else one.units
    tally.untold += 0.0 if one.is_told else one.units
