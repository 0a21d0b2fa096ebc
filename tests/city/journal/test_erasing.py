"""A personal value may be forgotten, by one role only; the chain stays whole and says that it was."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from sobria.city.journal import exporting
from sobria.city.journal.erasing import elsewhere, erase
from sobria.city.journal.models import Event, PersonalValue
from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.engine.journal.verifying import verify
from sobria.engine.messages import Refusal


@pytest.fixture
def dpo(db: None) -> User:
    return create_user(email="dpo@lutece.example", password=None, role=Role.DPO)


@pytest.fixture
def event(officer: User) -> Event:
    record("x.done", by=officer, subject="x:0", data={})
    return record("x.done", by=officer, subject="x:1", data={}, personal={"beneficiary": "Madame Dupont"})


def is_whole() -> bool:
    return verify(io.BytesIO("".join(exporting.lines()).encode())).whole


def test_what_is_erased_leaves_the_chain_whole_and_a_trace_without_the_value(event: Event, dpo: User) -> None:
    assert erase(event.pk, "beneficiary", by=dpo) == 1
    assert not PersonalValue.objects.filter(value="Madame Dupont").exists()
    trace = Event.objects.latest("sequence")
    assert (trace.kind, trace.subject, trace.role) == ("personal-value.erased", f"event:{event.pk}", "dpo")
    assert "Dupont" not in trace.document
    assert is_whole()
    with pytest.raises(Refusal, match="erased already"):
        erase(event.pk, "beneficiary", by=dpo)


def test_the_same_value_may_be_erased_wherever_it_is_kept(event: Event, officer: User, dpo: User) -> None:
    others = elsewhere(event.pk, "actor")
    assert erase(event.pk, "actor", by=dpo, everywhere=True) == others + 1 >= 2
    assert not PersonalValue.objects.filter(value=officer.email, name="actor").exists()
    assert is_whole()


def test_nobody_else_erases(event: Event, officer: User, auditor: User) -> None:
    for person in (officer, auditor):
        with pytest.raises(PermissionDenied):
            erase(event.pk, "actor", by=person)
    assert PersonalValue.objects.filter(event=event).count() == 2


def test_the_page_asks_then_erases(event: Event, desk: Client, dpo: User) -> None:
    who = reverse("journal-desk:who", args=[event.pk])
    page = reverse("journal-desk:erase", args=[event.pk, "beneficiary"])
    assert page not in desk.get(who).content.decode()
    assert desk.post(page).status_code == 403
    browser = Client()
    browser.force_login(dpo)
    assert page in browser.get(who).content.decode()
    assert "Madame Dupont" in browser.get(page).content.decode()
    assert PersonalValue.objects.filter(value="Madame Dupont").exists()
    answer = browser.post(page, follow=True)
    assert "La chaîne reste entière" in answer.content.decode()
    assert browser.get(page).status_code == 404
