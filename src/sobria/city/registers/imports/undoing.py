"""Undo an import: its rows leave, the rows it changed become what they were, and rows edited by hand since stay."""

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.city.registers import bulk
from sobria.city.registers.changes import changed, lock
from sobria.city.registers.declaration import Register
from sobria.city.registers.imports.state import move
from sobria.city.registers.models import Import, Reject, State, Version
from sobria.engine.messages import Refusal

BATCH = 2000
KEPT = "import-undo-kept"
PLACE = ("pk", "source_line")


@dataclass(frozen=True, slots=True)
class Undone:
    deleted: int
    restored: int
    kept: int


def blocking(register: Register, found: Import) -> list[Import]:
    """Later imports, not undone, that changed rows this one wrote: they must be undone first. Two queries."""
    rows = register.model._default_manager.order_by()
    ours = models.Q(created_import=found) | models.Q(pk__in=Version.objects.filter(source=found).values("row"))
    later = rows.filter(ours).exclude(last_import=found).values("last_import").distinct()
    return list(Import.objects.filter(pk__in=later))


@transaction.atomic
def undo(register: Register, found: Import, *, by: User) -> Undone:
    """Raises Refusal, changing nothing, when a later import stands on it, or when it is not a finished import."""
    lock(register.code)
    if not move(found.pk, start=(State.DONE,), end=State.UNDONE, undone_at=timezone.now()):
        raise Refusal("import-not-done", file=found.file_name)
    later = blocking(register, found)
    if later:
        raise Refusal("import-undo-blocked", file=found.file_name, later=", ".join(str(one) for one in later))
    kept = _kept(register, found)
    restored = _restore(register, found, kept)
    deleted = _delete(register, found, kept)
    if deleted or restored:
        changed(register.code, then=register.followers)
    data = {"deleted": deleted, "restored": restored, "kept": len(kept)}
    record("import.undone", by=by, subject=f"{register.code}:import:{found.pk}", data=data)
    return Undone(deleted, restored, len(kept))


def _kept(register: Register, found: Import) -> set[int]:
    """Rows of this import edited by hand since, or held by their story: they stay, and the report lists them."""
    rows = register.model._default_manager.filter(last_import=found)
    kept = {one: (line, KEPT) for one, line in rows.filter(edited_at__gt=found.finished_at).values_list(*PLACE)}
    kept |= _held(register, rows)
    Reject.objects.bulk_create(
        [
            Reject(source=found, file=found.file_name, line=line or 0, value=str(pk), code=code)
            for pk, (line, code) in kept.items()
        ],
        batch_size=BATCH,
    )
    return set(kept)


def _held(register: Register, rows: models.QuerySet[Any]) -> dict[int, tuple[int | None, str]]:
    """Row → its line in the file, and the sentence to say of it."""
    found: dict[int, tuple[int | None, str]] = {}
    if not register.held:
        return found
    lines = rows.order_by("pk").values_list(*PLACE).iterator(chunk_size=BATCH)
    while batch := dict(islice(lines, BATCH)):
        for held in reversed(register.held):
            found |= {pk: (batch[pk], held.code) for pk in held.among([*batch])}
    return found


def _delete(register: Register, found: Import, kept: set[int]) -> int:
    rows = register.model._default_manager.filter(created_import=found)
    if not kept:
        return rows.delete()[0]
    keys = [pk for pk in rows.values_list("pk", flat=True) if pk not in kept]
    for start in range(0, len(keys), BATCH):
        register.model._default_manager.filter(pk__in=keys[start : start + BATCH]).delete()
    return len(keys)


def _restore(register: Register, found: Import, kept: set[int]) -> int:
    """Give back to each changed row every value it had. A row deleted since stays deleted."""
    alive = register.model._default_manager.filter(pk__in=Version.objects.filter(source=found).values("row"))
    present = set(alive.values_list("pk", flat=True)) - kept
    names = [field.name for field in register.model._meta.concrete_fields if not field.primary_key]
    count = 0
    versions = Version.objects.filter(source=found).order_by("row").iterator(chunk_size=BATCH)
    ready = ((one.row, _typed(register, one.before, names)) for one in versions if one.row in present)
    while batch := list(islice(ready, BATCH)):
        bulk.update_rows(register.model, names, batch)
        count += len(batch)
    return count


def _typed(register: Register, before: dict[str, Any], names: list[str]) -> list[Any]:
    """Values of a stored row, out of JSON, in the order of `names`."""
    fields = bulk.concrete_fields(register.model, names)
    return [_value(field, before[field.attname]) for field in fields]


def _value(field: Any, value: Any) -> Any:
    if isinstance(value, str) and isinstance(field, models.DateTimeField):
        return dt.datetime.fromisoformat(value)
    if value is None or isinstance(field, models.JSONField):
        return value
    return field.to_python(value)
