"""The AGEC declaration, by amounts whose answer is known."""

import csv
import io
from decimal import Decimal

import pytest

from sobria.engine.messages import Refusal
from sobria.engine.purchases.declaration import Amounts, Bought, declare, together
from sobria.engine.purchases.official import official
from sobria.engine.purchases.products import columns, digital, products

ORDER = tuple(products())
IT = "it-telephony"
SIRET = "21750001600019"


def bought(condition: str, eur: str, *, product: str = IT, unpriced: int = 0, lines: int = 1) -> Bought:
    return Bought(product, condition, lines, lines, unpriced, Decimal(eur))


def test_the_list_holds_the_seventeen_values_of_the_schema() -> None:
    assert len(products()) == 17
    assert "Equipements de collecte de déchets" in {one.value for one in products().values()}
    assert digital() == {IT}
    assert {one.source for one in products().values()} != {""}


def test_gifts_are_no_spending_and_count_for_reuse() -> None:
    found = declare(
        [
            bought("new", "700"),
            bought("refurbished", "200"),
            bought("reused", "50"),
            bought("recycled", "50"),
            bought("donated", "60"),
        ],
        ORDER,
    )
    (row,) = found.rows
    assert (row.total_eur, row.reused_eur, row.gifts_eur, row.recycled_eur) == (1000, 250, 60, 50)
    assert row.share == Decimal("0.31")


def test_what_is_missing_is_what_should_have_gone_to_reuse() -> None:
    row = declare([bought("new", "900"), bought("reused", "100")], ORDER).rows[0]
    assert row.missing_eur(Decimal("0.2")) == Decimal("100.00")
    assert row.missing_eur(Decimal("0.05")) == 0


def test_an_unknown_price_is_counted_apart_and_never_as_zero() -> None:
    found = declare([bought("new", "100", lines=3, unpriced=2), bought("", "0", unpriced=1, product="paper")], ORDER)
    assert (found.rows[0].unpriced, found.rows[0].coverage) == (2, pytest.approx(1 / 3))
    assert not found.rows[1].is_known
    assert found.rows[1].share is None
    assert found.rows[1].missing_eur(Decimal("0.2")) is None
    assert found.unpriced == 3


def test_lines_without_a_product_are_named_and_rows_follow_the_list() -> None:
    found = declare([bought("new", "1", product="toys"), bought("new", "1", product=""), bought("new", "2")], ORDER)
    assert [row.product for row in found.rows] == [IT, "toys"]
    assert found.unlisted == 1


def test_a_line_whose_condition_is_unknown_is_in_the_total_only() -> None:
    row = declare([bought("", "100")], ORDER).rows[0]
    assert (row.total_eur, row.counted_eur, row.unsaid) == (100, 0, 1)


def test_several_products_add_up_as_one() -> None:
    rows = declare([bought("new", "10"), bought("donated", "5"), bought("new", "7", product="paper")], ORDER).rows
    found = together(rows, digital())
    assert (found.total_eur, found.gifts_eur, found.lines) == (10, 5, 2)


def test_the_file_has_the_columns_of_the_schema_and_decimal_points() -> None:
    rows = declare(
        [bought("new", "1234.5"), bought("donated", "60"), bought("new", "0", product="paper", unpriced=1)], ORDER
    )
    text = official(rows.rows, year=2025, siret="217 500 016 00019", name="Lutèce", comments={IT: "=1 ligne"})
    written = list(csv.reader(io.StringIO(text)))
    assert written[0] == [column.name for column in columns()]
    assert written[0][:4] == ["annee", "siret", "raison_sociale", "type_produit_acquis"]
    assert written[1] == [
        *("2025", SIRET, "Lutèce", "Matériel informatique et téléphonie"),
        *("1234.50", "0.00", "60.00", "0.00", "'=1 ligne"),
    ]
    assert len(written) == 2


def test_no_file_says_zero_reuse_when_no_line_says_how_it_was_bought() -> None:
    told = {"year": 2025, "siret": SIRET, "name": "Lutèce", "comments": {}}
    with pytest.raises(Refusal, match="condition"):
        official(declare([bought("", "100")], ORDER).rows, **told)
    assert official(declare([bought("", "100"), bought("new", "10")], ORDER).rows, **told).count("110.00") == 1


@pytest.mark.parametrize("siret", ["", "123", "2175000160001a", "217500016000190"])
def test_a_siret_of_another_shape_is_refused(siret: str) -> None:
    with pytest.raises(Refusal, match="SIRET"):
        official([Amounts(IT)], year=2025, siret=siret, name="Lutèce", comments={})
