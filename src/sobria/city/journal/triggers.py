"""The database refuses to change, delete or empty what the journal holds, whoever asks."""

from typing import Any

from sobria.city.journal import refusals

REFUSED = "the journal is append-only"
RULES = refusals.append_only(
    {"journal_event": (("sequence",), ("hash",)), "journal_checkpoint": (("id",), ("day",))}, REFUSED
)


def create(connection: Any) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    refusals.create(connection, RULES)


def drop(connection: Any) -> None:
    refusals.drop(connection, RULES)
