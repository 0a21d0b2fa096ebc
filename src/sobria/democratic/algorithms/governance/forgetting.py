"""What leaves once it has served: addresses of who asked, texts of requests that are not published.

The request stays, and is still counted; the journal says how many texts left, and nothing of them.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.democratic.algorithms.governance.watching import WHOLE_REGISTER
from sobria.democratic.algorithms.models.watch import Question
from sobria.engine.algorithms.retention import retention


@transaction.atomic
def forget_addresses() -> int:
    """Each day: addresses leave, once the answer was given, or failed to be, for long enough. Returns how many."""
    now, kept = timezone.now(), retention()
    answered = Q(answered_at__lt=now - kept["address-answered"].time)
    waiting = Q(answered_at=None, asked_at__lt=now - kept["address-unanswered"].time)
    left = Question.objects.filter(answered | waiting).exclude(email="").update(email="")
    _tell("addresses-forgotten", left)
    return left


@transaction.atomic
def forget_texts() -> int:
    """Each day: texts of answered requests that are not published leave, once answered for long enough."""
    old = timezone.now() - retention()["unpublished-text"].time
    found = Question.objects.filter(is_shown=False, answered_at__lt=old).exclude(text="", answer="")
    left = found.update(text="", answer="")
    _tell("texts-forgotten", left)
    return left


def _tell(kind: str, count: int) -> None:
    if count:
        record(f"algorithm.{kind}", by=None, subject=WHOLE_REGISTER, data={"by": "system", "count": count})
