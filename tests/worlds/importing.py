"""An import done through its pages, as a person does it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from sobria.city.registers.imports.services import TASK
from sobria.city.registers.models import Import

DESK = "/bureau/equipements/"


def give(desk: Client, content: bytes, *, name: str = "parc.csv") -> Import:
    """Give a file; the import it became."""
    answer = desk.post(DESK + "importer/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.get(pk=answer.headers["Location"].split("/")[-2])


def page_of(found: Import) -> str:
    return f"{DESK}imports/{found.pk}/"


def work() -> None:
    """Run the waiting imports here, in the transaction of the test; a failed job fails the test."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    while (job := DBTaskResult.objects.ready().filter(task_path=TASK).first()) is not None:
        job.claim("test")
        worker.run_task(job)
        assert job.status == "SUCCESSFUL", job.traceback


def import_file(desk: Client, content: bytes, *, name: str = "parc.csv") -> Import:
    """Give, confirm, run; the import as it ended."""
    found = give(desk, content, name=name)
    desk.post(page_of(found) + "confirmer/")
    work()
    found.refresh_from_db()
    return found
