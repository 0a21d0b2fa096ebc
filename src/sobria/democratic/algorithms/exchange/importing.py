"""Records of other registers written as drafts: all of the accepted ones or none, safe to run twice.

An import never decides: it writes contents of dossiers that are drafts, and nothing else. What a person changed since
the last import stays; the record of the file is then set aside and listed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.standing import name_of
from sobria.democratic.algorithms.models import REGISTER, Algorithm, Dossier, Stage, Version
from sobria.democratic.algorithms.models.charter import Charter
from sobria.democratic.algorithms.services import columns_of, next_code
from sobria.engine.ai_act import assess
from sobria.engine.algorithms import content as contents
from sobria.engine.algorithms.content import Content
from sobria.engine.algorithms.exchange.report import Draft
from sobria.engine.algorithms.footprint import estimate
from sobria.engine.journal.canonical import canonical

BATCH = 500


@dataclass(frozen=True, slots=True)
class Aside:
    """A record of the file that was not written. `reason`: a key of the messages."""

    code: str
    source_id: str
    name: str
    reason: str


@dataclass(slots=True)
class Imported:
    """Codes of the records created, those whose draft got a new version, how many said nothing new, the rest."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    aside: list[Aside] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the register holds of a record: its last version, whether people wrote it, the last digest imported."""

    algorithm: Algorithm
    dossier: Dossier
    digest: str
    imported: str
    number: int
    is_by_hand: bool


@transaction.atomic
def import_records(
    drafts: Iterable[Draft],
    *,
    format: str,  # noqa: A002 - the word people use
    file_name: str,
    by: User | None,
) -> Imported:
    """Write drafts, many at a time. `by` is None from the command line of the server.

    Raises PermissionDenied for who may not write this register.
    """
    if by is not None:
        require(by, WRITERS, scope=REGISTER)
    changes.lock(REGISTER)
    done, new, newer = _sorted(drafts, format)
    writer = _Writer(format, by)
    told = writer.create(list(new.values())) | writer.change(newer)
    done.created = [code for code, one in told.items() if one["version"] == 1]
    done.changed = [code for code, one in told.items() if one["version"] > 1]
    if told:
        _tell(told, done, format=format, file_name=file_name, by=by)
        changes.changed(REGISTER)
    return done


def foresee(drafts: Iterable[Draft], *, format: str) -> Imported:  # noqa: A002 - the word people use
    """What an import would do, nothing written; records to create are named by their source. Three queries."""
    done, new, newer = _sorted(drafts, format)
    done.created = list(new)
    done.changed = [known.algorithm.code for known, _content in newer]
    return done


def _sorted(
    drafts: Iterable[Draft], form: str
) -> tuple[Imported, dict[str, tuple[Draft, Content]], list[tuple[_Held, Content]]]:
    """What stays as it is or is set aside; what is new, by source; what changes."""
    done = Imported()
    held = _held(form)
    new: dict[str, tuple[Draft, Content]] = {}
    newer: list[tuple[_Held, Content]] = []
    for draft in drafts:
        content = draft.content
        known = held.get(draft.source_id)
        if known is not None:
            _follow(known, draft, content, done, newer)
        elif not content["name"] or draft.source_id in new:
            reason = "algorithms-import-twice" if content["name"] else "algorithms-record-nameless"
            done.aside.append(Aside("", draft.source_id, content["name"], reason))
        else:
            new[draft.source_id] = (draft, content)
    return done, new, newer


def mark(form: str) -> str:
    """The note of a version that an import wrote: how it is told from one a person wrote."""
    return f"import {form}"


def _follow(known: _Held, draft: Draft, content: Content, done: Imported, newer: list[tuple[_Held, Content]]) -> None:
    """What becomes of a record that the register already holds."""
    digest = contents.digest(content)
    if digest in (known.digest, known.imported):
        done.unchanged += 1
        return
    reason = ""
    if known.dossier.state != "draft":
        reason = "algorithms-import-decided"
    elif known.is_by_hand:
        reason = "algorithms-import-by-hand"
    if reason:
        done.aside.append(Aside(known.algorithm.code, draft.source_id, content["name"], reason))
    else:
        newer.append((known, content))


def _held(form: str) -> dict[str, _Held]:
    """Source identifier → what is held. Three queries, contents left where they are."""
    systems = {one.pk: one for one in Algorithm.objects.filter(source=form).exclude(source_id="").defer("shown")}
    last: dict[int, tuple[int, str, str]] = {}
    imported: dict[int, str] = {}
    written = Version.objects.filter(algorithm__source=form).order_by("number")
    for pk, number, digest, note in written.values_list("algorithm_id", "number", "digest", "note"):
        last[pk] = (number, digest, note)
        if note == mark(form):
            imported[pk] = digest
    found = {}
    for dossier in Dossier.objects.filter(algorithm__source=form).order_by("number"):
        if dossier.algorithm_id in systems:
            system = systems[dossier.algorithm_id]
            number, digest, note = last[system.pk]
            by_hand = note != mark(form)
            found[system.source_id] = _Held(system, dossier, digest, imported.get(system.pk, ""), number, by_hand)
    return found


