"""The opinion: put to the vote on an exact content, voted by members within their mandate, counted with a quorum."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.committee import MEMBER, SECRETARY, refuse_conflicted
from sobria.democratic.algorithms.governance.moving import locked, move, tell
from sobria.democratic.algorithms.governance.standing import (
    COMMITTEE,
    name_of,
    refuse_author,
    require,
)
from sobria.democratic.algorithms.journal import tell_committee
from sobria.democratic.algorithms.models import REGISTER, Dossier
from sobria.democratic.algorithms.models.committee import Attendance, Session
from sobria.democratic.algorithms.models.opinion import AgendaItem, Opinion, Proposal, Sense, Vote
from sobria.engine.algorithms.states import has_quorum
from sobria.engine.messages import Refusal

MOST_CONDITIONS = 30


@transaction.atomic
def put_to_vote(
    item: AgendaItem, *, sense: str, reasons: str, conditions: Iterable[Mapping[str, Any]] = (), by: User
) -> Proposal:
    """An opinion proposed to the members of an open session, by the secretary or the rapporteur.

    `conditions`: {"text", "is_prior", "due_on": ISO date or ""}; asked when the sense says so, refused otherwise.
    """
    require(by, COMMITTEE)
    dossier = locked(item.dossier)
    refuse_author(by, dossier)
    if not by.holds(frozenset({Role.SECRETARY})) and dossier.rapporteur_id != by.pk:
        raise Refusal("algorithm-not-rapporteur")
    item.session.refresh_from_db()
    if item.session.state != Session.State.OPEN:
        raise Refusal("algorithm-session-not-open")
    refuse_not_votable(dossier)
    if sense not in Sense.values:
        raise Refusal("algorithm-sense-unknown", sense=sense[:40])
    if not reasons.strip():
        raise Refusal("algorithm-reason-missing")
    if dossier.proposals.filter(state="open").exists():
        raise Refusal("algorithm-vote-open")
    proposal = Proposal.objects.create(
        item=item,
        dossier=dossier,
        number=dossier.proposals.count() + 1,
        fingerprint=dossier.fingerprint,
        sense=sense,
        reasons=reasons.strip(),
        conditions=cleaned(conditions, sense),
        opened_at=timezone.now(),
        put_by=by,
    )
    data = {"dossier": dossier.number, "proposal": proposal.number, "session": item.session.number, "sense": sense}
    told = {**data, "reasons": proposal.reasons, "conditions": proposal.conditions, "fingerprint": dossier.fingerprint}
    tell("put-to-vote", dossier.algorithm, by=by, data=told)
    return proposal


def refuse_not_votable(dossier: Dossier) -> None:
    if not (dossier.state == "in_review" or (dossier.state == "suspended" and dossier.must_return)):
        raise Refusal("algorithm-not-in-review")


def cleaned(conditions: Iterable[Mapping[str, Any]], sense: str) -> list[dict[str, Any]]:
    """Rows without text leave. Raises Refusal when there are none and the sense asks for some, or the reverse."""
    found = []
    for row in conditions:
        text = str(row.get("text") or "").strip()
        if not text:
            continue
        due = str(row.get("due_on") or "")
        try:
            day = date.fromisoformat(due) if due else None
        except ValueError:
            raise Refusal("algorithm-date-invalid", value=due[:20]) from None
        if day is not None and day < timezone.localdate():
            raise Refusal("algorithm-condition-past", date=day)
        found.append(
            {"text": text[:2000], "is_prior": bool(row.get("is_prior")), "due_on": day.isoformat() if day else ""}
        )
    if len(found) > MOST_CONDITIONS:
        raise Refusal("algorithm-too-many-conditions", limit=MOST_CONDITIONS)
    wanted = sense in {Sense.CONDITIONS, "approved_with_conditions"}
    if wanted and not found:
        raise Refusal("algorithm-conditions-missing")
    if found and not wanted:
        raise Refusal("algorithm-conditions-unexpected")
    return found


@transaction.atomic
def cast_vote(proposal: Proposal, *, choice: str, dissent: str = "", by: User) -> Vote:
    """One member, one vote, once: present, within a mandate, unrecused, on somebody else's file."""
    require(by, MEMBER)
    dossier = locked(proposal.dossier)
    proposal.refresh_from_db()
    if proposal.state != Proposal.State.OPEN or proposal.item.session.state != Session.State.OPEN:
        raise Refusal("algorithm-vote-closed")
    refuse_conflicted(by, dossier)
    if not Attendance.objects.filter(session=proposal.item.session, member=by).exists():
        raise Refusal("algorithm-not-attending")
    if choice not in Vote.Choice.values:
        raise Refusal("algorithm-vote-unknown", choice=choice[:40])
    if Vote.objects.filter(proposal=proposal, member=by).exists():
        raise Refusal("algorithm-already-voted")
    cast = Vote.objects.create(
        proposal=proposal,
        member=by,
        choice=choice,
        dissent=dissent.strip(),
        cast_on=timezone.localdate(),
        cast_at=timezone.now(),
    )
    data = {"dossier": dossier.number, "proposal": proposal.number, "choice": choice, "dissent": cast.dissent}
    data["on"] = (
        cast.cast_on.isoformat()
    )  # the city's day: a mandate begins at its midnight, not at that of the journal
    tell("voted", dossier.algorithm, by=by, data=data)
    return cast


