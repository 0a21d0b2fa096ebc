"""Acts of the first hops: the city offers a lot, the partner collects it, counts it in; each is whole or not at all.

The device leaves the city's register in the same transaction as it enters the partner's hands: never in two places.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.services import require_allowed
from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.engine.devices.caps import LOT_MOST, kind_of, kinds, refuse_value, settings
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain import codes, moving
from sobria.inclusive.devices.chain.counting import Count, checked
from sobria.inclusive.devices.chain.hops import hop
from sobria.inclusive.devices.chain.moving import CODE
from sobria.inclusive.devices.chain.standing import refuse_future, require_city, require_either, require_partner
from sobria.inclusive.devices.models import Item, ItemState, Lot, LotState, Transfer
from sobria.sober.equipment import services as equipment
from sobria.sober.equipment.services import Leaving

OFFERED = "offered"
"""The state, in the city's register, of what is in a lot."""


@transaction.atomic
def offer_lot(*, partner: Partner, values: Mapping[int, Decimal], day: date, by: User, note: str = "") -> Lot:
    """Offer devices to a partner: all of them or none. `values`: unit value by device, in euros.

    Raises Refusal when the partner may not collect, a value is above what may be given, or a device is not retired,
    not clear of data, or already in the chain.
    """
    require_city(by)
    refuse_future(day)
    most = int(settings()[LOT_MOST].value)
    if not values:
        raise Refusal("chain-lot-empty")
    if len(values) > most:
        raise Refusal("chain-lot-too-large", count=len(values), most=most)
    changes.lock(CODE)
    require_allowed(partner, Permission.COLLECT, on=day)
    _refuse_in_chain(values)
    equipment.offer(values, by=by, day=day)
    devices = equipment.leaving(values)
    for device in devices:
        refuse_value(values[device.pk], device.label)
    lot = Lot.objects.create(
        number=_next_number(day),
        partner=partner,
        note=note.strip()[:300],
        offered_on=day,
        updated_at=timezone.now(),
        by=by,
    )
    _enter(lot, devices, values, day=day, by=by)
    _tell("offered", lot, by=by, units=len(devices), value_eur=str(sum(values.values(), Decimal(0))))
    return lot


@transaction.atomic
def cancel(lot: Lot, *, day: date, by: User) -> Lot:
    """Nothing of the lot leaves: its devices stay with the city, and may be offered again."""
    require_city(by)
    refuse_future(day)
    lot, items = _opened(lot, LotState.OFFERED, ItemState.OFFERED)
    _leave(items, day=day, by=by)
    _close(lot, LotState.OFFERED, LotState.CANCELLED)
    _tell("cancelled", lot, by=by, units=len(items))
    return lot


@transaction.atomic
def collect(lot: Lot, count: Count, *, day: date, by: User) -> Transfer:
    """The partner takes the lot away. What is not there is named; what is left on purpose goes back to the city.

    Raises Refusal when the count differs from what was offered, or when the partner's documents are not in date that
    day. By either hand of the hop.
    """
    require_either(by, lot.partner)
    refuse_future(day)
    lot, items = _opened(lot, LotState.OFFERED, ItemState.OFFERED)
    require_allowed(lot.partner, Permission.COLLECT, on=day)
    taken, left = checked(items, count)
    transfer = hop(Transfer.Kind.COLLECTION, taken, giver=None, receiver=lot.partner, day=day, by=by, lot=lot)
    equipment.hand_over(
        [item.device_id for item in taken],
        by=by,
        day=day,
        reference=transfer.number,
        receiver=lot.partner.name,
        values_eur={item.device_id: item.value_eur for item in taken},
    )
    keys = [item.pk for item in taken]
    moving.step(keys, "collect", by=by, day=day, transfer=transfer, expect=ItemState.OFFERED)
    _leave(left, day=day, by=by)
    _close(lot, LotState.OFFERED, LotState.COLLECTED)
    _tell(
        "collected", lot, by=by, units=len(taken), left=len(left), transfer=transfer.number, deed=transfer.fingerprint
    )
    return transfer


