from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker
from tests.worlds import algorithms as world
from tests.worlds.emptying import empty_database


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[world.City]:
    with django_db_blocker.unblock():
        yield world.city()
        empty_database()


@pytest.fixture
def who(settled: world.City, db: None) -> world.City:
    """People settled once for the tests of a module; each test changes them inside its own transaction."""
    return world.met_again(settled)
