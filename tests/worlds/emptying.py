"""Emptying a test database: the journal refuses it, as it must, so its triggers are taken down for that time only."""

from collections.abc import Iterator
from contextlib import contextmanager

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
