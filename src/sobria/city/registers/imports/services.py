"""Acts on an import, from the file received to its confirmation. Rows: `writing.py`, `undoing.py`."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.jobs import queue
from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.city.registers.declaration import Register
from sobria.city.registers.display import plain
from sobria.city.registers.importer import Importer, Look
from sobria.city.registers.imports import storage
from sobria.city.registers.imports.state import move
from sobria.city.registers.models import Import, SavedMapping, State
from sobria.engine.messages import Refusal

TASK = "sobria.city.registers.imports.tasks.run"
HELD = (State.RECEIVED, State.PREVIEWED)
SHOWN_FAULTS = 20


def importer_of(register: Register) -> Importer:
    if register.importer is None:
        message = f"register {register.code} declares no importer"
        raise LookupError(message)
    return register.importer


def receive(register: Register, *, name: str, chunks: Iterable[bytes], by: User) -> Import:
    """Keep a file and look at its head. Raises Refusal, leaving nothing, when empty, too big or of an unknown kind."""
    if not importer_of(register).accepts(name):
        raise Refusal(
            "import-kind", file=name, kinds=", ".join(kind[1:].upper() for kind in importer_of(register).extensions)
        )
    pk = uuid.uuid4()
    stored = storage.store(pk, name=name, chunks=chunks)
    found = _received(register, Import(pk=pk, file_name=stored.name, size=stored.size, sha256=stored.sha256), by=by)
    look(register, found)
    return found


@transaction.atomic
def _received(register: Register, found: Import, *, by: User) -> Import:
    found.register, found.received_by = register.code, by
    found.save(force_insert=True)
    data = {"sha256": found.sha256, "size": found.size}
    record("import.received", by=by, subject=f"{register.code}:import:{found.pk}", data=data)
    return found


def look(register: Register, found: Import) -> None:
    """Read the head of the file: to confirm, to map by hand, or refused with the reason."""
    try:
        seen = importer_of(register).look(path_of(found), mapping=found.mapping)
        if seen.format is None and found.mapping is None and (known := _known_mapping(register, seen.headers)):
            found.mapping = known
            seen = importer_of(register).look(path_of(found), mapping=known)
    except Refusal as refusal:
        move(found.pk, start=HELD, end=State.REFUSED, refusal=as_json(refusal), finished_at=timezone.now())
    else:
        end = State.PREVIEWED if seen.format else State.RECEIVED
        move(found.pk, start=HELD, end=end, format=seen.format or "", mapping=found.mapping, preview=_preview(seen))
    found.refresh_from_db()


def choose_columns(register: Register, found: Import, *, columns: dict[str, str]) -> None:
    """Say which column is which field (column → field).

    Remembered for the next file with the same header once this one can be read so, and only then.
    """
    headers = tuple((found.preview or {}).get("headers", ()))
    found.mapping = columns
    look(register, found)
    if found.state == State.PREVIEWED:
        SavedMapping.objects.update_or_create(
            register=register.code, header=header_digest(headers), defaults={"columns": columns}
        )


def confirm(register: Register, found: Import, *, by: User | None = None) -> bool:
    """Queue the import; False when someone else did. Also starts again an interrupted one. `by`: else who gave it."""
    importer_of(register)
    with transaction.atomic():
        start = (State.PREVIEWED, State.INTERRUPTED)
        if not move(found.pk, start=start, end=State.QUEUED):
            return False
        job_id = queue.enqueue(TASK, import_id=str(found.pk))
        Import.objects.filter(pk=found.pk).update(job_id=job_id)
        subject = f"{register.code}:import:{found.pk}"
        record("import.confirmed", by=by or found.received_by, subject=subject, data={"sha256": found.sha256})
    return True


def path_of(found: Import) -> Path:
    return storage.folder(found.pk) / found.file_name


def as_json(refusal: Refusal) -> dict[str, Any]:
    return {"code": refusal.code, "params": {name: plain(value) for name, value in refusal.params.items()}}


def header_digest(headers: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(headers).encode()).hexdigest()


def _known_mapping(register: Register, headers: tuple[str, ...]) -> dict[str, str] | None:
    saved = SavedMapping.objects.filter(register=register.code, header=header_digest(headers))
    return saved.values_list("columns", flat=True).first()


def _preview(seen: Look) -> dict[str, Any]:
    """The look as JSON: what the page shows, values as they are written in files."""
    return {
        "headers": list(seen.headers),
        "why": None if seen.why is None else [seen.why[0], _plain_params(seen.why[1])],
        "fates": [astuple(fate) for fate in seen.fates],
        "decisions": [[code, _plain_params(params)] for code, params in seen.decisions],
        "fields": list(seen.fields),
        "rows": [[None if value is None else plain(value) for value in row] for row in seen.rows],
        "faults": [
            [fault.line, fault.column, fault.value, fault.code, fault.detail] for fault in seen.faults[:SHOWN_FAULTS]
        ],
    }


def _plain_params(params: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in params.items()}
