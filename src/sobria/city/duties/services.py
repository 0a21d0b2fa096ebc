"""Acts on the evidence of duties: to attest, to withdraw. Nothing is overwritten, nothing is erased."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import formats, timezone

from sobria.city.duties.models import Attestation
from sobria.city.journal import services as journal
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.engine.duties import load_duties
from sobria.engine.duties.definitions import Item
from sobria.engine.messages import Refusal

SCOPE = "duties"
SCHEMES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Said:
    """What is attested. `on`: day it was done or found; `until`: last day it is good for, when the document says."""

    done: bool
    on: date
    year: int | None = None
    until: date | None = None
    reference: str = ""
    url: str = ""
    note: str = ""


@transaction.atomic
def attest(duty: str, item: str, *, said: Said, by: User, seen: int | None = None) -> Attestation:
    """A new statement about an item; those before it are kept.

    `seen`: the version that stood when the person read the page, 0 for none. None: whatever stands is replaced.
    Raises Refusal: unknown duty or item, bad dates, no document, or someone said something else meanwhile.
    """
    require(by, WRITERS, scope=SCOPE)
    today = timezone.localdate()
    _check(_item(duty, item), said, today=today, is_question=item in _questions(duty))
    stands = latest_version(duty, item)
    if seen is not None and seen != stands:
        raise Refusal("duty-changed")
    version = stands + 1
    words = {"reference": said.reference.strip(), "url": said.url.strip(), "note": said.note.strip()}
    try:
        with transaction.atomic():
            row = Attestation.objects.create(
                duty=duty,
                item=item,
                version=version,
                done=said.done,
                on=said.on,
                year=said.year,
                until=said.until,
                recorded_on=today,
                recorded_by=by,
                **words,
            )
    except IntegrityError as error:
        raise Refusal("duty-changed") from error
    journal.record("duty.attested", by=by, subject=f"duty:{duty}", data=_told(row))
    return row


@transaction.atomic
def withdraw(attestation: Attestation, *, reason: str, by: User) -> None:
    """Take a statement back: its item is unknown again. It stays in the history, with the reason.

    Raises Refusal when it no longer stands.
    """
    require(by, WRITERS, scope=SCOPE)
    if not reason.strip():
        raise Refusal("duty-reason-needed")
    same = Attestation.objects.filter(duty=attestation.duty, item=attestation.item, year=attestation.year)
    if same.filter(version__gt=attestation.version).exists():
        raise Refusal("duty-withdrawn")
    stamps = {"withdrawn_on": timezone.localdate(), "withdrawn_by": by, "withdrawal": reason.strip()}
    standing = Attestation.objects.filter(pk=attestation.pk, withdrawn_on__isnull=True)
    if not standing.update(**stamps):
        raise Refusal("duty-withdrawn")
    data = {"item": attestation.item, "version": attestation.version, "reason": reason.strip()}
    journal.record("duty.withdrawn", by=by, subject=f"duty:{attestation.duty}", data=data)


def latest_version(duty: str, item: str) -> int:
    """Version of the last statement about an item, 0 when nothing was ever said."""
    found = Attestation.objects.filter(duty=duty, item=item).aggregate(last=Max("version"))["last"]
    return found or 0


def _item(duty: str, item: str) -> Item:
    known = load_duties().get(duty)
    if known is None:
        raise Refusal("duty-no-such-duty", code=duty)
    found = known.item(item)
    if found is None:
        raise Refusal("duty-no-such-item", code=duty, item=item)
    return found


def _questions(duty: str) -> set[str]:
    return {one.code for one in load_duties()[duty].questions}


def _check(item: Item, said: Said, *, today: date, is_question: bool) -> None:
    if said.on > today:
        raise Refusal("duty-future", on=formats.date_format(said.on))
    if said.until and said.until < said.on:
        raise Refusal("duty-until-before")
    if item.yearly and said.year is None:
        raise Refusal("duty-year-needed")
    if said.url.strip() and not said.url.strip().startswith(SCHEMES):
        raise Refusal("duty-url")
    if said.done and not is_question and not (said.reference.strip() or said.url.strip()):
        raise Refusal("duty-evidence-needed")


def _told(row: Attestation) -> dict[str, object]:
    """What the journal says: the statement, not the free note, which could name someone."""
    return {
        "item": row.item,
        "version": row.version,
        "done": row.done,
        "on": row.on.isoformat(),
        "year": row.year,
        "until": row.until.isoformat() if row.until else None,
        "reference": row.reference,
        "url": row.url,
    }
