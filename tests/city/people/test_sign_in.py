from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings
from tests.worlds.people import PASSWORD

from sobria.city.people import throttle, visitors
from sobria.city.people.access import may_write
from sobria.city.people.models import TokenBucket, User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGN_IN = "/bureau/connexion/"


def sign_in(client: Client, *, email: str, password: str) -> int:
    return client.post(SIGN_IN, {"login": email, "password": password}).status_code


def test_an_officer_signs_in_whatever_the_case_of_the_address(client: Client, officer: User) -> None:
    assert sign_in(client, email="Agent@Lutece.example", password=PASSWORD) == 302
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_a_wrong_password_is_refused_with_a_sentence(client: Client, officer: User) -> None:
    page = client.post(SIGN_IN, {"login": officer.email, "password": "autre chose"})
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session
    assert 'role="alert"' in page.content.decode()
    assert "ne vont pas ensemble" in page.content.decode()
    page = client.post("/en" + SIGN_IN, {"login": officer.email, "password": "autre chose"})
    assert "do not go together" in page.content.decode()


def test_an_inactive_account_does_not_sign_in(client: Client, officer: User) -> None:
    officer.is_active = False
    officer.save()
    page = client.post(SIGN_IN, {"login": officer.email, "password": PASSWORD}, follow=True)
    assert "Ce compte est fermé" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_after_too_many_tries_even_the_right_password_waits(client: Client, officer: User) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(throttle.SIGN_IN_BY_ACCOUNT.capacity):
            sign_in(client, email=officer.email, password="faux")
        page = client.post(SIGN_IN, {"login": officer.email, "password": PASSWORD})
        assert "Trop d’essais" in page.content.decode()
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        assert sign_in(client, email=officer.email, password=PASSWORD) == 302


@time_machine.travel(NOON, tick=False)
def test_a_stranger_hammering_one_account_does_not_lock_the_others(client: Client, officer: User) -> None:
    for _ in range(throttle.SIGN_IN_BY_ACCOUNT.capacity + 2):
        sign_in(client, email="autre@lutece.example", password="faux")
    assert sign_in(client, email=officer.email, password=PASSWORD) == 302


@time_machine.travel(NOON, tick=False)
def test_a_stranger_elsewhere_does_not_lock_an_agent_out(client: Client, officer: User) -> None:
    for _ in range(throttle.SIGN_IN_BY_ACCOUNT.capacity + 2):
        page = client.post(SIGN_IN, {"login": officer.email, "password": "faux"}, REMOTE_ADDR="203.0.113.9")
    assert "Trop d’essais" in page.content.decode()
    right = {"login": officer.email, "password": PASSWORD}
    assert client.post(SIGN_IN, right, REMOTE_ADDR="198.51.100.7").status_code == 302


@time_machine.travel(NOON, tick=False)
def test_behind_a_proxy_each_visitor_has_tries_of_their_own(client: Client, officer: User, settings: Settings) -> None:
    settings.SOBRIA_PROXY_HOPS = 1
    for number in range(throttle.SIGN_IN_BY_ADDRESS.capacity + 1):
        said = f"192.0.2.{number}, 203.0.113.9"  # the visitor writes the left, the proxy the right
        given = {"login": f"agent{number}@lutece.example", "password": "faux"}
        page = client.post(SIGN_IN, given, headers={"X-Forwarded-For": said})
    assert "Trop d’essais" in page.content.decode()
    right = {"login": officer.email, "password": PASSWORD}
    assert client.post(SIGN_IN, right, headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 302


@pytest.mark.parametrize(
    ("hops", "said", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.1,203.0.113.9 , 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (-1, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_the_address_is_what_the_proxies_wrote_and_nothing_further_left(
    settings: Settings, hops: int, said: str, address: str
) -> None:
    settings.SOBRIA_PROXY_HOPS = hops
    assert visitors.address(RequestFactory().get("/", headers={"X-Forwarded-For": said})) == address


@pytest.mark.django_db
def test_a_bucket_refills_with_time_and_never_overflows() -> None:
    rate = throttle.Rate("test", 2, 60)
    with time_machine.travel(NOON, tick=False):
        assert [throttle.take(rate, "x") for _ in range(3)] == [True, True, False]
    with time_machine.travel(NOON + timedelta(seconds=30), tick=False):
        assert [throttle.take(rate, "x") for _ in range(2)] == [True, False]
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert [throttle.take(rate, "x") for _ in range(3)] == [True, True, False]


@pytest.mark.django_db
def test_buckets_hold_no_address_in_clear_and_are_forgotten_after_a_day() -> None:
    with time_machine.travel(NOON, tick=False):
        throttle.take(throttle.SIGN_IN_BY_ADDRESS, "203.0.113.9")
        assert "203.0.113.9" not in str(list(TokenBucket.objects.values()))
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert throttle.purge() == 1


def test_signing_out_needs_a_post(desk: Client) -> None:
    address = reverse("account_logout")
    assert desk.get(address).status_code == 405
    assert desk.post(address).status_code == 302
    assert "_auth_user_id" not in desk.session


def test_staff_pages_send_a_stranger_to_the_sign_in_page(client: Client) -> None:
    answer = client.get("/bureau/equipements/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/bureau/connexion/?next=/bureau/equipements/"


def test_the_sign_in_page_speaks_english_under_en(client: Client, db: None) -> None:
    assert "<h1>Sign in</h1>" in client.get("/en/bureau/connexion/").content.decode()


@pytest.mark.django_db
def test_create_officer_makes_an_account_that_signs_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOBRIA_PASSWORD", PASSWORD)
    said = StringIO()
    call_command("create_officer", "Nouvelle@Lutece.example", "--role", "steward", stdout=said)
    assert "nouvelle@lutece.example" in said.getvalue()
    assert User.objects.get().roles_today == {(Role.STEWARD, "")}
    assert sign_in(client, email="nouvelle@lutece.example", password=PASSWORD) == 302


@pytest.mark.django_db
def test_create_officer_refuses_a_weak_password_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOBRIA_PASSWORD", "court")
    with pytest.raises(CommandError, match="12"):
        call_command("create_officer", "agent@lutece.example")
    assert not User.objects.exists()


def test_two_accounts_cannot_share_an_address(officer: User) -> None:
    with pytest.raises(ValidationError):
        create_user(email=officer.email.upper(), password=PASSWORD)


@pytest.mark.parametrize(("role", "writes"), [(Role.OFFICER, True), (Role.STEWARD, True), (Role.AUDITOR, False)])
@pytest.mark.django_db
def test_auditors_read_and_never_write(role: Role, writes: bool) -> None:
    user = create_user(email="a@b.example", password=None, role=role)
    assert may_write(user) is writes
    User.objects.update(is_active=False)
    assert may_write(User.objects.get()) is False
