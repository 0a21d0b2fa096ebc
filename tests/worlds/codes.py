"""Partners, people and devices ready to be given, made without the road that leads there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from tests.worlds.devices import device
from tests.worlds.people import PASSWORD

from sobria.city.partners.models import Agreement, Document, Partner, Permission
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.inclusive.devices import guards
from sobria.inclusive.devices.chain.moving import step
from sobria.inclusive.devices.codes import issuing
from sobria.inclusive.devices.codes.issuing import Issued
from sobria.inclusive.devices.codes.reserving import allocate, reserve
from sobria.inclusive.devices.models import Code, Item, Lot, Step
from sobria.sober.equipment.life import guards as equipment_guards

LEAST = {
    "resources": "other",
    "has_no_device": "no",
    "has_pupil": "no",
    "seeks_job": "no",
    "has_disability": "no",
}
"""Answers no to every rule."""
DOCUMENTS = ("siret", "insurance", "recognition", "statutes", "weee")
_rank = count(1)


@dataclass(frozen=True)
class Chain:
    """A refurbisher and a social service, with someone in each, and an officer of the city."""

    workshop: Partner
    service: Partner
    refurbisher: User
    prescriber: User
    officer: User


def chain() -> Chain:
    officer = create_user(email="solidaire@lutece.example", password=PASSWORD, name="Responsable")
    workshop = partner("atelier", Permission.COLLECT, Permission.REFURBISH, Permission.DELIVER)
    service = partner("mission-locale", Permission.PRESCRIBE, Permission.DELIVER)
    return Chain(
        workshop,
        service,
        member(Role.REFURBISHER, workshop, "atelier"),
        member(Role.PRESCRIBER, service, "conseillere"),
        officer,
    )


def partner(code: str, *permissions: str) -> Partner:
    now, since = timezone.now(), date(2025, 1, 1)
    made = Partner.objects.create(code=code, name=code.title(), created_at=now, updated_at=now)
    said = [str(one) for one in permissions]
    Agreement.objects.create(partner=made, reference="C-1", permissions=said, since=since)
    Document.objects.bulk_create(
        Document(partner=made, kind=kind, reference=kind, since=since, until=date(2099, 1, 1), checked_on=since)
        for kind in DOCUMENTS
    )
    return made


def member(role: str, of: Partner, name: str) -> User:
    made = create_user(email=f"{name}@{of.code}.example", password=PASSWORD, role=Role.RESIDENT, name=name)
    Assignment.objects.create(user=made, role=Role(role), scope=of.code, since=timezone.localdate() - timedelta(days=1))
    return again(made)


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


@contextmanager
def unguarded() -> Iterator[None]:
    """Rows written straight where a test begins."""
    for one in (guards, equipment_guards):
        one.drop(connection)
    try:
        yield
    finally:
        for one in (guards, equipment_guards):
            one.create(connection)


def items(who: Chain, number: int = 1, *, kind: str = "laptop", state: str = "available", **more: Any) -> list[Item]:
    """Devices at the workshop in one state, by default free."""
    now, today = timezone.now(), timezone.localdate()
    with unguarded():
        lot = Lot.objects.create(
            number=f"T-{next(_rank)}",
            partner=who.workshop,
            state="received",
            offered_on=today,
            updated_at=now,
            by=who.officer,
        )
        values: dict[str, Any] = {"price_eur": 0, "value_eur": 50, "available_at": now, "updated_at": now}
        values |= {"lot": lot, "kind": kind, "state": state, "partner": who.workshop} | more
        ranks = [next(_rank) for _ in range(number)]
        made = [
            Item.objects.create(device=device(10_000 + rank, status="handed_over"), code=f"E{rank:06}", **values)
            for rank in ranks
        ]
        Step.objects.bulk_create(
            Step(item=one, rank=1, act="make_available", before="refurbished", after=state, day=today, at=now)
            for one in made
        )
    return made


def issue(who: Chain, *, kind: str = "laptop", **bands: str) -> Issued:
    return issuing.issue(partner=who.service, kind=kind, bands=LEAST | bands, by=again(who.prescriber))


def code(who: Chain, *, kind: str = "laptop", **bands: str) -> Code:
    return fresh(issue(who, kind=kind, **bands).code)


def fresh(one: Code) -> Code:
    return Code.objects.select_related("partner", "item__partner").get(pk=one.pk)


def make_available(item: Item) -> None:
    """As the workshop does it: the device is freed, and goes to who waits."""
    with transaction.atomic():
        step([item.pk], "make_available", by=None, day=timezone.localdate(), expect="refurbished")
        allocate(item.kind)


def kept(who: Chain, *, kind: str = "laptop", **bands: str) -> tuple[Issued, Item]:
    """A code with the device kept for it."""
    (item,) = items(who, kind=kind)
    issued = issue(who, kind=kind, **bands)
    assert reserve(fresh(issued.code), by=again(who.prescriber)) == item
    return issued, item
