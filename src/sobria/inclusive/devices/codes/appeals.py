"""A prescriber asks the city to look again at a place on the list; an officer answers, and both are codes of lists."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.engine.devices.bands import answers, motives
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.codes import reserving, terms, waiting
from sobria.inclusive.devices.models import Appeal, Code, CodeState

OFFICER = frozenset({Role.OFFICER})
FIRST = "first"
SUBJECT = "device-appeals"


@transaction.atomic
def appeal(code: Code, *, motive: str, by: User) -> Appeal:
    """Raises PermissionDenied, Refusal: not waiting, motive of no list, one open already."""
    require(by, reserving.PRESCRIBER, scope=code.partner.code)
    if motive not in motives():
        raise Refusal("device-appeal-motive")
    waiting.lock(code.kind)
    if not Code.objects.filter(pk=code.pk, state=CodeState.WAITING).exists():
        raise Refusal("device-appeal-not-waiting")
    today = timezone.localdate()
    try:
        with transaction.atomic():
            made = Appeal.objects.create(code=code, motive=motive, day=today, due_on=terms.answer_due(today))
    except IntegrityError as open_already:
        raise Refusal("device-appeal-open") from open_already
    record("device-appeal.made", by=by, subject=SUBJECT, data={"kind": code.kind, "motive": motive})
    return made


@transaction.atomic
def answer(made: Appeal, *, given: str, by: User) -> None:
    """`given`: kept, or first. Answered once. Raises PermissionDenied, Refusal."""
    require(by, OFFICER)
    if given not in answers():
        raise Refusal("device-appeal-answer")
    waiting.lock(made.code.kind)
    open_one = Appeal.objects.filter(pk=made.pk, answer="")
    if open_one.update(answer=given, answered_on=timezone.localdate(), answered_by=by) != 1:
        raise Refusal("device-appeal-answered")
    if given == FIRST:
        Code.objects.filter(pk=made.code_id, state=CodeState.WAITING).update(is_first=True)
        reserving.allocate(made.code.kind)
    record("device-appeal.answered", by=by, subject=SUBJECT, data={"answer": given, "kind": made.code.kind})


def to_answer() -> QuerySet[Appeal]:
    """Those that wait for an answer, the nearest day first."""
    return Appeal.objects.filter(answer="").select_related("code__partner").order_by("due_on", "pk")


def answered() -> QuerySet[Appeal]:
    rows = Appeal.objects.exclude(answer="").select_related("code__partner", "answered_by")
    return rows.order_by("-answered_on", "-pk")