@transaction.atomic
def close_vote(proposal: Proposal, *, by: User) -> Opinion | None:
    """Count, by the secretary. None when the proposal is rejected (a tie rejects), or the quorum was not met.

    An adopted proposal is the committee's opinion, on that content and no other.
    """
    require(by, SECRETARY)
    dossier = locked(proposal.dossier)
    refuse_author(by, dossier)
    refuse_not_votable(dossier)
    session = proposal.item.session
    tally = {choice: proposal.votes.filter(choice=choice).count() for choice in Vote.Choice.values}
    quorate = has_quorum(
        taking_part=sum(tally.values()),
        seats=session.seats or 0,
        share=session.quorum_share or 0,
        least=session.quorum_least or 0,
    )
    adopted = quorate and tally["for"] > tally["against"]
    state = Proposal.State.ADOPTED if adopted else Proposal.State.REJECTED if quorate else Proposal.State.NO_QUORUM
    open_one = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.OPEN, fingerprint=dossier.fingerprint)
    if not open_one.update(state=state, closed_at=timezone.now()):
        raise Refusal("algorithm-vote-closed")
    proposal.refresh_from_db()
    told = {"dossier": dossier.number, "proposal": proposal.number, "result": state.value, "tally": tally}
    tell("vote-closed", dossier.algorithm, by=by, data={**told, "seats": session.seats})
    return _opinion(proposal, dossier, tally, by=by) if adopted else None


def _opinion(proposal: Proposal, dossier: Dossier, tally: Mapping[str, int], *, by: User) -> Opinion:
    opinion = Opinion.objects.create(
        dossier=dossier,
        proposal=proposal,
        fingerprint=dossier.fingerprint,
        sense=proposal.sense,
        reasons=proposal.reasons,
        conditions=proposal.conditions,
        seats=proposal.item.session.seats or 0,
        votes_for=tally["for"],
        votes_against=tally["against"],
        abstentions=tally["abstain"],
        given_on=timezone.localdate(),
        given_at=timezone.now(),
    )
    data = {"sense": opinion.sense, "proposal": proposal.number, "tally": dict(tally), "seats": opinion.seats}
    told = {**data, "reasons": opinion.reasons, "conditions": opinion.conditions}
    if dossier.state == "in_review":
        move(dossier, "opinion_given", by=by, data={"given_on": opinion.given_on.isoformat(), **told})
    else:  # suspended for a risk: the executive may now decide whether service resumes
        tell("opinion-given", dossier.algorithm, by=by, data={"dossier": dossier.number, **told})
    return opinion


@transaction.atomic
def close_session(session: Session, *, minutes: str, by: User) -> Session:
    """Close it with its minutes; no vote stays open."""
    require(by, SECRETARY)
    if not minutes.strip():
        raise Refusal("algorithm-minutes-missing")
    changes.lock(REGISTER)
    if Proposal.objects.filter(item__session=session, state=Proposal.State.OPEN).exists():
        raise Refusal("algorithm-vote-open")
    closed = Session.objects.filter(pk=session.pk, state=Session.State.OPEN).update(
        state=Session.State.CLOSED, minutes=minutes.strip(), closed_at=timezone.now()
    )
    if not closed:
        raise Refusal("algorithm-session-moved")
    session.refresh_from_db()
    present = [name_of(one.member) for one in session.attendances.select_related("member").order_by("pk")]
    data = {"minutes": session.minutes, "present": present}
    tell_committee("session-closed", f"session:{session.number}", by=by, data=data)
    return session
