"""Acts asked from a device's page, a phone or a selection. Those that a lot or a fault does are left to them."""

from collections.abc import Callable, Collection
from dataclasses import replace

from django.db import transaction

from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.engine.equipment.life import Act, acts_from
from sobria.sober.equipment.life.moving import Details, Moved, Refused, move, preview
from sobria.sober.equipment.models import Device, Fault, FaultState, Status, WasteSlip
from sobria.sober.equipment.selectors import CODE

OF_LOTS = frozenset({"offer", "withdraw_offer"})
IN_LOT, IN_REPAIR = "handling-in-lot", "handling-in-repair"


def possible(state: str) -> tuple[Act, ...]:
    """The acts that a page of equipment offers in a state. What is in a lot is moved by its lot."""
    return tuple(act for act in acts_from(state) if act.code not in OF_LOTS and state != Status.OFFERED)


def foresee(devices: Collection[int], act: str, details: Details) -> Moved:
    """What `carry_out` would do now, changing nothing. Nine queries."""
    kept, aside = _elsewhere(devices, act)
    seen = preview(kept, act, details)
    return Moved(seen.done, (*seen.refused, *aside))


@transaction.atomic
def carry_out(
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
