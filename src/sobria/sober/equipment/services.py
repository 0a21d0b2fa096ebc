"""Acts on the register of equipment, and the door by which devices leave for the chain to a person.

Each waits for the import under way, if any, and bumps the register's version, so that the footprint is computed again.
`seen` is the `updated_at` of the row as the person read it: what changed since is never overwritten unread.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.engine.equipment.life import FREE, UNKNOWN, states
from sobria.engine.footprint import entries
from sobria.engine.footprint.fields import FIELD_NAMES
from sobria.engine.messages import Refusal
from sobria.sober.equipment.life.moving import FOLLOWERS, Details, Moved, move, preview
from sobria.sober.equipment.models import Device, Route, Status
from sobria.sober.equipment.selectors import CODE, OUT, held

# Columns that the register does not publish: the journal does not either.
PRIVATE = frozenset({"item", "serial", "source_file", "source_line", "extra"})
PUBLISHED = tuple(name for name in FIELD_NAMES if name not in PRIVATE | {"file", "line"})
NAMES = ("serial", "item", "entity")
LEAVABLE = (Status.RETIRED, Status.ERASED)
# What the acts of a life change, and nothing else.
BY_ACTS = frozenset({"status", "retired", "quantity", "serial"})
# What a file no longer changes of what is out of use: which proofs it needs before it leaves.
MEDIA = frozenset({"matched_category", "drive_count", "is_secured"})


@transaction.atomic
def create_device(*, values: dict[str, Any], by: User) -> Device:
    """A device written by hand, known as a file would know it: the next import finds it and sets its line aside.

    Raises Refusal when the register already holds a device with this serial, or this name in this entity, or when its
    state is one that only an act gives.
    """
    changes.lock(CODE)
    _refuse_state(values)
    identity = _known_by(values) or _known_by_hand()
    _refuse_known(values, Device.objects.filter(identity=identity))
    now = timezone.now()
    device = Device.objects.create(
        **values, identity=identity, created_at=now, updated_at=now, edited_at=now, edited_by=by
    )
    changes.changed(CODE, then=FOLLOWERS)
    record("equipment.created", by=by, subject=f"equipment:{device.pk}", data=_told(values))
    return device


@transaction.atomic
def update_device(device: Device, *, values: dict[str, Any], seen: datetime, by: User) -> Device:
    """Correct a device by hand: imports will then set its line aside rather than overwrite it.

    Raises Refusal when the row is no longer as it was seen, when another device has the serial, or the name in the
    entity, that this one would take, or when acts alone change what is corrected.
    """
    changes.lock(CODE)
    _refuse_held(device, values)
    identity = _identity_after(device, values)
    now = timezone.now()
    _refuse_known(values, Device.objects.filter(identity=identity).exclude(pk=device.pk))
    known_as = {"identity": identity}
    if identity != device.identity and device.former_identity is None:
        known_as["former_identity"] = device.identity
    stamps = {"updated_at": now, "edited_at": now, "edited_by": by}
    if not Device.objects.filter(pk=device.pk, updated_at=seen).update(**values, **stamps, **known_as):
        raise Refusal("entry-changed")
    changes.changed(CODE, then=FOLLOWERS)
    before = {name: getattr(device, name) for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    data = {"before": _told({name: before[name] for name in changed}), "after": _told(changed)}
    record("equipment.updated", by=by, subject=f"equipment:{device.pk}", data=data)
    device.refresh_from_db()
    return device


@transaction.atomic
def delete_device(
    device: Device,
    *,
    seen: datetime,
    by: User,
) -> None:
    """Raises Refusal when the row is no longer as it was seen, or has a history."""
    changes.lock(CODE)
    if held([device.pk]):
        raise Refusal("life-kept", device=device.pk)
    subject, before = f"equipment:{device.pk}", {name: getattr(device, name) for name in PUBLISHED}
    deleted, _by_model = Device.objects.filter(pk=device.pk, updated_at=seen).delete()
    if not deleted:
        raise Refusal("entry-changed")
    changes.changed(CODE, then=FOLLOWERS)
    record("equipment.deleted", by=by, subject=subject, data={"before": _told(before)})


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """What the journal may publish of a device: public columns only, dates as text."""
    told = {name: value for name, value in values.items() if name not in PRIVATE}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


def _known_by(values: dict[str, Any]) -> str | None:
    return entries.identity(serial=values.get("serial"), item=values.get("item"), entity=values.get("entity"))


def _known_by_hand() -> str:
    return f"h:{uuid.uuid4()}"


def _identity_after(device: Device, values: dict[str, Any]) -> str:
    """Kept while serial, item and entity say the same thing as before: an import may have numbered it (`#2`)."""
    before = {name: getattr(device, name) for name in NAMES}
    after = _known_by(before | values)
    return device.identity if after == _known_by(before) else after or _known_by_hand()


def _refuse_state(values: dict[str, Any]) -> None:
    state = values.get("status") or UNKNOWN
    if state not in FREE:
        raise Refusal("life-state-by-act", state=states()[state].name(), state_en=states()[state].name("en"))


def _refuse_held(device: Device, values: dict[str, Any]) -> None:
    """What acts alone change, once there is one; before, a state that no form gives.

    A serial number never said may be given. What is out of use keeps what asks for a proof before it leaves.
    """
    changed = {name for name, value in values.items() if value != getattr(device, name)}
    if not device.serial:
        changed.discard("serial")
    if device.life.exists():
        if changed & BY_ACTS:
            raise Refusal("life-held", device=device.pk)
    else:
        _refuse_state(values)
    if "quantity" in changed and device.drives.exists():
        raise Refusal("life-held", device=device.pk)
    is_eased = (values.get("drive_count", device.drive_count) or 0) < (device.drive_count or 0)
    is_opened = device.is_secured and not values.get("is_secured", True)
    if (is_eased or is_opened) and device.status in OUT:
        raise Refusal("life-media-held", device=device.pk)


def _refuse_known(values: dict[str, Any], others: QuerySet[Device]) -> None:
    if others.exists():
        raise Refusal("device-known", name=values.get("serial") or values.get("item"))


def offer(devices: Collection[int], *, by: User, day: date) -> Moved:
    """Put retired devices, whose media are clear, into a lot: all of them, or none. The lot has checked who may.

    Raises Refusal naming the first device that cannot be offered.
    """
    return move(devices, "offer", by=by, details=Details(day), strict=True)


def withdraw_offer(devices: Collection[int], *, by: User | None, day: date) -> Moved:
    """Devices offered and not collected stay with the city. Raises Refusal as `offer` does."""
    return move(devices, "withdraw_offer", by=by, details=Details(day), strict=True)


def hand_over(
    devices: Collection[int],
    *,
    by: User,
    day: date,
    reference: str,
    receiver: str,
    values_eur: Mapping[int, Decimal],
) -> Moved:
    """Offered devices leave for an association, by a deed: all of them, or none. Raises Refusal as `offer` does."""
    details = Details(day, route=Route.ASSOCIATION, reference=reference, receiver=receiver, values_eur=values_eur)
    return move(devices, "hand_over", by=by, details=details, strict=True)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A device as a receiver knows it. `label`: maker and model, empty when neither is said."""

    pk: int
    label: str
    category: str | None


