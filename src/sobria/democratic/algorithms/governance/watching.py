"""What runs, whoever allowed it, and what residents are owed: observations, review dates, questions with a deadline."""

import logging
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import STAFF, WRITERS, Role
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.moving import follow, locked, move, tell
from sobria.democratic.algorithms.governance.standing import OWNERS, may_edit, name_of, rules_on
from sobria.democratic.algorithms.models import REGISTER, RUNNING, Algorithm, Dossier, Operation
from sobria.democratic.algorithms.models.decision import Condition, Decision
from sobria.democratic.algorithms.models.watch import Observation, Question
from sobria.democratic.algorithms.notices import letters
from sobria.democratic.algorithms.services import create_algorithm
from sobria.engine.ai_act import assess
from sobria.engine.messages import Refusal

LOG = logging.getLogger(__name__)
OBSERVERS = STAFF - {Role.AUDITOR, Role.ADMINISTRATOR}
REVIEWERS = frozenset({Role.DPO, Role.OFFICER})
READERS = REVIEWERS | WRITERS
"""Who reads every request, those that speak of somebody's life included."""
LONGEST = 5000
WHOLE_REGISTER = f"register:{REGISTER}"
"""How the journal names what is about no record."""


@transaction.atomic
def observe(
    algorithm: Algorithm, *, operation: str, seen_on: date, source: str, detail: str = "", by: User | None
) -> Observation:
    """Say whether it runs. What runs becomes public, authorised or not, with a day by which that must be settled.

    `by` is None for a list imported from the command line. Raises Refusal for a day to come.
    """
    if by is not None:
        require(by, OBSERVERS, scope=REGISTER)
    if operation not in Operation.values or source not in Observation.Source.values:
        raise Refusal("algorithm-operation-unknown", operation=operation[:40])
    if seen_on > timezone.localdate():
        raise Refusal("algorithm-seen-future", date=seen_on)
    changes.lock(REGISTER)
    seen = Observation.objects.create(
        algorithm=algorithm,
        operation=operation,
        source=source,
        detail=detail.strip()[:1000],
        seen_on=seen_on,
        at=timezone.now(),
        by=by,
    )
    algorithm.refresh_from_db()
    latest = algorithm.observations.order_by("-seen_on", "-pk").first() or seen
    if latest.operation != algorithm.operation:
        algorithm.operation, algorithm.operation_since = latest.operation, latest.seen_on
    becomes_public = algorithm.operation in RUNNING and not algorithm.is_public
    if becomes_public:
        algorithm.is_public, algorithm.shown = True, {"name": algorithm.name}
    algorithm.save(update_fields=["operation", "operation_since", "is_public", "shown"])
    data = {"operation": operation, "seen_on": seen_on.isoformat(), "source": source, "detail": seen.detail}
    tell("observed", algorithm, by=by, data={**data, "name": algorithm.name})
    follow(algorithm)
    return seen


@transaction.atomic
def observe_unknown(
    *, values: Mapping[str, Any], operation: str, seen_on: date, source: str, detail: str = "", by: User | None
) -> Algorithm:
    """Something runs that the register does not know: its record begins here, as a draft, and is public at once."""
    algorithm = create_algorithm(values=values, by=by, owned=False)
    observe(algorithm, operation=operation, seen_on=seen_on, source=source, detail=detail, by=by)
    algorithm.refresh_from_db()
    return algorithm


@transaction.atomic
def ask_review(dossier: Dossier, *, reason: str, by: User) -> Dossier:
    """A fact asks for a new review of what is in service."""
    require(by, REVIEWERS, scope=REGISTER)
    if not reason.strip():
        raise Refusal("algorithm-reason-missing")
    return move(locked(dossier), "review_due", by=by, reason=reason.strip())


def review_due() -> int:
    """Each day: what is past its term, or whose class the law of the day changes, is due for review. Returns how many.

    One transaction per dossier: one that fails is logged and keeps nobody else waiting. Raises ExceptionGroup at the
    end, so that the day is kept as failed.
    """
    today = timezone.localdate()
    moved = 0
    failures = []
    serving = Dossier.objects.filter(state="in_service").select_related("algorithm", "version").order_by("pk")
    for dossier in serving:
        try:
            moved += _review(dossier, today)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the others are looked at; it is raised below
            LOG.error("the review of %s/%s failed: %s", dossier.algorithm.code, dossier.number, failure)  # noqa: TRY400
            failures.append(failure)
    if failures:
        message = "reviews failed"
        raise ExceptionGroup(message, failures)
    return moved


