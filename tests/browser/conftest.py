"""A real site and a real Chromium, on the loopback only."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from pytest_django import DjangoDbBlocker
from tests.browser.pages import WORLD
from tests.browser.visits import Chromium, Site
from tests.worlds.emptying import empty_database

from sobria.city.people.models import User
from sobria.city.people.services import create_user

CHROMIUM = os.environ.get("SOBRIA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db)  # pytest-django creates a database only where a test says so
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium here: apt-get install chromium, or set SOBRIA_CHROMIUM")
                )


@pytest.fixture
def _django_db_helper() -> None:
    """In place of pytest-django's: a transaction held open by the test would keep the site from writing."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    with Chromium(str(CHROMIUM), QUIET) as running:
        yield running


@pytest.fixture(scope="module")
def site(
    chromium: Chromium, django_db_setup: None, django_db_blocker: DjangoDbBlocker, built_site: None
) -> Iterator[Site]:
    """The site as it is served, with every room's world, read by all the tests of a module."""
    with django_db_blocker.unblock(), _served(chromium, WORLD) as running:
        yield running


@pytest.fixture(scope="module")
def empty_site(
    chromium: Chromium, django_db_setup: None, django_db_blocker: DjangoDbBlocker, built_site: None
) -> Iterator[Site]:
    """The site of a city that has not given anything yet."""
    with django_db_blocker.unblock(), _served(chromium, ()) as running:
        yield running


@contextmanager
def _served(chromium: Chromium, world: Iterable[Callable[[], None]]) -> Iterator[Site]:
    cache.clear()
    for build in world:
        build()
    agent = create_user(email="agent@lutece.example", password=None, name="Agent")
    server = _serve()
    try:
        yield Site(f"http://127.0.0.1:{server.port}", _session_of(agent), chromium)
    finally:
        _stop(server)
        empty_database()


def _session_of(agent: User) -> str:
    client = Client()
    client.force_login(agent)
    return client.cookies["sessionid"].value


def _serve() -> LiveServerThread:
    """Django's own threaded server, with WhiteNoise answering for static files as it does in service."""
    shared = {one.alias: one for one in connections.all() if one.vendor == "sqlite" and one.is_in_memory_db()}
    for one in shared.values():
        one.inc_thread_sharing()
    server = LiveServerThread("127.0.0.1", lambda _media: WSGIHandler(), connections_override=shared)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    return server


def _stop(server: LiveServerThread) -> None:
    server.terminate()
    for one in server.connections_override.values():
        one.dec_thread_sharing()
