"""Reads of the journal. Each says its number of queries; none grows with the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from sobria.city.journal.exporting import as_document
from sobria.city.journal.models import Check, Checkpoint, Event, Head


@dataclass(frozen=True, slots=True)
class JournalState:
    """Where the chain stands. `faults`: what the last self-check found, in the reader's language."""

    sequence: int
    hash: str
    checkpoint: Checkpoint | None
    checked_at: datetime | None
    faults: list[str]


def events(*, kind: str = "", subject: str = "") -> QuerySet[Event]:
    """Latest first; `kind` and `subject` by their beginning."""
    found = Event.objects.order_by("-sequence")
    if kind:
        found = found.filter(kind__startswith=kind)
    if subject:
        found = found.filter(subject__startswith=subject)
    return found


def state() -> JournalState:
    """Three queries."""
    head = Head.objects.first()
    check = Check.objects.order_by("-checked_at", "-pk").first()
    return JournalState(
        sequence=head.sequence if head else 0,
        hash=head.hash if head else "",
        checkpoint=Checkpoint.objects.order_by("-day").first(),
        checked_at=check.checked_at if check else None,
        faults=[fault["en" if get_language() == "en" else "fr"] for fault in check.faults] if check else [],
    )


def checkpoints() -> list[dict[str, Any]]:
    """As published, oldest first. One query."""
    return [as_document(checkpoint) for checkpoint in Checkpoint.objects.order_by("day")]


def public_keys() -> list[str]:
    """In PEM, in the order of their first use. One query."""
    return list(dict.fromkeys(Checkpoint.objects.order_by("day").values_list("public_key", flat=True)))
