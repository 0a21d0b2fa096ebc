"""The one function that moves devices from a state to another: many at once, each with its event."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.engine.equipment.life import RETIRED, UNKNOWN, Act, acts, states
from sobria.engine.messages import Refusal
from sobria.sober.equipment.life.clearance import Clearance, clearances
from sobria.sober.equipment.models import Device, LifeEvent, Route, WasteSlip
from sobria.sober.equipment.selectors import CODE

LIMIT = 5000
"""Devices in one act."""
BATCH = "life-batch"
ONE_BY_ONE = frozenset({"send_to_repair", "erase", "offer", "dismantle"})
ASKED = {
    "entity": ("entité qui le reçoit", "entity that receives it"),
    "route": ("voie de sortie", "way out"),
    "reference": ("référence de l’acte de cession", "reference of the deed"),
    "receiver": ("qui le reçoit", "who receives it"),
    "slip": ("bordereau de déchets", "waste slip"),
}
"""Details that acts may need, in French and in English."""
TO_PERSONS = frozenset({Route.SALE, Route.STAFF})
"""Ways out whose receiver may be one person: the journal keeps who apart, not in what it publishes."""
FOLLOWERS = ("sobria.sober.footprint.jobs.recompute",)


@dataclass(frozen=True, slots=True)
class Details:
    """What is said of an act. `values_eur`: unit value by device, for a hand-over."""

    day: date
    note: str = ""
    entity: str = ""
    site: str = ""
    route: str = ""
    reference: str = ""
    receiver: str = ""
    slip: WasteSlip | None = None
    values_eur: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A device left as it was, and why: a code of `messages/equipment_life.csv` with its places."""

    device: int
    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    done: tuple[int, ...]
    refused: tuple[Refused, ...]


@dataclass(slots=True)
class _Standing:
    """A device as it stands."""

    pk: int
    state: str
    quantity: float
    began: date | None
    is_secured: bool
    rank: int = 0
    last: date | None = None


@transaction.atomic
def move(devices: Collection[int], act: str, *, by: User | None, details: Details, strict: bool = False) -> Moved:
    """Do one act on devices. Whoever calls has checked who may. A dozen queries and one event, however many devices.

    Devices that cannot be moved are left and listed; with `strict`, the first of them refuses the whole. Raises Refusal
    when the act lacks a detail, is dated in the future, or when a device moved meanwhile.
    """
    changes.lock(CODE)
    wanted = acts()[act]
    _check_details(wanted, devices, details)
    standing, refused = _judged(devices, wanted, details)
    if strict and refused:
        raise Refusal(refused[0].code, **refused[0].params)
    if standing:
        _write(standing, wanted, by=by, details=details)
    return Moved(tuple(one.pk for one in standing), tuple(refused))


def preview(devices: Collection[int], act: str, details: Details) -> Moved:
    """What `move` would do now, changing nothing. Seven queries."""
    standing, refused = _judged(devices, acts()[act], details)
    return Moved(tuple(one.pk for one in standing), tuple(refused))


def _check_details(act: Act, devices: Collection[int], details: Details) -> None:
    if not devices:
        raise Refusal("life-nothing")
    if len(devices) > LIMIT:
        raise Refusal("life-too-many", count=len(devices), limit=LIMIT)
    if details.day > timezone.localdate():
        raise Refusal("life-future", day=details.day)
    missing = [words for name, words in ASKED.items() if name in act.needs and not getattr(details, name)]
    if missing:
        fr, en = (", ".join(words[side] for words in missing) for side in (0, 1))
        raise Refusal("life-detail", missing=fr, missing_en=en)


def _judged(devices: Collection[int], act: Act, details: Details) -> tuple[list[_Standing], list[Refused]]:
    """Who may move and who may not, with the reason, in the order of the register. Seven queries at most."""
    found = _standing(devices)
    proofs = clearances([*found]) if "clear" in act.needs else {}
    refused = [Refused(pk, "life-unknown-device", {"device": pk}) for pk in sorted({*devices} - {*found})]
    standing = []
    for one in found.values():
        why = _refusal(one, act, details) or _unclear(one, act, proofs.get(one.pk))
        if why:
            refused.append(Refused(one.pk, why[0], {"device": one.pk, **why[1]}))
        else:
            standing.append(one)
    return standing, refused


