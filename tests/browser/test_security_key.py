"""A security key, from its adding to the sign-in that asks for it, with Chromium's own virtual authenticator."""

from dataclasses import replace
from urllib.parse import urljoin

from playwright.sync_api import Page
from tests.browser.visits import Site, Visit
from tests.worlds.people import PASSWORD

from sobria.city.people.roles import Role
from sobria.city.people.services import create_user

EMAIL = "cle@lutece.example"
SIGN_IN = "/bureau/connexion/"
USB_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_in(page: Page) -> None:
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()


def test_who_decides_adds_a_key_then_enters_with_it(site: Site) -> None:
    create_user(email=EMAIL, password=PASSWORD, role=Role.EXECUTIVE, name="La maire")
    here = replace(site, url=site.url.replace("127.0.0.1", "localhost"))  # keys are for names, not for numbers
    assert here.look(SIGN_IN, _walk) == []


def _walk(seen: Visit) -> list[str]:
    page = seen.page
    sign_in(page)
    page.get_by_text("ses pages s’ouvrent quand un second facteur").wait_for()

    page.get_by_role("link", name="Ajouter une clé").click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": USB_KEY})
    page.get_by_role("button", name="Ajouter la clé").click()
    page.get_by_role("heading", name="10 codes de secours").wait_for()

    page.get_by_role("link", name="Espace des agents").first.click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(urljoin(page.url, SIGN_IN))
    sign_in(page)
    page.get_by_role("button", name="Utiliser une clé de sécurité").click()
    page.get_by_role("button", name="Se déconnecter").wait_for()
    return seen.complaints
