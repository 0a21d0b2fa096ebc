"""The pages of accounts and roles: who reads them, what an administrator does there, what is refused and how."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.worlds.people import PASSWORD, add_second_factor

import sobria
from sobria.city.journal.models import Event
from sobria.city.partners.models import Partner
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import DECIDING, WRITERS, Role
from sobria.city.people.scopes import scopes
from sobria.city.people.services import assign_role, create_user, deactivate, end_assignment, reactivate

TODAY = date(2026, 11, 24)
YEAR_END = date(2026, 12, 31)
HOME = "/bureau/personnes/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today() -> object:
    with time_machine.travel("2026-11-24T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def administrator(db: None) -> User:
    return create_user(email="site@lutece.example", password=None, role=Role.ADMINISTRATOR, name="Administratrice")


@pytest.fixture
def browser(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def person(db: None) -> User:
    return create_user(email="camille@lutece.example", password=PASSWORD, role=Role.AGENT, name="Camille")


def asked(**more: str) -> dict[str, str]:
    """What the form of a role sends when nothing is chosen but the day."""
    told = {"role": "", "since": TODAY.isoformat(), "until": "", "scope": "", "partner": "", "reference": ""}
    return told | more


def partner() -> None:
    now = timezone.now()
    Partner.objects.create(code="mission", name="Mission locale", created_at=now, updated_at=now)


def give(browser: Client, person: User, **more: str) -> Any:
    return browser.post(reverse("people-desk:give", args=[person.pk]), asked(**more))


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_account_is_opened_with_its_first_role_and_no_password(browser: Client, settings: Settings) -> None:
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = True
    given = asked(role="steward", scope="equipment", until="2027-06-30", reference="Note du 20 novembre")
    told = given | {"email": " Alix@Lutece.example", "name": "Alix", "password": ""}
    answer = browser.post(reverse("people-desk:create"), told, follow=True)
    person = User.objects.get(email="alix@lutece.example")
    assert answer.redirect_chain == [(reverse("people-desk:entry", args=[person.pk]), 302)]
    assert not person.has_usable_password()
    assert person.holds(WRITERS, scope="equipment")
    assert not person.holds(WRITERS, scope="strategy")
    page = words(answer)
    assert "du 24 novembre 2026 au 30 juin 2027" in page
    assert "Équipements" in page
    assert "Note du 20 novembre" in page
    assert "par un code reçu par courriel" in page
    kinds = Event.objects.filter(subject=f"person:{person.pk}").order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == ["person.created", "role.assigned"]
    assert not Event.objects.filter(document__contains="alix@").exists()


def test_where_nothing_else_opens_the_site_a_first_password_is_asked_and_serves(
    browser: Client, client: Client, settings: Settings
) -> None:
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = False
    told = asked(role="agent") | {"email": "alix@lutece.example", "name": "Alix", "password": ""}
    answer = browser.post(reverse("people-desk:create"), told)
    assert answer.status_code == 422
    assert "donnez un premier mot de passe" in words(answer)
    short = browser.post(reverse("people-desk:create"), told | {"password": "court"})
    assert "12" in words(short)
    assert not User.objects.filter(email="alix@lutece.example").exists()
    browser.post(reverse("people-desk:create"), told | {"password": PASSWORD})
    entered = client.post("/bureau/connexion/", {"login": "alix@lutece.example", "password": PASSWORD})
    assert entered.headers["Location"] == "/bureau/"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "alix@"}, "écrivez-la comme prenom.nom@ville.example"),
        ({"email": "CAMILLE@lutece.example"}, "Un compte existe déjà à cette adresse"),
        ({"since": "2026-02-30"}, "Cette date n’existe pas au calendrier"),
        ({"since": "0001-01-01"}, "Choisissez une date entre 2000 et 2100"),
        ({"until": "2026-11-23"}, "La fin du rôle est avant son début"),
        ({"role": "roi"}, "« roi » n’est pas dans la liste"),
        ({"role": "steward", "scope": "lune"}, "« lune » n’est pas dans la liste"),
        ({"scope": "equipment"}, "Ce rôle vaut pour toute la ville"),
        ({"partner": "mission"}, "Ce rôle n’a pas de partenaire"),
        ({"role": "prescriber"}, "Ce rôle demande le partenaire"),
        ({"role": "delegate"}, "demande la référence de l’acte"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    browser: Client, person: User, settings: Settings, wrong: dict[str, str], sentence: str
) -> None:
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = True
    partner()
    right = asked(role="auditor") | {"email": "alix@lutece.example", "name": "Alix Dupré", "password": ""}
    before = Event.objects.count()
    answer = browser.post(reverse("people-desk:create"), right | wrong)
    assert answer.status_code == 422
    page = words(answer)
    assert sentence in page
    assert 'value="Alix Dupré"' in page
    assert all(f'value="{value}"' in page for name, value in wrong.items() if name not in {"role", "scope"})
    assert (User.objects.count(), Event.objects.count()) == (2, before)


def test_a_sentence_stands_beside_the_field_it_is_about(browser: Client, person: User) -> None:
    page = words(give(browser, person, role="refurbisher"))
    assert re.search(r'href="#id_partner">.*Ce rôle demande le partenaire', page)
    page = words(give(browser, person, role="delegate", reference="Arrêté 12"))
    assert re.search(r'href="#id_until">.*Une délégation', page)
    assert 'href="#id_reference"' not in page


def test_a_partner_s_role_is_about_its_partner(browser: Client, person: User) -> None:
    partner()
    give(browser, person, role="prescriber", partner="mission")
    assert Assignment.objects.get(role=Role.PRESCRIBER).scope == "mission"
    assert "Mission locale" in words(browser.get(reverse("people-desk:entry", args=[person.pk])))


def test_nobody_gives_a_role_to_themself_nor_leaves_the_site_without_administrator(
    browser: Client, administrator: User
) -> None:
    assert "On ne se donne pas un rôle à soi-même" in words(give(browser, administrator, role="officer"))
    own = administrator.assignments.get()
    answer = browser.post(reverse("people-desk:end", args=[own.pk]), {"on": TODAY.isoformat()})
    assert "On ne se retire pas ce rôle à soi-même" in words(answer)
    answer = browser.post(reverse("people-desk:deactivate", args=[administrator.pk]))
    assert answer.status_code == 422
    assert "On ne désactive pas son propre compte" in words(answer)
    assert User.objects.get(pk=administrator.pk).holds(frozenset({Role.ADMINISTRATOR}))
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("deciding", sorted(DECIDING))
def test_who_runs_the_site_decides_nothing_on_the_same_days(administrator: User, person: User, deciding: Role) -> None:
    given: dict[str, Any] = {"by": administrator, "reference": "Arrêté 12"}
    assign_role(person, Role.ADMINISTRATOR, by=administrator, since=TODAY, until=YEAR_END)
    with pytest.raises(ValidationError, match=r"ne décide rien pour la ville.*24 novembre 2026 au 31 décembre 2026"):
        assign_role(person, deciding, since=YEAR_END, until=date(2027, 6, 30), **given)
    assign_role(person, deciding, since=date(2027, 1, 1), until=date(2027, 6, 30), **given)
    for since, until in ((date(2027, 6, 30), None), (date(2027, 1, 1), date(2027, 1, 1))):
        with pytest.raises(ValidationError, match=str(deciding.label)):
            assign_role(person, Role.ADMINISTRATOR, by=administrator, since=since, until=until)
    assign_role(person, Role.ADMINISTRATOR, by=administrator, since=date(2027, 7, 1))
    assert person.assignments.count() == 4


def test_the_command_line_makes_no_administrator_who_decides() -> None:
    with pytest.raises(ValidationError, match="ne décide rien"):
        create_user(email="a@lutece.example", password=None, role=Role.ADMINISTRATOR, also={Role.EXECUTIVE})
    assert not User.objects.exists()


def test_the_same_role_is_not_given_twice_for_the_same_days(administrator: User, person: User) -> None:
    stewarding: dict[str, Any] = {"by": administrator, "scope": "equipment"}
    first = assign_role(person, Role.STEWARD, since=TODAY, until=YEAR_END, **stewarding)
    with pytest.raises(ValidationError, match="tient déjà ce rôle du 24 novembre 2026 au 31 décembre 2026"):
        assign_role(person, Role.STEWARD, since=YEAR_END, **stewarding)
    assign_role(person, Role.STEWARD, by=administrator, since=TODAY, scope="strategy")
    later = assign_role(person, Role.STEWARD, since=date(2027, 1, 1), **stewarding)
    end_assignment(later, by=administrator, on=date(2027, 1, 1))
    end_assignment(first, by=administrator, on=TODAY)
    assign_role(person, Role.STEWARD, since=TODAY, **stewarding)
    assert person.assignments.count() == 5


def test_a_role_ends_on_a_day_once_confirmed(browser: Client, administrator: User, person: User) -> None:
    role = person.assignments.get()
    address = reverse("people-desk:end", args=[role.pk])
    asking = words(browser.get(address))
    assert "Camille a le rôle « Agent » depuis le 24 novembre 2026, sans date de fin." in asking
    assert Assignment.objects.get(pk=role.pk).until is None
    answer = browser.post(address, {"on": "2027-01-01"}, follow=True)
    assert "du 24 novembre 2026 au 31 décembre 2026" in words(answer)
    assert Assignment.objects.get(pk=role.pk).until == YEAR_END
    again = browser.post(address, {"on": "2027-01-01"})
    assert again.status_code == 422
    assert "prend fin avant ce jour" in words(again)
    with time_machine.travel("2027-01-02T10:00:00+01:00", tick=False):
        browser.force_login(administrator)
        ended = browser.post(address, {"on": "2027-01-02"})
        assert "Ce rôle avait déjà pris fin." in words(ended)
        assert "Mettre fin<" not in words(browser.get(reverse("people-desk:entry", args=[person.pk])))
    assert Event.objects.filter(kind="role.ended").count() == 1


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2026-11-23", "choisissez aujourd’hui ou un jour à venir"),
        ("2026-11-30", "Ce rôle commence le 1 décembre 2026"),
        ("", "Ce champ est obligatoire"),
    ],
)
def test_a_role_never_ends_in_the_past_nor_before_it_begins(
    browser: Client, administrator: User, person: User, on: str, sentence: str
) -> None:
    role = assign_role(person, Role.OFFICER, by=administrator, since=date(2026, 12, 1))
    answer = browser.post(reverse("people-desk:end", args=[role.pk]), {"on": on})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'value="{on}"' in words(answer) or not on
    assert Assignment.objects.get(pk=role.pk).until is None


def test_a_page_tells_roles_past_present_and_to_come(browser: Client, administrator: User, person: User) -> None:
    assign_role(person, Role.AUDITOR, by=administrator, since=date(2025, 1, 1), until=date(2025, 12, 31))
    coming = assign_role(person, Role.OFFICER, by=administrator, since=date(2027, 1, 1))
    page = words(browser.get(reverse("people-desk:entry", args=[person.pk])))
    places = [page.index(one) for one in ("Agent</th>", "Responsable du numérique responsable</th>", "Auditeur")]
    assert places == sorted(places)
    assert f"?subject=person:{person.pk}" in page
    end_assignment(coming, by=administrator, on=date(2027, 1, 1))
    page = words(browser.get(reverse("people-desk:entry", args=[person.pk])))
    assert "prévu le 1 janvier 2027, annulé ce jour-là ou avant" in page


def test_a_closed_account_leaves_at_once_and_comes_back_with_its_roles(browser: Client, person: User) -> None:
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get("/bureau/").status_code == 200
    address = reverse("people-desk:deactivate", args=[person.pk])
    assert "Camille ne pourra plus se connecter" in words(browser.get(address))
    assert "compte désactivé" in words(browser.post(address, follow=True))
    assert theirs.get("/bureau/").status_code == 302
    assert "Ce compte était déjà désactivé" in words(browser.post(address))
    assert "réactivez-le avant" in words(give(browser, person, role="officer"))
    address = reverse("people-desk:reactivate", args=[person.pk])
    assert "Rôles retrouvés : Agent" in words(browser.get(address))
    browser.post(address)
    assert "Ce compte était déjà actif" in words(browser.post(address))
    theirs.force_login(person)
    assert theirs.get("/bureau/").status_code == 200
    kinds = Event.objects.filter(subject=f"person:{person.pk}").order_by("sequence").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["person.deactivated", "person.reactivated"]


def test_only_an_administrator_closes_and_opens_again(officer: User, person: User) -> None:
    for act in (deactivate, reactivate):
        with pytest.raises(Exception, match="permet de lire, pas de modifier"):
            act(person, by=officer)


def test_the_list_is_searched_and_filtered(browser: Client, administrator: User, person: User) -> None:
    create_user(email="maire@lutece.example", password=None, role=Role.EXECUTIVE, name="La maire")
    closed = create_user(email="parti@lutece.example", password=None, role=Role.AUDITOR, name="Parti")
    deactivate(closed, by=administrator)
    everyone = {"site@lutece.example", "camille@lutece.example", "maire@lutece.example", "parti@lutece.example"}

    def found(query: str) -> set[str]:
        return set(re.findall(r"<td>(\S+@lutece\.example)</td>", words(browser.get(HOME + query))))

    assert found("") == everyone
    assert found("?q=CAMI") == {"camille@lutece.example"}
    assert found("?q=maire@") == {"maire@lutece.example"}
    assert found("?role=agent") == {"camille@lutece.example"}
    assert found("?etat=desactive") == {"parti@lutece.example"}
    assert found("?etat=actif") == everyone - {"parti@lutece.example"}
    assert found("?etat=second-facteur") == {"maire@lutece.example"}
    end_assignment(person.assignments.get(), by=administrator, on=TODAY)
    assert found("?etat=sans-role") == {"camille@lutece.example"}
    assert "Aucun compte ne répond" in words(browser.get(f"{HOME}?q=personne"))
    nonsense = browser.get(f"{HOME}?etat=perdu&page=-3")
    assert nonsense.status_code == 422
    assert "« perdu » n’est pas dans la liste" in words(nonsense)


def test_a_missing_second_factor_is_said_until_it_is_there(browser: Client) -> None:
    executive = create_user(email="maire@lutece.example", password=None, role=Role.EXECUTIVE, name="La maire")
    page = words(browser.get(HOME))
    assert "1 personne décide pour la ville et n’a pas encore de second facteur" in page
    assert "attendu : le rôle ne s’exerce pas" in page
    assert "attendu" in words(browser.get(reverse("people-desk:entry", args=[executive.pk])))
    add_second_factor(executive)
    page = words(browser.get(HOME))
    assert "n’a pas encore de second facteur" not in page
    assert "posé" in page


def test_a_longer_list_costs_no_more_queries_and_turns_its_pages(browser: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        browser.get(HOME)
    for number in range(30):
        create_user(email=f"a{number:02}@lutece.example", password=None, role=Role.MEMBER, also={Role.AGENT})
    with CaptureQueriesContext(connection) as many:
        page = words(browser.get(HOME))
    assert len(many) == len(few)
    assert "Comptes 1 à 25 sur 31" in page
    assert "Comptes 26 à 31 sur 31" in words(browser.get(f"{HOME}?page=2"))


def test_others_read_and_are_offered_no_act(desk: Client, reading_desk: Client, person: User) -> None:
    entry = reverse("people-desk:entry", args=[person.pk])
    for reader in (desk, reading_desk):
        assert "camille@lutece.example" in words(reader.get(HOME))
        assert "Donner un rôle" not in words(reader.get(entry))
        assert "Mettre fin" not in words(reader.get(entry))
        assert reader.get(reverse("people-desk:create")).status_code == 403
        assert give(reader, person, role="officer").status_code == 403
    assert person.assignments.count() == 1


def test_who_works_elsewhere_sees_no_address(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get(HOME).status_code == 403
    assert client.get(reverse("people-desk:entry", args=[person.pk])).status_code == 403


@pytest.mark.parametrize("name", ["entry", "give", "end", "deactivate", "reactivate"])
def test_a_number_nobody_has_is_not_found(browser: Client, name: str) -> None:
    for number in (999_999, 10**30):
        assert browser.get(reverse(f"people-desk:{name}", args=[number])).status_code == 404


def test_every_scope_that_an_act_asks_for_can_be_given() -> None:
    """A room whose SCOPE is not a register names itself in the setting ROOM_SCOPES."""
    sources = Path(sobria.__file__).parent.rglob("*.py")
    asked_for = {
        code for one in sources for code in re.findall(r'^SCOPE = "(.+)"$', one.read_text("utf-8"), re.MULTILINE)
    }
    assert {"strategy", "duties"} <= asked_for
    assert asked_for <= scopes().keys()
    assert "equipment" in scopes()


def test_the_pages_speak_english_too(browser: Client, person: User) -> None:
    page = words(browser.get("/en/bureau/personnes/"))
    assert "Accounts and roles" in page
    page = words(browser.get(f"/en/bureau/personnes/{person.pk}/"))
    assert "from 24 November 2026, with no end date" in page
