"""Acts of the committee's secretary and members before a vote: rules, agenda, admission, questions, recusals, grid."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.moving import locked, move, tell
from sobria.democratic.algorithms.governance.standing import (
    COMMITTEE,
    EXECUTIVE,
    members_on,
    name_of,
    refuse_author,
    refuse_recused,
    require,
    rules_on,
)
from sobria.democratic.algorithms.journal import tell_committee
from sobria.democratic.algorithms.models import REGISTER, Algorithm, Dossier
from sobria.democratic.algorithms.models.charter import GridMark
from sobria.democratic.algorithms.models.committee import Attendance, CommitteeRules, Interest, Recusal, Session
from sobria.democratic.algorithms.models.opinion import AgendaItem, InformationRequest
from sobria.engine.algorithms.states import settings
from sobria.engine.messages import Refusal

SECRETARY, MEMBER = frozenset({Role.SECRETARY}), frozenset({Role.MEMBER})


@transaction.atomic
def change_rules(*, values: Mapping[str, int], reference: str, since: date, by: User) -> CommitteeRules:
    """Quorum and delays from a day on, by an act of the executive. Raises Refusal beyond the catalogue's bounds."""
    require(by, EXECUTIVE)
    if not reference.strip():
        raise Refusal("algorithm-reference-missing")
    if since < timezone.localdate():
        raise Refusal("algorithm-rules-past")
    for code, value in values.items():
        bounds = settings()[code]
        if not bounds.least <= value <= bounds.most:
            raise Refusal(
                "algorithm-rule-bounds", rule=bounds.name(), value=value, least=bounds.least, most=bounds.most
            )
    changes.lock(REGISTER)
    number = (CommitteeRules.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    standing = rules_on(since)
    changed = {code: value for code, value in values.items() if standing[code] != value}
    now = timezone.now()
    kept = CommitteeRules.objects.create(
        number=number, values=changed, reference=reference.strip()[:200], since=since, created_at=now, created_by=by
    )
    told = {"values": changed, "since": since.isoformat(), "reference": kept.reference}
    tell_committee("rules-changed", f"committee-rules:{number}", by=by, data=told)
    return kept


@transaction.atomic
def plan_session(*, on: date, place: str = "", by: User) -> Session:
    """A sitting to come. Raises Refusal for a past day."""
    require(by, SECRETARY)
    if on < timezone.localdate():
        raise Refusal("algorithm-session-past", date=on)
    changes.lock(REGISTER)
    number = (Session.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    session = Session.objects.create(number=number, on=on, place=place.strip()[:200], created_at=timezone.now())
    tell_committee("session-planned", f"session:{number}", by=by, data={"on": on.isoformat(), "place": session.place})
    return session


@transaction.atomic
def add_to_agenda(session: Session, dossier: Dossier, *, by: User) -> AgendaItem:
    """Put a dossier in review, or one that must return, on the agenda of a session not yet closed."""
    require(by, SECRETARY)
    dossier = locked(dossier)
    refuse_author(by, dossier)
    session.refresh_from_db()
    if session.state == Session.State.CLOSED:
        raise Refusal("algorithm-session-closed")
    if not (dossier.state == "in_review" or (dossier.state == "suspended" and dossier.must_return)):
        raise Refusal("algorithm-not-in-review")
    if session.items.filter(dossier=dossier).exists():
        raise Refusal("algorithm-on-agenda")
    item = AgendaItem.objects.create(session=session, dossier=dossier, rank=session.items.count() + 1)
    tell("on-agenda", dossier.algorithm, by=by, data={"dossier": dossier.number, "session": session.number})
    return item


@transaction.atomic
def open_session(session: Session, *, by: User) -> Session:
    """Open it, on its day at the earliest: seats and quorum are those of that day."""
    require(by, SECRETARY)
    today = timezone.localdate()
    if session.on > today:
        raise Refusal("algorithm-session-early", date=session.on)
    rules = rules_on(today)
    seats = max(rules["seats"], len(members_on(today)))
    frozen = {"seats": seats, "quorum_share": rules["quorum_share"], "quorum_least": rules["quorum_least"]}
    opened = Session.objects.filter(pk=session.pk, state=Session.State.PLANNED).update(
        state=Session.State.OPEN, opened_at=timezone.now(), **frozen
    )
    if not opened:
        raise Refusal("algorithm-session-moved")
    session.refresh_from_db()
    tell_committee("session-opened", f"session:{session.number}", by=by, data=frozen)
    return session


@transaction.atomic
def attend(session: Session, member: User, *, by: User) -> Attendance:
    """A member is there, as they say or as the secretary says."""
    if by.pk != member.pk:
        require(by, SECRETARY)
    if not member.holds(MEMBER):
        raise Refusal("algorithm-no-mandate")
    changes.lock(REGISTER)
    session.refresh_from_db()
    if session.state != Session.State.OPEN:
        raise Refusal("algorithm-session-not-open")
    known = Attendance.objects.filter(session=session, member=member).first()
    if known:
        return known
    seen = Attendance.objects.create(session=session, member=member, at=timezone.now())
    tell_committee("attended", f"session:{session.number}", by=by, data={"member": name_of(member)})
    return seen


@transaction.atomic
def admit(dossier: Dossier, *, rapporteur: User, by: User) -> Dossier:
    """Take a submitted dossier in review: its rapporteur is a member who has nothing to do with it."""
    require(by, SECRETARY)
    dossier = locked(dossier)
    refuse_author(by, dossier)
    refuse_conflicted(rapporteur, dossier)
    today = timezone.localdate()
    days = rules_on(today)["review_days"] if dossier.days_left is None else dossier.days_left
    due = today + timedelta(days=days)
    data = {"rapporteur": name_of(rapporteur), "due_on": due.isoformat()}
    return move(dossier, "in_review", by=by, data=data, rapporteur=rapporteur, due_on=due, days_left=None)


def refuse_conflicted(member: User, dossier: Dossier) -> None:
    """Raises Refusal: no mandate today, on the side of the project, recused, or with a declared interest in it."""
    if not member.holds(MEMBER):
        raise Refusal("algorithm-no-mandate")
    refuse_author(member, dossier)
    refuse_recused(member, dossier)
    if Interest.objects.filter(member=member, algorithm=dossier.algorithm).exists():
        raise Refusal("algorithm-interest")


@transaction.atomic
def name_rapporteur(dossier: Dossier, *, rapporteur: User, by: User) -> Dossier:
    """Another rapporteur for a dossier in review, when the first one is recused or leaves."""
    require(by, SECRETARY)
    dossier = locked(dossier)
    refuse_author(by, dossier)
    refuse_conflicted(rapporteur, dossier)
    if not Dossier.objects.filter(pk=dossier.pk, state="in_review").update(rapporteur=rapporteur):
        raise Refusal("algorithm-not-in-review")
    tell("reported", dossier.algorithm, by=by, data={"dossier": dossier.number, "rapporteur": name_of(rapporteur)})
    dossier.refresh_from_db()
    return dossier


@transaction.atomic
def request_information(dossier: Dossier, *, text: str, by: User) -> Dossier:
    """Ask the project for more, in public: it becomes a draft again, and the clock waits."""
    require(by, SECRETARY)
    if not text.strip():
        raise Refusal("algorithm-question-missing")
    dossier = locked(dossier)
    refuse_author(by, dossier)
    if dossier.proposals.filter(state="open").exists():
        raise Refusal("algorithm-vote-open")
    now, today = timezone.now(), timezone.localdate()
    InformationRequest.objects.create(dossier=dossier, text=text.strip(), asked_at=now, asked_by=by)
    left = max((dossier.due_on - today).days, 0) if dossier.due_on else None
    columns: dict[str, Any] = {
        "days_left": left,
        "due_on": None,
        "fingerprint": "",
        "submitted_by": None,
        "submitted_at": None,
    }
    return move(dossier, "draft", by=by, reason=text.strip(), **columns)


@transaction.atomic
def declare_interest(*, text: str, algorithm: Algorithm | None = None, by: User) -> Interest:
    """What a member declares, for every file or for one; published without the name."""
    require(by, COMMITTEE)
    if not text.strip():
        raise Refusal("algorithm-interest-missing")
    declared = Interest.objects.create(
        member=by, algorithm=algorithm, text=text.strip()[:1000], declared_at=timezone.now()
    )
    subject = f"algorithm:{algorithm.code}" if algorithm else name_of(by)
    tell_committee("interest-declared", subject, by=by, data={"text": declared.text})
    return declared


@transaction.atomic
def recuse(dossier: Dossier, *, reason: str, by: User) -> Recusal:
    """A member leaves quorum and vote on a dossier, for good, before having voted on what is open."""
    require(by, MEMBER)
    if not reason.strip():
        raise Refusal("algorithm-reason-missing")
    dossier = locked(dossier)
    refuse_recused(by, dossier)
    if dossier.proposals.filter(state="open", votes__member=by).exists():
        raise Refusal("algorithm-already-voted")
    made = Recusal.objects.create(dossier=dossier, member=by, reason=reason.strip()[:1000], declared_at=timezone.now())
    if dossier.rapporteur_id == by.pk:
        Dossier.objects.filter(pk=dossier.pk).update(rapporteur=None)
    tell("recused", dossier.algorithm, by=by, data={"dossier": dossier.number, "reason": made.reason})
    return made


@transaction.atomic
def mark(dossier: Dossier, *, principle: str, mark: str, comment: str = "", by: User) -> GridMark:
    """How the rapporteur reads the frozen content against one principle."""
    require(by, MEMBER)
    dossier = locked(dossier)
    if dossier.state != "in_review":
        raise Refusal("algorithm-not-in-review")
    refuse_conflicted(by, dossier)
    if dossier.rapporteur_id != by.pk:
        raise Refusal("algorithm-not-rapporteur")
    if mark not in GridMark.Mark.values or principle not in dossier.version.content["principles"]:
        raise Refusal("algorithm-principle-unknown", principle=principle[:60])
    made = GridMark.objects.create(
        dossier=dossier,
        fingerprint=dossier.fingerprint,
        principle=principle,
        mark=mark,
        comment=comment.strip(),
        at=timezone.now(),
        by=by,
    )
    data = {"dossier": dossier.number, "principle": principle, "mark": mark, "comment": made.comment}
    tell("marked", dossier.algorithm, by=by, data={**data, "fingerprint": dossier.fingerprint})
    return made
