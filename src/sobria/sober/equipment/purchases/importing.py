"""Order lines of a file written: all of the good ones or none, safe to run twice.

A line is known by the reference of its order and its rank in it. One that the register holds with other values stays:
the line of the file is set aside and listed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.engine.purchases.order_files import Line
from sobria.sober.equipment.models import Order, OrderLine
from sobria.sober.equipment.purchases.orders import LINE, REGISTER
from sobria.sober.equipment.selectors import CODE

BATCH = 500


@dataclass(frozen=True, slots=True)
class Aside:
    """A line of the file that is not written: a code of the messages with its places."""

    line: int
    code: str
    params: dict[str, Any]


@dataclass(slots=True)
class Plan:
    """What a file brings. `orders`: first line of each new order; `lines`: new ones."""

    orders: dict[str, Line] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    unchanged: int = 0
    aside: list[Aside] = field(default_factory=list)


@dataclass(slots=True)
class _Held:
    order: Order
    lines: dict[int, tuple[Any, ...]] = field(default_factory=dict)


def plan(lines: Sequence[Line]) -> Plan:
    """What an import would do, nothing written. Two queries per 500 orders."""
    held = _held(dict.fromkeys(one.reference for one in lines))
    found = Plan()
    for one in lines:
        known = held.get(one.reference)
        if known is None:
            found.orders.setdefault(one.reference, one)
            found.lines.append(one)
        elif known.order.day != one.day or (one.supplier and known.order.supplier != one.supplier):
            found.aside.append(Aside(one.line, "purchase-kept-order", {"reference": one.reference}))
        elif one.rank not in known.lines:
            found.lines.append(one)
        elif known.lines[one.rank] == tuple(one.values[name] for name in LINE):
            found.unchanged += 1
        else:
            places = {"reference": one.reference, "rank": one.rank}
            found.aside.append(Aside(one.line, "purchase-kept-differs", places))
    return found


@transaction.atomic
def import_orders(lines: Sequence[Line], *, file_name: str, by: User) -> Plan:
    """Write what the plan says. Raises PermissionDenied for who may not write."""
    require(by, WRITERS, scope=CODE)
    changes.lock(REGISTER)
    found = plan(lines)
    if not found.lines:
        return found
    now = timezone.now()
    orders = [
        Order(
            reference=one.reference,
            supplier=one.supplier,
            day=one.day,
            source_file=file_name[:255],
            recorded_at=now,
            recorded_by=by,
        )
        for one in found.orders.values()
    ]
    Order.objects.bulk_create(orders, batch_size=BATCH)
    keys = {reference: one.order.pk for reference, one in _held(one.reference for one in found.lines).items()}
    written = [OrderLine(order_id=keys[one.reference], rank=one.rank, **one.values) for one in found.lines]
    OrderLine.objects.bulk_create(written, batch_size=BATCH)
    changes.changed(REGISTER)
    counts = {"orders": len(orders), "lines": len(written), "unchanged": found.unchanged, "aside": len(found.aside)}
    told = {"file": file_name[:200]}
    record("purchase.imported", by=by, subject=f"import:{REGISTER}", data=counts, personal=told)
    return found


def _held(references: Iterable[str]) -> dict[str, _Held]:
    """Reference → its order and the values of its lines, by rank."""
    wanted = list(dict.fromkeys(references))
    found: dict[str, _Held] = {}
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        orders = {one.pk: _Held(one) for one in Order.objects.filter(reference__in=some)}
        rows = OrderLine.objects.filter(order__in=orders).values_list("order_id", "rank", *LINE)
        for key, rank, *values in rows:
            orders[key].lines[rank] = tuple(values)
        found |= {one.order.reference: one for one in orders.values()}
    return found
