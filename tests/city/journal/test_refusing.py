"""Triggers: nothing but a test takes them down, and only for the time of emptying."""

import pytest
from django.db import DatabaseError, connection, transaction

from sobria.city.journal.checkpoints import sign_today
from sobria.city.journal.models import Checkpoint, Event
from sobria.city.journal.services import record

STATEMENTS = (
    "UPDATE journal_event SET kind = 'y'",
    "DELETE FROM journal_event",
    "UPDATE journal_checkpoint SET hash = 'y'",
    "DELETE FROM journal_checkpoint",
)
# SQLite replaces a row without any deletion that a trigger would see.
EVENT = "recorded_at, 'forged', subject, role, document, hash FROM journal_event"
SIGNED = "day, sequence, 'y', recorded_at, key, public_key, signature FROM journal_checkpoint"
REPLACES = (
    f"INSERT OR REPLACE INTO journal_event SELECT sequence, {EVENT}",
    f"INSERT OR REPLACE INTO journal_event SELECT sequence + 1, {EVENT}",
    f"REPLACE INTO journal_checkpoint SELECT id, {SIGNED}",
    f"REPLACE INTO journal_checkpoint SELECT id + 1, {SIGNED}",
)
TRUNCATES = ("TRUNCATE journal_event CASCADE", "TRUNCATE journal_checkpoint")


def refuse_everything() -> None:
    with transaction.atomic():
        record("x.done", by=None, subject="x:1", data={})
        sign_today()
    for statement in (*STATEMENTS, *(TRUNCATES if connection.vendor == "postgresql" else REPLACES)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert (Event.objects.count(), Checkpoint.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_database_still_refuses_after_it_was_emptied(turn: int) -> None:
    assert not Event.objects.exists(), turn
    refuse_everything()


@pytest.mark.django_db
def test_the_database_refuses_update_delete_and_truncate() -> None:
    refuse_everything()
