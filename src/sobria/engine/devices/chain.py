"""The places of a device in the chain and the only acts between them (`catalogue/inclusive_devices/`).

`states.csv` says where a device is, `acts.csv` how it moves and which hop is written for it.
"""

from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table

NOWHERE = ""
"""State before the first act: the device is not in the chain."""
FIRST = "offered"


@dataclass(frozen=True, slots=True)
class State:
    """`place`: city, transit, stock, available, delivered, parts or waste, the columns of the balance."""

    code: str
    names: tuple[str, str]
    place: str
    meanings: tuple[str, str]

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]

    def meaning(self, language: str = "fr") -> str:
        return self.meanings[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Way:
    """One act from one state. `hop`: kind of the transfer that must carry it, or nothing."""

    act: str
    before: str
    after: str
    who: frozenset[str]
    hop: str
    names: tuple[str, str]

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@cache
def states() -> dict[str, State]:
    return {
        row["code"]: State(row["code"], (row["fr"], row["en"]), row["place"], (row["meaning_fr"], row["meaning_en"]))
        for row in table("inclusive_devices/states")
    }


@cache
def ways() -> tuple[Way, ...]:
    return tuple(
        Way(row["act"], row["before"], row["after"], frozenset(row["who"].split()), row["hop"], (row["fr"], row["en"]))
        for row in table("inclusive_devices/acts")
    )


@cache
def acts() -> dict[str, tuple[Way, ...]]:
    """Act → its ways, one per state it starts from."""
    names = dict.fromkeys(one.act for one in ways())
    return {name: tuple(one for one in ways() if one.act == name) for name in names}


def way(act: str, before: str) -> Way | None:
    """None when this act does not start from that state."""
    return next((one for one in acts().get(act, ()) if one.before == before), None)


def possible(before: str) -> tuple[str, ...]:
    """The acts that start from a state."""
    return tuple(one.act for one in ways() if one.before == before)


def places(*wanted: str) -> frozenset[str]:
    """Codes of the states in one of these places."""
    return frozenset(code for code, state in states().items() if state.place in wanted)
