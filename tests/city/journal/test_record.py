"""Events are written in a chain that the database refuses to rewrite."""

import json
import threading

import pytest
import time_machine
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.transaction import TransactionManagementError

from sobria.city.journal.models import Event, Head, PersonalValue
from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.engine.journal.chain import GENESIS, commitment, digest
from sobria.engine.messages import Refusal


@pytest.mark.django_db
def test_each_event_holds_the_digest_of_the_one_before() -> None:
    first = record("measure.created", by=None, subject="measure:S2", data={"title": "Réparer"})
    second = record("measure.updated", by=None, subject="measure:S2", data={"title": "Réparer et réemployer"})
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.content["previous"] == GENESIS
    assert second.content["previous"] == first.hash == digest(first.content)
    assert Head.objects.get().hash == second.hash


def test_an_event_says_the_role_and_hides_the_person(officer: User) -> None:
    event = record("x.done", by=officer, subject="x:1", data={}, personal={"reason": "Madame Dupont"})
    assert event.content["actor"] == "officer"
    assert officer.email not in event.document
    assert "Dupont" not in event.document
    kept = PersonalValue.objects.get(event=event, name="reason")
    assert event.content["personal"]["reason"] == commitment(kept.salt, "Madame Dupont")
    PersonalValue.objects.all().delete()
    assert digest(json.loads(event.document)) == event.hash


@pytest.mark.django_db
def test_the_database_refuses_to_change_or_delete_an_event() -> None:
    record("x.done", by=None, subject="x:1", data={})
    for statement in ("UPDATE journal_event SET kind = 'y'", "DELETE FROM journal_event"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Event.objects.get().kind == "x.done"


@pytest.mark.django_db
def test_what_has_no_canonical_text_is_refused() -> None:
    for value in (float("nan"), {1: "a"}, {1, 2}, "\ud800"):
        with pytest.raises(Refusal):
            record("x.done", by=None, subject="x:1", data={"value": value})
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        record("x.done", by=None, subject="x:1", data={})


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_make_one_chain() -> None:
    def write(name: str) -> None:
        close_old_connections()
        for number in range(10):
            with transaction.atomic():
                record("x.done", by=None, subject=f"{name}:{number}", data={})
        connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = list(Event.objects.order_by("sequence"))
    assert [event.sequence for event in events] == list(range(1, 21))
    previous = GENESIS
    for event in events:
        assert event.content["previous"] == previous
        previous = event.hash


@pytest.mark.django_db
def test_the_clock_going_back_does_not_make_the_chain_go_back() -> None:
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False):
        record("x.done", by=None, subject="x:1", data={})
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        late = record("x.done", by=None, subject="x:2", data={})
    assert late.content["recorded_at"] == "2026-11-24T10:00:00.000000Z"
