"""The daily purge: what rooms keep for a time only leaves on its day, whether or not anyone works in Sobria."""

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
    """Purge, after planning the next one: a purge that fails does not end the series."""
    plan(after=EVERY)
    with progress.running(str(context.task_result.id)):
        purge()


def purge() -> None:
    """Every act of the setting PURGES, then the sessions that have expired."""
    for path in settings.PURGES:
        import_string(path)()
    call_command("clearsessions")


def plan(*, after: timedelta = timedelta(0)) -> None:
    """Queue the next purge, unless one waits already."""
    if not DBTaskResult.objects.filter(task_path=run.module_path, status=TaskResultStatus.READY).exists():
        run.using(run_after=timezone.now() + after).enqueue()
