"""Which runs stand today: the one question every page asks, in one query."""

import hashlib
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from sobria.city.jobs import queue
from sobria.sober.footprint import names
from sobria.sober.footprint.models import Run

INTERRUPTED = gettext_noop("Le calcul a été interrompu : le programme s’est arrêté avant la fin.")


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of the footprint.

    Attributes:
        runs: year → id of the run that stands for it, latest year first.
        token: changes whenever a run comes, fails or leaves.
        is_running: a computation is under way.
        failure: why the last attempt failed, when nothing succeeded since, in the reader's language.
    """

    runs: dict[int, int]
    token: str
    is_running: bool
    failure: str


def standing() -> Standing:
    """One query, two while a computation is under way."""
    rows = list(
        Run.objects.filter(~Q(kind=Run.Kind.COMPARISON))
        .order_by("-created", "-pk")
        .values_list("pk", "year", "state", "job", "reason", "created")
    )
    runs: dict[int, int] = {}
    failure, is_running = "", False
    for pk, year, state, job, reason, _created in rows:
        if state == Run.State.DONE:
            runs.setdefault(year, pk)
        elif state == Run.State.FAILED and not runs and not failure:
            failure = str(reason.get(names.language(), ""))
        elif state == Run.State.RUNNING and not queue.is_failed(job):
            is_running = True
        elif state == Run.State.RUNNING and not runs and not failure:
            failure = gettext(INTERRUPTED)
    token = hashlib.sha256(repr([(row[0], row[2], row[5]) for row in rows]).encode()).hexdigest()
    return Standing(dict(sorted(runs.items(), reverse=True)), token, is_running, failure)
