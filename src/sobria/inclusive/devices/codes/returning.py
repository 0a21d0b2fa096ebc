"""A delivered device comes back: its receipt is written, and the code it was given to leaves, counted."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.inclusive.devices.chain.hops import hop
from sobria.inclusive.devices.chain.moving import step
from sobria.inclusive.devices.codes import tallies
from sobria.inclusive.devices.codes.delivering import REFURBISHER
from sobria.inclusive.devices.models import FollowUp, Item, Transfer


@transaction.atomic
def take_back(item: Item, *, by: User) -> Transfer:
    """The person gives it back, whatever the reason; it waits for new tests. Its follow-up to come is called off.

    Raises PermissionDenied unless `by` refurbishes for who delivered it, Refusal when it was not delivered.
    """
    if not by.holds(REFURBISHER, scope=item.partner.code):
        raise PermissionDenied(_("Seul le reconditionneur de cet équipement le reprend."))
    today = timezone.localdate()
    transfer = hop(Transfer.Kind.RETURN, [item], giver=None, receiver=item.partner, day=today, by=by)
    columns: dict[str, Any] = {"delivered_on": None, "warranty_until": None, "price_eur": None}
    step([item.pk], "return", by=by, day=today, transfer=transfer, expect="delivered", **columns)
    tallies.let_go([item.pk])
    FollowUp.objects.filter(item=item, done_on=None).delete()
    told = {"partner": item.partner.code, "transfer": transfer.number}
    record("item.returned", by=by, subject=f"device-item:{item.code}", data=told)
    return transfer
