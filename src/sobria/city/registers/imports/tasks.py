"""The background job that does a confirmed import."""

from django_tasks import TaskContext, task

from sobria.city.jobs import progress
from sobria.city.registers import directory
from sobria.city.registers.imports import writing
from sobria.city.registers.models import Import


@task(takes_context=True)
def run(context: TaskContext, import_id: str) -> None:
    job_id = str(context.task_result.id)
    with progress.running(job_id) as report:
        found = Import.objects.get(pk=import_id)
        writing.run(directory.register(found.register), found, job_id=job_id, report=report)
