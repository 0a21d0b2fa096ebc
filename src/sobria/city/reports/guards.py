"""A frozen edition never changes: the database refuses it, whoever asks."""

from typing import Any

from sobria.city.journal import refusals

RULES = refusals.append_only(
    {
        "reports_edition": (("id",), ("year", "revision")),
        "reports_editionfile": (("id",), ("name",), ("edition_id", "format", "language")),
    },
    "a frozen edition never changes",
)


def create(connection: Any) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    refusals.create(connection, RULES)


def drop(connection: Any) -> None:
    refusals.drop(connection, RULES)
