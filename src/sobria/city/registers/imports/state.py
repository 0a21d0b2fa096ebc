"""The state of an import moves only here: a conditional update whose row count says who won."""

import uuid
from typing import Any

from sobria.city.jobs import progress, queue
from sobria.city.registers.models import Import, State


def move(pk: uuid.UUID, *, start: tuple[State, ...], end: State, **values: Any) -> bool:
    """Take the import from one of the states `start` to `end`, setting `values`; False when it is elsewhere by now."""
    return Import.objects.filter(pk=pk, state__in=start).update(state=end, **values) == 1


def notice_interruptions(register: str) -> None:
    """Find the imports whose process died, and say so. One query, and one more per import under way."""
    under_way = Import.objects.filter(register=register, state__in=(State.QUEUED, State.RUNNING))
    for found in under_way.only("id", "state", "job_id"):
        if found.state == State.RUNNING and not progress.alive(found.job_id):
            move(found.pk, start=(State.RUNNING,), end=State.INTERRUPTED)
        elif found.state == State.QUEUED and queue.is_failed(found.job_id):
            move(found.pk, start=(State.QUEUED,), end=State.INTERRUPTED)