class _Writer:
    """Rows of an import, in bulk, all of one moment."""

    def __init__(self, form: str, by: User | None) -> None:
        self.form, self.by = form, by
        self.now, self.today = timezone.now(), timezone.localdate()
        self.charter = Charter.objects.aggregate(last=Max("number"))["last"]
        self.classes: dict[str, str] = {}

    def create(self, records: Sequence[tuple[Draft, Content]]) -> dict[str, dict[str, Any]]:
        first = int(next_code()[4:]) if records else 0
        systems = [
            Algorithm(
                code=f"ALG-{number:05d}",
                source=self.form,
                source_id=draft.source_id,
                created_at=self.now,
                updated_at=self.now,
                **columns_of(content),
            )
            for number, (draft, content) in enumerate(records, start=first)
        ]
        Algorithm.objects.bulk_create(systems, batch_size=BATCH)
        versions = [
            self._version(system, content, number=1, dossier=1)
            for system, (_draft, content) in zip(systems, records, strict=True)
        ]
        Version.objects.bulk_create(versions, batch_size=BATCH)
        dossiers = [
            Dossier(algorithm=system, number=1, version=version, ai_class=version.ai_class, created_at=self.now)
            for system, version in zip(systems, versions, strict=True)
        ]
        Dossier.objects.bulk_create(dossiers, batch_size=BATCH)
        return {one.code: _told(version) for one, version in zip(systems, versions, strict=True)}

    def change(self, records: Sequence[tuple[_Held, Content]]) -> dict[str, dict[str, Any]]:
        """A new version of each draft, and what the list shows of those that nobody reads yet."""
        before = self._contents([held.dossier.version_id for held, _content in records])
        versions = []
        for held, content in records:
            old = before[held.dossier.version_id]
            changed = [code for code in content if content[code] != old.get(code)]
            number, dossier = held.number + 1, held.dossier.number
            versions.append(self._version(held.algorithm, content, number=number, dossier=dossier, changed=changed))
        Version.objects.bulk_create(versions, batch_size=BATCH)
        for (held, content), version in zip(records, versions, strict=True):
            held.dossier.version, held.dossier.ai_class = version, version.ai_class
            held.algorithm.updated_at = self.now
            if not held.algorithm.is_public:
                for name, value in columns_of(content).items():
                    setattr(held.algorithm, name, value)
        Dossier.objects.bulk_update([held.dossier for held, _ in records], ["version", "ai_class"], batch_size=BATCH)
        columns = ["updated_at", *columns_of(contents.blank())]
        Algorithm.objects.bulk_update([held.algorithm for held, _ in records], columns, batch_size=BATCH)
        return {held.algorithm.code: _told(one) for (held, _content), one in zip(records, versions, strict=True)}

    def _contents(self, versions: Sequence[int]) -> dict[int, Content]:
        found: dict[int, Content] = {}
        for start in range(0, len(versions), BATCH):
            rows = Version.objects.filter(pk__in=versions[start : start + BATCH])
            found |= dict(rows.values_list("pk", "content"))
        return found

    def _version(
        self, system: Algorithm, content: Content, *, number: int, dossier: int, changed: list[str] | None = None
    ) -> Version:
        return Version(
            algorithm=system,
            number=number,
            dossier_number=dossier,
            stage=Stage.DRAFT,
            content=content,
            footprint=estimate(content, default_country=settings.SOBRIA_COUNTRY, on=self.today),
            fingerprint=contents.fingerprint(content),
            digest=contents.digest(content),
            ai_class=self._class(content["ai_act"]),
            charter=self.charter,
            changed=changed or [],
            note=mark(self.form),
            created_at=self.now,
            created_by=self.by,
        )

    def _class(self, answers: Mapping[str, str]) -> str:
        """A file carries no answer, so that one assessment serves nearly all."""
        key = canonical(dict(answers))
        if key not in self.classes:
            self.classes[key] = assess(answers, on=self.today).cls
        return self.classes[key]


def _told(version: Version) -> dict[str, Any]:
    return {"dossier": version.dossier_number, "version": version.number, "digest": version.digest}


def _tell(told: dict[str, dict[str, Any]], done: Imported, *, format: str, file_name: str, by: User | None) -> None:  # noqa: A002
    """One event for the whole import: what it wrote, record by record. The name of the file may name a person."""
    record(
        "algorithm.imported",
        by=by,
        subject=f"import:{REGISTER}",
        data={
            "by": name_of(by),
            "format": format,
            "created": len(done.created),
            "changed": len(done.changed),
            "unchanged": done.unchanged,
            "aside": len(done.aside),
            "records": told,
        },
        personal={"file": file_name[:200]} if file_name else None,
    )
