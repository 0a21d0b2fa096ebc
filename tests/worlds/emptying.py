"""Emptying a test database: the journal refuses it, as it must, so its triggers are taken down for that time only."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from sobria.city.journal import triggers


@contextmanager
def journal_unlocked() -> Iterator[None]:
    triggers.drop(connection)
    try:
        yield
    finally:
        triggers.create(connection)
