"""What runs, whoever allowed it, and what residents are owed: observations, review dates, questions with a deadline."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.people.models import User
from sobria.city.people.roles import STAFF, WRITERS, Role
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.moving import follow, locked, move, tell
from sobria.democratic.algorithms.governance.standing import OWNERS, may_edit, require, rules_on
from sobria.democratic.algorithms.models import REGISTER, RUNNING, Algorithm, Dossier, Operation
from sobria.democratic.algorithms.models.watch import Observation, Question
from sobria.democratic.algorithms.services import create_algorithm
from sobria.engine.ai_act import assess
from sobria.engine.messages import Refusal

REVIEWERS = frozenset({Role.DPO, Role.OFFICER})
LONGEST = 5000
ADDRESS_KEPT = timedelta(days=90)
"""An address to answer to leaves that long after the answer."""


@transaction.atomic
def observe(
    algorithm: Algorithm, *, operation: str, seen_on: date, source: str, detail: str = "", by: User | None
) -> Observation:
    """Say whether it runs. What runs becomes public, authorised or not, with a day by which that must be settled.

    `by` is None for a list imported from the command line. Raises Refusal for a day to come.
    """
    if by is not None:
        require(by, STAFF - {Role.AUDITOR, Role.ADMINISTRATOR})
    if operation not in Operation.values or source not in Observation.Source.values:
        raise Refusal("algorithm-operation-unknown", operation=operation[:40])
    if seen_on > timezone.localdate():
        raise Refusal("algorithm-seen-future", date=seen_on.isoformat())
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
    require(by, REVIEWERS)
    if not reason.strip():
        raise Refusal("algorithm-reason-missing")
    return move(locked(dossier), "review_due", by=by, reason=reason.strip())


def review_due() -> int:
    """Each day: what is past its term, or whose class the law of the day changes, is due for review. Returns how many.

    One transaction per dossier: one that fails keeps nobody else waiting.
    """
    today = timezone.localdate()
    moved = 0
    serving = Dossier.objects.filter(state="in_service").select_related("algorithm", "version").order_by("pk")
    for dossier in serving:
        reason = _why_review(dossier, today)
        if reason:
            with transaction.atomic():
                found = locked(dossier)
                if found.state == "in_service":
                    move(found, "review_due", by=None, reason=reason)
                    moved += 1
    return moved


def _why_review(dossier: Dossier, today: date) -> str:
    """A code: the term has passed, the law changed the class, a condition is late. Empty when nothing asks."""
    if dossier.expires_on and dossier.expires_on < today:
        return "expired"
    if assess(dossier.version.content["ai_act"], on=today).cls != dossier.ai_class:
        return "class-changed"
    late = dossier.decisions.filter(conditions__due_on__lt=today).exclude(
        conditions__evidence__check_made__is_accepted=True
    )
    return "condition-late" if late.exists() else ""


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
    if algorithm is not None:
        tell("asked", algorithm, by=None, data={"question": question.pk, "kind": kind, "due_on": str(question.due_on)})
    return question


@transaction.atomic
def answer(question: Question, *, text: str, shown: bool, hidden_for: str = "", by: User) -> Question:
    """Answer once; published with the question, or kept back for a reason that is published."""
    if question.algorithm is None:
        require(by, WRITERS | OWNERS)
    elif not may_edit(by, question.algorithm):
        require(by, REVIEWERS | WRITERS)
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
    if question.algorithm is not None:
        data = {"question": question.pk, "shown": shown, "hidden_for": question.hidden_for}
        tell("answered", question.algorithm, by=by, data=data)
    return question


def forget_addresses() -> int:
    """Each day: addresses given for an answer leave once it has been given for long enough."""
    old = Question.objects.filter(answered_at__lt=timezone.now() - ADDRESS_KEPT).exclude(email="")
    return old.update(email="")
