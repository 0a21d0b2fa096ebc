"""The queue of background jobs: put one in, know its state, recover after a crash."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sobria.city.jobs import progress

GRACE = timedelta(seconds=5)
KEPT = timedelta(days=30)


class InterruptedJob(Exception):  # noqa: N818 - recorded as the reason of a job, never raised across rooms
    """The process that ran the job died before its end."""


def enqueue(task_path: str, /, **arguments: Any) -> str:
    """Queue the task found at `task_path` with JSON arguments, in the current transaction. Returns the job's id."""
    return str(import_string(task_path).enqueue(**arguments).id)


def enqueue_once(task_path: str, /, **arguments: Any) -> str:
    """As `enqueue`, unless the same job already waits: then the id of that one."""
    waiting = DBTaskResult.objects.ready().filter(task_path=task_path, args_kwargs={"args": [], "kwargs": arguments})
    found = waiting.values_list("id", flat=True).first()
    return str(found) if found else enqueue(task_path, **arguments)


def is_failed(job_id: str) -> bool:
    """Whether the job ended badly, or was lost (pruned, or its process died)."""
    job = DBTaskResult.objects.filter(id=job_id).only("status", "started_at").first()
    if job is None or job.status == TaskResultStatus.FAILED:
        return True
    return job.status == TaskResultStatus.RUNNING and _dead(job)


def recover() -> int:
    """Mark as failed the jobs whose process died. Called when a worker starts. Returns their number."""
    count = 0
    for job in DBTaskResult.objects.running():
        if _dead(job):
            job.set_failed(InterruptedJob())
            count += 1
    return count


def prune() -> None:
    """Forget the jobs finished a month ago, and their progress."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT)
    for job_id in old.values_list("id", flat=True):
        progress.forget(str(job_id))
    old.delete()


def _dead(job: DBTaskResult[Any, Any]) -> bool:
    """A process takes a job, then its lock: during `GRACE` it may hold only the first."""
    started = job.started_at or timezone.now()
    return timezone.now() - started > GRACE and not progress.alive(str(job.id))
