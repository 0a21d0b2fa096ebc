"""The version of a register: a cheap value that changes whenever the register does, and what follows a change."""

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from sobria.city.jobs import queue
from sobria.city.registers.models import RegisterState


def changed(code: str, *, then: Iterable[str] = ()) -> None:
    """Say, inside the transaction that changes it, that a register changed; queue the tasks that depend on it."""
    RegisterState.objects.get_or_create(code=code)
    RegisterState.objects.filter(code=code).update(version=F("version") + 1, changed_at=timezone.now())
    for task_path in then:
        queue.enqueue_once(task_path)


def lock(code: str) -> None:
    """Make other writers of this register wait for the end of the current transaction (SQLite locks them all)."""
    RegisterState.objects.get_or_create(code=code)
    RegisterState.objects.select_for_update().get(code=code)


def version(code: str) -> int:
    """0 for a register never written. One query on a one-row key."""
    return RegisterState.objects.filter(code=code).values_list("version", flat=True).first() or 0
