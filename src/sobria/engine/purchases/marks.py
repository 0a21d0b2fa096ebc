"""Which mark of repairability or durability a product may carry on a day: three kinds, never mixed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from sobria.engine.catalogue_tables import table
from sobria.engine.messages import Refusal

EUROPEAN = "repair_eu"
CLASSES = "ABCDE"
HIGHEST = Decimal(10)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind that a category, or a whole product of the AGEC list, carries between two days, both included."""

    kind: str
    category: str
    product: str
    since: date
    until: date | None
    source: str
    status: str

    def covers(self, category: str, product: str) -> bool:
        if self.category:
            return category == self.category or category.startswith(f"{self.category}-")
        return product == self.product and not category

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            *(row["kind"], row["category"], row["product"], date.fromisoformat(row["from"])),
            date.fromisoformat(row["until"]) if row["until"] else None,
            *(row["source"], row["status"]),
        )
        for row in table("agec/marks")
    )


def kinds(*, category: str, product: str, on: date) -> frozenset[str]:
    """The kinds that this product may carry on that day; none when no index is known for it."""
    return frozenset(rule.kind for rule in rules() if rule.covers(category, product) and rule.holds(on))


def check(
    kind: str, *, mark: Decimal | None, letter: str, category: str, product: str, on: date
) -> tuple[Decimal | None, str]:
    """The mark and the class to keep. Raises Refusal for a kind that this product does not carry, or a wrong scale."""
    if not kind:
        if mark is not None or letter:
            raise Refusal("purchase-mark-kindless")
        return None, ""
    possible = kinds(category=category, product=product, on=on)
    if not possible:
        raise Refusal("purchase-mark-none", on=on)
    if kind not in possible:
        raise Refusal(f"purchase-mark-{min(possible).replace('_', '-')}", on=on)
    if kind == EUROPEAN:
        if mark is not None or letter.upper() not in CLASSES or len(letter) != 1:
            raise Refusal("purchase-mark-class")
        return None, letter.upper()
    if letter or mark is None or not 0 <= mark <= HIGHEST:
        raise Refusal("purchase-mark-scale")
    return mark.quantize(TENTH), ""
