"""What is done each day, whether or not anyone works in Sobria: forget what is old, check and sign the journal."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sobria.city.jobs import progress

EVERY = timedelta(days=1)


@task(takes_context=True)
def run(context: TaskContext) -> None:
    """Do it all, after planning the next day: a day that fails does not end the series."""
    plan(after=EVERY)
    with progress.running(str(context.task_result.id)):
        do_all()


def do_all() -> None:
    """Every act of the setting DAILY, then the sessions that have expired. One that fails does not stop the others.

    Raises ExceptionGroup at the end, so that the job is kept as failed.
    """
    failures = []
    for act in (*(import_string(path) for path in settings.DAILY), _clear_sessions):
        try:
            act()
        except Exception as failure:  # noqa: BLE001 - whatever it is, the other acts must run; it is raised below
            failures.append(failure)
    if failures:
        message = "daily acts failed"
        raise ExceptionGroup(message, failures)


def plan(*, after: timedelta = timedelta(0)) -> None:
    """Queue the next day, unless one waits already."""
    if not DBTaskResult.objects.filter(task_path=run.module_path, status=TaskResultStatus.READY).exists():
        run.using(run_after=timezone.now() + after).enqueue()


def _clear_sessions() -> None:
    call_command("clearsessions")
