import os
import signal
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from tests.worlds.worker import work, worker

from sobria.city.jobs import daily, progress, queue
from sobria.city.journal.models import Check
from sobria.city.registers.imports import retention

TOUCH = "tests.city.jobs.jobs_for_tests.touch"
HANG = "tests.city.jobs.jobs_for_tests.hang"


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def test_a_job_that_said_nothing_has_no_progress() -> None:
    assert progress.read(str(uuid.uuid4())) is None


def test_a_job_holds_its_lock_while_it_runs_and_frees_it_after() -> None:
    job = str(uuid.uuid4())
    with progress.running(job) as report:
        report("read", 0.25)
        assert progress.alive(job)
        said = progress.read(job)
        assert said is not None
        assert (said.stage, said.share) == ("read", 0.25)
    assert not progress.alive(job)


def test_progress_is_not_written_more_often_than_needed() -> None:
    job = str(uuid.uuid4())
    with progress.running(job) as report:
        report("read", 0.1)
        report("read", 0.11)
        said = progress.read(job)
        assert said is not None
        assert said.share == 0.1
        report("read", 1.0)
        said = progress.read(job)
        assert said is not None
        assert said.share == 1.0


def test_a_job_id_never_leaves_its_folder() -> None:
    with pytest.raises(ValueError, match="badly formed"):
        progress.read("../../etc/passwd")


@pytest.mark.django_db
def test_the_same_job_waits_only_once() -> None:
    first = queue.enqueue_once(TOUCH, path="a")
    assert queue.enqueue_once(TOUCH, path="a") == first
    assert queue.enqueue_once(TOUCH, path="b") != first


@pytest.mark.django_db
def test_an_unknown_job_is_said_lost() -> None:
    assert queue.is_failed(str(uuid.uuid4()))
    assert not queue.is_failed(queue.enqueue(TOUCH, path="a"))


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_runs_the_job_and_its_progress_is_seen(tmp_path: Path) -> None:
    job = queue.enqueue(TOUCH, path=str(tmp_path / "done"))
    work()
    assert (tmp_path / "done").read_text(encoding="utf-8") == "done"
    said = progress.read(job)
    assert said is not None
    assert said.share == 1.0


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_is_found_dead_and_recovered_by_the_next_worker() -> None:
    job = queue.enqueue(HANG)
    with worker() as process:
        wait_for(lambda: progress.alive(job))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert not progress.alive(job)
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    assert queue.is_failed(job)
    work()
    lost = DBTaskResult.objects.get(pk=job)
    assert lost.status == "FAILED"
    assert lost.exception_class_path.endswith("InterruptedJob")


@pytest.mark.django_db
def test_old_jobs_are_forgotten_with_their_progress() -> None:
    job = queue.enqueue(TOUCH, path="a")
    progress.write(job, stage="write", share=1)
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now() - queue.KEPT * 2)
    queue.prune()
    assert not DBTaskResult.objects.exists()
    assert progress.read(job) is None


@pytest.mark.django_db(transaction=True)
def test_a_worker_purges_and_plans_the_purge_of_the_next_day(settings: Settings) -> None:
    forgotten = settings.DATA_DIR / "imports" / str(uuid.uuid4())
    forgotten.mkdir(parents=True)
    long_ago = (timezone.now() - retention.KEPT * 2).timestamp()
    os.utime(forgotten, (long_ago, long_ago))
    with worker():
        wait_for(DBTaskResult.objects.filter(status="SUCCESSFUL").exists)
    assert not forgotten.exists()
    planned = DBTaskResult.objects.get(status="READY")
    assert planned.task_path == daily.run.module_path
    assert timedelta(hours=23) < planned.run_after - timezone.now() <= daily.EVERY


@pytest.mark.django_db
def test_only_one_purge_waits() -> None:
    daily.plan()
    daily.plan(after=daily.EVERY)
    assert DBTaskResult.objects.filter(task_path=daily.run.module_path).count() == 1


@pytest.mark.django_db
def test_an_act_of_the_day_that_fails_does_not_stop_the_others(settings: Settings) -> None:
    settings.DAILY = ["tests.city.jobs.test_jobs.broken_act", "sobria.city.journal.checkpoints.nightly"]
    with pytest.raises(ExceptionGroup, match="daily acts failed"):
        daily.do_all()
    assert Check.objects.count() == 1


def broken_act() -> None:
    message = "no disk"
    raise OSError(message)
