"""The background job that computes the footprint again."""

from django_tasks import TaskContext, task

from sobria.city.jobs import progress
from sobria.sober.footprint import services


@task(takes_context=True)
def recompute(context: TaskContext) -> None:
    """Does nothing when nothing the figures depend on has changed."""
    job = str(context.task_result.id)
    with progress.running(job) as report:
        services.compute_runs(job=job, progress=report)
