"""The second factor: asked at sign-in, required of who decides, limited in tries, written in the journal."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from tests.worlds.people import PASSWORD, add_second_factor

from sobria.city.journal.models import Event
from sobria.city.people import throttle
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGN_IN = "/bureau/connexion/"
FACTOR = "/bureau/connexion/second-facteur/"
ACCOUNT = "/bureau/compte/"
ADD = "/bureau/compte/application/ajouter/"

pytestmark = pytest.mark.django_db


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def with_password(client: Client, person: User) -> str:
    return client.post(SIGN_IN, {"login": person.email, "password": PASSWORD}).headers.get("Location", "")


@pytest.fixture
def executive() -> User:
    return create_user(email="maire@lutece.example", password=PASSWORD, role=Role.EXECUTIVE, name="La maire")


def test_the_code_of_the_application_is_asked_after_the_password(client: Client, officer: User) -> None:
    secret = add_second_factor(officer)
    assert with_password(client, officer) == FACTOR
    assert client.get("/bureau/").status_code == 302
    page = client.post(FACTOR, {"code": wrong(code_now(secret))})
    assert "Ce code n’est pas le bon" in page.content.decode()
    code = code_now(secret)
    assert client.post(FACTOR, {"code": code}).headers["Location"] == "/bureau/"
    assert client.get("/bureau/").status_code == 200
    client.post("/bureau/deconnexion/")
    with_password(client, officer)
    client.post(FACTOR, {"code": code})
    assert "_auth_user_id" not in client.session, "the same code served twice"


def test_codes_cannot_be_guessed_one_after_the_other(client: Client, officer: User) -> None:
    secret = add_second_factor(officer)
    with time_machine.travel(NOON, tick=False):
        with_password(client, officer)
        for number in range(throttle.FACTOR_BY_ACCOUNT.capacity):
            client.post(FACTOR, {"code": wrong(code_now(secret))}, REMOTE_ADDR=f"203.0.113.{number}")
        page = client.post(FACTOR, {"code": code_now(secret)})
        assert "Trop d’essais" in page.content.decode()
    with time_machine.travel(NOON + timedelta(minutes=4), tick=False):
        assert client.post(FACTOR, {"code": code_now(secret)}).status_code == 302


def test_who_decides_enters_nowhere_before_a_second_factor(client: Client, executive: User) -> None:
    assert not executive.holds(frozenset({Role.EXECUTIVE}))
    with_password(client, executive)
    page = client.get("/bureau/", follow=True)
    assert page.redirect_chain == [(ACCOUNT, 302)]
    assert "Votre rôle engage la ville" in page.content.decode()

    page = client.get(ADD, follow=True)
    assert "C’est bien vous ?" in page.content.decode()
    asked = page.request["PATH_INFO"]
    page = client.post(asked, {"password": PASSWORD, "next": ADD}, follow=True)
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert secret
    assert "<svg" in page.content.decode()
    page = client.post(ADD, {"code": code_now(secret[1])}, follow=True)
    assert "10 codes de secours" in page.content.decode()
    assert client.get("/bureau/").status_code == 200
    assert User.objects.get().holds(frozenset({Role.EXECUTIVE}))


def test_other_roles_of_the_same_person_do_not_wait_for_it(client: Client, officer: User) -> None:
    officer.assignments.create(role=Role.MEMBER, since=officer.joined_at.date())
    person = User.objects.get()
    assert person.holds(frozenset({Role.OFFICER}))
    assert not person.holds(frozenset({Role.MEMBER}))
    client.force_login(person)
    assert client.get("/bureau/indicateurs/").status_code == 200


def test_codes_kept_for_a_lost_telephone_serve_once_and_are_no_second_factor_alone(
    client: Client, executive: User
) -> None:
    client.force_login(executive)
    client.post("/bureau/compte/verification/mot-de-passe/", {"password": PASSWORD})
    secret = re.search(r"<code>([A-Z2-7]+)</code>", client.get(ADD).content.decode())
    assert secret
    page = client.post(ADD, {"code": code_now(secret[1])}, follow=True).content.decode()
    kept = re.findall(r"<li><code>(\w+)</code>", page)
    assert len(kept) == 10
    client.post("/bureau/deconnexion/")
    with_password(client, executive)
    assert client.post(FACTOR, {"code": kept[0]}).status_code == 302
    client.post("/bureau/deconnexion/")
    with_password(client, executive)
    assert "Ce code n’est pas le bon" in client.post(FACTOR, {"code": kept[0]}).content.decode()
    Authenticator.objects.exclude(type="recovery_codes").delete()
    assert not User.objects.get().holds(frozenset({Role.EXECUTIVE}))


def test_taking_the_factor_away_closes_the_deciding_role_and_the_journal_tells_both(
    client: Client, executive: User
) -> None:
    client.force_login(executive)
    client.post("/bureau/compte/verification/mot-de-passe/", {"password": PASSWORD})
    secret = re.search(r"<code>([A-Z2-7]+)</code>", client.get(ADD).content.decode())
    assert secret
    client.post(ADD, {"code": code_now(secret[1])})
    page = client.get("/bureau/compte/application/retirer/").content.decode()
    assert "Retirer l’application à codes ?" in page
    assert client.post("/bureau/compte/application/retirer/").status_code == 302
    assert not Authenticator.objects.exists()
    assert client.get("/bureau/").headers["Location"] == ACCOUNT
    told = Event.objects.filter(kind__startswith="person.factor").order_by("sequence").values_list("kind", flat=True)
    assert list(told) == [
        "person.factor_added",
        "person.factor_added",
        "person.factor_removed",
        "person.factor_removed",
    ]


def test_secrets_are_not_in_clear_in_the_database(officer: User) -> None:
    secret = add_second_factor(officer)
    assert secret not in str(Authenticator.objects.get().data)


def test_a_password_is_changed_by_who_knows_it(client: Client, officer: User) -> None:
    client.force_login(officer)
    address = "/bureau/compte/mot-de-passe/"
    new = "une-autre-phrase-longue"
    given = {"oldpassword": "faux", "password1": new, "password2": new}
    assert client.post(address, given).status_code == 200
    assert (
        client.post(address, given | {"oldpassword": PASSWORD, "password1": "court", "password2": "court"}).status_code
        == 200
    )
    assert client.post(address, given | {"oldpassword": PASSWORD}).headers["Location"] == ACCOUNT
    assert User.objects.get().check_password(new)
    assert client.get("/bureau/").status_code == 200, "one's own session stays"
    assert Event.objects.filter(kind="person.password_changed").count() == 1


def test_an_account_without_password_may_choose_one(client: Client) -> None:
    person = create_user(email="a@lutece.example", password=None)
    client.force_login(person)
    assert "Choisir un mot de passe" in client.get(ACCOUNT).content.decode()
    new = "une-autre-phrase-longue"
    answer = client.post("/bureau/compte/mot-de-passe/premier/", {"password1": new, "password2": new})
    assert answer.headers["Location"] == ACCOUNT
    assert User.objects.get().check_password(new)
