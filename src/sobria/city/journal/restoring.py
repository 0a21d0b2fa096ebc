"""After a restore from a backup: the journal says what it lost, with the signed checkpoint that proves it."""

from typing import Any

from django.db import transaction

from sobria.city.journal.keys import public_keys
from sobria.city.journal.models import Checkpoint, Event, Head
from sobria.city.journal.services import locked_head, record
from sobria.engine.journal import signing
from sobria.engine.journal.chain import RESTORED
from sobria.engine.messages import Refusal


@transaction.atomic
def resume(checkpoint: dict[str, Any]) -> dict[str, Any]:
    """Write in the journal that what a published checkpoint signed is lost. Returns first, last and day.

    Raises Refusal when no key of the city signed the checkpoint, or when nothing is missing.
    """
    key = public_keys().get(str(checkpoint.get("key")))
    if key is None or not signing.is_signed(checkpoint, key):
        raise Refusal("journal-checkpoint-edited", line=1, detail=str(checkpoint.get("day")))
    head = locked_head()
    sequence, day = int(checkpoint["sequence"]), str(checkpoint["day"])
    if Event.objects.filter(sequence=sequence, hash=checkpoint["hash"]).exists():
        raise Refusal("journal-not-behind", sequence=sequence)
    first = _first_lost(head, sequence, checkpoint)
    record(RESTORED, by=None, subject="journal", data={"checkpoint": checkpoint, "first": first, "last": sequence})
    return {"first": first, "last": sequence, "day": day}


def _first_lost(head: Head, sequence: int, checkpoint: dict[str, Any]) -> int:
    """The first number lost; when the city worked on before noticing, all that no earlier signature holds may be."""
    if head.sequence < sequence:
        return head.sequence + 1
    before = Checkpoint.objects.filter(recorded_at__lt=checkpoint["recorded_at"], sequence__lt=sequence)
    return int(before.order_by("-sequence").values_list("sequence", flat=True).first() or 0) + 1
