"""The AGEC declaration of a year: amounts by product, and what no amount counts. Euros before tax."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

REUSED = frozenset({"reused", "refurbished"})
DONATED, RECYCLED = "donated", "recycled"
NOTHING = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Bought:
    """Order lines of one product and one condition, or one line.

    Attributes:
        product: code of the list; "" when no one said which.
        condition: "" when no one said which.
        lines: how many, priced or not; `units`: how many things.
        unpriced: those of the lines whose price no one said.
        amount_eur: of the priced ones; for gifts, at flat values.
    """

    product: str
    condition: str
    lines: int
    units: int
    unpriced: int
    amount_eur: Decimal


@dataclass(slots=True)
class Amounts:
    """One product in a year.

    Attributes:
        total_eur: what was paid, gifts left aside; reused, gifts, recycled: in euros.
        lines, unpriced: order lines, and those whose price is unknown: no amount counts them.
        unsaid: lines whose condition no one said: in the total only.
        told: priced lines whose condition is said: reuse and gifts are known of these only.
    """

    product: str
    total_eur: Decimal = NOTHING
    reused_eur: Decimal = NOTHING
    gifts_eur: Decimal = NOTHING
    recycled_eur: Decimal = NOTHING
    lines: int = 0
    unpriced: int = 0
    unsaid: int = 0
    told: int = 0

    @property
    def is_known(self) -> bool:
        """At least one line has a price."""
        return self.lines > self.unpriced

    @property
    def counted_eur(self) -> Decimal:
        """What meets the step: reuse and gifts."""
        return self.reused_eur + self.gifts_eur

    @property
    def share(self) -> Decimal | None:
        """Reuse and gifts over the total, 0–1 or more; None when nothing priced was paid for, or is said of any."""
        return self.counted_eur / self.total_eur if self.total_eur and self.told else None

    @property
    def coverage(self) -> float | None:
        return (self.lines - self.unpriced) / self.lines if self.lines else None

    def missing_eur(self, step: Decimal) -> Decimal | None:
        """What should have been spent on reuse instead of on new, to reach a share (0–1); 0 when it is reached."""
        if self.share is None:
            return None
        return max(NOTHING, (step * self.total_eur - self.counted_eur).quantize(CENT))


@dataclass(frozen=True, slots=True)
class Declaration:
    """`rows`: by product, in the order of the list; `unlisted`: lines whose product no one said."""

    rows: tuple[Amounts, ...]
    unlisted: int
    unpriced: int = field(default=0)


def declare(bought: Iterable[Bought], order: Sequence[str]) -> Declaration:
    """Add up by product. Only products that have a line are there."""
    by_product: dict[str, Amounts] = {}
    unlisted = 0
    for one in bought:
        if one.product not in order:
            unlisted += one.lines
            continue
        add(by_product.setdefault(one.product, Amounts(one.product)), one)
    rows = tuple(by_product[code] for code in order if code in by_product)
    return Declaration(rows, unlisted, sum(one.unpriced for one in rows))


def add(row: Amounts, one: Bought) -> None:
    row.lines += one.lines
    row.unpriced += one.unpriced
    row.unsaid += 0 if one.condition else one.lines
    row.told += one.lines - one.unpriced if one.condition else 0
    if one.condition == DONATED:
        row.gifts_eur += one.amount_eur
        return
    row.total_eur += one.amount_eur
    row.reused_eur += one.amount_eur if one.condition in REUSED else NOTHING
    row.recycled_eur += one.amount_eur if one.condition == RECYCLED else NOTHING


def together(rows: Iterable[Amounts], products: frozenset[str]) -> Amounts:
    """Several products as one: the digital ones."""
    found = Amounts("")
    for row in rows:
        if row.product in products:
            for name in ("total_eur", "reused_eur", "gifts_eur", "recycled_eur", "lines", "unpriced", "unsaid", "told"):
                setattr(found, name, getattr(found, name) + getattr(row, name))
    return found
