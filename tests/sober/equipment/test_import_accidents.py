"""What may go wrong around an import: two confirmations, a killed worker, a crash."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.worlds import worker as workers
from tests.worlds.importing import give, import_file, page_of
from tests.worlds.inventories import park

from sobria.city.jobs import progress
from sobria.city.people.models import User
from sobria.city.registers.imports import services, writing
from sobria.city.registers.imports.state import notice_interruptions
from sobria.city.registers.models import Import, Reject, State
from sobria.sober.equipment.models import Device
from sobria.sober.equipment.register import EQUIPMENT

LINES = 60_000  # enough for the writing to last while it is being watched
IMPORTS = "sobria.city.registers.imports.tasks.run"


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_make_one_job(desk: Client) -> None:
    found = give(desk, park(2))
    answers: list[bool] = []
    gate = threading.Barrier(2)

    def confirm() -> None:
        gate.wait()
        answers.append(services.confirm(EQUIPMENT, found))
        connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]
    assert DBTaskResult.objects.filter(task_path=IMPORTS).count() == 1


def test_confirming_twice_through_the_page_makes_one_job(desk: Client) -> None:
    found = give(desk, park(2))
    for _ in range(2):
        assert desk.post(page_of(found) + "confirmer/").status_code == 302
    assert DBTaskResult.objects.filter(task_path=IMPORTS).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_half_written_and_the_import_starts_again(
    desk: Client, officer: User
) -> None:
    found = give(desk, park(LINES))
    desk.post(page_of(found) + "confirmer/")
    with workers.worker("--batch") as process:
        wait_for(lambda: _is_writing(found))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert Device.objects.count() == 0
    page = desk.get(page_of(found)).content.decode()
    assert "interrompu" in page
    assert "Recommencer l’import" in page
    found.refresh_from_db()
    assert found.state == State.INTERRUPTED
    assert Reject.objects.count() == 0
    desk.post(page_of(found) + "confirmer/")
    DBTaskResult.objects.filter(status="RUNNING").update(started_at=timezone.now() - timedelta(minutes=1))
    workers.work()
    found.refresh_from_db()
    assert (found.state, found.created) == (State.DONE, LINES)
    assert Device.objects.count() == LINES


def _is_writing(found: Import) -> bool:
    """The first row is on its way, inside the transaction, and the last is not: the job says so."""
    found.refresh_from_db()
    assert found.state in {State.QUEUED, State.RUNNING}, "the worker was too fast to be killed"
    if not found.job_id:
        return False
    said = progress.read(found.job_id)
    return said is not None and said.stage == "write" and said.share < 1


def test_a_crash_while_writing_rolls_everything_back_and_says_so(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = give(desk, park(3))
    desk.post(page_of(found) + "confirmer/")
    found.refresh_from_db()

    def fail(*_args: object) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(writing, "_reject", fail)
    with pytest.raises(OSError, match="no space"):
        writing.run(EQUIPMENT, found, job_id=found.job_id, report=lambda _stage, _share: None)
    found.refresh_from_db()
    assert found.state == State.INTERRUPTED
    assert Device.objects.count() == 0


def test_a_job_does_its_import_once_only(desk: Client) -> None:
    found = import_file(desk, park(2))
    said: list[str] = []
    done = writing.run(EQUIPMENT, found, job_id=found.job_id, report=lambda stage, _share: said.append(stage))
    assert done is False
    assert said == []


def test_an_import_whose_job_was_lost_is_noticed(desk: Client) -> None:
    found = give(desk, park(2))
    desk.post(page_of(found) + "confirmer/")
    DBTaskResult.objects.all().delete()
    notice_interruptions("equipment")
    found.refresh_from_db()
    assert found.state == State.INTERRUPTED
