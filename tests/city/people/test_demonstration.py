"""The demonstration says the second factor of its public accounts; a city never does."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.worlds.people import PASSWORD

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.city.people.sign_in.demonstration import add_public_factor, public_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(settings: Settings) -> User:
    person = create_user(email="secretariat@lutece.example", password=PASSWORD, role=Role.SECRETARY)
    settings.SOBRIA_DEMO = True
    add_public_factor(person)
    return person


def enter(client: Client, person: User) -> str:
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client.get(reverse("mfa_authenticate")).content.decode()


def test_the_page_says_the_code_and_the_code_opens_the_desk(client: Client, secretary: User) -> None:
    code = public_code(secretary)
    assert f"le code du moment est {code}" in enter(client, secretary)
    answer = client.post(reverse("mfa_authenticate"), {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk:home")
    assert User.objects.get(pk=secretary.pk).has_second_factor


def test_a_city_says_no_code_and_makes_no_public_factor(client: Client, secretary: User, settings: Settings) -> None:
    settings.SOBRIA_DEMO = False
    assert public_code(secretary) == ""
    assert "code du moment" not in enter(client, secretary)
    with pytest.raises(RuntimeError, match="demonstration only"):
        add_public_factor(secretary)


def test_who_has_no_application_has_no_code(secretary: User) -> None:
    assert public_code(create_user(email="a@lutece.example", password=PASSWORD)) == ""
    assert public_code(secretary) != ""
