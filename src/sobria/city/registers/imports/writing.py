"""Write the accepted lines of a file into its register: all of them, or none.

A line is the same thing as a row when their identities agree. The file wins, except over a row edited by hand: its
line is then set aside, and listed, until file and row agree. What the file does not speak of keeps its value.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.registers import bulk
from sobria.city.registers.changes import changed, lock
from sobria.city.registers.declaration import Register
from sobria.city.registers.display import plain
from sobria.city.registers.importer import Fault, Line, Progress, Read
from sobria.city.registers.imports.services import as_json, importer_of, path_of
from sobria.city.registers.imports.state import move
from sobria.city.registers.models import Import, Reject, State, Version
from sobria.engine.messages import Refusal

BATCH = 2000
KEPT = "import-kept-edited"
STAMPS = ("digest", "last_import", "updated_at")
BIRTH = ("identity", "created_import", "created_at")


class MovedMeanwhile(Exception):  # noqa: N818 - rolls the transaction back; never shown
    """The import was taken from us: nothing must be written."""


@dataclass(slots=True)
class Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0


@dataclass(slots=True)
class _Known:
    """What the register holds: identity → (primary key, digest), and the keys edited by hand since the last import."""

    rows: dict[str, tuple[int, str]]
    edited: set[int]


@dataclass(slots=True)
class _Writing:
    register: Register
    source: uuid.UUID
    read: Read
    now: dt.datetime
    known: _Known
    counts: Counts = field(default_factory=Counts)
    to_update: list[tuple[int, Line]] = field(default_factory=list)

    def stored(self, names: Sequence[str]) -> tuple[Any, ...]:
        """The import, or the moment, as the database takes them."""
        model = self.register.model
        return tuple(bulk.as_stored(model, name, self.now if name.endswith("_at") else self.source) for name in names)

    def new_rows(self, report: Progress) -> Iterator[Sequence[Any]]:
        """Rows to create, while lines that change a row are put aside in `to_update`."""
        total = max(self.read.total, 1)
        stamps, birth = self.stored(STAMPS[1:]), self.stored(BIRTH[1:])
        for done, line in enumerate(self.read.lines):
            if done % BATCH == 0:
                report("write", done / total)
            known = self.known.rows.get(line.identity)
            if known is None:
                self.counts.created += 1
                yield (*line.values, line.digest, *stamps, line.identity, *birth)
            elif known[1] == line.digest:
                self.counts.unchanged += 1
            else:
                self.to_update.append((known[0], line))


def run(register: Register, found: Import, *, job_id: str, report: Progress) -> bool:
    """Do a queued import. False when it was not this job's to do. Never leaves a line without the others."""
    if not Import.objects.filter(pk=found.pk, job_id=job_id).exists():
        return False
    if not move(found.pk, start=(State.QUEUED,), end=State.RUNNING):
        return False
    try:
        importer = importer_of(register)
        with importer.read(path_of(found), mapping=found.mapping, format=found.format, progress=report) as read:
            _write(register, found, read, report)
    except Refusal as refusal:
        move(
            found.pk,
            start=(State.RUNNING,),
            end=State.REFUSED,
            refusal=as_json(refusal),
            finished_at=timezone.now(),
        )
    except BaseException:
        move(found.pk, start=(State.RUNNING,), end=State.INTERRUPTED)
        raise
    return True


@transaction.atomic
def _write(register: Register, found: Import, read: Read, report: Progress) -> None:
    lock(register.code)
    now = timezone.now()
    writing = _Writing(register, found.pk, read, now, _known(register))
    names = (*read.fields, *STAMPS, *BIRTH)
    bulk.insert_rows(register.model, names, writing.new_rows(report), ready=True)
    kept = list(_update(writing, report))
    rejected = _reject(found, [*read.faults, *kept])
    if writing.counts.created or writing.counts.updated:
        changed(register.code, then=register.followers)
    done = move(
        found.pk,
        start=(State.RUNNING,),
        end=State.DONE,
        finished_at=now,
        format=read.format,
        fates=[astuple(fate) for fate in read.fates],
        read=read.read,
        rejected=rejected - len(kept),
        unmatched=read.unmatched,
        **asdict(writing.counts),
    )
    if not done:
        raise MovedMeanwhile
    record(
        "import.done",
        by=found.received_by,
        subject=f"{register.code}:import:{found.pk}",
        data={"sha256": found.sha256, "rejected": rejected, **asdict(writing.counts)},
    )
    report("write", 1.0)


