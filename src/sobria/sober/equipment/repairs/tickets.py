"""A list of tickets becomes faults: what each line would do, then the writing of it, safe to run twice.

A fault is known by its device and the day it was reported. A ticket is history: it moves no device.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models.functions import Upper
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.life import UNKNOWN, states
from sobria.engine.equipment.repair_tickets import BadLine, Ticket, read
from sobria.engine.messages import Refusal
from sobria.sober.equipment.models import Device, Fault, FaultState
from sobria.sober.equipment.repairs.acts import FAULTS, began, refuse_device, refuse_future
from sobria.sober.equipment.selectors import CODE

CHUNK = 400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket and what it meets. `fault`: the one it closes; None: it begins one."""

    ticket: Ticket
    device: Device
    fault: Fault | None = None


@dataclass(slots=True)
class Plan:
    """What a file would do. `ignored`: columns nothing reads; `not_kept`: read to recognise the fault, not kept."""

    created: list[Line] = field(default_factory=list)
    closed: list[Line] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[BadLine] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    not_kept: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        return len(self.created) + len(self.closed)


def plan(text: str) -> Plan:
    """What the lines would do now. A few queries per 400 devices. Raises Refusal for the whole file."""
    tickets = read(text)
    found = Plan(rejected=list(tickets.bad), ignored=tickets.ignored, not_kept=tickets.not_kept)
    by_serial = _devices("serial", {one.serial for one in tickets.good})
    by_item = _devices("item", {one.item for one in tickets.good if one.serial.upper() not in by_serial})
    devices = {pk: one for group in (*by_serial.values(), *by_item.values()) for pk, one in group.items()}
    known = _faults(devices)
    seen: dict[tuple[int, date], int] = {}
    for ticket in tickets.good:
        try:
            device = _device(ticket, by_serial, by_item)
            _judge(ticket, device, seen=seen)
            _place(found, ticket, device, known.get((device.pk, ticket.opened)))
        except Refusal as refusal:
            found.rejected.append(BadLine(ticket.line, "", ticket.serial or ticket.item, refusal))
        else:
            seen[device.pk, ticket.opened] = ticket.line
    found.rejected.sort(key=lambda one: one.line)
    return found


@transaction.atomic
def take(text: str, *, by: User) -> Plan:
    """Write what the file says; the same file again changes nothing. Raises Refusal, and then nothing is written."""
    require(by, WRITERS, scope=CODE)
    changes.lock(CODE)
    found = plan(text)
    now = timezone.now()
    Fault.objects.bulk_create([_fault(line, by=by, now=now) for line in found.created], batch_size=1000)
    for line in found.closed:
        if line.fault is None:
            continue
        open_one = Fault.objects.filter(pk=line.fault.pk, state=FaultState.OPEN)
        if open_one.update(**_ending(line.ticket)) != 1:
            raise Refusal("repair-changed")
    if found.changes:
        changes.changed(FAULTS)
        data = {"created": len(found.created), "closed": len(found.closed), "rejected": len(found.rejected)}
        record("equipment-fault.imported", by=by, subject="equipment", data=data)
    return found


def _fault(line: Line, *, by: User, now: Any) -> Fault:
    ticket = line.ticket
    values = _ending(ticket) if ticket.ended else {}
    return Fault(
        device=line.device,
        kind=ticket.kind,
        reported_on=ticket.opened,
        recorded_at=now,
        recorded_by=by,
        **values,
    )


def _ending(ticket: Ticket) -> dict[str, Any]:
    state = FaultState.REPAIRED if ticket.ended == "repaired" else FaultState.GIVEN_UP
    return {"state": state, "closed_on": ticket.closed, "cost_eur": ticket.cost_eur}


def _devices(column: str, wanted: Iterable[str]) -> dict[str, dict[int, Device]]:
    """Text in capitals → devices that bear it, by key."""
    keys = sorted({one.upper() for one in wanted if one})
    found: dict[str, dict[int, Device]] = {}
    for part in _parts(keys):
        for device in Device.objects.annotate(sought=Upper(column)).filter(sought__in=part).order_by("pk"):
            found.setdefault(str(getattr(device, column)).upper(), {})[device.pk] = device
    return found


def _faults(devices: Iterable[int]) -> dict[tuple[int, date], Fault]:
    found: dict[tuple[int, date], Fault] = {}
    for part in _parts(sorted(devices)):
        for fault in Fault.objects.filter(device__in=part).order_by("pk"):
            found.setdefault((fault.device_id, fault.reported_on), fault)
    return found


def _parts(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _device(ticket: Ticket, by_serial: dict[str, dict[int, Device]], by_item: dict[str, dict[int, Device]]) -> Device:
    group = by_serial.get(ticket.serial.upper()) or by_item.get(ticket.item.upper())
    shown = ticket.serial or ticket.item
    if not group:
        raise Refusal("repair-device-none", value=shown)
    if len(group) > 1:
        raise Refusal("repair-device-several", value=shown, count=len(group))
    return next(iter(group.values()))


def _judge(ticket: Ticket, device: Device, *, seen: dict[tuple[int, date], int]) -> None:
    """What of a live device is asked is asked here too; one that has left may have a history from before."""
    if (device.pk, ticket.opened) in seen:
        raise Refusal("ticket-twice", line=seen[device.pk, ticket.opened])
    refuse_future(ticket.closed or ticket.opened)
    first = began(device)
    if first and ticket.opened < first:
        raise Refusal("repair-before-began", day=ticket.opened, first=first)
    try:
        refuse_device(device)
    except Refusal as refusal:
        if refusal.code != "repair-left":
            raise
        if device.retired is None:
            state = states()[device.status or UNKNOWN].name(language())
            raise Refusal("ticket-left-undated", state=state) from None
        if ticket.closed is None or ticket.closed > device.retired:
            raise Refusal("ticket-left", left=device.retired, opened=ticket.opened) from None


def _place(found: Plan, ticket: Ticket, device: Device, fault: Fault | None) -> None:
    if fault is None:
        found.created.append(Line(ticket, device))
    elif not ticket.ended or fault.closed_on is not None:
        found.unchanged += 1
    elif fault.state == FaultState.UNDER_REPAIR:
        raise Refusal("ticket-under-repair")
    else:
        found.closed.append(Line(ticket, device, fault))
