"""The job that sends letters: one that cannot leave is tried again later, alone; none ever holds an act back."""

import logging
import smtplib
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks import TaskContext, task

from sobria.city.jobs import progress
from sobria.democratic.algorithms.notices import letters

LOG = logging.getLogger(__name__)
MOST_TRIES = 5
LATER = timedelta(hours=1)


@task(takes_context=True)
def deliver(
    context: TaskContext,
    *,
    kind: str,
    subject: str,
    data: dict[str, Any],
    only: list[str] | None = None,
    tries: int = 1,
) -> None:
    """Send the letters of an event; those whose reader is in `only`, when it is given."""
    with progress.running(str(context.task_result.id)):
        written = letters.letters(kind, subject, data)
        left = [one.key for one in written if (only is None or one.key in only) and not _sent(one)]
        if left and tries < MOST_TRIES:
            again = deliver.using(run_after=timezone.now() + LATER * tries)
            again.enqueue(kind=kind, subject=subject, data=data, only=left, tries=tries + 1)
        elif left:
            LOG.error("%s letters about %s were given up after %s tries", len(left), subject, tries)


def _sent(letter: letters.Letter) -> bool:
    """No address is written in the log."""
    title = " ".join(letter.title.split())
    try:
        EmailMessage(title, letter.text, to=[letter.to]).send()
    except (OSError, smtplib.SMTPException) as failure:
        LOG.warning("a letter could not be sent: %s", type(failure).__name__)
        return False
    return True