@transaction.atomic
def receive(lot: Lot, count: Count, *, day: date, by: User) -> Transfer:
    """The partner counts again on arrival. `count.aside`: not arrived; they stay on the way, and the lot stays open."""
    require_partner(by, lot.partner)
    refuse_future(day)
    lot, items = _opened(lot, LotState.COLLECTED, ItemState.COLLECTED)
    taken, absent = checked(items, count)
    partner = lot.partner
    transfer = hop(Transfer.Kind.RECEPTION, taken, giver=partner, receiver=partner, day=day, by=by, lot=lot)
    keys = [item.pk for item in taken]
    moving.step(keys, "receive", by=by, day=day, transfer=transfer, expect=ItemState.COLLECTED)
    if not absent:
        _close(lot, LotState.COLLECTED, LotState.RECEIVED)
    told = {"transfer": transfer.number, "deed": transfer.fingerprint}
    _tell("received", lot, by=by, units=len(taken), absent=len(absent), **told)
    return transfer


def _leave(items: Collection[Item], *, day: date, by: User) -> None:
    """They stay with the city. Of those whose offer it withdrew already, only the chain has something to say."""
    keys = [item.pk for item in items]
    still = Item.objects.filter(pk__in=keys, device__status=OFFERED).values_list("device_id", flat=True)
    if offered := list(still):
        equipment.withdraw_offer(offered, by=by, day=day)
    if keys:
        moving.step(keys, "leave", by=by, day=day, expect=ItemState.OFFERED)


def _opened(lot: Lot, state: LotState, waiting: ItemState) -> tuple[Lot, list[Item]]:
    """The lot as it stands, once other acts on the chain are over, and its devices that wait for this one."""
    changes.lock(CODE)
    lot = Lot.objects.select_related("partner").get(pk=lot.pk)
    if lot.state != state:
        code = "chain-lot-closed" if state == LotState.OFFERED else "chain-lot-not-on-the-way"
        raise Refusal(code, number=lot.number, state=LotState(lot.state).label)
    return lot, list(lot.items.filter(state=waiting).order_by("code"))


def _close(lot: Lot, before: LotState, after: LotState) -> None:
    if Lot.objects.filter(pk=lot.pk, state=before).update(state=after, updated_at=timezone.now()) != 1:
        raise Refusal("chain-moved")
    lot.state = after


def _refuse_in_chain(devices: Collection[int]) -> None:
    """A device enters once; one that was left may be offered again."""
    known = Item.objects.filter(device__in=devices).exclude(state=ItemState.LEFT).select_related("lot")
    found = known.order_by("code").first()
    if found is not None:
        raise Refusal("chain-device-in-chain", name=found.label or found.code, code=found.code, lot=found.lot.number)


def _enter(lot: Lot, devices: Iterable[Leaving], values: Mapping[int, Decimal], *, day: date, by: User) -> None:
    """New devices of the chain, and those left before that are offered again."""
    known = {item.device_id: item for item in Item.objects.filter(device__in=values)}
    fresh = [one for one in devices if one.pk not in known]
    now = timezone.now()
    made = [
        Item(
            device_id=one.pk,
            lot=lot,
            code=code,
            kind=kind_of(one.category),
            label=_label(one),
            partner_id=lot.partner_id,
            value_eur=values[one.pk],
            updated_at=now,
        )
        for one, code in zip(fresh, codes.new_codes(len(fresh)), strict=True)
    ]
    items = Item.objects.bulk_create(made)
    moving.begin(items, by=by, day=day)
    for device, item in known.items():
        place: dict[str, Any] = {"lot": lot, "partner": lot.partner, "value_eur": values[device]}
        moving.step([item.pk], "offer", by=by, day=day, expect=ItemState.LEFT, **place)


def _label(device: Leaving) -> str:
    """Maker and model; what kind of thing it is where neither is said."""
    return (device.label or kinds()[kind_of(device.category)].name())[:200]


def _next_number(day: date) -> str:
    """2026-003: year and rank, as many digits as it takes. Under the lock of the chain."""
    return f"{day.year}-{Lot.objects.filter(number__startswith=f'{day.year}-').count() + 1:03}"


def _tell(kind: str, lot: Lot, *, by: User, **data: object) -> None:
    """One event of the journal; the partner is an organisation, and people are not named."""
    record(f"lot.{kind}", by=by, subject=f"lot:{lot.number}", data={"partner": lot.partner.code, **data})
