"""Every page that a browser is shown, asked without one, of each database: an address that fails there is named."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.browser.pages import PAGES, WORLD
from tests.worlds.emptying import empty_database

from sobria.city.people.services import create_user


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        cache.clear()
        for build in WORLD:
            build()
        yield
        empty_database()


@pytest.mark.django_db
def test_every_page_opens(shown: None) -> None:
    visitor, agent = Client(), Client()
    agent.force_login(create_user(email="agent@lutece.example", password=None))
    answers = {one.name: (visitor if one.is_public else agent).get(one.address()).status_code for one in PAGES}
    assert {name: status for name, status in answers.items() if status != 200} == {"not found": 404}