def offerable(*, asked: str = "", categories: Collection[str] = ()) -> QuerySet[Device]:
    """Devices out of use that the city still has, one by one: erased first, then in the order of the register.

    Whether each is clear of data is `preview_offer`'s to say. `asked`: in their name, serial, maker or model.
    `categories`: with the sizes of each; none: all of them.
    """
    found = Device.objects.filter(status__in=LEAVABLE, quantity=1).exclude(is_secured=True)
    found = found.order_by(Case(When(status=Status.ERASED, then=0), default=1), "pk")
    if asked:
        names = ("item", "serial", "manufacturer", "model")
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": asked}) for name in names)))
    if categories:
        sized = (Q(matched_category=one) | Q(matched_category__startswith=f"{one}-") for one in categories)
        found = found.filter(reduce(or_, sized))
    return found


def preview_offer(devices: Collection[int], *, day: date) -> Moved:
    """Which of them could be offered that day, and why the others could not; nothing changes. Seven queries."""
    return preview(devices, "offer", Details(day))


def leaving(devices: Collection[int]) -> list[Leaving]:
    """What receivers know of devices, in the order of the register. One query."""
    rows = Device.objects.filter(pk__in=devices).order_by("pk")
    return [
        Leaving(pk, " ".join(word for word in (maker, model) if word), category)
        for pk, maker, model, category in rows.values_list("pk", "manufacturer", "model", "matched_category")
    ]
