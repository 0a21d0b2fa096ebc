"""Acts on the yearly edition: to freeze, to correct by a new revision. Nothing frozen is ever changed.

Gathering and writing take seconds: they are done before the transaction that keeps their result.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from sobria.city.duties.services import Said, attest
from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.reports import selectors
from sobria.city.reports.gathering.document import Gathered, gather
from sobria.city.reports.models import Edition, EditionFile
from sobria.engine.editions import files
from sobria.engine.editions.comparison import compare
from sobria.engine.editions.differences import differences
from sobria.engine.editions.files import File
from sobria.engine.messages import Refusal

SCOPE = "reports"
# The duty that the edition answers, and what it asks to see.
DUTY, ITEM = "reen-35-report", "report"
FIRST_YEAR = 1990
LONGEST_REASON, LONGEST_REFERENCE = 1000, 200


def freeze(year: int, *, by: User, reference: str = "") -> Edition:
    """The first edition of a year: what is known of it today, kept for ever.

    `reference`: of the decision that records the review, when there is one already.
    Raises Refusal: a year that has not begun, nothing known of it, or an edition frozen already.
    """
    require(by, WRITERS, scope=SCOPE)
    told = _checked(reference, LONGEST_REFERENCE)
    _check_year(year)
    if selectors.last_revision(year):
        raise Refusal("edition-frozen-twice", year=year)
    found = _gathered(year)
    document = found.document | {"revision": 1, "reason": "", "reference": told, "corrects": None}
    return _kept(_compared(document, found), by=by, taken="edition-frozen-twice")


def correct(year: int, *, reason: str, by: User, seen: int, reference: str | None = None) -> Edition:
    """A new revision of a frozen edition, from what is known today; the one before stays.

    `seen`: the revision the person read; `reference` None: that of the revision before.
    Raises Refusal: no reason, no edition, another revision since, or nothing that differs.
    """
    require(by, WRITERS, scope=SCOPE)
    why = _checked(reason, LONGEST_REASON)
    if not why:
        raise Refusal("edition-reason-needed")
    before = selectors.edition(year)
    if before.revision != seen:
        raise Refusal("edition-revised-meanwhile", year=year)
    told = before.reference if reference is None else _checked(reference, LONGEST_REFERENCE)
    found = _gathered(year)
    was = selectors.read(before.text, "fr").document
    document = found.document | {"revision": seen + 1, "reason": why, "reference": told}
    changed = differences(was, document)
    if not changed:
        raise Refusal("edition-nothing-changed", year=year, revision=seen)
    document["corrects"] = {"revision": seen, "digest": before.digest, "differences": changed}
    return _kept(_compared(document, found), by=by, taken="edition-revised-meanwhile")


def _check_year(year: int) -> None:
    if year > timezone.localdate().year:
        raise Refusal("edition-year-future", year=year)
    if year < FIRST_YEAR:
        raise Refusal("edition-nothing-known", year=year)


def _gathered(year: int) -> Gathered:
    """What is known, all read at one moment: PostgreSQL would otherwise show each read what was committed since."""
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        if is_ours and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = gather(year, today=timezone.localdate())
    if not found.knows:
        raise Refusal("edition-nothing-known", year=year)
    return found


def _compared(document: dict[str, Any], found: Gathered) -> dict[str, Any]:
    """With the comparison to the edition of an earlier year; rooms tell apart only the change from the year before."""
    before = selectors.last_before(document["year"])
    if before is None:
        return document | {"comparison": None}
    splits = found.splits if before.year == document["year"] - 1 else {}
    old = selectors.read(before.text, "fr").document["figures"]
    changes = [asdict(one) for one in compare(old, document["figures"], splits)]
    told = {"year": before.year, "revision": before.revision, "digest": before.digest, "changes": changes}
    return document | {"comparison": told}


def _kept(document: dict[str, Any], *, by: User, taken: str) -> Edition:
    """The edition and its files, in one transaction; whoever comes second is refused with `taken`."""
    text, digest = files.frozen(document)
    made = files.files(text)
    try:
        with transaction.atomic():
            return _written(document, text, digest, made, by)
    except IntegrityError as error:
        raise Refusal(taken, year=document["year"]) from error


def _written(document: dict[str, Any], text: str, digest: str, made: list[File], by: User) -> Edition:
    kept = Edition.objects.create(
        year=document["year"],
        revision=document["revision"],
        reason=document["reason"],
        reference=document["reference"],
        period_end=date.fromisoformat(document["period_end"]),
        frozen_at=timezone.now(),
        text=text,
        digest=digest,
    )
    EditionFile.objects.bulk_create(
        EditionFile(
            edition=kept,
            format=one.format,
            language=one.language,
            name=one.name,
            size=len(one.content),
            digest=one.digest,
            content=one.content,
        )
        for one in made
    )
    data = {"year": kept.year, "revision": kept.revision, "sha256": digest, "reason": kept.reason}
    data |= {"reference": kept.reference, "files": {one.name: one.digest for one in made}}
    act = "edition.frozen" if kept.revision == 1 else "edition.corrected"
    record(act, by=by, subject=f"edition:{kept.year}", data=data)
    return kept


def _checked(text: str, limit: int) -> str:
    kept = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(kept) > limit:
        raise Refusal("edition-text-too-long", length=len(kept), limit=limit)
    return kept


def present(edition: Edition, *, on: date, url: str, by: User) -> None:
    """Say the review presented: the duty of the law then points to the frozen edition.

    Raises Refusal as any attestation does (a day to come, an address that is none).
    """
    reference = f"{edition.year}, révision {edition.revision}, SHA-256 {edition.digest}"
    said = Said(done=True, on=on, year=on.year, reference=reference, url=url)
    attest(DUTY, ITEM, said=said, by=by)
