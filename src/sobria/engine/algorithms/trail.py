"""The governance of algorithms, verified by anyone from the exported journal alone.

The chain says that nobody rewrote the events (`engine/journal/verifying.py`); this says that what they tell follows the
rules: each state reached by a way that exists, on an opinion and a decision about that exact content, by people who
stand on one side only. People are numbers; their mandates are events too. Memory holds one entry per dossier.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import IO, Any

from sobria.engine.algorithms.following import departs
from sobria.engine.algorithms.states import APPROVED, DECIDED, DRAFT, has_quorum, settings, way
from sobria.engine.algorithms.trail_people import EXECUTIVE, MEMBER, Dossier, Mandates, same_day
from sobria.engine.messages import Language, Refusal

SUBJECT, SESSION = "algorithm:", "session:"
IMPORTED = "algorithm.imported"
WROTE = frozenset(
    {f"algorithm.{act}" for act in ("created", "drafted", "opened", "submit", "corrected")},
)
JUDGED = frozenset(
    {f"algorithm.{act}" for act in ("admit", "request_information", "put-to-vote", "marked", "vote-closed")}
)
SERVICE, SUSPENDED = "in_service", "suspended"


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
        self.dossiers: dict[tuple[str, int], Dossier] = {}
        self.owners: dict[str, set[str]] = {}
        self.sessions: dict[str, Mapping[str, Any]] = {}
        self.mandates = Mandates()
        self.event: Mapping[str, Any] = {}

    def read(self, events: Iterable[Mapping[str, Any]]) -> Trail:
        """An event that says something else than its kind does is a fault, and the reading goes on."""
        for event in events:
            self.event = event
            try:
                self.one(event["kind"], str(event.get("subject", "")), event["data"])
            except (KeyError, TypeError, ValueError, AttributeError):
                self.fault("trail-malformed", str(event["kind"])[:60])
        self.trail.systems = len({subject for subject, _number in self.dossiers})
        self.trail.dossiers = len(self.dossiers)
        return self.trail

    def one(self, kind: str, subject: str, data: Mapping[str, Any]) -> None:
        if kind in {"role.assigned", "role.ended"}:
            self.mandates.take(kind, subject, data)
        elif kind == "committee.session-opened":
            self.sessions[subject] = data
        elif kind == IMPORTED:
            self.imported(data)
        elif not subject.startswith(SUBJECT):
            return
        elif kind == "algorithm.entrusted":
            self.entrusted(subject, str(data["owner"]))
        elif isinstance(data.get("dossier"), int):
            self.take(kind, self.dossier(subject, data["dossier"]), data)

    def dossier(self, subject: str, number: int) -> Dossier:
        return self.dossiers.setdefault((subject, number), Dossier())

    def fault(self, code: str, detail: str = "") -> None:
        sequence, subject = self.event.get("sequence"), str(self.event.get("subject", ""))
        self.trail.faults.append(Fault(code, sequence if isinstance(sequence, int) else 0, subject, detail))

    def imported(self, data: Mapping[str, Any]) -> None:
        """Who imports drafts stands on the side of the project in each of them."""
        for code, one in data["records"].items():
            self.dossier(f"{SUBJECT}{code}", int(one["dossier"])).authors.add(str(data.get("by", "")))

    def entrusted(self, subject: str, owner: str) -> None:
        """Whoever carries a system, or carried it, stands on its side."""
        if not owner:
            return
        self.owners.setdefault(subject, set()).add(owner)
        for (known, _number), dossier in self.dossiers.items():
            closed = dossier.state in {"refused", "withdrawn", "superseded"}
            if known == subject and not closed and owner in dossier.judges | dossier.deciders:
                self.fault("trail-both-sides", owner)

    def side(self, dossier: Dossier) -> set[str]:
        return dossier.authors | self.owners.get(str(self.event.get("subject", "")), set())

    def take(self, kind: str, dossier: Dossier, data: Mapping[str, Any]) -> None:
        person = str(data.get("by", ""))
        if kind in WROTE:
            if person in dossier.judges | dossier.deciders:
                self.fault("trail-both-sides", person)
            dossier.authors.add(person)
        if kind in JUDGED and data.get("result") != "dropped":
            if person in self.side(dossier):
                self.fault("trail-own-file", person)
            dossier.judges.add(person)
        if kind == "algorithm.recused":
            dossier.recused.add(person)
        elif kind == "algorithm.put-to-vote":
            dossier.proposals[int(data["proposal"])] = data
        elif kind == "algorithm.voted":
            self.vote(dossier, data, person)
        elif kind == "algorithm.opinion-given":
            self.opinion(dossier, data)
        elif kind == "algorithm.evidence-checked":
            self.check(dossier, data, person)
        elif "after" in data:
            self.move(dossier, data, person)

    def vote(self, dossier: Dossier, data: Mapping[str, Any], person: str) -> None:
        self.trail.votes += 1
        cast = dossier.votes.setdefault(int(data["proposal"]), {})
        if person in cast:
            self.fault("trail-voted-twice", person)
        if not self.mandates.covers(person, MEMBER, same_day(self.event)):
            self.fault("trail-no-mandate", person)
        if person in dossier.recused:
            self.fault("trail-recused", person)
        if person in self.side(dossier):
            self.fault("trail-own-file", person)
        cast[person] = str(data.get("choice"))
        dossier.judges.add(person)

    def check(self, dossier: Dossier, data: Mapping[str, Any], person: str) -> None:
        if person in {data.get("given_by"), dossier.submitter}:
            self.fault("trail-second-person", person)
        elif data.get("accepted") is True:
            dossier.proven.add(int(data["condition"]))

    def move(self, dossier: Dossier, data: Mapping[str, Any], person: str) -> None:
        before, after = str(data.get("before")), str(data["after"])
        fingerprint = str(data.get("fingerprint", ""))
        if before != dossier.state or way(before, after) is None:
            self.fault("trail-no-way", f"{dossier.state} → {after}")
        if DRAFT not in {before, after} and fingerprint != dossier.fingerprint:
            self.fault("trail-other-content", after)
        dossier.state, dossier.fingerprint = after, fingerprint
        if after == "submitted":
            dossier.submitter = person
        elif after == "opinion_given":
            self.opinion(dossier, data)
        elif after in DECIDED:
            self.decision(dossier, data, person)
        elif after == SUSPENDED:
            dossier.suspended_on = str(self.event.get("recorded_at", ""))
            dossier.must_return = data.get("for_risk") is True
        elif after == SERVICE:
            self.service(dossier, data, person)

    def opinion(self, dossier: Dossier, data: Mapping[str, Any]) -> None:
        """What the votes of its proposal say, with the quorum of its session, never below the floor."""
        number = int(data.get("proposal") or 0)
        choices = list(dossier.votes.get(number, {}).values())
        tally = {choice: choices.count(choice) for choice in ("for", "against", "abstain")}
        proposal, known = dossier.proposals.get(number, {}), settings()
        opened = self.sessions.get(f"{SESSION}{proposal.get('session')}", {})
        quorate = has_quorum(
            taking_part=len(choices),
            seats=int(opened.get("seats") or 0),
            share=max(int(opened.get("quorum_share") or 0), known["quorum_share"].least),
            least=max(int(opened.get("quorum_least") or 0), known["quorum_least"].least),
        )
        same = (tally, opened.get("seats")) == (data.get("tally"), data.get("seats"))
        if not same or tally["for"] <= tally["against"] or not quorate:
            self.fault("trail-not-voted", str(number))
        voted = (proposal.get("fingerprint"), proposal.get("sense"), proposal.get("conditions"))
        if voted != (dossier.fingerprint, data.get("sense"), data.get("conditions")):
            self.fault("trail-other-content", "opinion")
        at = str(self.event.get("recorded_at", ""))
        dossier.opinion = {**data, "fingerprint": dossier.fingerprint, "at": at}

    def decision(self, dossier: Dossier, data: Mapping[str, Any], person: str) -> None:
        opinion = dossier.opinion
        if opinion is None or opinion["fingerprint"] != dossier.fingerprint:
            self.fault("trail-no-opinion", str(data["after"]))
        else:
            if str(data.get("dated")) < str(opinion.get("given_on", "")):
                self.fault("trail-backdated", str(data.get("dated")))
            kept, asked = data.get("conditions") or (), opinion.get("conditions") or ()
            leaves = departs(str(data["after"]), kept, opinion=str(opinion.get("sense")), asked=asked)
            if leaves and not data.get("reason"):
                self.fault("trail-no-reasons")
        self.decided(dossier, data, person)
        if data["after"] in APPROVED:
            dossier.approval = {**data, "fingerprint": dossier.fingerprint}

    def decided(self, dossier: Dossier, data: Mapping[str, Any], person: str) -> None:
        """What holds of every act of the executive: its power on the day of the act, and nobody on both sides."""
        self.trail.decisions += 1
        if not self.mandates.covers(person, EXECUTIVE, str(data.get("dated"))):
            self.fault("trail-no-power", person)
        if person in self.side(dossier):
            self.fault("trail-own-file", person)
        if person in dossier.judges:
            self.fault("trail-both-sides", person)
        if data["after"] != "refused" and data.get("class") == "prohibited":
            self.fault("trail-prohibited")
        dossier.deciders.add(person)

    def service(self, dossier: Dossier, data: Mapping[str, Any], person: str) -> None:
        approval = dossier.approval
        if approval is None or approval["fingerprint"] != dossier.fingerprint:
            self.fault("trail-no-decision")
            return
        asked = enumerate(approval.get("conditions") or (), start=1)
        open_ones = [rank for rank, one in asked if one.get("is_prior") and rank not in dossier.proven]
        if open_ones:
            self.fault("trail-conditions-open", ", ".join(map(str, open_ones)))
        if data.get("before") != SUSPENDED:
            if person in dossier.deciders | dossier.judges:
                self.fault("trail-both-sides", person)
            return
        self.decided(dossier, data, person)
        if not data.get("reason"):
            self.fault("trail-no-reasons")
        if str(data.get("dated")) < _day_before(dossier.suspended_on):
            self.fault("trail-backdated", str(data.get("dated")))
        if dossier.must_return and (dossier.opinion is None or str(dossier.opinion["at"]) < dossier.suspended_on):
            self.fault("trail-no-opinion", "resume")
        dossier.must_return = False


def _day_before(moment: str) -> str:
    """The day of the journal, which may be one ahead of the city's."""
    return (date.fromisoformat(moment[:10]) - timedelta(days=1)).isoformat() if moment else ""
