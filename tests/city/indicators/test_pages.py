"""Public and staff pages of the indicators, as a person meets them."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sobria.city.indicators import services
from sobria.city.indicators.models import Entry, FactEntry
from sobria.city.people.models import User
from sobria.engine.indicators.definitions import load_indicators, load_inputs

pytestmark = pytest.mark.django_db
YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
FORM = {
    "start": "2025-01-01",
    "end": "31/12/2025",
    "value": "18,25",
    "method": "comptes",
    "source": "Commande publique",
    "seen": "",
}
OPENED = "?debut=2025-01-01&fin=2025-12-31"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-24T09:00:00+01:00", tick=False):
        yield


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def seen_of(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def fill(by: User) -> None:
    services.enter_input("printed_pages", value=4_800_000.0, source="Prestataire", by=by, **YEAR)
    services.enter_input("fte", value=2400.0, source="Bilan social", by=by, **YEAR)


def test_the_list_says_what_is_known_and_what_lacks(client: Client, officer: User) -> None:
    fill(officer)
    shown = text(client.get("/indicateurs/"))
    assert "indicateurs sur 60 ont une valeur" in shown
    assert "2 000" in text(client.get("/indicateurs/?page=2"))
    assert "Il manque : équipements réformés réemployés" in shown


@pytest.mark.parametrize(
    ("asked", "there", "absent"),
    [("pilier=inclusive", "I1", "S25"), ("etat=known", "S25", "I1"), ("etat=unknown&page=2", "D5", "S25")],
)
def test_filters_keep_what_is_asked(client: Client, officer: User, asked: str, there: str, absent: str) -> None:
    fill(officer)
    shown = text(client.get(f"/indicateurs/?{asked}"))
    assert f"/indicateurs/{there}/" in shown
    assert f"/indicateurs/{absent}/" not in shown


def test_filters_that_nothing_meets_say_so(client: Client) -> None:
    assert "Aucun indicateur ne répond" in text(client.get("/indicateurs/?pilier=marin"))


@pytest.mark.parametrize("code", list(load_indicators()))
def test_every_indicator_has_its_page_and_its_evidence(client: Client, code: str) -> None:
    for address in (f"/indicateurs/{code}/", f"/en/indicateurs/{code}/preuve/"):
        assert client.get(address).status_code == 200


def test_an_unknown_value_names_what_lacks_who_gives_it_and_where(client: Client) -> None:
    shown = text(client.get("/indicateurs/S26/"))
    assert "Il manque : puissance des centres de données du territoire" in shown
    assert "le responsable du numérique responsable" in shown
    assert 'href="/bureau/indicateurs/S26/"' in shown
    shown = text(client.get("/en/indicateurs/S25/"))
    assert "Missing: " in shown
    assert 'href="/en/bureau/indicateurs/donnees/"' in shown


def test_an_unknown_code_has_no_page(client: Client) -> None:
    assert client.get("/indicateurs/S99/").status_code == 404
    assert client.get("/indicateurs/S99/preuve/").status_code == 404
    assert client.get("/indicateurs/indicateurs.exe").status_code == 404


def test_the_evidence_shows_formula_and_inputs_with_their_source(client: Client, officer: User) -> None:
    fill(officer)
    shown = text(client.get("/indicateurs/S25/preuve/"))
    assert "printed_pages / fte" in shown
    assert "Bilan social" in shown
    assert "4 800 000" in shown


def test_the_public_never_reads_who_wrote_nor_notes(client: Client, officer: User) -> None:
    services.enter_value(
        "S12", value=18.0, method="comptes", source="Achats", note="appeler Dupont", by=officer, **YEAR
    )
    shown = text(client.get("/indicateurs/S12/"))
    assert "18" in shown
    assert "Dupont" not in shown
    assert "Agent de Lutèce" not in shown


def test_files_leave_unknown_blank_and_harmless(client: Client, officer: User) -> None:
    fill(officer)
    services.enter_value("S12", value=18.0, method="comptes", source="=cmd()", by=officer, **YEAR)
    lines = client.get("/indicateurs/indicateurs.csv").content.decode().splitlines()
    assert len(lines) == 61
    assert "'=cmd()" in next(line for line in lines if line.startswith("S12,"))
    rows = {row["code"]: row for row in client.get("/indicateurs/indicateurs.json").json()["indicators"]}
    assert rows["D8"]["value"] is None
    assert rows["S25"]["value"] == 2000.0


def test_staff_enter_a_value_with_a_comma(desk: Client) -> None:
    assert desk.post("/bureau/indicateurs/S12/", FORM).status_code == 302
    assert Entry.objects.get().value == 18.25
    assert "18,25" in text(desk.get(f"/bureau/indicateurs/S12/{OPENED}"))


def test_a_blank_is_unknown_and_never_zero(desk: Client) -> None:
    assert desk.post("/bureau/indicateurs/S12/", FORM | {"value": ""}).status_code == 302
    assert Entry.objects.get().value is None


@pytest.mark.parametrize("value", ["beaucoup", "12 agents", "1,2,3", "inf", "1e999", "200"])
def test_what_is_not_a_possible_number_is_refused_with_a_sentence(desk: Client, value: str) -> None:
    answer = desk.post("/bureau/indicateurs/S12/", FORM | {"value": value})
    assert answer.status_code == 422
    assert "Le formulaire n’a pas été accepté" in text(answer)
    assert f'value="{value}"' in text(answer)
    assert not Entry.objects.exists()


def test_the_second_of_two_people_sees_the_first_version_and_loses_nothing(desk: Client) -> None:
    desk.post("/bureau/indicateurs/S12/", FORM)
    read = FORM | {"seen": seen_of(text(desk.get("/bureau/indicateurs/S12/")))}
    desk.post("/bureau/indicateurs/S12/", read | {"value": "19"})
    answer = desk.post("/bureau/indicateurs/S12/", read | {"value": "20"})
    shown = text(answer)
    assert answer.status_code == 422
    assert "La version 2, en place : 19" in shown
    assert 'value="20"' in shown
    told = FORM | {"value": "20", "seen": seen_of(shown)}
    assert desk.post("/bureau/indicateurs/S12/", told).status_code == 302
    assert [one.value for one in Entry.objects.order_by("version")] == [18.25, 19.0, 20.0]


def test_a_period_is_corrected_from_a_form_opened_without_it(desk: Client) -> None:
    desk.post("/bureau/indicateurs/S12/", FORM)
    fresh = seen_of(text(desk.get("/bureau/indicateurs/S12/")))
    assert desk.post("/bureau/indicateurs/S12/", FORM | {"value": "19", "seen": fresh}).status_code == 302
    stale = desk.post("/bureau/indicateurs/S12/", FORM | {"value": "20", "seen": fresh})
    assert stale.status_code == 422
    assert [one.value for one in Entry.objects.order_by("version")] == [18.25, 19.0]


def test_a_number_typed_on_an_english_page_is_read_as_that_page_writes_it(desk: Client) -> None:
    given = {name: FORM[name] for name in ("start", "end", "source", "seen")}
    assert desk.post("/en/bureau/indicateurs/donnees/fte/", given | {"value": "1,060"}).status_code == 302
    assert FactEntry.objects.get().value == 1060.0
    assert "1,060" in text(desk.get("/en/bureau/indicateurs/donnees/"))
    refused = text(desk.post("/bureau/indicateurs/donnees/fte/", given | {"value": "1.060"}))
    assert "« 1.060 » se lit de deux façons, 1060 ou 1.06" in refused


def test_a_period_is_taken_back_after_a_question(desk: Client) -> None:
    desk.post("/bureau/indicateurs/S12/", FORM)
    asked = desk.get(f"/bureau/indicateurs/S12/retirer/{OPENED}")
    assert "cette valeur ne comptera plus" in text(asked)
    assert desk.get("/bureau/indicateurs/S12/retirer/").status_code == 404
    data = {"note": "mauvaise année", "seen": seen_of(text(asked))}
    assert desk.post(f"/bureau/indicateurs/S12/retirer/{OPENED}", data).status_code == 302
    assert Entry.objects.order_by("-version")[0].withdrawn


def test_staff_enter_facts_of_the_city(desk: Client) -> None:
    given = {name: FORM[name] for name in ("start", "end", "source", "seen")} | {"value": "2 400,5"}
    assert desk.post("/bureau/indicateurs/donnees/fte/", given).status_code == 302
    assert FactEntry.objects.get().value == 2400.5
    shown = text(desk.get("/bureau/indicateurs/donnees/"))
    assert "2 400,5" in shown
    assert f"sur {len(load_inputs())}" in shown
    assert desk.get("/bureau/indicateurs/donnees/rien/").status_code == 404


def test_an_auditor_reads_and_writes_nothing(reading_desk: Client) -> None:
    assert reading_desk.get("/bureau/indicateurs/").status_code == 200
    assert "<textarea" not in text(reading_desk.get("/bureau/indicateurs/S12/"))
    assert reading_desk.post("/bureau/indicateurs/S12/", FORM).status_code == 403
    assert reading_desk.get(f"/bureau/indicateurs/S12/retirer/{OPENED}").status_code == 403
    assert not Entry.objects.exists()


def test_a_script_is_no_evidence(desk: Client) -> None:
    answer = desk.post("/bureau/indicateurs/S12/", FORM | {"evidence": "javascript:alert(1)"})
    assert answer.status_code == 422


@pytest.mark.parametrize("address", ["/indicateurs/", "/indicateurs/S12/", "/indicateurs/S12/preuve/"])
def test_a_page_costs_the_same_for_few_and_for_many_values(client: Client, officer: User, address: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    services.enter_value("S12", value=18.0, method="comptes", source="Achats", by=officer, **YEAR)
    few = queries()
    for year in range(1990, 2020):
        period = {"start": date(year, 1, 1), "end": date(year, 12, 31)}
        services.enter_value("S12", value=18.0, method="comptes", source="Achats", by=officer, **period)
    assert queries() == few
