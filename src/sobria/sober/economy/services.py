"""Acts of the room: calls for projects, grants, invoices. Each bumps the register's version and is in the journal."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.partners.models import Partner
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.engine.messages import Refusal
from sobria.sober.economy.models import Call, Grant, Spending
from sobria.sober.economy.selectors import CODE

MOST_EUR = Decimal(10) ** 9


@transaction.atomic
def create_call(*, values: dict[str, Any], by: User) -> Call:
    """Raises PermissionDenied, Refusal: same title, dates, amount."""
    require(by, WRITERS, scope=CODE)
    _check_call(values)
    now = timezone.now()
    try:
        with transaction.atomic():
            call = Call.objects.create(**values, created_at=now, updated_at=now)
    except IntegrityError as error:
        raise Refusal("economy-call-known", title=values["title"]) from error
    _record("call.created", f"call:{call.pk}", by=by, data=_told(values))
    return call


@transaction.atomic
def update_call(call: Call, *, values: dict[str, Any], seen: datetime, by: User) -> None:
    """Raises as `create_call` does, and Refusal when it changed since it was read."""
    require(by, WRITERS, scope=CODE)
    _check_call(values)
    try:
        with transaction.atomic():
            found = Call.objects.filter(pk=call.pk, updated_at=seen).update(**values, updated_at=timezone.now())
    except IntegrityError as error:
        raise Refusal("economy-call-known", title=values["title"]) from error
    if not found:
        raise Refusal("entry-changed")
    changed = {name: value for name, value in values.items() if value != getattr(call, name)}
    _record("call.updated", f"call:{call.pk}", by=by, data=_told(changed))


@transaction.atomic
def add_grant(*, partner: Partner, values: dict[str, Any], by: User) -> Grant:
    """`values`: call, amount_eur, decided_on, reference, purpose. Raises PermissionDenied, Refusal."""
    require(by, WRITERS, scope=CODE)
    _check_amount(values["amount_eur"])
    _check_past(values["decided_on"])
    if Grant.objects.filter(partner=partner, reference=values["reference"]).exists():
        raise Refusal("economy-grant-known", reference=values["reference"], partner=partner.name)
    grant = Grant.objects.create(partner=partner, **values, recorded_at=timezone.now(), recorded_by=by)
    _record("grant.added", f"partner:{partner.code}", by=by, data=_told(values))
    return grant


@transaction.atomic
def withdraw_grant(grant: Grant, *, reason: str, by: User) -> None:
    """Written by mistake: the journal keeps it. Raises PermissionDenied, Refusal."""
    require(by, WRITERS, scope=CODE)
    _check_reason(reason)
    subject, data = f"partner:{grant.partner.code}", {"reference": grant.reference, "amount_eur": grant.amount_eur}
    if not Grant.objects.filter(pk=grant.pk).delete()[0]:
        raise Refusal("economy-withdrawn")
    _record("grant.withdrawn", subject, by=by, data=_told(data | {"reason": reason.strip()}))


@transaction.atomic
def add_spending(*, values: dict[str, Any], by: User) -> Spending:
    """`values`: partner or supplier, is_ess of a supplier, kind, amount_eur, day, reference.

    Raises PermissionDenied, Refusal.
    """
    require(by, WRITERS, scope=CODE)
    _check_amount(values["amount_eur"])
    _check_past(values["day"])
    partner, supplier = values.get("partner"), values.get("supplier", "").strip()
    if bool(partner) == bool(supplier):
        raise Refusal("economy-one-supplier")
    if partner and values.get("is_ess") is not None:
        raise Refusal("economy-word-of-partner", partner=partner.name)
    if Spending.objects.filter(reference=values["reference"]).exists():
        raise Refusal("economy-spending-known", reference=values["reference"])
    row = Spending.objects.create(**values | {"supplier": supplier}, recorded_at=timezone.now(), recorded_by=by)
    _record("spending.added", f"spending:{row.pk}", by=by, data=_invoice(row))
    return row


@transaction.atomic
def withdraw_spending(row: Spending, *, reason: str, by: User) -> None:
    """Written by mistake: the journal keeps it. Raises PermissionDenied, Refusal."""
    require(by, WRITERS, scope=CODE)
    _check_reason(reason)
    subject, data = f"spending:{row.pk}", _invoice(row)
    if not Spending.objects.filter(pk=row.pk).delete()[0]:
        raise Refusal("economy-withdrawn")
    _record("spending.withdrawn", subject, by=by, data=data | {"reason": reason.strip()})


def never(*_args: Any, **_kwargs: Any) -> None:
    """A grant is withdrawn with a reason, never corrected in silence. Raises Refusal, always."""
    raise Refusal("economy-never-corrected")


def _invoice(row: Spending) -> dict[str, Any]:
    """What the journal publishes of an invoice: a supplier that is no partner may be one person, and is not named."""
    told = {"reference": row.reference, "kind": row.kind, "amount_eur": row.amount_eur, "day": row.day}
    return _told(told | {"partner": row.partner})


def _record(kind: str, subject: str, *, by: User, data: dict[str, Any]) -> None:
    changes.changed(CODE)
    record(kind, by=by, subject=subject, data=data)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the journal takes them: dates and amounts as text, a partner by its code, a call by its number."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Partner):
        return value.code
    if isinstance(value, Call):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def _check_call(values: dict[str, Any]) -> None:
    if values["closes_on"] and values["closes_on"] < values["opens_on"]:
        raise Refusal("economy-closes-before")
    if values["budget_eur"] is not None:
        _check_amount(values["budget_eur"])


def _check_amount(amount: Decimal) -> None:
    if not 0 < amount < MOST_EUR:
        raise Refusal("economy-amount", amount=amount)


def _check_past(day: date) -> None:
    if day > timezone.localdate():
        raise Refusal("economy-future", day=day)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("economy-reason-needed")
