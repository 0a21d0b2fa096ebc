"""People and browsers shared by the tests of the rooms that have pages."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user

PASSWORD = "cinq-mots-pour-une-phrase"


def add_second_factor(person: User) -> str:
    """An application that gives codes for this person. Returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return str(secret)


@pytest.fixture
def officer(db: None) -> User:
    return create_user(email="agent@lutece.example", password=PASSWORD, name="Agent de Lutèce")


@pytest.fixture
def auditor(db: None) -> User:
    return create_user(email="audit@lutece.example", password=PASSWORD, role=Role.AUDITOR)


@pytest.fixture
def desk(officer: User) -> Client:
    """A browser where an officer is signed in."""
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def reading_desk(auditor: User) -> Client:
    """A browser where an auditor is signed in."""
    client = Client()
    client.force_login(auditor)
    return client
