"""The city's identity provider: a real OpenID Connect server, started from a package."""

import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from oidc_provider_mock import User as Claimed
from oidc_provider_mock import run_server_in_thread
from pytest_django import Settings
from tests.worlds.people import PASSWORD, add_second_factor

from sobria.city.journal.models import Event
from sobria.city.people.models import User

ENTER = "/bureau/connexion/identite/ville/"
BACK = "/bureau/connexion/identite/ville/retour/"
KNOWN, UNVERIFIED, STRANGER = "known", "unverified", "stranger"
CLAIMS = (
    Claimed(sub=KNOWN, claims={"email": "Agent@Lutece.example", "email_verified": True, "name": "Une Agente"}),
    Claimed(sub=UNVERIFIED, claims={"email": "agent@lutece.example", "email_verified": False}),
    Claimed(sub=STRANGER, claims={"email": "autre@lutece.example", "email_verified": True}),
)

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1", "::1"])]


@pytest.fixture
def provider(settings: Settings) -> Iterator[None]:
    with run_server_in_thread(user_claims=CLAIMS) as server:
        settings.SOCIALACCOUNT_PROVIDERS = at(server.server_port)
        yield


def at(port: int, *, trusted: bool = False) -> dict[str, Any]:
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "ville",
                    "name": "Ville de Lutèce",
                    "client_id": "sobria",
                    "secret": "secret",
                    "settings": {"server_url": f"http://localhost:{port}", "verified_email": trusted},
                }
            ],
        }
    }


def enter(client: Client, sub: str, *, following: str = "") -> Any:
    """Go to the provider, say there who one is, and come back as a browser would."""
    away = client.get(ENTER, {"next": following} if following else {})
    assert away.status_code == 302, away.content.decode()
    answer = requests.post(away.headers["Location"], data={"sub": sub}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert back.path == BACK
    return client.get(BACK, dict(parse_qsl(back.query)), follow=True)


def test_an_agent_known_by_a_verified_address_enters(client: Client, officer: User, provider: None) -> None:
    assert re.search(
        rf'href="{ENTER}[^"]*">Se connecter avec « Ville de Lutèce »', client.get("/bureau/connexion/").content.decode()
    )
    page = enter(client, KNOWN, following="/bureau/indicateurs/")
    assert page.redirect_chain[-1] == ("/bureau/indicateurs/", 302)
    assert client.session["_auth_user_id"] == str(officer.pk)
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.user, kept.extra_data) == (KNOWN, officer, {}), "nothing else of the person is kept"
    assert Event.objects.filter(kind="person.identity_connected", subject=f"person:{officer.pk}").count() == 1
    client.post("/bureau/deconnexion/")
    enter(client, KNOWN)
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert Event.objects.filter(kind="person.identity_connected").count() == 1
    assert User.objects.get().check_password(PASSWORD), "the password still opens the account"


@pytest.mark.parametrize("sub", [UNVERIFIED, STRANGER])
def test_who_has_no_account_here_does_not_enter(client: Client, officer: User, provider: None, sub: str) -> None:
    page = enter(client, sub)
    assert "Aucun compte ne porte cette adresse" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_closed_account_does_not_open(client: Client, officer: User, provider: None) -> None:
    enter(client, KNOWN)
    client.post("/bureau/deconnexion/")
    User.objects.update(is_active=False)
    page = enter(client, KNOWN)
    assert "Ce compte est fermé" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_provider_trusted_for_its_addresses_need_not_say_so(
    client: Client, officer: User, settings: Settings
) -> None:
    with run_server_in_thread(user_claims=CLAIMS) as server:
        settings.SOCIALACCOUNT_PROVIDERS = at(server.server_port, trusted=True)
        enter(client, UNVERIFIED)
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_the_second_factor_is_asked_after_the_provider(client: Client, officer: User, provider: None) -> None:
    add_second_factor(officer)
    page = enter(client, KNOWN)
    assert page.redirect_chain[-1] == ("/bureau/connexion/second-facteur/", 302)
    assert "_auth_user_id" not in client.session


def test_an_answer_nobody_asked_for_is_refused(client: Client, officer: User, provider: None) -> None:
    page = client.get(BACK, {"code": "volé", "state": "inventé"})
    assert page.status_code == 401
    assert "n’a pas répondu comme attendu" in page.content.decode()


def test_who_gives_up_there_is_told_so(client: Client, officer: User, provider: None) -> None:
    away = client.get(ENTER)
    state = dict(parse_qsl(urlsplit(away.headers["Location"]).query))["state"]
    page = client.get(BACK, {"error": "access_denied", "state": state}, follow=True)
    assert "abandonné" in page.content.decode()


def test_a_provider_that_does_not_answer_is_said(client: Client, settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.SOCIALACCOUNT_PROVIDERS = at(closed.getsockname()[1])
        page = client.get(ENTER)
    assert page.status_code == 503
    assert "n’a pas répondu comme attendu" in page.content.decode()


def test_without_a_provider_the_way_is_closed(client: Client) -> None:
    assert ENTER not in client.get("/bureau/connexion/").content.decode()
    assert client.get(ENTER).status_code == 404
    assert client.get(BACK).status_code == 404
