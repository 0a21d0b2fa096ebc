"""`sobria manage run_jobs`: recover what a crash left, then run the queued jobs."""

import logging
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from sobria.city.jobs import daily, queue


class Command(Worker):
    help = "Run the queued jobs (the same options as db_worker)"

    def configure_logging(self, verbosity: int) -> None:
        """Say what fails; what goes well only with `--verbosity 2`."""
        super().configure_logging(verbosity)
        if verbosity == 1:
            for name in ("django_tasks", "django_tasks_db"):
                logging.getLogger(name).setLevel(logging.ERROR)

    def handle(self, **options: Any) -> None:
        queue.recover()
        if not options["batch"]:
            daily.plan()
        super().handle(**options)
