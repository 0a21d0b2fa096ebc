"""Reads of frozen editions: constant queries."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Max

from sobria.city.reports.models import Edition, EditionFile
from sobria.engine.editions import files
from sobria.engine.editions.blocks import Part
from sobria.engine.editions.differences import differences
from sobria.engine.editions.parts import WRITERS
from sobria.engine.editions.reader import Reader
from sobria.engine.messages import Language, Refusal

HEAVY = ("text",)


@dataclass(frozen=True, slots=True)
class Year:
    """A year that has an edition: its latest revision, and how many there are."""

    edition: Edition
    revisions: int


def years() -> list[Year]:
    """Latest year first. One query."""
    last: dict[int, Year] = {}
    for one in Edition.objects.defer(*HEAVY):
        last.setdefault(one.year, Year(one, one.revision))
    return list(last.values())


def edition(year: int, revision: int | None = None) -> Edition:
    """One revision, the latest when none is asked for. One query, two when it does not exist. Raises Refusal."""
    found = Edition.objects.filter(year=year)
    one = found.first() if revision is None else found.filter(revision=revision).first()
    if one is not None:
        return one
    known = [str(number) for number in found.order_by("revision").values_list("revision", flat=True)]
    if revision is None or not known:
        raise Refusal("edition-not-frozen", year=year)
    raise Refusal("edition-no-revision", year=year, revision=revision, known=", ".join(known))


def last_before(year: int) -> Edition | None:
    """The latest revision of the last edition of an earlier year. One query."""
    return Edition.objects.filter(year__lt=year).first()


def last_revision(year: int) -> int:
    """0 when the year has none. One query."""
    return Edition.objects.filter(year=year).aggregate(last=Max("revision"))["last"] or 0


def changed_since(one: Edition, document: dict[str, Any]) -> int:
    """How many things differ today from what an edition holds: what a revision would list."""
    return len(differences(read(one.text, "fr").document, document | {"reference": one.reference}))


def revisions(year: int) -> list[Edition]:
    """Latest first. One query."""
    return list(Edition.objects.filter(year=year).defer(*HEAVY))


def files_of(one: Edition) -> list[EditionFile]:
    """In the order they were made. One query; contents stay in the database."""
    return list(one.files.defer("content"))


def file_named(year: int, name: str) -> EditionFile | None:
    return EditionFile.objects.filter(edition__year=year, name=name).first()


def file_of(one: Edition, form: str, language: str) -> EditionFile:
    return EditionFile.objects.get(edition=one, format=form, language=language)


@lru_cache(maxsize=8)
def read(text: str, language: Language) -> Reader:
    """The document, read once per process: a frozen text never changes."""
    return files.reader(text, language)


def part(reader: Reader, code: str) -> Part | None:
    write = WRITERS.get(code)
    return write(reader) if write else None
