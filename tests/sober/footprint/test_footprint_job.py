"""The computation as a city runs it: queued by a change of the register, done by another process."""

import time

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from tests.sober.footprint import world
from tests.worlds.worker import work, worker

from sobria.city.jobs import queue
from sobria.sober.footprint import selectors, services
from sobria.sober.footprint.models import Run, runs_dir


@pytest.mark.django_db(transaction=True)
def test_a_worker_computes_what_was_asked_once_and_only_when_something_changed() -> None:
    world.clear()
    world.fill()
    first = services.request_recompute()
    assert services.request_recompute() == first
    assert selectors.job_under_way() == first
    work()
    assert selectors.job_under_way() == ""
    assert not queue.is_failed(first)
    runs = set(Run.objects.values_list("pk", flat=True))
    assert "tonnes de CO₂e en" in Client().get("/empreinte/").content.decode()
    services.request_recompute()
    work()
    assert set(Run.objects.values_list("pk", flat=True)) == runs
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    world.clear()


def _computing() -> bool:
    return any((path / "lines.parquet").exists() for path in runs_dir().glob("draft-*"))


@pytest.mark.django_db(transaction=True)
def test_a_computation_killed_half_way_leaves_no_figure_and_starts_again() -> None:
    world.clear()
    world.fill()
    job = services.request_recompute()
    with worker() as process:
        deadline = time.monotonic() + 300
        while not _computing() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        process.wait()
    assert not Run.objects.done().exists()
    assert Run.objects.get().state == Run.State.RUNNING
    time.sleep(queue.GRACE.total_seconds())  # a job just taken may not hold its lock yet
    assert queue.is_failed(job)
    assert "interrompu" in Client().get("/empreinte/").content.decode()
    services.request_recompute()
    work()
    assert Run.objects.done().count() > 1
    assert Run.objects.get(state=Run.State.FAILED).reason["en"].startswith("The computation was interrupted")
    world.clear()
