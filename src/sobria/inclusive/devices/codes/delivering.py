"""Handing a device over: whoever delivers types the code, once. The device moves, its deed is written, to be signed."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.journal.services import record
from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.services import require_allowed
from sobria.city.people import throttle
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.engine.devices.codes import read
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain.hops import hop
from sobria.inclusive.devices.chain.moving import step
from sobria.inclusive.devices.codes import terms
from sobria.inclusive.devices.codes.digests import digests
from sobria.inclusive.devices.models import Code, CodeState, FollowUp, Item, Transfer

LOOK_UPS = throttle.Rate("device-code", 60, 30 * 60)
"""Sixty codes typed at once by one account, then one more each half-minute: enough to deliver, not to guess."""
REFURBISHER, PRESCRIBER = frozenset({Role.REFURBISHER}), frozenset({Role.PRESCRIBER})
DELIVERERS = REFURBISHER | PRESCRIBER


@dataclass(frozen=True, slots=True)
class Delivered:
    item: Item
    transfer: Transfer


def find(text: str, *, by: User) -> Code:
    """The code that was typed, with its device and partners. A mistyped one is said without asking anyone.

    Raises PermissionDenied, Refusal: those of `engine.devices.codes.read`, device-code-too-many, -unknown.
    """
    if not any(by.holds(DELIVERERS, scope=scope) for _role, scope in by.roles_today):
        raise PermissionDenied(_("Votre compte ne remet pas d’équipements. Demandez à un responsable."))
    typed = read(text)
    if not throttle.take(LOOK_UPS, f"user:{by.pk}"):
        raise Refusal("device-code-too-many")
    rows = Code.objects.select_related("partner", "item__partner")
    found = rows.filter(digest__in=digests(typed)).first()
    if found is None:
        raise Refusal("device-code-unknown")
    return found


def deliverer_of(code: Code, *, by: User) -> Partner:
    """In whose name this person hands it over: who holds it, else who prescribed it. Raises Refusal."""
    item = code.item
    if item is not None and by.holds(REFURBISHER, scope=item.partner.code):
        return item.partner
    if by.holds(PRESCRIBER, scope=code.partner.code):
        return code.partner
    raise Refusal("device-code-elsewhere")


def require_ready(code: Code, *, by: User) -> Item:
    """The device kept for a code, which this person may hand over today. Raises Refusal."""
    deliverer = deliverer_of(code, by=by)
    if code.item is None or code.state != CodeState.RESERVED:
        raise refuse_state(code)
    require_allowed(deliverer, Permission.DELIVER, on=timezone.localdate())
    return code.item


def refuse_state(code: Code) -> Refusal:
    """Why a code gives no device now."""
    if code.state == CodeState.DELIVERED and code.delivered_on:
        return Refusal("device-code-delivered", day=code.delivered_on)
    if code.state in {CodeState.ISSUED, CodeState.WAITING}:
        return Refusal("device-code-no-device")
    return Refusal("device-code-ended")


@transaction.atomic
def deliver(code: Code, *, by: User) -> Delivered:
    """The device kept for a code is the person's. A code works once, whoever types it at the same moment.

    `code`: as `find` gave it. The follow-up a year later is planned; the link leaves on its day. Raises
    Refusal.
    """
    item = require_ready(code, by=by)
    today = timezone.localdate()
    reserved = Code.objects.filter(pk=code.pk, state=CodeState.RESERVED, item=item)
    columns = {"delivered_on": today, "forget_on": terms.forget_delivered(today)}
    if reserved.update(state=CodeState.DELIVERED, **columns) != 1:
        raise refuse_state(Code.objects.get(pk=code.pk))
    transfer = hop(Transfer.Kind.DELIVERY, [item], giver=item.partner, receiver=None, day=today, by=by)
    given = step(
        [item.pk],
        "deliver",
        by=by,
        day=today,
        transfer=transfer,
        expect="reserved",
        delivered_on=today,
        warranty_until=terms.warranty_until(today),
    )
    _plan_follow_up(item, today)
    told = {"kind": item.kind, "partner": item.partner.code, "transfer": transfer.number}
    record("item.delivered", by=by, subject=f"device-item:{item.code}", data=told)
    return Delivered(given[0], transfer)


def _plan_follow_up(item: Item, delivered: date) -> None:
    FollowUp.objects.get_or_create(item=item, due_on=terms.follow_up_on(delivered))
