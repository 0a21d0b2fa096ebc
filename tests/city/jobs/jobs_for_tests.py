"""Jobs run by a real worker in these tests."""

import time
from pathlib import Path

from django_tasks import TaskContext, task

from sobria.city.jobs import progress


@task(takes_context=True)
def touch(context: TaskContext, path: str) -> None:
    with progress.running(str(context.task_result.id)) as report:
        report("write", 1.0)
        Path(path).write_text("done", encoding="utf-8")


@task(takes_context=True)
def hang(context: TaskContext) -> None:
    with progress.running(str(context.task_result.id)) as report:
        report("write", 0.5)
        time.sleep(120)
