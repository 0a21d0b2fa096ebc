"""Pages of the room: calls, grants and invoices are written, refused, taken back, and read by everyone."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests.worlds.partners import partner

from sobria.city.indicators.selectors import values
from sobria.city.journal.models import Event
from sobria.sober.economy.models import Call, Grant, Spending

DESK = "/bureau/economie-solidaire/"
HUB = "/economie-solidaire/"
INVOICE = {"kind": "repair", "amount_eur": "1 200,50", "day": "2026-06-01", "reference": "F-1"}
GRANT = {"amount_eur": "5000", "decided_on": "2026-05-12", "reference": "2026 DEL 12", "purpose": "Cent ordinateurs"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-26T10:00:00+01:00", tick=False):
        yield


def words(answer: Any) -> str:
    """The text of a page, its spaces that do not break made plain."""
    return re.sub(r"[\u202f\u00a0]", " ", answer.content.decode())


def sent(desk: Client, url: str, told: dict[str, str]) -> str:
    return words(desk.post(DESK + url, told, follow=True))


def test_a_call_is_read_by_everyone_once_published(desk: Client, client: Client) -> None:
    told = {"title": "Réparer 2026", "text": "Pour les ateliers.", "budget_eur": "40 000", "opens_on": "2026-11-01"}
    sent(desk, "appels/ajouter/", told)
    call = Call.objects.get()
    assert "Réparer 2026" not in words(client.get(HUB))
    assert client.get(f"{HUB}appels/{call.pk}/").status_code == 404
    sent(desk, f"appels/{call.pk}/", told | {"is_public": "on", "closes_on": "2026-12-31"})
    assert "du 1 novembre 2026 au 31 décembre 2026" in words(client.get(HUB))
    assert "Pour les ateliers." in words(client.get(f"{HUB}appels/{call.pk}/"))
    assert "ferme avant" in sent(desk, "appels/ajouter/", told | {"title": "B", "closes_on": "2026-10-31"})
    assert "s’appelle déjà" in sent(desk, "appels/ajouter/", told)


def test_a_grant_is_public_downloaded_and_taken_back_with_a_reason(desk: Client, client: Client) -> None:
    partner("atelier", siret="73282932000074")
    sent(desk, "subventions/ajouter/", GRANT | {"partner": "atelier"})
    assert "Cent ordinateurs" in words(client.get(HUB))
    rows = json.loads(b"".join(client.get(HUB + "subventions/telecharger.json")))["rows"]
    assert [(row["receiver"], row["amount"]) for row in rows] == [("Atelier", 5000.0)]
    assert "2026 DEL 12" in words(client.get(f"{HUB}subventions/?receiver=Atelier"))
    assert "est déjà écrite" in sent(desk, "subventions/ajouter/", GRANT | {"partner": "atelier"})
    grant = Grant.objects.get()
    assert "5 000 €" in words(client.get(f"{HUB}subventions/{grant.pk}/"))
    assert "Retirée" in sent(desk, f"subventions/{grant.pk}/retirer/", {"reason": "Erreur de montant"})
    kinds = Event.objects.filter(subject="partner:atelier").order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == ["grant.added", "grant.withdrawn"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Dites qui est payé"),
        ({"partner": "atelier", "supplier": "Autre"}, "Dites qui est payé"),
        ({"partner": "atelier", "ess": "yes"}, "laissez « non dit »"),
        ({"supplier": "Autre", "amount_eur": "0"}, "plus grand que zéro"),
        ({"supplier": "Autre", "day": "2026-11-27"}, "pas encore passé"),
    ],
)
def test_what_is_wrong_with_an_invoice_is_said(desk: Client, told: dict[str, str], sentence: str) -> None:
    partner("atelier")
    assert sentence in sent(desk, "depenses/ajouter/", INVOICE | told)
    assert not Spending.objects.exists()


def test_an_invoice_moves_the_indicator_and_its_evidence_page(desk: Client, client: Client) -> None:
    partner("atelier", is_ess=True)
    sent(desk, "depenses/ajouter/", INVOICE | {"partner": "atelier"})
    sent(desk, "depenses/ajouter/", INVOICE | {"supplier": "Madame X", "ess": "no", "reference": "F-2"})
    found = values(Event.objects.latest("sequence").recorded_at.date())["S18"]
    assert (found.value, found.coverage) == (50.0, 1.0)
    page = words(client.get(HUB + "depenses/2026/"))
    assert "50,0 % des dépenses" in page
    assert "Madame X" not in page
    assert not Event.objects.filter(document__contains="Madame X").exists()
    file = words(client.get(HUB + "depenses/2026/telecharger.csv")).splitlines()
    assert file[1] == "2026,invoices,1200.5,1200.5,0.0,2,0"
    first = Spending.objects.get(reference="F-1")
    sent(desk, f"depenses/{first.pk}/retirer/", {"reason": "Double"})
    assert "0,0 % des dépenses" in words(client.get(HUB + "depenses/2026/"))


def test_empty_pages_say_what_to_do_and_a_year_to_come_has_none(desk: Client, client: Client) -> None:
    assert "Aucune facture" in words(desk.get(DESK))
    assert "Aucun appel ouvert" in words(client.get(HUB))
    assert "Aucune dépense écrite" in words(client.get(HUB + "depenses/2026/"))
    assert client.get(HUB + "depenses/2027/").status_code == 404
    assert client.get(HUB + "depenses/2026/telecharger.ods").status_code == 404


def test_who_only_reads_writes_nothing_and_the_list_costs_the_same(
    reading_desk: Client, django_assert_max_num_queries: Any
) -> None:
    one = partner("atelier")
    for rank in range(60):
        told = {"partner": one, "day": "2026-06-01", "reference": f"F{rank:02}", "recorded_at": "2026-06-02T00:00Z"}
        Spending.objects.create(amount_eur=10, kind="repair", **told)
    with django_assert_max_num_queries(9):
        page = words(reading_desk.get(DESK))
    assert "Factures 1 à 25 sur 60" in page
    assert "Écrire une facture" not in page
    assert reading_desk.post(DESK + "depenses/ajouter/", INVOICE).status_code == 403
