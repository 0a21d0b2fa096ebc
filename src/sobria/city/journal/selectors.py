"""Reads of the journal. Each says its number of queries; none grows with the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from sobria.city.journal.exporting import as_document
from sobria.city.journal.keys import signing_key
from sobria.city.journal.models import Check, Checkpoint, Event, Head
from sobria.engine.journal.signing import public_pem

PER_PAGE = 40
LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, latest first. `older`: the number before which the next page begins, None on the last one."""

    events: list[Event]
    older: int | None


@dataclass(frozen=True, slots=True)
class JournalState:
    """Where the chain stands.

    Attributes:
        faults: what the last self-check found, in the reader's language.
        is_late: there are events, and no self-check for two days: the worker does not run.
    """

    sequence: int
    hash: str
    checkpoint: Checkpoint | None
    checked_at: datetime | None
    faults: list[str]
    is_late: bool


def page(*, before: int | None = None, kind: str = "", subject: str = "") -> EventPage:
    """Those before a number; `kind` and `subject` by their beginning. One query, of the same cost on every page."""
    found = Event.objects.order_by("-sequence")
    if before is not None:
        found = found.filter(sequence__lt=before)
    if kind:
        found = found.filter(kind__startswith=kind)
    if subject:
        found = found.filter(subject__startswith=subject)
    events = list(found[: PER_PAGE + 1])
    return EventPage(events[:PER_PAGE], events[PER_PAGE - 1].sequence if len(events) > PER_PAGE else None)


def state() -> JournalState:
    """Three queries, four when no self-check was ever made."""
    head = Head.objects.first()
    check = Check.objects.order_by("-checked_at", "-pk").first()
    since = (
        check.checked_at if check else Event.objects.order_by("sequence").values_list("recorded_at", flat=True).first()
    )
    return JournalState(
        sequence=head.sequence if head else 0,
        hash=head.hash if head else "",
        checkpoint=Checkpoint.objects.order_by("-day").first(),
        checked_at=check.checked_at if check else None,
        faults=_said(check),
        is_late=since is not None and timezone.now() - since > LATE,
    )


def faults() -> list[str]:
    """What the last self-check found, in the reader's language. One query."""
    return _said(Check.objects.order_by("-checked_at", "-pk").first())


def _said(check: Check | None) -> list[str]:
    language = "en" if get_language() == "en" else "fr"
    found: list[Mapping[str, str]] = check.faults if check else []
    return [fault[language] for fault in found]


def checkpoints() -> list[dict[str, Any]]:
    """As published, oldest first. One query."""
    return [as_document(checkpoint) for checkpoint in Checkpoint.objects.order_by("day")]


def public_keys() -> list[str]:
    """In PEM, in the order of their first use, the one that signs today included. One query."""
    used = Checkpoint.objects.order_by("day").values_list("public_key", flat=True)
    return list(dict.fromkeys([*used, public_pem(signing_key().public_key())]))
