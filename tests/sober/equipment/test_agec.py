"""The AGEC declaration of a year: page, official file, public page, indicators S12 and S16, duty."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from sobria.city.duties import selectors as duties
from sobria.city.indicators import selectors as indicators
from sobria.engine.indicators.value import Value
from sobria.sober.equipment.indicators import provide
from sobria.sober.equipment.models import Order, OrderLine
from sobria.sober.equipment.purchases.selectors import purchases, step_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
SIRET = "21750001600019"
DECLARATION = "/bureau/equipements/achats/declaration/2026/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-26T09:00:00+01:00", tick=False):
        yield


def bought(condition: str | None, eur: str | None, *, year: int = 2026, **given: Any) -> OrderLine:
    count = Order.objects.count()
    order = Order.objects.create(reference=f"BC-{count}", day=date(year, 3, 1), recorded_at=timezone.now())
    usual: dict[str, Any] = {"label": f"article {count}", "product": "it-telephony", "quantity": 1}
    price = None if eur is None else Decimal(eur)
    return OrderLine.objects.create(order=order, rank=1, condition=condition, unit_eur=price, **(usual | given))


def given(year: int = 2026) -> dict[str, Value]:
    return {value.code: value for value in provide(year, TODAY)}


def test_the_step_is_that_of_the_year() -> None:
    assert [step_of(year).share for year in (2023, 2024, 2026, 2027, 2030)] == [
        None,
        *(Decimal("0.2"), Decimal("0.2"), Decimal("0.25"), Decimal("0.3")),
    ]


def test_quantities_and_prices_multiply_and_the_year_is_that_of_the_order() -> None:
    bought("new", "450", quantity=2)
    bought("refurbished", "100")
    bought("new", "999", year=2025)
    found = purchases(2026)
    assert (found.it.total_eur, found.it.reused_eur, found.missing_eur) == (1000, 100, Decimal("100.00"))


def test_the_page_says_what_is_missing_and_names_the_prices_that_lack(desk: Client) -> None:
    bought("new", "900")
    bought("reused", "100")
    bought("new", None, label="Écran sans prix")
    page = desk.get(DECLARATION).content.decode()
    assert "palier non atteint" in page
    assert "Écran sans prix" in page
    assert "1 ligne sans prix n’est pas comptée" in page
    assert "30 juin 2027" in page


def test_the_official_file_is_given_for_a_buyer_and_refused_without_one(desk: Client) -> None:
    bought("new", "900")
    bought("donated", "60.5")
    bought("new", None)
    answer = desk.get(DECLARATION + "declaration.csv", {"siret": SIRET, "nom": "Ville de Lutèce"})
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert row["siret"] == SIRET
    assert row["type_produit_acquis"] == "Matériel informatique et téléphonie"
    assert (row["montant_total"], row["montant_produits_issus_don"]) == ("900.00", "60.50")
    assert row["commentaires"] == "1 ligne sans prix n’est pas comptée"
    refused = desk.get(DECLARATION + "declaration.csv", {"siret": "12", "nom": "x"}, follow=True)
    assert "n’est pas un SIRET" in refused.content.decode()


def test_nothing_to_declare_is_said(desk: Client) -> None:
    bought("new", None)
    answer = desk.get(DECLARATION + "declaration.csv", {"siret": SIRET, "nom": "x"}, follow=True)
    assert "il n’y a rien à déclarer" in answer.content.decode()


def test_everyone_reads_the_summary_of_a_year(client: Client) -> None:
    address = "/registres/equipements/achats/"
    assert "Aucun achat n’est encore enregistré" in client.get(address).content.decode()
    bought("new", "700")
    bought("refurbished", "300", index_kind="repair_fr", index_mark=Decimal(8), category="laptop")
    page = client.get(address).content.decode()
    assert "palier atteint" in page
    assert "BC-" not in page
    assert "What the city bought in 2026" in client.get("/en" + address).content.decode()


def test_spend_moves_s12_and_its_duty_with_their_evidence(client: Client) -> None:
    bought("new", "700")
    bought("reused", "100")
    found = indicators.values(TODAY)["S12"]
    assert (found.value, found.coverage) == (12.5, 1.0)
    bought("donated", "200")
    bought("new", None)
    found = indicators.values(TODAY)["S12"]
    assert (found.value, found.coverage) == (37.5, 0.75)
    facts = given()
    assert client.get(facts["gift_value"].evidence).status_code == 200
    assert (facts["reuse_spend"].value, facts["gift_value"].value) == (100.0, 200.0)


def test_without_a_price_spend_is_unknown_never_zero() -> None:
    bought("new", None)
    found = given()["digital_spend"]
    assert (found.value, found.missing) == (None, ("unit_eur",))


def test_a_line_whose_condition_is_not_said_is_not_counted_as_new() -> None:
    bought(None, "700")
    facts = given()
    assert facts["digital_spend"].value == 700.0
    assert (facts["reuse_spend"].value, facts["reuse_spend"].missing) == (None, ("condition",))
    assert (purchases(2026).it.share, purchases(2026).missing_eur) == (None, None)
    bought("reused", "100")
    assert (given()["reuse_spend"].value, given()["reuse_spend"].coverage) == (100.0, 0.5)
    assert indicators.values(TODAY)["S12"].coverage == 0.5


def test_one_index_is_averaged_by_spend_and_the_two_are_never_mixed() -> None:
    bought("new", "300", index_kind="repair_fr", index_mark=Decimal(8))
    bought("new", "100", index_kind="repair_fr", index_mark=Decimal(4))
    bought("new", "100", index_kind="durability_fr", index_mark=Decimal(1))
    bought("new", "500", index_kind="repair_eu", index_class="A")
    found = given()["S16"]
    assert (found.value, found.coverage) == (7.0, 0.4)
    assert "réparabilité" in found.source


def test_an_order_written_later_is_not_known_before() -> None:
    bought("new", "700")
    assert purchases(2026, date(2026, 11, 25)).it.lines == 0


def test_the_duty_reads_the_share() -> None:
    bought("new", "700")
    bought("refurbished", "70")
    assert duties.assessments(TODAY)["agec-58-it"].state == "not-met"
    bought("refurbished", "230")
    assert duties.assessments(TODAY)["agec-58-it"].state == "met"
