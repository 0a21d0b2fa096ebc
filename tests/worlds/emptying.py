"""Emptying a test database: journal and decisions refuse it, as they must: their triggers leave for that time only."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from sobria.city.journal import last_checkpoint, triggers
from sobria.city.reports import guards as editions
from sobria.democratic.algorithms import guards as decisions
from sobria.inclusive.devices import guards as chain
from sobria.sober.equipment.life import guards as lives

GUARDS = (decisions, lives, chain, editions)


@contextmanager
def journal_unlocked() -> Iterator[None]:
    triggers.drop(connection)
    for room in GUARDS:
        room.drop(connection)
    last_checkpoint.path().unlink(missing_ok=True)
    try:
        yield
    finally:
        triggers.create(connection)
        for room in GUARDS:
            room.create(connection)


def empty_database() -> None:
    """After tests that committed: nothing stays for those that follow, not even what the journal says of them."""
    with journal_unlocked():
        call_command("flush", verbosity=0, interactive=False)
    cache.clear()
