"""Emptying a test database: the journal refuses it, as it must, so its triggers are taken down for that time only."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from sobria.city.journal import last_checkpoint, triggers


@contextmanager
def journal_unlocked() -> Iterator[None]:
    triggers.drop(connection)
    last_checkpoint.path().unlink(missing_ok=True)
    try:
        yield
    finally:
        triggers.create(connection)


def empty_database() -> None:
    """After tests that committed: nothing stays for those that follow, not even what the journal says of them."""
    with journal_unlocked():
        call_command("flush", verbosity=0, interactive=False)
    cache.clear()
