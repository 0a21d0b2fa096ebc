"""The journal as a file anyone can verify: a header, the checkpoints, then every event. Nothing personal leaves."""

from collections.abc import Iterator
from typing import Any

from sobria.city.journal.models import Checkpoint, Event
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import FORMAT

AT_ONCE = 2000


def lines() -> Iterator[str]:
    """Each line, with its end; bounded memory. Two queries, the second read as it goes."""
    yield from head_lines()
    yield from map(event_line, events())


def head_lines() -> Iterator[str]:
    """The header with every public key, then the checkpoints. One query."""
    checkpoints = list(Checkpoint.objects.order_by("sequence", "day"))
    keys = sorted({checkpoint.public_key for checkpoint in checkpoints})
    yield canonical({"format": FORMAT, "keys": keys}) + "\n"
    for checkpoint in checkpoints:
        yield canonical({"checkpoint": as_document(checkpoint)}) + "\n"


def events() -> Iterator[Event]:
    return Event.objects.order_by("sequence").iterator(chunk_size=AT_ONCE)


def event_line(event: Event) -> str:
    """The line of an event with the hash the database holds: an export never repairs what it finds."""
    return canonical({**event.content, "hash": event.hash}) + "\n"


def as_document(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "day": checkpoint.day.isoformat(),
        "hash": checkpoint.hash,
        "key": checkpoint.key,
        "recorded_at": checkpoint.recorded_at,
        "sequence": checkpoint.sequence,
        "signature": checkpoint.signature,
    }
