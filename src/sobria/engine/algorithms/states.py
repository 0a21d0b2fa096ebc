"""The states of authorisation and the only ways between them (`catalogue/algorithms/states.csv`, `transitions.csv`).

Authorisation is held apart from observed operation: what runs without authorisation is shown, not hidden.
"""

from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table

DRAFT = "draft"
APPROVED = frozenset({"approved", "approved_with_conditions"})
DECIDED = APPROVED | {"refused"}
UNDER_WAY = frozenset({"draft", "submitted", "in_review", "opinion_given"}) | APPROVED
"""Before service: an algorithm has one such dossier at most."""
IN_FORCE = frozenset({"in_service", "review_due", "suspended"})
"""Since service: one such dossier at most."""


@dataclass(frozen=True, slots=True)
class State:
    """`runs`: use is authorised; `closed`: nothing follows."""

    code: str
    names: tuple[str, str]
    meanings: tuple[str, str]
    runs: bool
    closed: bool

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]

    def meaning(self, language: str = "fr") -> str:
        return self.meanings[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Way:
    """One transition. `who`: roles, or owner, overseer, committee, system."""

    act: str
    before: str
    after: str
    who: frozenset[str]


@dataclass(frozen=True, slots=True)
class Setting:
    """A number the committee may choose between two bounds."""

    code: str
    value: int
    unit: str
    least: int
    most: int
    names: tuple[str, str]
    source: str

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@cache
def states() -> dict[str, State]:
    return {
        row["code"]: State(
            row["code"],
            (row["fr"], row["en"]),
            (row["meaning_fr"], row["meaning_en"]),
            row["runs"] == "yes",
            row["closed"] == "yes",
        )
        for row in table("algorithms/states")
    }


@cache
def ways() -> tuple[Way, ...]:
    return tuple(
        Way(row["act"], row["before"], row["after"], frozenset(row["who"].split()))
        for row in table("algorithms/transitions")
    )


def way(before: str, after: str) -> Way | None:
    """The transition between two states, None when there is none."""
    return next((one for one in ways() if (one.before, one.after) == (before, after)), None)


@cache
def settings() -> dict[str, Setting]:
    return {
        row["code"]: Setting(
            row["code"],
            int(row["value"]),
            row["unit"],
            int(row["least"]),
            int(row["most"]),
            (row["fr"], row["en"]),
            row["source"],
        )
        for row in table("algorithms/committee")
    }


def has_quorum(*, taking_part: int, seats: int, share: int, least: int) -> bool:
    """More than `share` % of the seats, and `least` members. Recused members are in neither count."""
    return taking_part >= least and taking_part * 100 > seats * share
