"""Who asks, and who is served: whoever waits is served in the order of the rules, one device at a time.

A code that finds nothing free stays on the list: the refusal says its place, and nothing is lost. Both asking and
freeing take the lock of the kind first, so that a device and someone who waits for it always meet.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.partners.models import Permission
from sobria.city.partners.services import require_allowed
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.engine.devices.caps import kinds
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain.moving import step_locked
from sobria.inclusive.devices.codes import tallies, terms, waiting
from sobria.inclusive.devices.codes.waiting import Place
from sobria.inclusive.devices.models import Code, CodeState, Item, ItemState

PRESCRIBER = frozenset({Role.PRESCRIBER})
BATCH = 500
"""Codes served at most at once: the next call goes on."""


def reserve(code: Code, *, by: User) -> Item:
    """Ask for a device with a code that was issued: kept at once when one is free and nobody waits ahead.

    Otherwise the code is on the waiting list, for good, and a Refusal says its place and why. Not to be called inside a
    transaction, which the refusal would undo. Raises PermissionDenied too.
    """
    require(by, PRESCRIBER, scope=code.partner.code)
    require_allowed(code.partner, Permission.PRESCRIBE, on=timezone.localdate())
    with transaction.atomic(durable=True):
        item = _asked(code, by=by)
        place = None if item else waiting.place_of(Code.objects.get(pk=code.pk))
    if item is not None:
        return item
    raise _waits(code.kind, place or Place(1))


def allocate(kind: str, *, but: Collection[int] = ()) -> int:
    """Give the free devices of a kind to who waits, in order. Returns how many. `but`: codes passed over this time.

    Called in the transaction that frees a device, and each day. Three queries when there is nothing to give.
    """
    with transaction.atomic():
        waiting.lock(kind)
        return len(_serve(kind, by=None, but=but))


def _asked(code: Code, *, by: User) -> Item | None:
    now = timezone.now()
    today = timezone.localdate(now)
    waiting.lock(code.kind)
    expires = terms.waiting_until(today)
    columns = {"asked_at": now, "expires_on": expires, "forget_on": terms.forget_ended(expires)}
    issued = Code.objects.filter(pk=code.pk, state=CodeState.ISSUED, expires_on__gte=today)
    free = _free(code.kind, 1, unless_waited=True)
    if free:  # nobody waits and a device is free: the list is not even entered
        if not _keep(issued, free[0], **columns):
            raise _used(code)
        return _move(free, by=by)[0]
    if issued.update(state=CodeState.WAITING, **columns) != 1:
        raise _used(code)
    given = _serve(code.kind, by=by, first=code.pk)
    if code.pk not in given:
        record("device-code.waits", by=by, subject=f"partner:{code.partner.code}", data={"kind": code.kind})
    return given.get(code.pk)


def _used(code: Code) -> Refusal:
    """A code that was not there to be used: still waiting, it may only be read; else it has had its turn."""
    found = Code.objects.get(pk=code.pk)
    if found.state == CodeState.WAITING:
        return _waits(found.kind, waiting.place_of(found))
    if found.state == CodeState.ISSUED:
        return Refusal("device-code-expired", day=found.expires_on)
    return Refusal("device-code-used", state=found.get_state_display())


def _waits(kind: str, place: Place) -> Refusal:
    named = kinds()[kind]
    if place.place == 1:
        return Refusal("device-code-waits-first", kind=named.name(), kind_en=named.name("en"))
    return Refusal(
        "device-code-waits",
        kind=named.name(),
        kind_en=named.name("en"),
        place=place.place,
        ahead=place.place - 1,
        reasons=place.reasons(),
        reasons_en=place.reasons("en"),
    )


def _serve(kind: str, *, by: User | None, but: Collection[int] = (), first: int | None = None) -> dict[int, Item]:
    """Code → the device kept for it, of all that could be served. The lock of the kind is held.

    `first`: the code that asks; where it alone is served, the act is its prescriber's, otherwise the list's.
    """
    if not Item.objects.filter(state=ItemState.AVAILABLE, kind=kind).exists():
        return {}
    codes = list(waiting.ordered(kind).exclude(pk__in=but).values_list("pk", flat=True)[:BATCH])
    items = _free(kind, len(codes)) if codes else []
    if not items:
        return {}
    codes = codes[: len(items)]
    for key, item in zip(codes, items, strict=True):
        if not _keep(Code.objects.filter(pk=key, state=CodeState.WAITING), item):
            raise Refusal("device-code-moved")
    return dict(zip(codes, _move(items, by=by if codes == [first] else None), strict=True))


def _free(kind: str, most: int, *, unless_waited: bool = False) -> list[Item]:
    """Devices that may be kept now, free for longest first. One query. `unless_waited`: none while someone waits.

    One that another act is moving at this moment is no longer free, whatever it still says. A code it was delivered to
    before it came back is let go.
    """
    bound = Code.objects.filter(item=OuterRef("pk"), state=CodeState.DELIVERED)
    free = Item.objects.filter(state=ItemState.AVAILABLE, kind=kind).order_by("available_at", "pk")
    if unless_waited:
        free = free.filter(~Exists(Code.objects.filter(kind=kind, state=CodeState.WAITING)))
    locked = free.annotate(is_bound=Exists(bound)).select_for_update(skip_locked=True, of=("self",))
    found: list[Item] = list(locked[:most])
    tallies.let_go([item.pk for item in found if getattr(item, "is_bound", False)])
    return found


def _keep(code: QuerySet[Code], item: Item, **columns: Any) -> bool:
    """Keep a device for one code, in the state it must still be in. False when it is not."""
    return code.update(state=CodeState.RESERVED, item=item, reserved_at=timezone.now(), **columns) == 1


def _move(items: list[Item], *, by: User | None) -> list[Item]:
    """The devices follow, each with its step; one event."""
    step_locked(items, "reserve", by=by, day=timezone.localdate(), expect="available")
    told = {"items": [item.code for item in items], "kind": items[0].kind}
    record("item.reserved", by=by, subject=f"device-kind:{items[0].kind}", data=told)
    return items
