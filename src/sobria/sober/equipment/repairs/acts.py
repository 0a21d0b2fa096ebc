"""Acts on faults. Each waits for whoever writes the register, checks the order of days, and tells the journal once.

A device goes under repair and comes back through `life.moving`: this room never writes a state.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.services import require_allowed
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.life import UNKNOWN, acts, states
from sobria.engine.equipment.repair_reference import fault_kinds
from sobria.engine.messages import Refusal
from sobria.sober.equipment.life.moving import Details, move
from sobria.sober.equipment.models import Device, Fault, FaultState, Part, Quote, Repairer, Status
from sobria.sober.equipment.selectors import CODE

FAULTS = "equipment-faults"
"""Code whose version changes with every fault: what is counted from faults is kept by it."""
RUNNING = (FaultState.OPEN, FaultState.UNDER_REPAIR)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who repairs. `partner`: one of the city's partners, when it is one."""

    repairer: str
    partner: Partner | None = None


@transaction.atomic
def report_fault(
    device: Device, *, kind: str, day: date, by: User, note: str = "", replacement_eur: Decimal | None = None
) -> Fault:
    """Raises Refusal for a batch, a device that has left, a day out of order, or a like fault already open."""
    require(by, WRITERS, scope=CODE)
    changes.lock(CODE)
    device = Device.objects.get(pk=device.pk)
    if kind not in fault_kinds():
        raise Refusal("repair-kind", value=kind)
    refuse_device(device)
    _check_day(day, not_before=began(device), what="began")
    if Fault.objects.filter(device=device, kind=kind, state__in=RUNNING).exists():
        raise Refusal("repair-known", kind=fault_kinds()[kind].name(language()))
    fault = Fault.objects.create(
        device=device,
        kind=kind,
        note=note,
        reported_on=day,
        replacement_eur=replacement_eur,
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    _tell("reported", fault, by=by, data={"kind": kind, "day": day.isoformat()})
    return fault


@transaction.atomic
def add_quote(
    fault: Fault, *, hands: Hands, amount_eur: Decimal, day: date, by: User, days: int | None = None
) -> Quote:
    """Raises Refusal for a fault that is closed, a day out of order, or a repairer that is not what is said."""
    fault = _locked(fault, by=by)
    _refuse_closed(fault)
    _check_hands(hands)
    _check_day(day, not_before=fault.reported_on, what="reported")
    quote = Quote.objects.create(
        fault=fault, repairer=hands.repairer, partner=hands.partner, amount_eur=amount_eur, days=days, day=day
    )
    data = {"amount_eur": str(amount_eur), "repairer": hands.repairer, "day": day.isoformat()}
    _tell("quoted", fault, by=by, data=data)
    return quote


@transaction.atomic
def accept_quote(quote: Quote, *, by: User) -> None:
    """Raises Refusal when the fault is no longer waiting, or another quote of it was accepted."""
    fault = _locked(quote.fault, by=by)
    if fault.state != FaultState.OPEN:
        raise Refusal("repair-not-open", state=fault.get_state_display())
    if fault.quotes.filter(is_accepted=True).exists():
        raise Refusal("repair-accepted")
    if Quote.objects.filter(pk=quote.pk, is_accepted=False).update(is_accepted=True) != 1:
        raise Refusal("repair-changed")
    _write(fault, (FaultState.OPEN,), repairer=quote.repairer, partner_id=quote.partner_id)
    _tell("quote-accepted", fault, by=by, data={"amount_eur": str(quote.amount_eur), "repairer": quote.repairer})


@transaction.atomic
def send(fault: Fault, *, day: date, by: User, hands: Hands | None = None) -> None:
    """Entrust the device to a repairer: the one of the accepted quote, when there is one. It goes under repair.

    Raises Refusal when the fault does not wait, another repair of the device runs, or the partner may not repair.
    """
    fault = _locked(fault, by=by)
    if fault.state != FaultState.OPEN:
        raise Refusal("repair-not-open", state=fault.get_state_display())
    accepted = fault.quotes.filter(is_accepted=True).select_related("partner").first()
    chosen = Hands(accepted.repairer, accepted.partner) if accepted else hands
    if chosen is None or not chosen.repairer:
        raise Refusal("repair-hands")
    _check_hands(chosen)
    _check_day(day, not_before=max(fault.reported_on, accepted.day if accepted else date.min), what="reported")
    if chosen.partner is not None:
        require_allowed(chosen.partner, Permission.REPAIR, on=day)
    if Fault.objects.filter(device=fault.device_id, state=FaultState.UNDER_REPAIR).exists():
        raise Refusal("repair-one-at-once")
    if fault.device.status != Status.UNDER_REPAIR:
        _move(fault, "send_to_repair", day, by=by)
    _write(
        fault,
        (FaultState.OPEN,),
        state=FaultState.UNDER_REPAIR,
        sent_on=day,
        repairer=chosen.repairer,
        partner=chosen.partner,
    )
    data = {"day": day.isoformat(), "repairer": chosen.repairer, "partner": chosen.partner and chosen.partner.code}
    _tell("sent", fault, by=by, data=data)


@transaction.atomic
def add_part(
    fault: Fault,
    *,
    name: str,
    by: User,
    quantity: int = 1,
    cost_eur: Decimal | None = None,
    source: Device | None = None,
) -> Part:
    """A part put in, bought or from stock, or else taken from a dismantled device (`source`).

    Raises Refusal when the fault is closed, or the source is not a dismantled device.
    """
    fault = _locked(fault, by=by)
    _refuse_closed(fault)
    if source is not None:
        source = Device.objects.get(pk=source.pk)
        if source.status != Status.DISMANTLED:
            raise Refusal("repair-part-source", state=_state_name(source))
    part = Part.objects.create(fault=fault, name=name, quantity=quantity, cost_eur=cost_eur, source=source)
    data = {"part": name, "quantity": quantity, "from": source.pk if source else None}
    _tell("part-added", fault, by=by, data=data)
    return part


@transaction.atomic
def close_repaired(
    fault: Fault,
    *,
    day: date,
    by: User,
    cost_eur: Decimal | None = None,
    to_stock: bool = False,
    hands: Hands | None = None,
) -> None:
    """The device is repaired: it returns to service or to stock. A fault repaired on the spot was never sent.

    Raises Refusal when the fault is closed or the day is before the one it was sent, and for an unnamed repairer.
    """
    fault = _locked(fault, by=by)
    _refuse_closed(fault)
    _check_day(day, not_before=fault.sent_on or fault.reported_on, what="sent" if fault.sent_on else "reported")
    was_sent = fault.state == FaultState.UNDER_REPAIR
    values: dict[str, Any] = {}
    if not was_sent:
        chosen = Hands(fault.repairer, fault.partner) if fault.repairer else hands
        if chosen is None or not chosen.repairer:
            raise Refusal("repair-hands")
        _check_hands(chosen)
        values = {"repairer": chosen.repairer, "partner": chosen.partner}
    elif fault.device.status == Status.UNDER_REPAIR:
        _move(fault, "store" if to_stock else "return_repaired", day, by=by)
    _write(
        fault,
        RUNNING,
        state=FaultState.REPAIRED,
        closed_on=day,
        returned_on=day if was_sent else None,
        cost_eur=cost_eur,
        **values,
    )
    data = {"day": day.isoformat(), "cost_eur": None if cost_eur is None else str(cost_eur)}
    _tell("repaired", fault, by=by, data=data)


@transaction.atomic
def give_up(
    fault: Fault, *, day: date, reason: str, by: User, cost_eur: Decimal | None = None, retire: bool = False
) -> None:
    """The fault is not repaired. The device may be retired in the same act, and its other faults end with it.

    One that was at the repairer's and is kept goes to stock. Raises Refusal when the fault is closed, the reason is
    empty, or the day is out of order.
    """
    fault = _locked(fault, by=by)
    _refuse_closed(fault)
    if not reason.strip():
        raise Refusal("repair-reason")
    _check_day(day, not_before=fault.sent_on or fault.reported_on, what="sent" if fault.sent_on else "reported")
    was_sent = fault.state == FaultState.UNDER_REPAIR
    if retire:
        _move(fault, "retire", day, by=by)
    elif was_sent and fault.device.status == Status.UNDER_REPAIR:
        _move(fault, "store", day, by=by)
    ended: dict[str, Any] = {"state": FaultState.GIVEN_UP, "closed_on": day, "reason": reason}
    _write(fault, RUNNING, returned_on=day if was_sent else None, cost_eur=cost_eur, **ended)
    others = 0
    if retire:
        waiting = Fault.objects.filter(device=fault.device_id, state=FaultState.OPEN, reported_on__lte=day)
        others = waiting.update(**ended)
    data = {"day": day.isoformat(), "retired": retire, "others": others}
    _tell("given-up", fault, by=by, data=data)


def refuse_device(device: Device) -> None:
    """A batch takes no fault, nor does a device that has left or was never received."""
    if device.quantity != 1:
        raise Refusal("repair-batch", quantity=f"{device.quantity:g}")
    if (device.status or UNKNOWN) not in acts()["send_to_repair"].before | {Status.UNDER_REPAIR}:
        raise Refusal("repair-left", state=_state_name(device))


def began(device: Device) -> date | None:
    return device.in_service or device.purchased


def refuse_future(day: date) -> None:
    if day > timezone.localdate():
        raise Refusal("repair-future", day=day)


def _state_name(device: Device) -> str:
    return states()[device.status or UNKNOWN].name(language())


def _locked(fault: Fault, *, by: User) -> Fault:
    """The fault as it stands, while nobody else writes. Asks who may first."""
    require(by, WRITERS, scope=CODE)
    changes.lock(CODE)
    return Fault.objects.select_related("device", "partner").get(pk=fault.pk)


def _refuse_closed(fault: Fault) -> None:
    if fault.state not in RUNNING:
        raise Refusal("repair-closed", state=fault.get_state_display(), day=fault.closed_on)


def _check_day(day: date, *, not_before: date | None, what: str) -> None:
    refuse_future(day)
    if not_before and day < not_before:
        raise Refusal(f"repair-before-{what}", day=day, first=not_before)


def _check_hands(hands: Hands) -> None:
    """What is said of the repairer and what the city knows of the partner must agree."""
    if hands.repairer not in Repairer.values:
        raise Refusal("repair-hands")
    if hands.partner is None:
        return
    if hands.repairer == Repairer.IN_HOUSE:
        raise Refusal("repair-in-house", partner=hands.partner.name)
    if hands.partner.is_ess is not None and hands.partner.is_ess != (hands.repairer == Repairer.ESS):
        raise Refusal("repair-is-ess" if hands.partner.is_ess else "repair-not-ess", partner=hands.partner.name)


def _move(fault: Fault, act: str, day: date, *, by: User) -> None:
    kind = fault_kinds().get(fault.kind)
    move([fault.device_id], act, by=by, details=Details(day=day, note=kind.name() if kind else ""), strict=True)


def _write(fault: Fault, states_before: tuple[str, ...], **values: Any) -> None:
    if Fault.objects.filter(pk=fault.pk, state__in=states_before).update(**values) != 1:
        raise Refusal("repair-changed")


def _tell(what: str, fault: Fault, *, by: User, data: dict[str, Any]) -> None:
    changes.changed(FAULTS)
    record(f"equipment-fault.{what}", by=by, subject=f"equipment:{fault.device_id}", data={"fault": fault.pk} | data)