def _known(register: Register) -> _Known:
    """The register by identity, and by the former one where a person corrected it; 200 bytes a row. Three queries."""
    rows = register.model._default_manager.order_by()
    pairs = rows.values_list("identity", "id", "digest").iterator(chunk_size=bulk.BATCH)
    edited = rows.filter(edited_at__isnull=False).values_list("id", flat=True)
    known = {identity: (pk, digest) for identity, pk, digest in pairs}
    former = rows.filter(former_identity__isnull=False).values_list("former_identity", "id", "digest")
    for identity, pk, digest in former:
        known.setdefault(identity, (pk, digest))
    return _Known(known, set(edited))


def _update(writing: _Writing, report: Progress) -> Iterator[Fault]:
    """Update the changed rows, keeping what they were; give the lines set aside for an edit by hand."""
    fields = [name for name in writing.read.fields if name in writing.read.given]
    places = [writing.read.fields.index(name) for name in fields]
    stamps = writing.stored(STAMPS[1:])
    pending = iter(writing.to_update)
    done = 0
    while batch := list(islice(pending, BATCH)):
        report("update", done / len(writing.to_update))
        done += len(batch)
        contrary = _contrary(writing, batch)
        yield from (Fault("", line.number, None, str(pk), contrary[pk], None) for pk, line in batch if pk in contrary)
        writing.counts.kept += len(contrary)
        batch = [one for one in batch if one[0] not in contrary]
        agreed = _agreed(writing, [one for one in batch if one[0] in writing.known.edited])
        apart = [one for one in batch if one[0] in writing.known.edited - agreed]
        free = [one for one in batch if one[0] not in writing.known.edited]
        _keep_versions(writing, [pk for pk, _line in free] + sorted(agreed))
        values = ((pk, (*(line.values[place] for place in places), line.digest, *stamps)) for pk, line in free)
        bulk.update_rows(writing.register.model, (*fields, *STAMPS), values, ready=True)
        peace = ((pk, (line.digest, *stamps, None)) for pk, line in batch if pk in agreed)
        bulk.update_rows(writing.register.model, (*STAMPS, "edited_at"), peace, ready=True)
        writing.counts.updated += len(free) + len(agreed)
        writing.counts.kept += len(apart)
        yield from (Fault("", line.number, None, str(pk), KEPT, None) for pk, line in apart)


def _contrary(writing: _Writing, batch: list[tuple[int, Line]]) -> dict[int, str]:
    """Held rows of which the file would undo an act, and the sentence to say of it. Two queries a declaration."""
    found: dict[int, str] = {}
    for held in reversed(writing.register.held):
        theirs = held.among([pk for pk, _line in batch])
        kept = [one for one in batch if one[0] in theirs]
        found |= dict.fromkeys({pk for pk, _line in kept} - _same(writing, kept, held.columns), held.code)
    return found


def _agreed(writing: _Writing, batch: list[tuple[int, Line]]) -> set[int]:
    """Rows edited by hand about which the file now says the same: they follow the file again. One query, if any."""
    return _same(writing, batch, writing.read.said)


def _same(writing: _Writing, batch: list[tuple[int, Line]], columns: frozenset[str]) -> set[int]:
    """Rows of which the file says what the register holds, in the columns it gives. One query, if any."""
    if not batch:
        return set()
    names = sorted(columns & writing.read.given & set(writing.read.fields))
    places = [writing.read.fields.index(name) for name in names]
    keys = [pk for pk, _line in batch]
    rows = writing.register.model._default_manager.filter(pk__in=keys).values_list("pk", *names)
    held = {row[0]: [None if value is None else plain(value) for value in row[1:]] for row in rows}
    return {pk for pk, line in batch if held[pk] == [line.values[place] for place in places]}


def _keep_versions(writing: _Writing, keys: Sequence[int]) -> None:
    """Store each row as it is now, every column of it. One query, one insertion."""
    rows = writing.register.model._default_manager.filter(pk__in=keys).values()
    bulk.insert_rows(Version, ("source", "row", "before"), ((writing.source, row["id"], row) for row in rows))


def _reject(found: Import, faults: Iterable[Fault]) -> int:
    """Keep the refusals; a line refused for two reasons counts once. Returns the number of lines."""
    listed = list(faults)
    Reject.objects.filter(source=found).delete()
    rows = (
        (found.pk, fault.file or found.file_name, fault.line, fault.column, fault.value, fault.code, fault.detail)
        for fault in listed
    )
    bulk.insert_rows(Reject, ("source", "file", "line", "column", "value", "code", "detail"), rows)
    return len({(fault.file, fault.line) for fault in listed})
