"""Who stood where, as the journal tells it: mandates between two days, and the side each took on a dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sobria.engine.algorithms.states import DRAFT

MEMBER = frozenset({"member"})
EXECUTIVE = frozenset({"executive", "delegate"})
ENDLESS = "9999"


@dataclass(slots=True)
class Mandates:
    """(person, role) → [(since, until)], as ISO texts: they compare as they read."""

    held: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def take(self, kind: str, person: str, data: Mapping[str, Any]) -> None:
        """A role given or ended. What ends is the mandate that began that day."""
        role, since, until = str(data["role"]), str(data.get("since", "")), str(data.get("until") or ENDLESS)
        known = self.held.setdefault((person, role), [])
        if kind == "role.assigned":
            known.append((since, until))
        else:
            self.held[(person, role)] = [(begun, until if begun == since else end) for begun, end in known]

    def covers(self, person: str, roles: frozenset[str], day: str) -> bool:
        return any(
            since <= day <= until for role in sorted(roles) for since, until in self.held.get((person, role), ())
        )


@dataclass(slots=True)
class Dossier:
    """One content on its way, replayed. `judges`: who reviewed, voted or counted; `suspended_on`: the last time."""

    state: str = DRAFT
    fingerprint: str = ""
    ai_class: str = ""
    authors: set[str] = field(default_factory=set)
    judges: set[str] = field(default_factory=set)
    deciders: set[str] = field(default_factory=set)
    recused: set[str] = field(default_factory=set)
    votes: dict[int, dict[str, str]] = field(default_factory=dict)
    proposals: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    opinion: Mapping[str, Any] | None = None
    approval: Mapping[str, Any] | None = None
    proven: set[int] = field(default_factory=set)
    submitter: str = ""
    suspended_on: str = ""
    must_return: bool = False


def same_day(event: Mapping[str, Any]) -> str:
    """The city's day of a vote, "" when it is not that of the journal: they are at most one apart."""
    try:
        day = date.fromisoformat(str(event["data"].get("on")))
        written = date.fromisoformat(str(event.get("recorded_at", ""))[:10])
    except ValueError:
        return ""
    return day.isoformat() if abs((day - written).days) <= 1 else ""
