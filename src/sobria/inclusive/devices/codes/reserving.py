"""Who asks, and who is served: whoever waits is served in the order of the rules, one device at a time.

A code that finds nothing free stays on the list: the refusal says its place, and nothing is lost. Both asking and
freeing take the lock of the kind first, so that a device and someone who waits for it always meet.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.partners.models import Permission
from sobria.city.partners.services import require_allowed
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.engine.devices.caps import kinds
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain.moving import step
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
    require(by, PRESCRIBER, scope=code.partner.code)
    now = timezone.now()
    today = timezone.localdate(now)
    require_allowed(code.partner, Permission.PRESCRIBE, on=today)
    waiting.lock(code.kind)
    expires = terms.waiting_until(today)
    entering = Code.objects.filter(pk=code.pk, state=CodeState.ISSUED, expires_on__gte=today)
    columns = {"asked_at": now, "expires_on": expires, "forget_on": terms.forget_ended(expires)}
    if entering.update(state=CodeState.WAITING, **columns) != 1:
        _refuse_used(code)
    given = _serve(code.kind, by=by, first=code.pk)
    if code.pk not in given:
        record("device-code.waits", by=by, subject=f"partner:{code.partner.code}", data={"kind": code.kind})
    return given.get(code.pk)


def _refuse_used(code: Code) -> None:
    """A code that was not there to be used: still waiting, it may only be read; else it has had its turn."""
    found = Code.objects.get(pk=code.pk)
    if found.state == CodeState.WAITING:
        raise _waits(found.kind, waiting.place_of(found))
    if found.state == CodeState.ISSUED:
        raise Refusal("device-code-expired", day=found.expires_on)
    raise Refusal("device-code-used", state=found.get_state_display())


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
    free = Item.objects.filter(state=ItemState.AVAILABLE, kind=kind).order_by("available_at", "pk")
    if not free.exists():
        return {}
    codes = list(waiting.ordered(kind).exclude(pk__in=but).values_list("pk", flat=True)[:BATCH])
    bound = Code.objects.filter(item=OuterRef("pk"), state=CodeState.DELIVERED)
    # A device that another act is moving at this moment is no longer free, whatever it still says.
    locked = free.annotate(is_bound=Exists(bound)).select_for_update(skip_locked=True, of=("self",))
    items = list(locked[: len(codes)]) if codes else []
    if not items:
        return {}
    codes = codes[: len(items)]
    tallies.let_go([item.pk for item in items if getattr(item, "is_bound", False)])
    moment = timezone.now()
    actor = by if codes == [first] else None
    step([item.pk for item in items], "reserve", by=actor, day=timezone.localdate(moment), expect="available")
    for key, item in zip(codes, items, strict=True):
        _keep(key, item)
    told = {"items": [item.code for item in items], "kind": kind}
    record("device-item.reserved", by=actor, subject=f"device-kind:{kind}", data=told)
    return dict(zip(codes, items, strict=True))


def _keep(code: int, item: Item) -> None:
    here = Code.objects.filter(pk=code, state=CodeState.WAITING)
    if here.update(state=CodeState.RESERVED, item=item, reserved_at=timezone.now()) != 1:
        raise Refusal("device-code-moved")
