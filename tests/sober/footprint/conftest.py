from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker
from tests.sober.footprint import world
from tests.worlds.emptying import empty_database
from tests.worlds.people import auditor, desk, officer, reading_desk

from sobria.sober.footprint.models import Run


@pytest.fixture(scope="module")
def computed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Run]]:
    """The small city, computed once for the tests of a module; each test changes it inside its own transaction."""
    with django_db_blocker.unblock():
        world.fill()
        yield world.compute()
        empty_database()


__all__ = ["auditor", "computed", "desk", "officer", "reading_desk"]
