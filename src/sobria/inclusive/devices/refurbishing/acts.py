"""Acts of a refurbisher on the devices it holds: tests, repair, availability, parts, waste. All of them or none."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.services import require_allowed
from sobria.city.people.models import User
from sobria.engine.devices.caps import GRADES, ITEM_MASS_MOST, REUSABLE, checks, kinds, refuse_price, settings
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain import codes as written
from sobria.inclusive.devices.chain import moving
from sobria.inclusive.devices.chain.hops import hop
from sobria.inclusive.devices.chain.standing import refuse_future, require_partner
from sobria.inclusive.devices.codes import reserving
from sobria.inclusive.devices.models import Item, ItemState, Transfer

NAMED = 10


@transaction.atomic
def grade(
    codes: Collection[str],
    *,
    partner: Partner,
    grade: str,
    day: date,
    by: User,
    mass_kg: float | None = None,
    note: str = "",
) -> list[Item]:
    """What the tests conclude. `mass_kg`: of each, as weighed; None leaves what was known.

    Raises Refusal for a grade that does not exist, a device of somebody else, or one that is not there to be tested.
    """
    items = _held(codes, partner=partner, day=day, by=by)
    if grade not in GRADES:
        raise Refusal("chain-grade-unknown", grade=grade[:20])
    columns: dict[str, Any] = {"grade": grade, **_weighed(mass_kg)}
    moved = moving.step([one.pk for one in items], "grade", by=by, day=day, note=note, **columns)
    _tell("graded", moved, partner=partner, by=by, grade=grade)
    return moved


@transaction.atomic
def refurbish(codes: Collection[str], *, partner: Partner, day: date, by: User, note: str = "") -> list[Item]:
    """Repaired, and a system installed. Raises Refusal unless it was graded A, B or C."""
    items = _held(codes, partner=partner, day=day, by=by)
    for item in items:
        if item.state == ItemState.GRADED and item.grade not in REUSABLE:
            raise Refusal("chain-grade-not-reusable", code=item.code, grade=item.grade)
    moved = moving.step([one.pk for one in items], "refurbish", by=by, day=day, note=note)
    _tell("refurbished", moved, partner=partner, by=by)
    return moved


@transaction.atomic
def make_available(
    codes: Collection[str],
    *,
    partner: Partner,
    price_eur: Decimal,
    checked: Collection[str],
    day: date,
    by: User,
) -> list[Item]:
    """Offer devices to people, given (0) or at a price no higher than the cap of each kind.

    Who waits is served at once. `checked`: codes of what was verified (`checks.csv`). Raises Refusal naming what
    remains to be checked, for a price above a cap, or when the partner may not resell.
    """
    items = _held(codes, partner=partner, day=day, by=by)
    for item in items:
        refuse_price(price_eur, item.kind)
    if price_eur > 0:
        require_allowed(partner, Permission.RESELL, on=day)
    lacking = {code for item in items for code in kinds()[item.kind].checks} - set(checked)
    if lacking:
        words = [checks()[code] for code in checks() if code in lacking]
        fr, en = (", ".join(pair[side] for pair in words) for side in (0, 1))
        raise Refusal("chain-checks-missing", checks=fr, checks_en=en)
    columns: dict[str, Any] = {"price_eur": price_eur, "available_at": timezone.now()}
    moved = moving.step([one.pk for one in items], "make_available", by=by, day=day, **columns)
    _tell("available", moved, partner=partner, by=by, price_eur=str(price_eur))
    for kind in sorted({one.kind for one in moved}):
        reserving.allocate(kind)
    return moved


@transaction.atomic
def withdraw(codes: Collection[str], *, partner: Partner, day: date, by: User, note: str = "") -> list[Item]:
    """No longer offered to people: a fault was found."""
    items = _held(codes, partner=partner, day=day, by=by)
    moved = moving.step([one.pk for one in items], "withdraw", by=by, day=day, note=note)
    _tell("withdrawn", moved, partner=partner, by=by)
    return moved


@transaction.atomic
def dismantle(codes: Collection[str], *, partner: Partner, day: date, by: User, note: str = "") -> Transfer:
    """Its parts serve other devices."""
    items = _held(codes, partner=partner, day=day, by=by)
    transfer = hop(Transfer.Kind.PARTS, items, giver=partner, receiver=partner, day=day, by=by)
    moved = moving.step([one.pk for one in items], "dismantle", by=by, day=day, transfer=transfer, note=note)
    _tell("dismantled", moved, partner=partner, by=by, transfer=transfer.number, deed=transfer.fingerprint)
    return transfer


@transaction.atomic
def scrap(
    codes: Collection[str], *, partner: Partner, slip: str, mass_kg: float | None, day: date, by: User
) -> Transfer:
    """Given to recycling. `slip`: number of its slip; `mass_kg`: of all of them together, None where nobody weighed."""
    items = _held(codes, partner=partner, day=day, by=by)
    if not slip.strip():
        raise Refusal("chain-slip-missing")
    weighed = _weighed(mass_kg, units=len(items))
    columns = weighed if len(items) == 1 else {}
    reference = slip.strip()[:200]
    transfer = hop(
        *(Transfer.Kind.WASTE, items),
        giver=partner,
        receiver=None,
        day=day,
        by=by,
        reference=reference,
        mass_kg=mass_kg,
    )
    moved = moving.step([one.pk for one in items], "scrap", by=by, day=day, transfer=transfer, **columns)
    told = {"slip": reference, "transfer": transfer.number, "deed": transfer.fingerprint}
    _tell("scrapped", moved, partner=partner, by=by, **told)
    return transfer


def held(code: str, partner: Partner) -> Item:
    """The device of a label, if this partner holds it. Raises Refusal. One query."""
    return found([code], partner)[0]


def found(codes: Collection[str], partner: Partner) -> list[Item]:
    """The devices of labels, in their order of codes. Raises Refusal when one is unknown, or is held by another."""
    wanted = {written.read(code) for code in codes}
    items = list(Item.objects.filter(code__in=wanted).order_by("code"))
    unknown = sorted(wanted - {one.code for one in items})
    if unknown or not wanted:
        raise Refusal("chain-code-unknown", code=", ".join(unknown[:NAMED]))
    if any(one.partner_id != partner.pk for one in items):
        raise Refusal("chain-not-yours")
    return items


def _held(codes: Collection[str], *, partner: Partner, day: date, by: User) -> list[Item]:
    """What every act asks first."""
    require_partner(by, partner)
    refuse_future(day)
    return found(codes, partner)


def _weighed(mass_kg: float | None, *, units: int = 1) -> dict[str, Any]:
    """`mass_kg`: of all of them together. Grams taken for kilograms weigh in every balance: refused."""
    if mass_kg is None:
        return {}
    if mass_kg <= 0:
        raise Refusal("chain-mass-negative")
    most = int(settings()[ITEM_MASS_MOST].value)
    if mass_kg > most * units:
        raise Refusal("chain-mass-huge", most=most)
    return {"mass_kg": mass_kg}


def _tell(kind: str, items: Collection[Item], *, partner: Partner, by: User, **data: object) -> None:
    told = {"items": sorted(one.code for one in items), "partner": partner.code, **data}
    record(f"item.{kind}", by=by, subject=f"partner:{partner.code}", data=told)
