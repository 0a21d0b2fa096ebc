"""Acts on orders and their lines. Each waits for the one under way: `stamp` says what the person had read."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.engine.messages import Refusal
from sobria.engine.purchases import marks
from sobria.engine.purchases.order_files import MOST_EUR, MOST_UNITS
from sobria.sober.equipment.models import Order, OrderLine
from sobria.sober.equipment.selectors import CODE

REGISTER = "purchases"
ORDER = ("reference", "supplier", "partner_id", "day")
LINE = (
    *("label", "product", "category", "condition", "quantity", "unit_eur"),
    *("index_kind", "index_mark", "index_class"),
)


@transaction.atomic
def record_order(*, values: dict[str, Any], by: User) -> Order:
    """Raises Refusal for a reference known already, or a day to come."""
    _begin(by)
    _check_order(values)
    if Order.objects.filter(reference=values["reference"]).exists():
        raise Refusal("purchase-order-known", reference=values["reference"])
    order = Order.objects.create(**values, recorded_at=timezone.now(), recorded_by=by)
    _tell("recorded", order.reference, by, _said(values))
    return order


@transaction.atomic
def correct_order(order: Order, *, values: dict[str, Any], seen: str, by: User) -> None:
    """Raises Refusal when it is no longer as it was seen, or when its new day does not suit the marks of its lines."""
    _begin(by)
    before = _fresh(Order, order.pk, ORDER, seen)
    _check_order(values)
    if Order.objects.filter(reference=values["reference"]).exclude(pk=order.pk).exists():
        raise Refusal("purchase-order-known", reference=values["reference"])
    for line in OrderLine.objects.filter(order=order).exclude(index_kind=""):
        _checked({name: getattr(line, name) for name in LINE}, values["day"])
    Order.objects.filter(pk=order.pk).update(**values)
    changed = {name: value for name, value in values.items() if value != getattr(before, name)}
    told = {"before": _said({name: getattr(before, name) for name in changed}), "after": _said(changed)}
    _tell("corrected", before.reference, by, told)


@transaction.atomic
def delete_order(order: Order, *, seen: str, by: User) -> None:
    _begin(by)
    before = _fresh(Order, order.pk, ORDER, seen)
    told = _said({name: getattr(before, name) for name in ORDER}) | {"lines": before.lines.count()}
    before.delete()
    _tell("deleted", order.reference, by, told)


@transaction.atomic
def add_line(order: Order, *, values: dict[str, Any], by: User) -> OrderLine:
    """Raises Refusal for a quantity, a price or a mark that cannot be."""
    _begin(by)
    values = _checked(values, order.day)
    last = OrderLine.objects.filter(order=order).aggregate(last=Max("rank"))["last"] or 0
    line = OrderLine.objects.create(order=order, rank=last + 1, **values)
    _tell("line-added", order.reference, by, {"rank": line.rank, **_said(values)})
    return line


@transaction.atomic
def correct_line(line: OrderLine, *, values: dict[str, Any], seen: str, by: User) -> None:
    _begin(by)
    before = _fresh(OrderLine, line.pk, LINE, seen)
    values = _checked(values, line.order.day)
    OrderLine.objects.filter(pk=line.pk).update(**values)
    changed = {name: value for name, value in values.items() if value != getattr(before, name)}
    told = {"before": _said({name: getattr(before, name) for name in changed}), "after": _said(changed)}
    _tell("line-corrected", line.order.reference, by, {"rank": line.rank, **told})


@transaction.atomic
def delete_line(line: OrderLine, *, seen: str, by: User) -> None:
    _begin(by)
    before = _fresh(OrderLine, line.pk, LINE, seen)
    told = {"rank": before.rank, **_said({name: getattr(before, name) for name in LINE})}
    before.delete()
    _tell("line-deleted", line.order.reference, by, told)


def order_stamp(order: Order) -> str:
    return _stamp(order, ORDER)


def line_stamp(line: OrderLine) -> str:
    return _stamp(line, LINE)


def _begin(by: User) -> None:
    require(by, WRITERS, scope=CODE)
    changes.lock(REGISTER)


def _fresh(model: Any, pk: int, names: tuple[str, ...], seen: str) -> Any:
    """The row as it is, kept from other writers. Raises Refusal when it is gone or is no longer as it was seen."""
    found = model.objects.select_for_update().filter(pk=pk).first()
    if found is None or _stamp(found, names) != seen:
        raise Refusal("purchase-order-changed")
    return found


def _stamp(row: Any, names: tuple[str, ...]) -> str:
    return hashlib.sha256(repr([str(getattr(row, name)) for name in names]).encode()).hexdigest()[:32]


def _check_order(values: dict[str, Any]) -> None:
    if values["day"] > timezone.localdate():
        raise Refusal("purchase-future", day=values["day"])


def _checked(values: dict[str, Any], on: date) -> dict[str, Any]:
    if not 1 <= values["quantity"] <= MOST_UNITS:
        raise Refusal("purchase-quantity", limit=MOST_UNITS)
    if values["unit_eur"] is not None and not 0 <= values["unit_eur"] <= MOST_EUR:
        raise Refusal("purchase-price", limit=f"{MOST_EUR:,.0f}".replace(",", "\u202f"))
    mark, letter = marks.check(
        values["index_kind"],
        mark=values["index_mark"],
        letter=values["index_class"],
        category=values["category"] or "",
        product=values["product"] or "",
        on=on,
    )
    return values | {"index_mark": mark, "index_class": letter}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """As the journal publishes it: no floats, dates as text, and no supplier, who may be one person."""
    told = {name: value for name, value in values.items() if name != "supplier"}
    return {name: str(value) if isinstance(value, Decimal | date) else value for name, value in told.items()}


def _tell(act: str, reference: str, by: User, data: dict[str, Any]) -> None:
    changes.changed(REGISTER)
    record(f"purchase.{act}", by=by, subject=f"order:{reference}", data=data)
