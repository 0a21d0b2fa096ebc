"""The journal as a file anyone can verify: a header, the checkpoints, then every event. Nothing personal leaves."""

from collections.abc import Iterator
from typing import Any

from sobria.city.journal.models import Checkpoint, Event
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import FORMAT

AT_ONCE = 2000


def lines() -> Iterator[str]:
    """Each line, with its end; bounded memory. Two queries and one more every 2,000 events."""
    checkpoints = list(Checkpoint.objects.order_by("sequence", "day"))
    keys = sorted({checkpoint.public_key for checkpoint in checkpoints})
    yield canonical({"format": FORMAT, "keys": keys}) + "\n"
    for checkpoint in checkpoints:
        yield canonical({"checkpoint": as_document(checkpoint)}) + "\n"
    for event in Event.objects.order_by("sequence").iterator(chunk_size=AT_ONCE):
        yield sealed_as_kept(event) + "\n"


def sealed_as_kept(event: Event) -> str:
    """The line of an event with the hash the database holds: an export never repairs what it finds."""
    document = event.content
    return canonical({**document, "hash": event.hash})


def as_document(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "day": checkpoint.day.isoformat(),
        "hash": checkpoint.hash,
        "key": checkpoint.key,
        "recorded_at": checkpoint.recorded_at,
        "sequence": checkpoint.sequence,
        "signature": checkpoint.signature,
    }
