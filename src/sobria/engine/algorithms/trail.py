"""The governance of algorithms, verified by anyone from the exported journal alone.

The chain says that nobody rewrote the events (`engine/journal/verifying.py`); this says that what they tell follows the
rules: each state reached by a way that exists, on an opinion and a decision about that exact content, by people who
stand on one side only. People are numbers; their mandates are events too. Memory holds one entry per dossier.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from sobria.engine.algorithms.states import APPROVED, DECIDED, DRAFT, has_quorum, settings, way
from sobria.engine.messages import Language, Refusal

SUBJECT = "algorithm:"
MEMBER = "member"
IMPORTED = "algorithm.imported"
WROTE = frozenset({"algorithm.created", "algorithm.drafted", "algorithm.opened", "algorithm.submit"})
SERVICE = "in_service"


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule broken by an event. `code`: a key of the messages."""

    code: str
    sequence: int
    subject: str
    detail: str = ""

    def sentence(self, language: Language) -> str:
        return Refusal(self.code, sequence=self.sequence, subject=self.subject, detail=self.detail).sentence(language)


@dataclass(slots=True)
class Trail:
    """What was read: systems, dossiers, decisions, votes, and the rules broken, in the order of the file."""

    systems: int = 0
    dossiers: int = 0
    decisions: int = 0
    votes: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Dossier:
    state: str = DRAFT
    fingerprint: str = ""
    authors: set[str] = field(default_factory=set)
    voters: set[str] = field(default_factory=set)
    recused: set[str] = field(default_factory=set)
    votes: dict[int, dict[str, str]] = field(default_factory=dict)
    proposals: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    opinion: Mapping[str, Any] | None = None
    approval: Mapping[str, Any] | None = None
    proven: set[int] = field(default_factory=set)


def verify(source: IO[bytes]) -> Trail:
    """Replay an exported journal. Lines that are no events are left to the verification of the chain."""
    return _Replay().read(_events(source))


