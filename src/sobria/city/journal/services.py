"""Acts of the journal. `record` is called by every other room, in the transaction of the change it tells."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from sobria.city.journal.models import Event, Head, PersonalValue
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import GENESIS, commitment, digest, new_salt

SYSTEM = "system"
ACTOR = "actor"
# Of several roles held by one person, the event says the one that engages the city most.
MOST_ENGAGING = (
    "executive",
    "delegate",
    "officer",
    "steward",
    "secretary",
    "member",
    "dpo",
    "administrator",
    "auditor",
    "agent",
    "prescriber",
    "refurbisher",
    "resident",
)


def record(
    kind: str,
    *,
    by: Any,
    subject: str,
    data: dict[str, Any],
    personal: dict[str, str] | None = None,
) -> Event:
    """Append an event to the chain. Three queries, four when something personal is kept.

    Args:
        kind: what was done, as `room-thing.done`.
        by: the person, whose address is committed, not written; None for what the site does by itself.
        subject: permanent name of the thing, as `measure:S2`.
        data: what is published of it: JSON values, nothing personal.
        personal: name → value, kept apart from the chain and erasable.

    Raises TransactionManagementError outside a transaction, Refusal when `data` has no canonical text.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("an event is written in the transaction of the change it tells")
    hidden = {**(personal or {}), **({} if by is None else {ACTOR: by.email})}
    salts = {name: new_salt() for name in hidden}
    event = _append(
        {
            "actor": _role_of(by),
            "data": data,
            "kind": kind,
            "personal": {name: commitment(salts[name], value) for name, value in hidden.items()},
            "subject": subject,
        }
    )
    PersonalValue.objects.bulk_create(
        PersonalValue(event=event, name=name, salt=salts[name], value=value) for name, value in hidden.items()
    )
    return event


def _append(told: dict[str, Any]) -> Event:
    """Put what is told at the end of the chain; its moment is never before that of the event it follows."""
    head = locked_head()
    moment = max(timezone.now(), head.recorded_at or datetime.min.replace(tzinfo=UTC))
    sequence = head.sequence + 1
    document = {**told, "previous": head.hash, "recorded_at": written(moment), "sequence": sequence}
    event = Event.objects.create(
        sequence=sequence,
        recorded_at=moment,
        kind=told["kind"],
        subject=told["subject"],
        role=told["actor"],
        document=canonical(document),
        hash=digest(document),
    )
    Head.objects.filter(pk=head.pk).update(sequence=sequence, hash=event.hash, recorded_at=moment)
    return event


def written(moment: datetime) -> str:
    """A moment as the chain writes it: universal time, microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def locked_head() -> Head:
    """The end of the chain; other writers wait for the end of this transaction (SQLite locks them all already)."""
    known = Head.objects.select_for_update().filter(pk=1).first()
    if known is not None:
        return known
    Head.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
    return Head.objects.select_for_update().get(pk=1)


def _role_of(by: Any) -> str:
    """The most engaging role held today; a person without role is "none"."""
    if by is None:
        return SYSTEM
    held = {role for role, _scope in by.roles_today}
    return next((role for role in MOST_ENGAGING if role in held), "none")
