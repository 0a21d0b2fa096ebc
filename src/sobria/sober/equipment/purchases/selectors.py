"""Reads of purchases: orders by year, amounts by product, spend by index."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from sobria.city.registers.imports.sentences import language
from sobria.engine.indicators.legal_targets import load_legal_targets
from sobria.engine.indicators.trajectory import expected
from sobria.engine.purchases.declaration import Amounts, Bought, Declaration, declare, together
from sobria.engine.purchases.products import digital, products
from sobria.sober.equipment.models import Condition, Order, OrderLine

INDICATOR = "S12"
HUNDRED = Decimal(100)
MONEY: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)
SPENT = F("unit_eur") * F("quantity")


@dataclass(frozen=True, slots=True)
class Step:
    """What the law asks of IT and telephony in a year: `share` 0–1; None before any step."""

    share: Decimal | None
    article: str
    source: str


@dataclass(frozen=True, slots=True)
class YearOfPurchases:
    """A year seen from a day. `it`: the products that the step counts, together."""

    year: int
    declaration: Declaration
    it: Amounts
    step: Step

    @property
    def missing_eur(self) -> Decimal | None:
        return None if self.step.share is None else self.it.missing_eur(self.step.share)


def years() -> list[int]:
    """Years that have an order, latest first. One query."""
    found = Order.objects.annotate(year=ExtractYear("day")).values_list("year", flat=True)
    return list(found.order_by("-year").distinct())


def orders(*, year: int | None, text: str = "") -> QuerySet[Order]:
    """With their number of lines, their amount and how many of their lines have no price; latest first."""
    found = Order.objects.select_related("partner").annotate(
        count=Count("lines"),
        unpriced=Count("lines", filter=Q(lines__unit_eur=None)),
        spent=Sum(F("lines__unit_eur") * F("lines__quantity"), output_field=MONEY),
    )
    if year is not None:
        found = found.filter(day__year=year)
    if text:
        found = found.filter(Q(reference__icontains=text) | Q(supplier__icontains=text))
    return found.order_by("-day", "-pk")


def lines_of(year: int, on: date | None = None) -> QuerySet[OrderLine]:
    """Lines of the orders of a year; of those written by the end of a day, when it is given."""
    found = OrderLine.objects.filter(order__day__range=(date(year, 1, 1), date(year, 12, 31)))
    return found if on is None or on >= timezone.localdate() else found.filter(order__recorded_at__lt=night(on))


def night(on: date) -> datetime:
    """The end of a day."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))


def purchases(year: int, on: date | None = None) -> YearOfPurchases:
    """Amounts of a year by product. One query, whatever the number of lines."""
    grouped = (
        lines_of(year, on)
        .values_list("product", "condition")
        .annotate(
            lines=Count("pk"),
            units=Sum("quantity"),
            unpriced=Count("pk", filter=Q(unit_eur=None)),
            spent=Coalesce(Sum(SPENT, output_field=MONEY), Decimal(0), output_field=MONEY),
        )
        .order_by("product", "condition")
    )
    bought = [
        Bought(product or "", condition or "", count, units, unpriced, spent)
        for product, condition, count, units, unpriced, spent in grouped
    ]
    found = declare(bought, tuple(products()))
    return YearOfPurchases(year, found, together(found.rows, digital()), step_of(year))


def step_of(year: int) -> Step:
    """The step in force at the end of the year."""
    target = load_legal_targets()[INDICATOR]
    asked = expected(target.trajectory, date(year, 12, 31))
    return Step(None if asked is None else Decimal(str(asked)) / HUNDRED, target.article(language()), target.source)


def unpriced(year: int, limit: int) -> list[OrderLine]:
    """Lines whose price no one said, oldest first. One query."""
    found = lines_of(year).filter(unit_eur=None).select_related("order")
    return list(found.order_by("order__day", "order__pk", "rank")[:limit])


def spend_by_index(year: int, on: date | None = None) -> list[tuple[str, Decimal, Decimal | None, int]]:
    """Kind of index → priced spend that carries it, spend-weighted sum of marks, lines. One query.

    New goods alone: a mark is one of a new product; the empty kind is the spend that carries none.
    """
    bought = lines_of(year, on).exclude(unit_eur=None).exclude(condition=Condition.DONATED)
    rows = bought.filter(product__in=digital()).values_list("index_kind")
    return list(
        rows.annotate(
            spent=Sum(SPENT, output_field=MONEY),
            weighed=Sum(SPENT * F("index_mark"), output_field=DecimalField(max_digits=24, decimal_places=3)),
            lines=Count("pk"),
        ).order_by("index_kind")
    )


def classes(year: int) -> list[tuple[str, Decimal]]:
    """European class → priced spend, best first. One query."""
    rows = lines_of(year).exclude(unit_eur=None).exclude(index_class="").values_list("index_class")
    return list(rows.annotate(spent=Sum(SPENT, output_field=MONEY)).order_by("index_class"))


def exported(year: int | None) -> Iterator[tuple[Any, ...]]:
    """(reference, rank, day, supplier, values…) of every line, in the order of days. One streamed query."""
    rows = OrderLine.objects.all() if year is None else lines_of(year)
    return (
        rows.order_by("order__day", "order__pk", "rank")
        .values_list(
            *("order__reference", "rank", "order__day", "order__supplier"),
            *("label", "product", "category", "condition", "quantity", "unit_eur"),
            *("index_kind", "index_mark", "index_class"),
        )
        .iterator(chunk_size=2000)
    )