def _review(dossier: Dossier, today: date) -> bool:
    """Whether it is now due for review."""
    reason = _why_review(dossier, today)
    if not reason:
        return False
    with transaction.atomic():
        found = locked(dossier)
        if found.state != "in_service":
            return False
        move(found, "review_due", by=None, reason=reason)
    return True


def _why_review(dossier: Dossier, today: date) -> str:
    """A code: the term has passed, the law changed the class, a condition is late. Empty when nothing asks.

    Two queries at most.
    """
    if dossier.expires_on and dossier.expires_on < today:
        return "expired"
    if assess(dossier.version.content["ai_act"], on=today).cls != _class_decided(dossier):
        return "class-changed"
    late = Condition.objects.filter(decision__dossier=dossier, due_on__lt=today)
    return "condition-late" if late.exclude(evidence__check_made__is_accepted=True).exists() else ""


def _class_decided(dossier: Dossier) -> str:
    """The class that the decision in force was taken on: a resumption decides on that of its day. One query."""
    decisions = dossier.decisions.exclude(sense=Decision.Sense.REFUSED).order_by("-decided_at", "-pk")
    found = decisions.values_list("ai_class", flat=True).first()
    return found or dossier.ai_class


@transaction.atomic
def ask(algorithm: Algorithm | None, *, kind: str, text: str, email: str = "") -> Question:
    """Anyone asks; an answer is owed by a day. The text is not published before someone has read it.

    `algorithm` is None for a system that the register does not know. Raises Refusal.
    """
    text = text.replace("\x00", "").strip()
    if kind not in Question.Kind.values:
        raise Refusal("algorithm-question-kind", kind=kind[:40])
    if not text:
        raise Refusal("algorithm-question-missing")
    if len(text) > LONGEST:
        raise Refusal("algorithm-question-long", length=len(text), limit=LONGEST)
    today = timezone.localdate()
    question = Question.objects.create(
        algorithm=algorithm,
        kind=kind,
        text=text,
        email=email.strip(),
        token=secrets.token_urlsafe(32),
        asked_at=timezone.now(),
        due_on=today + timedelta(days=rules_on(today)["answer_days"]),
    )
    _tell_of(question, "asked", by=None, data={"kind": kind, "due_on": str(question.due_on)})
    return question


@transaction.atomic
def answer(question: Question, *, text: str, shown: bool, hidden_for: str = "", by: User) -> Question:
    """Answer once; published with the question, or kept back for a reason that is published."""
    require_reader(by, question)
    if question.algorithm is None:
        require(by, READERS | OWNERS, scope=REGISTER)
    elif not may_edit(by, question.algorithm):
        require(by, READERS, scope=REGISTER)
    if not text.strip():
        raise Refusal("algorithm-answer-missing")
    if not shown and not hidden_for.strip():
        raise Refusal("algorithm-hidden-reason")
    answered = Question.objects.filter(pk=question.pk, answered_at=None).update(
        answer=text.strip()[:LONGEST],
        answered_at=timezone.now(),
        answered_by=by,
        is_shown=shown,
        hidden_for="" if shown else hidden_for.strip()[:300],
    )
    if not answered:
        raise Refusal("algorithm-already-answered")
    question.refresh_from_db()
    _tell_of(question, "answered", by=by, data={"shown": shown, "hidden_for": question.hidden_for})
    return question


def readable(person: User) -> QuerySet[Question]:
    """The requests that a person of staff may read.

    A request for an explanation speaks of somebody's life: it is for who edits that record, for officers and stewards
    of the register, and for the data-protection officer.
    """
    if person.holds(READERS, scope=REGISTER):
        return Question.objects.all()
    ordinary = ~Q(kind=Question.Kind.EXPLANATION)
    if person.holds(OWNERS, scope=REGISTER):
        return Question.objects.filter(ordinary | Q(algorithm__owner=person))
    return Question.objects.filter(ordinary)


def require_reader(person: User, question: Question) -> None:
    """Raises PermissionDenied with a sentence. One query."""
    if not readable(person).filter(pk=question.pk).exists():
        raise PermissionDenied(
            _(
                "Une demande d’explication parle de la vie de quelqu’un : la lisent qui porte la fiche, les"
                " responsables du registre et le délégué à la protection des données."
            )
        )


def _tell_of(question: Question, kind: str, *, by: User | None, data: Mapping[str, Any]) -> None:
    """One event and its letters, about the record, or about the register when it knows no such system."""
    told = {"question": question.pk, **data}
    if question.algorithm is not None:
        tell(kind, question.algorithm, by=by, data=told)
        return
    told = {"by": name_of(by), **told}
    record(f"algorithm.{kind}", by=by, subject=WHOLE_REGISTER, data=told)
    letters.queue(f"algorithm.{kind}", WHOLE_REGISTER, told)