def _events(source: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    for line in source:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and isinstance(found.get("data"), dict) and isinstance(found.get("kind"), str):
            yield found


class _Replay:
    def __init__(self) -> None:
        self.trail = Trail()
        self.dossiers: dict[tuple[str, int], _Dossier] = {}
        self.mandates: dict[str, list[tuple[str, str]]] = {}
        self.event: Mapping[str, Any] = {}

    def read(self, events: Iterable[Mapping[str, Any]]) -> Trail:
        for event in events:
            self.event = event
            kind, subject, data = event["kind"], str(event.get("subject", "")), event["data"]
            if kind in {"role.assigned", "role.ended"} and data.get("role") == MEMBER:
                self.mandate(kind, subject, data)
            elif kind == IMPORTED and isinstance(data.get("records"), dict):
                self.imported(data)
            elif subject.startswith(SUBJECT) and isinstance(data.get("dossier"), int):
                self.take(kind, self.dossier(subject, data["dossier"]), data)
        self.trail.systems = len({subject for subject, _number in self.dossiers})
        self.trail.dossiers = len(self.dossiers)
        return self.trail

    def dossier(self, subject: str, number: int) -> _Dossier:
        return self.dossiers.setdefault((subject, number), _Dossier())

    def fault(self, code: str, detail: str = "") -> None:
        self.trail.faults.append(
            Fault(code, int(self.event.get("sequence") or 0), str(self.event.get("subject", "")), detail)
        )

    def mandate(self, kind: str, person: str, data: Mapping[str, Any]) -> None:
        """Dates are ISO texts: they compare as they read."""
        held = self.mandates.setdefault(person, [])
        if kind == "role.assigned":
            held.append((str(data.get("since")), str(data.get("until") or "9999")))
        elif held:
            since, _until = held[-1]
            held[-1] = (since, str(data.get("until") or "9999"))

    def has_mandate(self, person: str) -> bool:
        """On the city's day, which is at most one away from that of the journal, in universal time."""
        try:
            day = date.fromisoformat(str(self.event["data"].get("on")))
            written = date.fromisoformat(str(self.event.get("recorded_at", ""))[:10])
        except ValueError:
            return False
        held = self.mandates.get(person, ())
        return abs((day - written).days) <= 1 and any(since <= day.isoformat() <= until for since, until in held)

    def imported(self, data: Mapping[str, Any]) -> None:
        """Who imports drafts stands on the side of the project in each of them."""
        for code, one in data["records"].items():
            if isinstance(one, dict) and isinstance(one.get("dossier"), int):
                self.dossier(f"{SUBJECT}{code}", one["dossier"]).authors.add(str(data.get("by", "")))

    def take(self, kind: str, dossier: _Dossier, data: Mapping[str, Any]) -> None:
        person = str(data.get("by", ""))
        if kind in WROTE:
            dossier.authors.add(person)
        if kind == "algorithm.recused":
            dossier.recused.add(person)
        elif kind == "algorithm.put-to-vote":
            dossier.proposals[int(data["proposal"])] = data
        elif kind == "algorithm.voted":
            self.vote(dossier, data, person)
        elif kind == "algorithm.opinion-given":
            self.opinion(dossier, {**data, "fingerprint": dossier.fingerprint})
        elif kind == "algorithm.evidence-checked":
            self.check(dossier, data, person)
        elif "after" in data:
            self.move(dossier, data, person)

    def vote(self, dossier: _Dossier, data: Mapping[str, Any], person: str) -> None:
        self.trail.votes += 1
        cast = dossier.votes.setdefault(int(data["proposal"]), {})
        if person in cast:
            self.fault("trail-voted-twice", person)
        if not self.has_mandate(person):
            self.fault("trail-no-mandate", person)
        if person in dossier.recused:
            self.fault("trail-recused", person)
        if person in dossier.authors:
            self.fault("trail-own-file", person)
        cast[person] = str(data.get("choice"))
        dossier.voters.add(person)

    def check(self, dossier: _Dossier, data: Mapping[str, Any], person: str) -> None:
        if person == data.get("given_by"):
            self.fault("trail-second-person", person)
        elif data.get("accepted") is True:
            dossier.proven.add(int(data["condition"]))

    def move(self, dossier: _Dossier, data: Mapping[str, Any], person: str) -> None:
        before, after = str(data.get("before")), str(data["after"])
        fingerprint = str(data.get("fingerprint", ""))
        if before != dossier.state or way(before, after) is None:
            self.fault("trail-no-way", f"{dossier.state} → {after}")
        if DRAFT not in {before, after} and fingerprint != dossier.fingerprint:
            self.fault("trail-other-content", after)
        dossier.state, dossier.fingerprint = after, fingerprint
        if after == "opinion_given":
            self.opinion(dossier, data)
        elif after in DECIDED:
            self.decision(dossier, data, person)
        elif after == SERVICE:
            self.service(dossier, data, person)

    def opinion(self, dossier: _Dossier, data: Mapping[str, Any]) -> None:
        """What the votes of its proposal say, with the quorum; the committee's own rule is never below the floor."""
        number = int(data.get("proposal") or 0)
        choices = list(dossier.votes.get(number, {}).values())
        tally = {choice: choices.count(choice) for choice in ("for", "against", "abstain")}
        known = settings()
        quorate = has_quorum(
            taking_part=len(choices),
            seats=int(data.get("seats") or 0),
            share=known["quorum_share"].least,
            least=known["quorum_least"].least,
        )
        if tally != data.get("tally") or tally["for"] <= tally["against"] or not quorate:
            self.fault("trail-not-voted", str(number))
        proposal = dossier.proposals.get(number, {})
        if (proposal.get("fingerprint"), proposal.get("sense")) != (dossier.fingerprint, data.get("sense")):
            self.fault("trail-other-content", "opinion")
        dossier.opinion = {**data, "fingerprint": dossier.fingerprint}

    def decision(self, dossier: _Dossier, data: Mapping[str, Any], person: str) -> None:
        self.trail.decisions += 1
        opinion = dossier.opinion
        if opinion is None or opinion["fingerprint"] != dossier.fingerprint:
            self.fault("trail-no-opinion", str(data["after"]))
        elif str(data.get("dated")) < str(opinion.get("given_on", "")):
            self.fault("trail-backdated", str(data.get("dated")))
        if person in dossier.authors:
            self.fault("trail-own-file", person)
        if person in dossier.voters:
            self.fault("trail-both-sides", person)
        if data["after"] in APPROVED:
            if data.get("class") == "prohibited":
                self.fault("trail-prohibited")
            dossier.approval = {**data, "fingerprint": dossier.fingerprint}
        if data.get("departs") and not data.get("reason"):
            self.fault("trail-no-reasons")

    def service(self, dossier: _Dossier, data: Mapping[str, Any], person: str) -> None:
        approval = dossier.approval
        if approval is None or approval["fingerprint"] != dossier.fingerprint:
            self.fault("trail-no-decision")
            return
        asked = enumerate(approval.get("conditions") or (), start=1)
        open_ones = [rank for rank, one in asked if one.get("is_prior") and rank not in dossier.proven]
        if open_ones:
            self.fault("trail-conditions-open", ", ".join(map(str, open_ones)))
        if data.get("before") == "suspended":
            self.trail.decisions += 1
            if person in dossier.authors | dossier.voters:
                self.fault("trail-both-sides", person)
