"""Acts on the life of equipment, by people of the city."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.engine.equipment.life import UNKNOWN, states
from sobria.engine.messages import Refusal
from sobria.sober.equipment.life.moving import FOLLOWERS, Details, Moved, move
from sobria.sober.equipment.models import Device, LifeEvent
from sobria.sober.equipment.selectors import CODE

APART = 500
"""Units of one entry that may be separated at once."""
SEPARATE = "separate"
PAIR = 2


def perform(devices: Collection[int], act: str, *, by: User, details: Details) -> Moved:
    """One act on one device or many: those that cannot are listed, the others are done. See `moving.move`."""
    require(by, WRITERS, scope=CODE)
    return move(devices, act, by=by, details=details)


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
    if Device.objects.filter(pk=device.pk, quantity=units).update(quantity=1, updated_at=now) != 1:
        raise Refusal("entry-changed")
    apart = Device.objects.bulk_create([_unit(device, number) for number in range(2, int(units) + 1)])
    day = last.day if last else device.retired or device.in_service or device.purchased or timezone.localdate()
    rank = last.rank + 1 if last else 1
    LifeEvent.objects.create(device=device, rank=rank, act=SEPARATE, before=state, after=state, day=day, at=now, by=by)
    changes.changed(CODE, then=FOLLOWERS)
    data = {"units": int(units), "apart": [one.pk for one in apart]}
    record("equipment.separated", by=by, subject=f"equipment:{device.pk}", data=data)
    return apart


def _unit(device: Device, number: int) -> Device:
    """One unit of the entry. No file knows it: it never follows the entry's line."""
    values = {field.attname: getattr(device, field.attname) for field in Device._meta.concrete_fields}
    now = timezone.now()
    values |= {"id": None, "identity": f"u:{device.pk}:{number}", "former_identity": None, "digest": "", "quantity": 1}
    values |= {"serial": None, "created_import_id": None, "last_import_id": None, "created_at": now, "updated_at": now}
    return Device(**values)
