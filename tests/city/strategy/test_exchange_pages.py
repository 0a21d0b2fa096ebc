"""Pages of the exchange: a file for everyone, a look before anything changes, refused lines given back."""

import io

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sobria.city.people.models import User
from sobria.city.strategy import preload, services
from sobria.city.strategy.exchange_models import StrategyImport
from sobria.city.strategy.models import Measure, Strategy

pytestmark = pytest.mark.django_db
CSV = "Code;Axe;Titre de l'axe;Pilier;Titre;Statut;=piège\nV-1;A1;Sobriété;Plus sobre;Réparer;En cours;1\nV-2;A1;;;;;\n"


def give(client: Client, content: bytes, name: str = "plan.csv") -> StrategyImport:
    answer = client.post("/bureau/strategie/importer/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return StrategyImport.objects.latest("pk")


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "csv"])
def test_anyone_downloads_the_adopted_strategy(client: Client, officer: User, suffix: str) -> None:
    strategy = preload.load_example(officer)
    assert client.get(f"/strategie/telecharger.{suffix}").status_code == 404
    services.adopt(strategy, on=strategy.created_at.date(), deliberation="2026 DNUM 1", by=officer)
    answer = client.get(f"/strategie/telecharger.{suffix}")
    assert answer.status_code == 200
    assert f".{suffix}" in answer["Content-Disposition"]
    if suffix != "csv":
        names = python_calamine.load_workbook(io.BytesIO(answer.content)).sheet_names
        assert names[:3] == ["Stratégie", "Axes", "Actions"]


def test_a_file_is_looked_at_then_confirmed(desk: Client) -> None:
    found = give(desk, CSV.encode("cp1252"))
    assert not Strategy.objects.exists()
    page = desk.get(f"/bureau/strategie/importer/{found.pk}/").content.decode()
    assert "à confirmer" in page
    assert "=piège" in page
    assert "Cette cellule est vide" in page
    answer = desk.post(f"/bureau/strategie/importer/{found.pk}/confirmer/", follow=True)
    assert "Fichier repris." in answer.content.decode()
    assert Measure.objects.get().status == "ongoing"


def test_refused_lines_come_back_as_a_file_to_correct(desk: Client) -> None:
    found = give(desk, CSV.encode())
    answer = desk.get(f"/bureau/strategie/importer/{found.pk}/lignes-refusees.csv")
    text = answer.content.decode("utf-8-sig")
    assert "V-2" in text
    assert "Cette cellule est vide" in text
    again = give(desk, text.replace("V-2,A1,,,,", "V-2,A1,Sobriété,Plus sobre,Réemployer,").encode("utf-8-sig"))
    assert again.report["counts"]["measures"]["created"] == 1


def test_an_english_page_names_columns_and_choices_in_english(desk: Client) -> None:
    found = give(desk, CSV.replace("En cours", "Bientôt").encode())
    page = desk.get(f"/en/bureau/strategie/importer/{found.pk}/").content.decode()
    assert "Title" in page
    assert "Ongoing" in page
    assert "Réalisé" not in page
    answer = desk.post("/en/bureau/strategie/importer/", {"file": SimpleUploadedFile("a.csv", b"Humeur\nbonne\n")})
    assert "these columns are needed: Code, " in answer.content.decode()
    assert "Titre" not in answer.content.decode()


def test_a_damaged_workbook_is_said_damaged(desk: Client) -> None:
    answer = desk.post("/bureau/strategie/importer/", {"file": SimpleUploadedFile("a.xlsx", b"rien d'un classeur")})
    assert "abîmé" in answer.content.decode()


def test_a_file_may_be_given_up(desk: Client) -> None:
    found = give(desk, CSV.encode())
    desk.post(f"/bureau/strategie/importer/{found.pk}/abandonner/")
    found.refresh_from_db()
    assert (found.state, bytes(found.content)) == (StrategyImport.DROPPED, b"")
    again = desk.post(f"/bureau/strategie/importer/{found.pk}/confirmer/", follow=True).content.decode()
    assert "déjà été repris ou abandonné" in again
    assert not Strategy.objects.exists()


def test_a_file_that_cannot_be_read_is_said_on_the_page(desk: Client) -> None:
    answer = desk.post("/bureau/strategie/importer/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 \x00")})
    assert answer.status_code == 422
    assert "ni un XLSX" in answer.content.decode()
    assert "Aucun fichier" in desk.post("/bureau/strategie/importer/").content.decode()


def test_an_auditor_reads_and_does_not_import(reading_desk: Client) -> None:
    page = reading_desk.get("/bureau/strategie/importer/")
    assert page.status_code == 200
    assert 'type="file"' not in page.content.decode()
    assert reading_desk.post("/bureau/strategie/importer/").status_code == 403


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/bureau/strategie/importer/").status_code == 302


def test_the_pages_are_in_english_too(desk: Client) -> None:
    page = desk.get("/bureau/strategie/importer/", headers={"accept-language": "en"}).content.decode()
    assert "axis_title" in page
