"""The journal reads itself again, as anyone would, then looks at what only the city has: tables, last signature."""

import json
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

from sobria.city.journal import exporting, last_checkpoint
from sobria.city.journal.models import Check, Event, Head
from sobria.city.journal.services import written
from sobria.engine.journal.chain import RESTORED
from sobria.engine.journal.verifying import verify
from sobria.engine.messages import Refusal

SHOWN = 50


def check_itself() -> Check:
    """Read the whole journal through, and keep what was found. Linear in events, bounded in memory."""
    found: list[Refusal] = []
    _check_the_end(found)
    _check_the_copy(last_checkpoint.path(), found)
    verdict = verify(BufferedReader(_Stream(_lines(found))))
    said = [*(fault.sentence for fault in verdict.faults), *(refusal.sentence for refusal in found)]
    faults = [{"fr": sentence("fr"), "en": sentence("en")} for sentence in said]
    return Check.objects.create(events=verdict.events, faults=faults)


def _check_the_end(found: list[Refusal]) -> None:
    """The row that the next event will follow names the last event."""
    head = Head.objects.first()
    sequence = head.sequence if head else 0
    if sequence and head and not Event.objects.filter(sequence=sequence, hash=head.hash).exists():
        found.append(Refusal("journal-head", sequence=sequence))


def _check_the_copy(path: Path, found: list[Refusal]) -> None:
    """The event that the last signature names is there, or the journal says that a restore lost it."""
    try:
        signed = json.loads(path.read_bytes())["checkpoints"][-1]
        sequence, digest = int(signed["sequence"]), str(signed["hash"])
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        found.append(Refusal("journal-not-checkpoints", path=path.name))
        return
    if Event.objects.filter(sequence=sequence, hash=digest).exists():
        return
    if any(event.content["data"].get("checkpoint") == signed for event in Event.objects.filter(kind=RESTORED)):
        return
    last = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    found.append(Refusal("journal-behind", found=last or 0, day=signed.get("day"), sequence=sequence, path=path.name))


def _lines(found: list[Refusal]) -> Iterator[bytes]:
    """The export; on the way, what pages show of an event is held against what it sealed."""
    yield from (line.encode("utf-8") for line in exporting.head_lines())
    for event in exporting.events():
        content = event.content
        shown = (event.sequence, event.kind, event.subject, event.role, written(event.recorded_at))
        names = ("sequence", "kind", "subject", "actor", "recorded_at")
        if len(found) < SHOWN and shown != tuple(content.get(name) for name in names):
            found.append(Refusal("journal-columns", sequence=event.sequence, kind=event.kind, subject=event.subject))
        yield exporting.event_line(event).encode("utf-8")


class _Stream(RawIOBase):
    """Lines as a binary file, made as it is read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            line = next(self._lines, None)
            if line is None:
                return 0
            self._rest = line
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
