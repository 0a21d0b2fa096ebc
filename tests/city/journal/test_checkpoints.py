"""The end of the chain is signed each day; anyone verifies it; a restore says what it lost."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sobria.city.journal import checkpoints, exporting, restoring, triggers
from sobria.city.journal.models import Check, Checkpoint, Event
from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.engine.journal.signing import public_key
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
    key = public_key(client.get(reverse("journal:key")).content)
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


@pytest.mark.django_db(transaction=True)
def test_the_command_verifies_without_the_web_framework_and_names_the_event(tmp_path: Path) -> None:
    write(4)
    path = tmp_path / "journal.jsonl"
    path.write_bytes(exported())
    script = (
        "import sys; from sobria.cli.main import main; status = main(sys.argv[1:]);"
        "print('web' if 'django' in sys.modules else 'alone'); sys.exit(status)"
    )

    def run() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-c", script, "journal", "verify", str(path), "--lang", "en"]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    whole = run()
    assert (whole.returncode, whole.stderr) == (0, "")
    assert "Journal whole: 4 events" in whole.stdout
    assert "alone" in whole.stdout
    content = bytearray(path.read_bytes())
    content[content.index(b'"value":2')] ^= 1
    path.write_bytes(content)
    broken = run()
    assert broken.returncode == 1
    assert "event 3" in broken.stdout
    path.unlink()
    assert "cannot be read" in run().stderr
