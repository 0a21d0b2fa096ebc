"""The end of the chain is signed each day; anyone verifies it; a restore says what it lost."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from sobria.city.journal import checkpoints, exporting, keys, restoring, triggers
from sobria.city.journal.models import Check, Checkpoint, Event, Head
from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.engine.journal import signing
from sobria.engine.journal.verifying import verify
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            record("x.done", by=None, subject=f"x:{number}", data={"value": number})


def exported() -> bytes:
    return "".join(exporting.lines()).encode()


def test_what_is_exported_verifies_with_the_published_key(client: Client) -> None:
    write(5)
    checkpoints.nightly()
    key = signing.public_key(client.get(reverse("journal:key")).content)
    found = verify(io.BytesIO(exported()), keys=[key])
    assert found.whole
    assert (found.events, found.checkpoints) == (5, 1)
    assert client.get(reverse("journal:export")).getvalue() == exported()


def test_a_day_is_signed_once_and_an_empty_journal_is_not() -> None:
    assert checkpoints.sign_today() is None
    write(1)
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False):
        assert checkpoints.sign_today() is not None
        assert checkpoints.sign_today() is None
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False):
        assert checkpoints.sign_today() is not None
    assert list(Checkpoint.objects.order_by("day").values_list("day", flat=True)) == [
        date(2026, 11, 24),
        date(2026, 11, 25),
    ]


def test_the_self_check_finds_a_change_made_behind_the_triggers(client: Client) -> None:
    write(3)
    triggers.drop(connection)
    Event.objects.filter(pk=2).update(document=Event.objects.get(pk=2).document.replace(":1}", ":9}"))
    triggers.create(connection)
    checkpoints.nightly()
    faults = Check.objects.get().faults
    assert len(faults) == 1
    assert "x:1" in faults[0]["en"]
    assert not Checkpoint.objects.exists()
    assert "atteinte au journal" in client.get(reverse("journal:home")).content.decode()
    assert "was edited" in client.get("/en" + reverse("journal:home")).content.decode()


def test_after_a_restore_what_is_lost_is_written_down(client: Client) -> None:
    write(3)
    kept = exported()
    write(2)
    checkpoints.sign_today()
    published = json.loads(client.get(reverse("journal:checkpoints")).content)["checkpoints"][-1]
    with pytest.raises(Refusal, match="already holds"):
        restoring.resume(published)
    triggers.drop(connection)  # what a restore does: the database of before comes back
    Event.objects.filter(pk__gt=3).delete()
    Checkpoint.objects.all().delete()
    last = Event.objects.get(pk=3)
    connection.cursor().execute("UPDATE journal_head SET sequence = 3, hash = %s", [last.hash])
    triggers.create(connection)
    assert exported() == kept
    restoring.resume(published)
    event = Event.objects.get(pk=4)
    assert (event.kind, event.content["data"]["first"], event.content["data"]["last"]) == ("journal.restored", 4, 5)
    forged = {**published, "hash": "0" * 64}
    with pytest.raises(Refusal, match="signature"):
        restoring.resume(forged)


def test_the_pages_keep_their_queries_when_the_journal_grows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write(2)
    home = reverse("journal:home")
    client.get(home)
    with django_assert_num_queries(5):
        client.get(home)
    write(200)
    with django_assert_num_queries(5):
        client.get(home)
    assert "x:1" in client.get(home, {"subject": "x:1"}).content.decode()
    assert "Aucun événement ne correspond" in client.get(home, {"kind": "\x01"}).content.decode()


def test_the_person_is_read_only_by_those_who_answer_for_it(client: Client, officer: User, desk: Client) -> None:
    event = record("x.done", by=officer, subject="x:1", data={})
    shown = client.get(reverse("journal:entry", args=[event.pk])).content.decode()
    assert officer.email not in shown
    assert event.hash in shown
    who = reverse("journal-desk:who", args=[event.pk])
    assert client.get(who).status_code == 302
    assert officer.email in desk.get(who).content.decode()


def test_the_self_check_sees_what_pages_show_and_what_the_next_event_will_follow() -> None:
    write(3)
    triggers.drop(connection)
    Event.objects.filter(pk=2).update(kind="x.undone")
    Head.objects.update(sequence=4)
    triggers.create(connection)
    said = [fault["en"] for fault in checkpoints.check_itself().faults]
    assert [word in " ".join(said) for word in ("Event 2 (x.undone x:1)", "event 4 was removed")] == [True, True]


def test_a_fault_is_said_loudly_on_the_desk_in_the_log_and_for_everyone(
    client: Client, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    write(2)
    checkpoints.nightly()
    assert "plus entier" not in desk.get(reverse("desk:home")).content.decode()
    assert "rien n’y manque" in client.get(reverse("journal:home")).content.decode()
    triggers.drop(connection)
    Event.objects.filter(pk=2).delete()
    triggers.create(connection)
    checkpoints.nightly()
    assert "Le journal n’est plus entier" in desk.get(reverse("desk:home")).content.decode()
    assert 'role="alert"' in client.get(reverse("journal:home")).content.decode()
    assert "event 2" in caplog.text


def test_a_self_check_that_no_longer_runs_is_said(client: Client) -> None:
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        write(1)
        checkpoints.nightly()
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False):
        assert "sobria worker" not in client.get(reverse("journal:home")).content.decode()
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        assert "sobria worker" in client.get(reverse("journal:home")).content.decode()


def test_a_key_replaced_still_proves_its_days(client: Client, settings: Settings) -> None:
    write(2)
    for day, key in (("2026-11-24", signing.new_key()), ("2026-11-25", signing.new_key())):
        settings.SOBRIA_JOURNAL_KEY = key.decode()
        with time_machine.travel(f"{day}T23:00:00Z", tick=False):
            checkpoints.sign_today()
    published = signing.public_keys(client.get(reverse("journal:key")).content)
    assert len(published) == 2, "the key of the second day is the one of today"
    assert verify(io.BytesIO(exported()), keys=published).checkpoints == 2


def test_the_key_is_made_once_for_its_owner_only(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.SOBRIA_JOURNAL_KEY = tmp_path, ""
    write(1)
    checkpoints.sign_today()
    path = tmp_path / "journal-key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    made = path.read_bytes()
    assert list(keys.public_keys()) == [signing.key_id(signing.private_key(made).public_key())]
    assert path.read_bytes() == made


def test_each_page_goes_on_from_the_number_the_last_one_ended_at(client: Client) -> None:
    write(120)
    home, seen = reverse("journal:home"), []
    address: str | None = home + "?subject=x"
    while address:
        page = client.get(address)
        seen += [event.sequence for event in page.context["page"].events]
        address = page.context["older"] and home + page.context["older"]
    assert seen == list(range(120, 0, -1))
    for strange in ("0", "-1", "x", "9" * 40, "1.5", "\x00"):
        assert client.get(home, {"before": strange}).status_code in {200, 400}
