"""Signing in with a code: a real SMTP server receives the letter."""

import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.test import Client
from pytest_django import Settings
from tests.worlds.people import add_second_factor

from sobria.city.people import throttle
from sobria.city.people.models import User

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASK = "/bureau/connexion/code/"
CONFIRM = "/bureau/connexion/code/recu/"

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1", "::1"])]


class Letterbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[EmailMessage] = []

    def handle_message(self, message: object) -> None:
        self.letters.append(message_from_bytes(bytes(message), policy=policy.default))  # type: ignore[call-overload]


@pytest.fixture
def letters(settings: Settings) -> Iterator[list[EmailMessage]]:
    """What a mail server of this machine received."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Letterbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    _send_to(settings, port)
    yield box.letters
    server.stop()


def _send_to(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = True


def code_of(letter: EmailMessage) -> str:
    found = re.search(r"^    (\S+)$", letter.get_content(), re.MULTILINE)
    assert found, letter.get_content()
    return found[1]


def test_a_code_received_by_mail_opens_the_account_once(
    client: Client, officer: User, letters: list[EmailMessage]
) -> None:
    page = client.post(ASK, {"email": "Agent@Lutece.example"}, follow=True)
    assert "un code vient d’y être envoyé" in page.content.decode()
    assert letters[0]["To"] == officer.email
    assert letters[0]["Subject"].startswith("Votre code pour entrer dans Sobria")
    code = code_of(letters[0])
    assert client.post(CONFIRM, {"code": code}).status_code == 302
    assert client.session["_auth_user_id"] == str(officer.pk)
    client.post("/bureau/deconnexion/")
    page = client.post(CONFIRM, {"code": code}, follow=True)
    assert "a déjà servi" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_serves_only_in_the_browser_that_asked(
    client: Client, officer: User, letters: list[EmailMessage]
) -> None:
    client.post(ASK, {"email": officer.email})
    other = Client()
    page = other.post(CONFIRM, {"code": code_of(letters[0])}, follow=True)
    assert "demandé ailleurs" in page.content.decode()
    assert "_auth_user_id" not in other.session


def test_a_code_expires_after_three_minutes(client: Client, officer: User, letters: list[EmailMessage]) -> None:
    with time_machine.travel(NOON, tick=False):
        client.post(ASK, {"email": officer.email})
    with time_machine.travel(NOON + timedelta(minutes=4), tick=False):
        page = client.post(CONFIRM, {"code": code_of(letters[0])}, follow=True)
    assert "Ce code a expiré" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_wrong_code_is_said_then_the_code_is_lost(client: Client, officer: User, letters: list[EmailMessage]) -> None:
    client.post(ASK, {"email": officer.email})
    page = client.post(CONFIRM, {"code": "AAAA"})
    assert "Ce code n’est pas le bon" in page.content.decode()
    for _ in range(2):
        page = client.post(CONFIRM, {"code": "AAAA"}, follow=True)
    assert "Trop d’essais" in page.content.decode()
    page = client.post(CONFIRM, {"code": code_of(letters[0])}, follow=True)
    assert "_auth_user_id" not in client.session


def test_the_page_never_says_whether_an_account_exists(
    client: Client, officer: User, letters: list[EmailMessage]
) -> None:
    known = client.post(ASK, {"email": officer.email}, follow=True).content.decode()
    unknown = Client().post(ASK, {"email": "autre@lutece.example"}, follow=True).content.decode()
    assert "un code vient d’y être envoyé" in unknown
    assert known.count("<input") == unknown.count("<input")
    assert [letter["To"] for letter in letters] == [officer.email]


def test_a_closed_account_receives_nothing(client: Client, officer: User, letters: list[EmailMessage]) -> None:
    User.objects.update(is_active=False)
    client.post(ASK, {"email": officer.email})
    assert letters == []


def test_codes_asked_for_without_end_are_refused(client: Client, officer: User, letters: list[EmailMessage]) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(throttle.CODES_BY_ACCOUNT.capacity + 1):
            page = Client().post(ASK, {"email": officer.email})
    assert "Trop d’essais" in page.content.decode()
    assert len(letters) == throttle.CODES_BY_ACCOUNT.capacity


def test_the_second_factor_is_asked_after_the_code(client: Client, officer: User, letters: list[EmailMessage]) -> None:
    add_second_factor(officer)
    client.post(ASK, {"email": officer.email})
    answer = client.post(CONFIRM, {"code": code_of(letters[0])})
    assert answer.headers["Location"] == "/bureau/connexion/second-facteur/"
    assert "_auth_user_id" not in client.session


def test_a_mail_server_that_does_not_answer_is_said(
    client: Client, officer: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        _send_to(settings, closed.getsockname()[1])
    page = client.post(ASK, {"email": officer.email})
    assert page.status_code == 503
    assert "Le courriel n’a pas pu partir" in page.content.decode()
    assert "could not be sent" in caplog.text


def test_without_a_mail_server_codes_are_not_offered(client: Client) -> None:
    assert ASK not in client.get("/bureau/connexion/").content.decode()
    page = client.get(ASK)
    assert page.status_code == 404
