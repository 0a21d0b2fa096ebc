"""Pages of partners: the directory, its files, the staff list, forms, refusals, the import of a list."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.worlds.partners import TODAY, YEAR, collecting, partner
from tests.worlds.people import PASSWORD

from sobria.city.journal.models import Event
from sobria.city.partners import services
from sobria.city.partners.models import Document, Partner
from sobria.city.partners.selectors import partner_of
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import assign_role, create_user

HOME = "/bureau/partenaires/"
DIRECTORY = "/economie-solidaire/annuaire/"
SIRET = "73282932000074"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-26T10:00:00+01:00", tick=False):
        yield


def words(answer: Any) -> str:
    return str(answer.content.decode())


def sent(desk: Client, url: str, **told: str) -> str:
    answer = desk.post(url, told, follow=True)
    return words(answer)


def test_a_partner_is_written_agreed_with_and_proved_from_the_desk(desk: Client) -> None:
    page = sent(desk, HOME + "ajouter/", name="Atelier Numérique", siret="732 829 320 00074", ess="yes", is_active="on")
    assert "Ajoutez sa convention" in page
    one = Partner.objects.get(code="atelier-numerique")
    assert (one.siret, one.is_ess, one.is_listed) == (SIRET, True, False)
    own = f"{HOME}{one.code}/"
    sent(desk, own + "convention/", reference="2026-12", since="2026-11-01", prescribe="on")
    assert "à demander" in words(desk.get(own))
    sent(desk, own + "piece/", kind="siret", reference="Avis", since="2026-11-01", checked_on="2026-11-26")
    services.require_allowed(one, "prescribe", on=TODAY)
    kinds = (
        Event.objects.filter(subject="partner:atelier-numerique").order_by("sequence").values_list("kind", flat=True)
    )
    assert list(kinds) == ["partner.created", "partner.agreement_added", "partner.document_added"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"name": "Un autre", "siret": "73282932000075"}, "n’est pas un SIRET"),
        ({"name": "ATELIER"}, "porte déjà le nom"),
        ({"name": "Un autre", "siret": SIRET}, "est déjà celui de « Atelier »"),
        ({"name": "…"}, "ne donne pas de code"),
    ],
)
def test_what_is_wrong_with_a_partner_is_said(desk: Client, told: dict[str, str], sentence: str) -> None:
    partner(siret=SIRET)
    answer = desk.post(HOME + "ajouter/", told)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert Partner.objects.count() == 1


def test_a_document_that_is_renewed_needs_its_last_day(desk: Client) -> None:
    one = collecting()
    told = {"kind": "insurance", "reference": "Police 12", "since": "2026-11-01", "checked_on": "2026-11-26"}
    assert "écrivez son dernier jour" in sent(desk, f"{HOME}{one.code}/piece/", **told)
    assert "est avant le premier" in sent(desk, f"{HOME}{one.code}/piece/", **told, until="2026-10-31")
    assert "dans le futur" in sent(
        desk, f"{HOME}{one.code}/piece/", **told | {"checked_on": "2026-11-27"}, until="2027-01-01"
    )


def test_what_someone_else_corrected_meanwhile_is_not_written_over(desk: Client) -> None:
    one = partner()
    seen = one.updated_at.isoformat()
    Partner.objects.update(updated_at=timezone.now() + timedelta(seconds=1), activity="Réparation")
    answer = desk.post(f"{HOME}{one.code}/corriger/", {"name": "Atelier", "activity": "Vente", "seen": seen})
    assert answer.status_code == 422
    assert Partner.objects.get().activity == "Réparation"


def test_an_agreement_ends_today_or_later_and_only_once(officer: User) -> None:
    one = collecting()
    agreement = one.agreements.get()
    with pytest.raises(services.Refusal, match="choose today"):
        services.end_agreement(agreement, on=TODAY - timedelta(days=1), by=officer)
    services.end_agreement(agreement, on=TODAY, by=officer)
    with pytest.raises(services.Refusal, match="already ends"):
        services.end_agreement(agreement, on=TODAY + YEAR, by=officer)


def test_a_document_taken_back_proves_nothing_and_the_journal_keeps_it(desk: Client, officer: User) -> None:
    one = collecting()
    paper = one.documents.get(kind="statutes")
    assert "Retirer une pièce" in words(desk.get(f"{HOME}pieces/{paper.pk}/retirer/"))
    sent(desk, f"{HOME}pieces/{paper.pk}/retirer/", reason="Version périmée")
    assert not Document.objects.filter(kind="statutes").exists()
    told = json.loads(Event.objects.get(kind="partner.document_withdrawn").document)["data"]
    assert (told["kind"], told["reason"]) == ("statutes", "Version périmée")


def test_a_document_is_checked_again_and_never_backwards(officer: User) -> None:
    paper = collecting().documents.get(kind="siret")
    Document.objects.filter(pk=paper.pk).update(checked_on=TODAY - YEAR)
    services.check_document(paper, on=TODAY, by=officer)
    with pytest.raises(services.Refusal, match="already checked"):
        services.check_document(paper, on=TODAY - timedelta(days=1), by=officer)


def test_who_only_reads_sees_the_list_and_writes_nothing(reading_desk: Client, auditor: User) -> None:
    one = collecting()
    assert "Ajouter un partenaire" not in words(reading_desk.get(HOME))
    assert reading_desk.post(HOME + "ajouter/", {"name": "Autre"}).status_code == 403
    with pytest.raises(PermissionDenied):
        services.add_agreement(one, reference="X", permissions=["collect"], since=TODAY, until=None, by=auditor)


def test_the_list_and_a_page_cost_the_same_for_many_more(desk: Client, django_assert_max_num_queries: Any) -> None:
    for rank in range(45):
        collecting(f"p-{rank:02}").documents.filter(kind="insurance").update(until=TODAY + timedelta(days=rank))
    with django_assert_max_num_queries(8):
        page = words(desk.get(HOME))
    assert "45 partenaires ont une pièce" in page
    assert page.count("<tr>") == 41
    with django_assert_max_num_queries(9):
        desk.get(f"{HOME}p-00/")
    with django_assert_max_num_queries(8):
        public = words(desk.get(DIRECTORY))
    assert "recevoir des équipements réformés, prescrire un équipement" in public


def test_the_directory_shows_and_gives_only_who_is_listed_and_may_do_what_is_asked(client: Client) -> None:
    collecting("oui", is_ess=True)
    partner("sans-convention")
    partner("hors-annuaire", is_listed=False)
    partner("ancien", is_active=False)
    page = words(client.get(DIRECTORY))
    assert all(name in page for name in ("Oui", "Sans-Convention", "rien aujourd’hui"))
    assert not any(name in page for name in ("Hors-Annuaire", "Ancien"))
    asked = client.get(DIRECTORY, {"permission": "collect", "ess": "yes"})
    assert "Sans-Convention" not in words(asked)
    assert f"{DIRECTORY}telecharger.json?ess=yes&amp;permission=collect" in words(asked)
    rows = json.loads(b"".join(client.get(DIRECTORY + "telecharger.json?permission=collect")))["rows"]
    assert [(row["code"], row["may"], row["ess"]) for row in rows] == [("oui", "collect prescribe ", "yes")]
    assert client.get(DIRECTORY + "hors-annuaire/").status_code == 404
    assert "recevoir des équipements" in words(client.get(DIRECTORY + "oui/"))
    assert "may" in [field["name"] for field in client.get(DIRECTORY + "schema.json").json()["fields"]]


def test_a_prescriber_acts_for_the_partners_of_their_roles_of_today(officer: User) -> None:
    one, _other = collecting("mission"), collecting("autre")
    keeper = create_user(email="a@lutece.example", password=PASSWORD, role=Role.ADMINISTRATOR)
    person = create_user(email="p@lutece.example", password=PASSWORD, role=Role.RESIDENT)
    assign_role(person, Role.PRESCRIBER, by=keeper, since=TODAY, scope="mission")
    assign_role(person, Role.REFURBISHER, by=keeper, since=TODAY + YEAR, scope="autre")
    assert partner_of(User.objects.get(pk=person.pk)) == [one]
    assert partner_of(officer) == []


def imported(desk: Client, text: str) -> str:
    file = SimpleUploadedFile("liste.csv", text.encode())
    return words(desk.post(HOME + "importer/", {"file": file}))


def test_a_list_goes_in_but_for_its_bad_lines_and_twice_is_safe(desk: Client) -> None:
    partner("connu", name="Connu")
    text = (
        "Nom;SIRET;ESS;Téléphone\n"
        f"Reconditionneur;{SIRET};oui;01\n"
        "Mauvais;123;oui;\n"
        ";;;x\n"
        "Connu;;oui;\n"
        "Peut-être;;bof;\n"
    )
    page = imported(desk, text)
    assert "1 partenaire ajouté" in page
    assert "4 lignes mises de côté" in page
    assert "Colonnes laissées de côté" in page
    assert all(told in page for told in ("« 123 » n’est pas un SIRET", "Le nom est vide", "ni oui ni non"))
    again = imported(desk, text)
    assert "1 déjà connu" in again
    assert Partner.objects.count() == 2
    rows = json.dumps([["Nom", "sobria_raison"], ["=1+1", "raison"]])
    file = words(desk.post(HOME + "importer/ecartes.csv", {"rows": rows}))
    assert file.splitlines() == ["Nom,sobria_raison", "'=1+1,raison"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("PK\0\0", "n’est pas du texte"), ("a;b\n1;2\n", "aucune colonne « nom »"), ("", "vide")],
)
def test_a_file_of_something_else_is_refused_whole(desk: Client, content: str, sentence: str) -> None:
    assert sentence in imported(desk, content)
    assert not Partner.objects.exists()
