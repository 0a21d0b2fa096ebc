"""Devices on their way to a person, from their proof of erasure to being available; partners, people."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sobria.city.partners.asked import permissions
from sobria.city.partners.models import Agreement, Document, Partner, Permission
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role
from sobria.engine.devices.caps import kinds
from sobria.inclusive.devices.chain import lots
from sobria.inclusive.devices.chain.counting import Count
from sobria.inclusive.devices.models import Item, Lot
from sobria.inclusive.devices.refurbishing import acts
from sobria.sober.equipment.models import Certificate, Device, Drive

EVERYTHING = tuple(Permission)
VALUE = Decimal(80)


@dataclass(frozen=True)
class Chain:
    """The city's officer, a refurbisher with all its papers, and its worker."""

    officer: User
    partner: Partner
    worker: User


def chain(code: str = "ateliers") -> Chain:
    partner = partner_of(code)
    officer = User.objects.filter(email="parc@lutece.example").first() or person(Role.OFFICER, "parc")
    return Chain(officer, partner, person(Role.REFURBISHER, f"atelier-{code}", scope=code))


def today() -> date:
    return timezone.localdate()


def person(role: Role, name: str, *, scope: str = "") -> User:
    user = User.objects.create(email=f"{name}@lutece.example", name=name)
    Assignment.objects.create(user=user, role=role, scope=scope, since=date(2020, 1, 1))
    return user


def again(user: User) -> User:
    """As another request reads it."""
    return User.objects.get(pk=user.pk)


def partner_of(code: str, may: tuple[Permission, ...] = EVERYTHING, until: date | None = None) -> Partner:
    """Allowed to do this, with every document it takes, good until that day."""
    now = timezone.now()
    partner = Partner.objects.create(code=code, name=code.capitalize(), created_at=now, updated_at=now)
    since = date(2020, 1, 1)
    Agreement.objects.create(partner=partner, reference="C-1", permissions=list(may), since=since)
    asked = {kind for one in may for kind in permissions()[one].documents}
    Document.objects.bulk_create(
        Document(partner=partner, kind=kind, reference=kind, since=since, until=until, checked_on=since)
        for kind in sorted(asked)
    )
    return partner


def retired(count: int, *, category: str = "laptop", erased: bool = True, prefix: str = "R") -> list[Device]:
    """Out of use; each with a drive and its certificate, for a category that holds data."""
    now = timezone.now()
    start = Device.objects.count()
    devices = Device.objects.bulk_create(
        Device(
            identity=f"chain:{prefix}:{start + number}",
            serial=f"{prefix}{start + number:06}",
            manufacturer="Dell",
            model="Latitude 5420",
            category=category,
            matched_category=category,
            in_service=date(2021, 3, 1),
            retired=today() - timedelta(days=30),
            status="retired",
            created_at=now,
            updated_at=now,
        )
        for number in range(count)
    )
    if erased:
        prove(devices)
    return devices


def prove(devices: list[Device]) -> None:
    """A drive each, with a certificate that it was erased."""
    now = timezone.now()
    drives = Drive.objects.bulk_create(Drive(device=one, serial=f"DISK-{one.pk}", declared_at=now) for one in devices)
    Certificate.objects.bulk_create(
        Certificate(
            drive=one,
            outcome="erased",
            finished_at=now,
            finished_on=today(),
            file_name="nwipe.csv",
            sha256="0" * 64,
            received_at=now,
        )
        for one in drives
    )


def offered(who: Chain, count: int, **said: Any) -> Lot:
    values = {one.pk: VALUE for one in retired(count, **said)}
    return lots.offer_lot(partner=who.partner, values=values, day=today(), by=who.officer)


def collected(who: Chain, count: int, **said: Any) -> Lot:
    lot = offered(who, count, **said)
    lots.collect(lot, Count(), day=today(), by=who.worker)
    lot.refresh_from_db()
    return lot


def received(who: Chain, count: int, **said: Any) -> list[Item]:
    """Counted in: as many devices, in the order of their codes."""
    lot = collected(who, count, **said)
    lots.receive(lot, Count(), day=today(), by=who.worker)
    return list(lot.items.order_by("code"))


def refurbished(who: Chain, count: int, **said: Any) -> list[Item]:
    items = received(who, count, **said)
    codes = [one.code for one in items]
    acts.grade(codes, partner=who.partner, grade="A", day=today(), by=who.worker)
    return acts.refurbish(codes, partner=who.partner, day=today(), by=who.worker)


def available(who: Chain, count: int, *, price: int = 0, **said: Any) -> list[Item]:
    """Ready for people."""
    items = refurbished(who, count, **said)
    checked = kinds()[items[0].kind].checks
    given = {"price_eur": Decimal(price), "checked": checked, "day": today(), "by": who.worker}
    return acts.make_available([one.code for one in items], partner=who.partner, **given)
