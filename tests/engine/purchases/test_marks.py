"""Three marks that are never mixed: which product carries which, and when."""

from datetime import date
from decimal import Decimal

import pytest

from sobria.engine.messages import Refusal
from sobria.engine.purchases.marks import check, kinds, rules

BEFORE, AFTER = date(2025, 6, 19), date(2025, 6, 20)


def given(kind: str, category: str, on: date, *, mark: str = "", letter: str = "", product: str = "it-telephony"):  # noqa: ANN201
    return check(kind, mark=Decimal(mark) if mark else None, letter=letter, category=category, product=product, on=on)


def test_phones_leave_the_french_index_for_the_european_class_on_20_june_2025() -> None:
    assert kinds(category="smartphone", product="it-telephony", on=BEFORE) == {"repair_fr"}
    assert kinds(category="smartphone", product="it-telephony", on=AFTER) == {"repair_eu"}
    assert given("repair_eu", "smartphone", AFTER, letter="b") == (None, "B")
    with pytest.raises(Refusal, match="EU repairability class"):
        given("repair_fr", "smartphone", AFTER, mark="8.2")


def test_a_televisions_durability_replaces_its_repairability() -> None:
    assert kinds(category="tv", product="it-telephony", on=date(2025, 1, 7)) == {"repair_fr"}
    assert kinds(category="tv", product="it-telephony", on=date(2025, 1, 8)) == {"durability_fr"}


def test_a_laptop_of_any_size_keeps_the_french_index() -> None:
    assert given("repair_fr", "laptop-14", date(2026, 11, 1), mark="7.45") == (Decimal("7.4"), "")


def test_a_product_without_an_index_refuses_any() -> None:
    with pytest.raises(Refusal, match="No index is known"):
        given("repair_fr", "server", AFTER, mark="8")


@pytest.mark.parametrize(
    ("kind", "mark", "letter"), [("", "7", ""), ("", "", "A"), ("repair_fr", "11", ""), ("repair_fr", "", "B")]
)
def test_a_mark_on_another_scale_is_refused(kind: str, mark: str, letter: str) -> None:
    with pytest.raises(Refusal):
        given(kind, "laptop", AFTER, mark=mark, letter=letter)


def test_each_rule_says_its_source() -> None:
    assert all(rule.source and rule.status in {"settled", "contested", "to-confirm"} for rule in rules())
