"""Reads of the chain, for pages and figures. The queries of none grow with what it holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractYear

from sobria.city.partners.models import Partner
from sobria.engine.devices.balance import Book, Counted, Held, balance
from sobria.engine.devices.chain import places
from sobria.inclusive.devices.models import Item, Lot, Step, Transfer, TransferItem

COLLECTION = Transfer.Kind.COLLECTION


def book(partner: Partner | None = None) -> Book:
    """The balance, of one partner or of all: what collections counted, against where devices are. Two queries."""
    collections = Transfer.objects.filter(kind=COLLECTION)
    lines = TransferItem.objects.filter(transfer__kind=COLLECTION)
    if partner is not None:
        collections, lines = collections.filter(receiver=partner), lines.filter(item__partner=partner)
    counted = (
        collections.annotate(year=ExtractYear("day"))
        .values_list("receiver__code", "year")
        .annotate(units=Sum("counted"))
        .order_by()
    )
    held = (
        lines.annotate(year=ExtractYear("transfer__day"))
        .values_list("item__partner__code", "year", "item__state")
        .annotate(units=Count("pk"), weighed=Count("item__mass_kg"), mass=Coalesce(Sum("item__mass_kg"), 0.0))
        .order_by()
    )
    return balance((Counted(*row) for row in counted), (Held(*row) for row in held))


def stray() -> int:
    """Devices said to have left the city that no collection names: 0, or the balance lies. One query."""
    gone = Item.objects.exclude(state__in=places("city"))
    return gone.exclude(transfers__transfer__kind=COLLECTION).count()


@dataclass(frozen=True, slots=True)
class Sized:
    """A lot, with how many devices it holds, and how many of them wait to be collected or counted in."""

    lot: Lot
    held: int
    waiting: int


def lots(partner: Partner | None = None) -> QuerySet[Lot]:
    """Latest first."""
    found = Lot.objects.select_related("partner").order_by("-offered_on", "-pk")
    return found if partner is None else found.filter(partner=partner)


def sized(found: Iterable[Lot]) -> list[Sized]:
    """In the same order. One query, whatever the chain holds beside them."""
    known = list(found)
    waiting = Count("pk", filter=Q(state__in=["offered", "collected"]))
    rows = Item.objects.filter(lot__in=known).values_list("lot").annotate(held=Count("pk"), waiting=waiting).order_by()
    sizes = {lot: (held, waits) for lot, held, waits in rows}
    return [Sized(one, *sizes.get(one.pk, (0, 0))) for one in known]


def collected() -> int:
    """Units that collections counted, since the beginning. One query."""
    return Transfer.objects.filter(kind=COLLECTION).aggregate(units=Sum("counted"))["units"] or 0


def hops(lot: Lot) -> list[Transfer]:
    """Of a lot, in their order. One query."""
    return list(lot.transfers.select_related("giver", "receiver").order_by("pk"))


def items(partner: Partner, state: str = "") -> QuerySet[Item]:
    """What a partner has in the chain, what moved last first."""
    found = Item.objects.filter(partner=partner).exclude(state="left").select_related("device")
    found = found.order_by("-updated_at", "pk")
    return found.filter(state=state) if state else found


def by_state(partner: Partner) -> dict[str, int]:
    """State → devices the partner has there. One query."""
    found = Item.objects.filter(partner=partner).values_list("state").annotate(Count("pk")).order_by()
    return dict(found)


def story(item: Item) -> list[Step]:
    """What happened to a device of the chain, latest first. One query."""
    return list(item.steps.select_related("transfer").order_by("-rank"))


def transfers(partner: Partner) -> QuerySet[Transfer]:
    """Every hop with this partner at one end, latest first."""
    either = Q(giver=partner) | Q(receiver=partner)
    return Transfer.objects.filter(either).select_related("lot").order_by("-day", "-pk")
