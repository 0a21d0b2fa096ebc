"""Acts on partners. Whoever entrusts something to one asks `require_allowed` first, in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.partners.asked import kind_name, kinds
from sobria.city.partners.listing import SHOWN, Listing, Reject
from sobria.city.partners.models import Agreement, Document, Partner, Permission
from sobria.city.partners.rules import code_for, siret
from sobria.city.partners.selectors import AGREEMENT, CODE, INACTIVE, missing
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.engine.messages import Refusal

# What the journal publishes of a partner: neither address nor site, which may be those of one person.
PUBLISHED = ("name", "siret", "is_ess", "form", "is_listed", "is_active")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is given. `checked_on`: day someone of the city read it."""

    kind: str
    reference: str
    since: date
    until: date | None
    checked_on: date


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lines of a file. `same`: those that said nothing new."""

    made: int
    same: int
    rejects: tuple[Reject, ...]


def require_allowed(partner: Partner, permission: str, *, on: date) -> None:
    """Two queries. Raises Refusal with the first thing that is missing.

    Codes: partner-inactive, partner-not-allowed (no agreement), partner-document-missing, partner-document-expired.
    """
    lacking = missing(partner, permission, on)
    if not lacking:
        return
    first, told = lacking[0], {"partner": partner.name, "permission": Permission(permission).label}
    if first.code == INACTIVE:
        raise Refusal("partner-inactive", partner=partner.name)
    if first.code == AGREEMENT:
        raise Refusal("partner-not-allowed", **told)
    if first.until is None:
        raise Refusal("partner-document-missing", document=kind_name(first.code), **told)
    raise Refusal("partner-document-expired", partner=partner.name, document=kind_name(first.code), until=first.until)


@transaction.atomic
def create_partner(*, values: dict[str, Any], by: User) -> Partner:
    """`values`: columns of a partner; without `code`, one is made from the name, for good.

    Raises PermissionDenied, Refusal when its SIRET or its code is wrong, or when another one has its name, code or
    SIRET.
    """
    require(by, WRITERS, scope=CODE)
    now = timezone.now()
    told = values | {"siret": siret(values.get("siret", "")), "code": code_for(values.get("code", ""), values["name"])}
    _refuse_known(told)
    try:
        with transaction.atomic():
            partner = Partner.objects.create(**told, created_at=now, updated_at=now)
    except IntegrityError as error:
        raise Refusal("partner-known", name=told["name"]) from error
    _record("partner.created", partner, by=by, data=_published(told))
    return partner


@transaction.atomic
def import_list(found: Listing, *, by: User) -> Imported:
    """Every good line of a file, or none. Raises PermissionDenied.

    A partner known just as the file says it is left as it is; a line that says otherwise of a known one is set aside:
    a file never corrects a partner.
    """
    require(by, WRITERS, scope=CODE)
    made, same, rejects = 0, 0, list(found.rejects)
    for line in found.lines:
        if Partner.objects.filter(**line.values).exists():
            same += 1
            continue
        try:
            with transaction.atomic():
                create_partner(values=dict(line.values), by=by)
        except Refusal as refusal:
            rejects.append(Reject(line.number, line.cells, "", str(line.values["name"])[:SHOWN], refusal))
        else:
            made += 1
    return Imported(made, same, tuple(sorted(rejects, key=lambda one: one.number)))


@transaction.atomic
def update_partner(partner: Partner, *, values: dict[str, Any], seen: datetime, by: User) -> None:
    """The code never changes: it is the scope of people's roles. `seen`: `updated_at` of the partner as it was read.

    Raises as `create_partner` does, and Refusal when it changed since it was read.
    """
    require(by, WRITERS, scope=CODE)
    told = {name: value for name, value in values.items() if name != "code"}
    told["siret"] = siret(told.get("siret", ""))
    _refuse_known(told, but=partner.pk)
    try:
        with transaction.atomic():
            found = Partner.objects.filter(pk=partner.pk, updated_at=seen).update(**told, updated_at=timezone.now())
    except IntegrityError as error:
        raise Refusal("partner-known", name=told["name"]) from error
    if not found:
        raise Refusal("entry-changed")
    changed = {name: value for name, value in told.items() if value != getattr(partner, name)}
    _record("partner.updated", partner, by=by, data=_published(changed))
    partner.refresh_from_db()


@transaction.atomic
def add_agreement(
    partner: Partner, *, reference: str, permissions: Collection[str], since: date, until: date | None, by: User
) -> Agreement:
    """What the partner may do between two days, both included. Raises PermissionDenied, Refusal."""
    require(by, WRITERS, scope=CODE)
    given = [one.value for one in Permission if one.value in permissions]
    if not given or len(given) != len(set(permissions)):
        raise Refusal("partner-permissions", partner=partner.name)
    _refuse_dates(since, until)
    if partner.agreements.filter(reference=reference).exists():
        raise Refusal("partner-agreement-known", reference=reference)
    agreement = Agreement.objects.create(
        partner=partner, reference=reference, permissions=given, since=since, until=until
    )
    data = {"reference": reference, "permissions": given} | _dates(since, until)
    _record("partner.agreement_added", partner, by=by, data=data)
    return agreement


@transaction.atomic
def end_agreement(agreement: Agreement, *, on: date, by: User) -> None:
    """`on`: its last day, today or later. Raises PermissionDenied, Refusal when it had ended or ends before."""
    require(by, WRITERS, scope=CODE)
    if on < timezone.localdate() or on < agreement.since:
        raise Refusal("partner-end-too-early", since=agreement.since)
    lasting = Agreement.objects.filter(Q(until=None) | Q(until__gt=on), pk=agreement.pk)
    if not lasting.update(until=on):
        raise Refusal("partner-agreement-ended", reference=agreement.reference)
    data = {"reference": agreement.reference, "until": on.isoformat()}
    _record("partner.agreement_ended", agreement.partner, by=by, data=data)


@transaction.atomic
def add_document(partner: Partner, *, paper: Paper, by: User) -> Document:
    """A new one stands beside those before it, which keep their days. Raises PermissionDenied, Refusal."""
    require(by, WRITERS, scope=CODE)
    kind = kinds().get(paper.kind)
    if kind is None:
        raise Refusal("partner-document-kind", kind=paper.kind)
    if kind.renewed and paper.until is None:
        raise Refusal("partner-document-needs-end", document=kind.name)
    _refuse_dates(paper.since, paper.until)
    _refuse_future(paper.checked_on)
    document = Document.objects.create(
        partner=partner,
        kind=paper.kind,
        reference=paper.reference,
        since=paper.since,
        until=paper.until,
        checked_on=paper.checked_on,
    )
    data = {"kind": paper.kind, "reference": paper.reference, "checked_on": paper.checked_on.isoformat()}
    _record("partner.document_added", partner, by=by, data=data | _dates(paper.since, paper.until))
    return document


@transaction.atomic
def check_document(document: Document, *, on: date, by: User) -> None:
    """Someone of the city read it again that day. Raises PermissionDenied, Refusal when it was read later."""
    require(by, WRITERS, scope=CODE)
    _refuse_future(on)
    if not Document.objects.filter(pk=document.pk, checked_on__lt=on).update(checked_on=on):
        raise Refusal("partner-document-checked", on=document.checked_on)
    data = {"kind": document.kind, "reference": document.reference, "checked_on": on.isoformat()}
    _record("partner.document_checked", document.partner, by=by, data=data)


@transaction.atomic
def withdraw_document(document: Document, *, reason: str, by: User) -> None:
    """It proves nothing any more, on no day; the journal keeps what it was. Raises PermissionDenied, Refusal."""
    require(by, WRITERS, scope=CODE)
    if not reason.strip():
        raise Refusal("partner-reason-needed")
    partner, told = document.partner, {"kind": document.kind, "reference": document.reference}
    deleted, _by_model = Document.objects.filter(pk=document.pk).delete()
    if not deleted:
        raise Refusal("partner-document-withdrawn")
    data = told | {"reason": reason.strip()} | _dates(document.since, document.until)
    _record("partner.document_withdrawn", partner, by=by, data=data)


def never_delete(*_args: Any, **_kwargs: Any) -> None:
    """What was entrusted to a partner keeps its name. Raises Refusal, always."""
    raise Refusal("partner-never-deleted")


def _record(kind: str, partner: Partner, *, by: User, data: dict[str, Any]) -> None:
    changes.changed(CODE)
    record(kind, by=by, subject=f"partner:{partner.code}", data=data)


def _published(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in PUBLISHED if name in values}


def _dates(since: date, until: date | None) -> dict[str, str | None]:
    return {"since": since.isoformat(), "until": until.isoformat() if until else None}


def _refuse_known(values: dict[str, Any], *, but: int = 0) -> None:
    others = Partner.objects.exclude(pk=but)
    same = Q(name__iexact=values["name"]) | Q(code=values.get("code", ""))
    if others.filter(same).exists():
        raise Refusal("partner-known", name=values["name"])
    if values["siret"] and (other := others.filter(siret=values["siret"]).first()):
        raise Refusal("partner-siret-known", siret=values["siret"], name=other.name)


def _refuse_dates(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Refusal("partner-until-before")


def _refuse_future(checked_on: date) -> None:
    if checked_on > timezone.localdate():
        raise Refusal("partner-checked-future")
