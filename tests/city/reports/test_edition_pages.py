"""The pages of the yearly edition, as a resident and an officer read them."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds.editions import a_city, value

from sobria.city.people.models import User
from sobria.city.reports import services
from sobria.city.reports.models import Edition

MOST_ELEMENTS = 390


@pytest.fixture(autouse=True)
def february() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 2, 10, 9, tzinfo=ZoneInfo("Europe/Paris")), tick=False):
        yield


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def elements(page: str) -> int:
    return len(re.findall(r"<[a-z]", page))


def test_a_resident_goes_from_a_sentence_to_its_figure_its_evidence_and_its_open_data(
    client: Client, officer: User
) -> None:
    assert "Aucun bilan n’est encore figé" in read(client, "/bilans/")
    a_city(officer)
    edition = services.freeze(2026, by=officer)
    assert "Bilan 2026" in read(client, "/bilans/")
    home = read(client, "/bilans/2026/")
    assert re.search(r'<li><a href="/bilans/2026/chiffres/S12/">Achats issus du réemploi</a>\s*: 21,0', home)
    figure = read(client, "/bilans/2026/chiffres/S12/")
    for words in ("20,0 à 22,5", "en avance", "M1 · Action M1"):
        assert words in figure
    links = re.findall(r'href="([^"]+)"', figure)
    for wanted in ("/indicateurs/S12/preuve/", "/indicateurs/S12/", "/indicateurs/indicateurs.csv"):
        assert wanted in links
        read(client, wanted)
    (frozen,) = [one for one in links if one.endswith(".csv") and "fichiers" in one]
    assert "S12" in read(client, frozen)
    assert edition.digest in read(client, "/bilans/2026/fichiers/bilan-2026-revision-1.sha256")
    for code in ("obligations", "ville", "territoire", "objectifs", "methode", "finalites", "annexe"):
        for number in (1, 2, 99):
            page = read(client, f"/bilans/2026/{code}/?page={number}")
            assert elements(page) < MOST_ELEMENTS, code
            assert page.count("<h1>") == 1
    assert elements(home) < MOST_ELEMENTS
    unknown = read(client, "/bilans/2026/chiffres/D3/")
    assert "Inconnu" in unknown
    assert "Personne n’a encore donné" in unknown
    english = read(client, "/en/bilans/2026/chiffres/S12/")
    assert "Purchases of reused goods" in english
    assert "/en/indicateurs/S12/preuve/" in english
    assert json.loads(read(client, "/bilans/annexe.schema.json"))["fields"][0]["name"] == "edition"


def test_a_figure_nobody_renewed_says_so_and_not_that_its_method_is_unclear(client: Client, officer: User) -> None:
    a_city(officer)
    services.freeze(2026, by=officer)
    services.freeze(2027, by=officer)
    assert "Aucune valeur plus récente que dans l’édition 2026." in read(client, "/bilans/2027/chiffres/D8/")


def test_a_revision_is_shown_and_the_one_before_stays_readable(client: Client, officer: User) -> None:
    a_city(officer)
    services.freeze(2026, by=officer)
    value(officer, "S12", 23.5, 2026, seen=1)
    services.correct(2026, reason="Un relevé <oublié>", seen=1, by=officer)
    home = read(client, "/bilans/2026/")
    assert "23,5" in home
    assert "Un relevé &lt;oublié&gt;" in home
    old = read(client, "/bilans/2026/?revision=1")
    assert "Vous lisez la révision 1" in old
    assert "/bilans/2026/chiffres/S12/?revision=1" in old
    assert "21,0" in read(client, "/bilans/2026/chiffres/S12/?revision=1")
    method = read(client, "/bilans/2026/methode/?page=1") + read(client, "/bilans/2026/methode/?page=2")
    assert "Ce que la révision change" in method
    assert "n’a pas de révision 7" in read(client, "/bilans/2026/?revision=7", 404)
    assert "n’est pas figé" in read(client, "/bilans/2024/", 404)
    for wrong in ("/bilans/2026/rien/", "/bilans/2026/chiffres/rien/", "/bilans/2026/fichiers/rien.pdf"):
        read(client, wrong, 404)
    kept = client.get("/bilans/2026/fichiers/bilan-2026-revision-1-fr.pdf")
    known = Edition.objects.get(revision=1).files.get(format="pdf", language="fr")
    assert hashlib.sha256(kept.content).hexdigest() == known.digest
    assert "attachment" in kept.headers["Content-Disposition"]


def test_an_officer_sees_what_is_missing_freezes_corrects_and_says_it_presented(
    client: Client, officer: User, auditor: User
) -> None:
    client.force_login(officer)
    assert "Préparer le bilan 2026" in read(client, "/bureau/bilans/")
    empty = read(client, "/bureau/bilans/2026/")
    assert "Rien n’est connu de cette année" in empty
    assert "Aucune stratégie adoptée" in empty
    assert reverse("reports-desk:freeze", args=[2026]) not in empty
    refusal = client.post("/bureau/bilans/2026/figer/", {"reference": ""})
    assert (refusal.status_code, Edition.objects.count()) == (422, 0)
    assert "Rien n’est connu de l’année 2026" in refusal.content.decode()
    a_city(officer)
    prepare = read(client, "/bureau/bilans/2026/")
    assert "Actions sans moyens" in prepare
    assert elements(prepare) < MOST_ELEMENTS
    assert "gardé et publié pour toujours" in read(client, "/bureau/bilans/2026/figer/")
    assert client.post("/bureau/bilans/2026/figer/", {"reference": "2027-3"}).status_code == 302
    again = client.post("/bureau/bilans/2026/figer/", {"reference": ""})
    assert "déjà figé" in again.content.decode()
    assert "Rien n’a changé depuis la dernière révision" in read(client, "/bureau/bilans/2026/")
    value(officer, "D8", 8.0, 2026, seen=1)
    assert "Une révision les publierait" in read(client, "/bureau/bilans/2026/")
    page = read(client, "/bureau/bilans/2026/corriger/")
    assert 'value="2027-3"' in page
    assert client.post("/bureau/bilans/2026/corriger/", {"seen": 1, "reason": "", "reference": ""}).status_code == 422
    given = {"seen": 1, "reason": "Enquête relue", "reference": "2027-3"}
    assert client.post("/bureau/bilans/2026/corriger/", given).status_code == 302
    assert Edition.objects.get(revision=2).reference == "2027-3"
    shown = read(client, "/bureau/bilans/2026/presenter/")
    (url,) = re.findall(r'name="url" value="([^"]+)"', shown)
    answer = client.post(
        "/bureau/bilans/2026/presenter/",
        {"on": "2027-02-09", "url": url.replace("testserver", "lutece.example")},
        follow=True,
    )
    assert "mène au bilan figé" in answer.content.decode()
    client.force_login(auditor)
    assert client.get("/bureau/bilans/2026/").status_code == 200
    assert client.post("/bureau/bilans/2026/corriger/", given).status_code == 403
    for wrong in ("/bureau/bilans/2028/", "/bureau/bilans/0/"):
        assert client.get(wrong).status_code == 404


def test_pages_cost_a_constant_number_of_queries(client: Client, officer: User) -> None:
    a_city(officer)
    services.freeze(2025, by=officer)

    def cost() -> list[int]:
        found = []
        for address in ("/bilans/", "/bilans/2025/", "/bilans/2025/ville/", "/bilans/2025/chiffres/S12/"):
            with CaptureQueriesContext(connection) as queries:
                read(client, address)
            found.append(len(queries))
        return found

    before = cost()
    services.freeze(2026, by=officer)
    assert cost() == before
    assert max(before) <= 4
