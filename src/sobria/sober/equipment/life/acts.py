"""Acts on the life of equipment, by people of the city. Those that a lot or a fault does are left to them."""

from collections.abc import Callable, Collection
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.engine.equipment.life import UNKNOWN, Act, acts_from, states
from sobria.engine.messages import Refusal
from sobria.sober.equipment.life.moving import FOLLOWERS, Details, Moved, Refused, move, preview
from sobria.sober.equipment.models import Device, Fault, FaultState, LifeEvent, Status, WasteSlip
from sobria.sober.equipment.selectors import CODE

APART = 500
"""Units of one entry that may be separated at once."""
SEPARATE = "separate"
OF_LOTS = frozenset({"offer", "withdraw_offer"})
IN_LOT, IN_REPAIR = "handling-in-lot", "handling-in-repair"
PAIR = 2


def possible(state: str) -> tuple[Act, ...]:
    """The acts that a page of equipment offers in a state. What is in a lot is moved by its lot."""
    return tuple(act for act in acts_from(state) if act.code not in OF_LOTS and state != Status.OFFERED)


def foresee(devices: Collection[int], act: str, details: Details) -> Moved:
    """What `perform` would do now, changing nothing. Nine queries."""
    kept, aside = _elsewhere(devices, act)
    seen = preview(kept, act, details)
    return Moved(seen.done, (*seen.refused, *aside))


@transaction.atomic
def perform(
    devices: Collection[int], act: str, *, by: User, details: Details, new_slip: Callable[[], WasteSlip] | None = None
) -> Moved:
    """Do an act on devices; those that cannot are listed.

    `new_slip` writes the slip of the act, once it is known that one device at least can do it. Raises Refusal when no
    device is given, when a detail is missing, and as `new_slip` does.
    """
    require(by, WRITERS, scope=CODE)
    changes.lock(CODE)
    kept, aside = _elsewhere(devices, act)
    if not kept and aside:
        return Moved((), aside)
    if new_slip:
        seen = preview(kept, act, details)
        if not seen.done:
            return Moved((), (*seen.refused, *aside))
        details = replace(details, slip=new_slip())
    moved = move(kept, act, by=by, details=details)
    return Moved(moved.done, (*moved.refused, *aside))


def under_repair(devices: Collection[int]) -> dict[int, int]:
    """Device → its fault that a repairer holds. One query."""
    held = Fault.objects.filter(device__in=devices, state=FaultState.UNDER_REPAIR)
    return dict(held.values_list("device", "pk"))


def _elsewhere(devices: Collection[int], act: str) -> tuple[list[int], tuple[Refused, ...]]:
    """Devices that this page may move, and those that another one does. Two queries."""
    in_lot = set(Device.objects.filter(pk__in=devices, status=Status.OFFERED).values_list("pk", flat=True))
    in_repair = under_repair(devices)
    aside = [Refused(pk, IN_LOT, {"device": pk}) for pk in sorted(in_lot)]
    aside += [Refused(pk, IN_REPAIR, {"device": pk}) for pk in sorted(in_repair.keys() - in_lot)]
    if act in OF_LOTS:
        aside = [Refused(pk, IN_LOT, {"device": pk}) for pk in sorted(devices)]
    left = {one.device for one in aside}
    return [pk for pk in devices if pk not in left], tuple(aside)


@transaction.atomic
def separate(device: Device, *, by: User) -> list[Device]:
    """An entry of n units becomes n entries of one, the first being the entry itself. Returns the new ones.

    Raises Refusal unless it counts 2 to APART whole units that the city still has.
    """
    require(by, WRITERS, scope=CODE)
    changes.lock(CODE)
    device = Device.objects.get(pk=device.pk)
    units, state = device.quantity, device.status or UNKNOWN
    if not units.is_integer() or not PAIR <= units <= APART or states()[state].gone:
        raise Refusal("life-separate", limit=APART, quantity=f"{units:g}")
    now, last = timezone.now(), device.life.order_by("rank").last()
    day = last.day if last else device.retired or device.in_service or device.purchased or timezone.localdate()
    told = {"act": SEPARATE, "before": state, "after": state, "day": day, "at": now, "by": by}
    LifeEvent.objects.create(device=device, rank=last.rank + 1 if last else 1, **told)
    if Device.objects.filter(pk=device.pk, quantity=units).update(quantity=1, updated_at=now) != 1:
        raise Refusal("entry-changed")
    apart = Device.objects.bulk_create([_unit(device, number) for number in range(2, int(units) + 1)])
    LifeEvent.objects.bulk_create(LifeEvent(device=one, rank=1, **told) for one in apart)
    changes.changed(CODE, then=FOLLOWERS)
    data = {"units": int(units), "apart": [one.pk for one in apart]}
    record("equipment.separated", by=by, subject=f"equipment:{device.pk}", data=data)
    return apart


def _unit(device: Device, number: int) -> Device:
    """One unit of the entry, known since the entry is. No file knows it: it never follows the entry's line."""
    values = {field.attname: getattr(device, field.attname) for field in Device._meta.concrete_fields}
    values |= {"id": None, "identity": f"u:{device.pk}:{number}", "former_identity": None, "digest": "", "quantity": 1}
    values |= {"serial": None, "created_import_id": None, "last_import_id": None, "updated_at": timezone.now()}
    return Device(**values)
