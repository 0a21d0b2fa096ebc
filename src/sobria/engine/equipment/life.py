"""The states of a device and the only ways between them (`catalogue/equipment/states.csv`, `acts.csv`)."""

from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table

UNKNOWN = "unknown"
"""The state of a device of which no file said any."""
RETIRED = "retired"
FREE = frozenset({UNKNOWN, "ordered", "in_service", "in_stock", "under_repair", "retired"})
"""States that a file or a form may say; the others are reached by an act only."""


@dataclass(frozen=True, slots=True)
class State:
    """`serves`: it counts in the fleet; `gone`: the city no longer has it."""

    code: str
    names: tuple[str, str]
    meanings: tuple[str, str]
    serves: bool
    gone: bool

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]

    def meaning(self, language: str = "fr") -> str:
        return self.meanings[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Act:
    """What takes a device from one of the states `before` to `after`.

    `needs`: `clear` (each drive has its proof), `storage` (it must hold some), or the details to give: entity, route,
    reference, receiver, slip.
    """

    code: str
    before: frozenset[str]
    after: str
    names: tuple[str, str]
    needs: frozenset[str]

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@cache
def states() -> dict[str, State]:
    return {
        row["code"]: State(
            row["code"],
            (row["fr"], row["en"]),
            (row["meaning_fr"], row["meaning_en"]),
            row["serves"] == "yes",
            row["gone"] == "yes",
        )
        for row in table("equipment/states")
    }


@cache
def acts() -> dict[str, Act]:
    return {
        row["act"]: Act(
            row["act"],
            frozenset(row["before"].split()),
            row["after"],
            (row["fr"], row["en"]),
            frozenset(row["needs"].split()),
        )
        for row in table("equipment/acts")
    }


def acts_from(state: str) -> tuple[Act, ...]:
    """The acts possible in a state, in the order of a life."""
    return tuple(act for act in acts().values() if state in act.before)


def ways() -> frozenset[tuple[str, str, str]]:
    """Every (act, before, after)."""
    return frozenset((act.code, before, act.after) for act in acts().values() for before in act.before)


@cache
def serving() -> frozenset[str]:
    """States in which a device is used: a certificate of before proves nothing after."""
    return frozenset(code for code, state in states().items() if state.serves and code != UNKNOWN)


@cache
def clear_before() -> frozenset[str]:
    """States that no device reaches while a drive has no proof."""
    return frozenset(act.after for act in acts().values() if "clear" in act.needs)


@cache
def proof_ahead_days() -> int:
    """How long before the retirement, at most, a certificate may be dated: an older one may have been written over."""
    return next(int(row["value"]) for row in table("equipment/settings") if row["code"] == "proof-ahead")


@cache
def without_storage() -> frozenset[str]:
    """Categories that hold no data. Any other, and the unknown one, must prove it."""
    return frozenset(row["category"] for row in table("equipment/storage") if row["holds"] == "no")