def _standing(devices: Collection[int]) -> dict[int, _Standing]:
    rows = Device.objects.filter(pk__in=devices).order_by("pk")
    found = {
        pk: _Standing(pk, status or UNKNOWN, quantity, in_service or purchased, bool(secured))
        for pk, status, quantity, purchased, in_service, secured in rows.values_list(
            "pk", "status", "quantity", "purchased", "in_service", "is_secured"
        )
    }
    last = LifeEvent.objects.filter(device__in=devices).values_list("device").annotate(Max("rank"), Max("day"))
    for pk, rank, day in last:
        found[pk].rank, found[pk].last = rank, day
    return found


def _refusal(one: _Standing, act: Act, details: Details) -> tuple[str, dict[str, Any]] | None:
    if one.state not in act.before:
        state = states()[one.state]
        told = {"state": state.name(), "state_en": state.name("en"), "act": act.name(), "act_en": act.name("en")}
        return "life-no-way", told
    if act.code in ONE_BY_ONE and one.quantity != 1:
        return BATCH, {"quantity": f"{one.quantity:g}"}
    if act.code == "offer" and one.is_secured:
        return "life-secured", {}
    if act.code == "hand_over" and (details.route == Route.ASSOCIATION) != (one.state == "offered"):
        return ("life-route-offered" if one.state == "offered" else "life-route-association"), {}
    day = min(details.day, details.slip.day) if details.slip else details.day
    if one.last and day < one.last:
        return "life-before-last", {"last": one.last, "day": day}
    if one.began and day < one.began:
        return "life-before-bought", {"began": one.began, "day": day}
    return None


def _unclear(one: _Standing, act: Act, proof: Clearance | None) -> tuple[str, dict[str, Any]] | None:
    if proof is None:
        return None
    if "storage" in act.needs and not proof.holds_storage:
        return "life-no-storage", {}
    if one.quantity != 1 and proof.holds_storage:  # the proof of one drive is not that of its like
        return BATCH, {"quantity": f"{one.quantity:g}"}
    if proof.is_clear:
        return None
    code, places = proof.missing[0]
    return "life-not-clear", {"reason": Refusal(code, **places)}


def _write(standing: list[_Standing], act: Act, *, by: User | None, details: Details) -> None:
    now = timezone.now()
    LifeEvent.objects.bulk_create([_event(one, act, details, by=by, at=now) for one in standing], batch_size=1000)
    state = attrgetter("state")
    for before, group in groupby(sorted(standing, key=state), key=state):
        keys = [one.pk for one in group]
        here = Device.objects.filter(pk__in=keys, status=None if before == UNKNOWN else before)
        if here.update(status=act.after, updated_at=now, **_columns(act, details)) != len(keys):
            raise Refusal("entry-changed")
    if act.code == "deploy":
        Device.objects.filter(pk__in=[one.pk for one in standing], in_service=None).update(in_service=details.day)
    changes.changed(CODE, then=FOLLOWERS)
    _tell(standing, act, by=by, details=details)


def _event(one: _Standing, act: Act, details: Details, *, by: User | None, at: datetime) -> LifeEvent:
    return LifeEvent(
        device_id=one.pk,
        rank=one.rank + 1,
        act=act.code,
        before=one.state,
        after=act.after,
        day=details.day,
        at=at,
        by=by,
        note=details.note,
        entity=details.entity,
        site=details.site,
        route=details.route,
        reference=details.reference,
        receiver=details.receiver,
        value_eur=details.values_eur.get(one.pk),
        slip=details.slip,
    )


def _columns(act: Act, details: Details) -> dict[str, Any]:
    """What changes on the device with its state."""
    found: dict[str, Any] = {}
    if act.after == RETIRED and act.code == "retire":
        found["retired"] = details.day
    if act.code == "reinstate":
        found["retired"] = None
    if details.entity:
        found["entity"] = details.entity
    if details.site:
        found["site"] = details.site
    return found


def _tell(standing: list[_Standing], act: Act, *, by: User | None, details: Details) -> None:
    devices = [one.pk for one in standing]
    subject = f"equipment:{devices[0]}" if len(devices) == 1 else f"equipment:{devices[0]}+{len(devices) - 1}"
    data: dict[str, Any] = {"after": act.after, "day": details.day.isoformat(), "devices": devices}
    told = {name: getattr(details, name) for name in ("entity", "route", "reference", "receiver")}
    personal = {"receiver": told.pop("receiver")} if details.route in TO_PERSONS else None
    data |= {name: value for name, value in told.items() if value}
    if details.slip:
        data["slip"] = details.slip.number
    record(f"equipment.{act.code}", by=by, subject=subject, data=data, personal=personal)
