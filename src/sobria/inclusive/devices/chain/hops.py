"""Transfers: one for each change of hands, numbered, counted, with the fingerprint of its deed. Written once."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from sobria.city.partners.models import Partner
from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.engine.devices import deeds
from sobria.engine.devices.deeds import CITY, PERSON, RECYCLING, Facts, Line, wordings
from sobria.inclusive.devices.chain.moving import CODE
from sobria.inclusive.devices.models import Item, Lot, Transfer, TransferItem

GIVERS = {Transfer.Kind.RETURN: PERSON}
RECEIVERS = {Transfer.Kind.DELIVERY: PERSON, Transfer.Kind.WASTE: RECYCLING}
"""Who it is when it is no partner: else, the city."""


def hop(
    kind: Transfer.Kind,
    items: Collection[Item],
    *,
    giver: Partner | None,
    receiver: Partner | None,
    day: date,
    by: User,
    lot: Lot | None = None,
    reference: str = "",
    mass_kg: float | None = None,
) -> Transfer:
    """Write a transfer with a line for each device, in the transaction of the steps it carries. Five queries.

    A partner that is None: the city, the person for a delivery and a return, recycling for waste. Other hops wait for
    the end of this transaction. The caller has counted: what is written is what was counted.
    """
    changes.lock(CODE)
    devices = sorted(items, key=lambda one: one.code)
    serials = dict(Item.objects.filter(pk__in=[one.pk for one in devices]).values_list("pk", "device__serial"))
    facts = Facts(
        number=_next_number(kind, day),
        kind=kind.value,
        day=day.isoformat(),
        giver=_named(giver, GIVERS.get(kind, CITY)),
        receiver=_named(receiver, RECEIVERS.get(kind, CITY)),
        lot=lot.number if lot else "",
        reference=reference,
        declared=len(devices),
        counted=len(devices),
        mass_kg=mass_kg,
        lines=tuple(_line(one, serials[one.pk]) for one in devices),
    )
    transfer = Transfer.objects.create(
        number=facts.number,
        kind=kind,
        lot=lot,
        giver=giver,
        receiver=receiver,
        day=day,
        declared=facts.declared,
        counted=facts.counted,
        mass_kg=mass_kg,
        reference=reference,
        fingerprint=deeds.fingerprint(facts),
        at=timezone.now(),
        by=by,
    )
    TransferItem.objects.bulk_create(TransferItem(transfer=transfer, item=one) for one in devices)
    return transfer


def facts_of(transfer: Transfer) -> Facts:
    """What a transfer says, read back from the register: its fingerprint is the one written. One query more."""
    lines = transfer.lines.select_related("item__device").order_by("item__code")
    kind = Transfer.Kind(transfer.kind)
    return Facts(
        number=transfer.number,
        kind=transfer.kind,
        day=transfer.day.isoformat(),
        giver=_named(transfer.giver, GIVERS.get(kind, CITY)),
        receiver=_named(transfer.receiver, RECEIVERS.get(kind, CITY)),
        lot=transfer.lot.number if transfer.lot else "",
        reference=transfer.reference,
        declared=transfer.declared,
        counted=transfer.counted,
        mass_kg=transfer.mass_kg,
        lines=tuple(_line(one.item, one.item.device.serial) for one in lines),
    )


def _line(item: Item, serial: str | None) -> Line:
    return Line(item.code, item.kind, serial or "", deeds.amount(item.value_eur))


def _named(partner: Partner | None, otherwise: str) -> str:
    return partner.code if partner else otherwise


def _next_number(kind: Transfer.Kind, day: date) -> str:
    """C-2026-0007: letter of the kind, year, rank. One query on the index of numbers."""
    prefix = f"{wordings()[kind.value].letter}-{day.year}-"
    numbers = Transfer.objects.filter(number__startswith=prefix).order_by("-number").values_list("number", flat=True)
    last = numbers.first()
    rank = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{rank:06}"
