"""What a reader chooses: levers, and what is taken for granted. What cannot be is refused, each with its sentence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sobria.engine.messages import Language, Refusal, say
from sobria.engine.projection.inventory import Inventory, group_life
from sobria.engine.projection.reference import AI, Conflict, Lever, conflicts, levers, settings
from sobria.engine.typed_numbers import typed

START = "start"
Fault = tuple[str, Refusal]
"""The lever, `start`, or empty for what several say together; and the refusal."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One simulation.

    Attributes:
        start: first year in which the levers act.
        values: lever → value, in its unit; a lever that is absent changes nothing.
        lives: group → mean life today, in years, where it is not that of the catalogue.
        mix: scenario of electricity.
        costs: lever → euros, for one unit of what the lever says.
    """

    start: int
    values: Mapping[str, float] = field(default_factory=dict)
    lives: Mapping[str, float] = field(default_factory=dict)
    mix: str = "constant"
    costs: Mapping[str, float] = field(default_factory=dict)

    def only(self, lever: str) -> "Choice":
        return Choice(self.start, {lever: self.values[lever]}, self.lives, self.mix, self.costs)

    def nothing(self) -> "Choice":
        return Choice(self.start, {}, self.lives, self.mix, self.costs)

    def life_today(self, group: str) -> float:
        return self.lives.get(group) or group_life(group)

    def life_aimed(self, group: str) -> float:
        return self.values.get(f"life-{group}") or self.life_today(group)


def horizon() -> int:
    return int(settings()["horizon"].value)


def faults(choice: Choice, inventory: Inventory) -> Iterator[Fault]:
    """Everything that cannot be: years, bounds, levers that undo what is, levers that contradict each other."""
    yield from _year(choice.start, inventory.year)
    wrong = set()
    for code, value in choice.values.items():
        lever = levers()[code]
        refusal = _bounds(lever, value, choice, inventory) or _against_today(lever, value, choice, inventory)
        if refusal:
            wrong.add(code)
            yield code, refusal
    for one in conflicts():
        if not wrong & {one.first, one.second} and _contradicts(one, choice):
            told = {"first": _told(_reach(one.first, choice)), "second": _told(_reach(one.second, choice))}
            yield "", Refusal(one.code, **told)


def _year(start: int, inventory: int) -> Iterator[Fault]:
    told = {"value": start, "year": inventory, "first": inventory + 1, "last": horizon()}
    if start <= inventory:
        yield START, Refusal("projection-before", **told)
    elif start > horizon():
        yield START, Refusal("projection-after", **told)


def _bounds(lever: Lever, value: float, choice: Choice, inventory: Inventory) -> Refusal | None:
    if lever.low <= value <= lever.high:
        return None
    life = choice.life_today(lever.group) if lever.kind == "life" else None
    low, high = bounds_today(lever, inventory, life=life)
    return Refusal("projection-bounds", value=_told(value), low=_told(low), high=_told(high))


def bounds_today(lever: Lever, inventory: Inventory, *, life: float | None) -> tuple[float, float]:
    """The bounds of a lever, less what would make worse what is. `life`: of its group today, years."""
    low, high = lever.low, lever.high
    if lever.kind == "life":
        low = min(high, max(low, life or low))
    elif lever.kind == "refurbished":
        low = max(low, _told(100 * inventory.reused_share()))
    elif lever.kind == "pue":
        high = max(low, min(high, _told(inventory.pue)))
    return low, high


def _against_today(lever: Lever, value: float, choice: Choice, inventory: Inventory) -> Refusal | None:
    """A lever with nothing to act on, or that would make worse what it is meant to make better."""
    if not touches(lever, inventory):
        return Refusal("projection-nothing")
    if lever.kind == "life" and value < (today := choice.life_today(lever.group)):
        return Refusal("projection-shorter", value=_told(value), today=_told(today))
    if lever.kind == "pue" and value > (today := _told(inventory.pue)):
        return Refusal("projection-pue", value=_told(value), today=today)
    if lever.kind == "refurbished" and value < (today := _told(100 * inventory.reused_share())):
        return Refusal("projection-refurbished", value=_told(value), today=today)
    return None


def touches(lever: Lever, inventory: Inventory) -> bool:
    """Whether the inventory holds something that a lever acts on."""
    if lever.kind == "growth":
        return any(service.category == AI for service in inventory.services)
    if lever.kind == "refurbished":
        return inventory.units_refurbishable() > 0
    return inventory.units_of(lever.group) > 0


def _reach(code: str, choice: Choice) -> float:
    """How far a lever goes: its value; for a life, the years it adds."""
    if code not in choice.values:
        return 0.0
    lever = levers()[code]
    return choice.values[code] - (choice.life_today(lever.group) if lever.kind == "life" else 0.0)


def _contradicts(one: Conflict, choice: Choice) -> bool:
    return _reach(one.first, choice) >= one.first_least and _reach(one.second, choice) >= one.second_least


def _told(value: float) -> float:
    return round(value, 2)


def sentence(refusal: Refusal, language: Language) -> str:
    """The refusal said to a person, its numbers as that person would type them."""
    told = {
        name: typed(value, language) if isinstance(value, float) else value for name, value in refusal.params.items()
    }
    return say(refusal.code, language, **told)
