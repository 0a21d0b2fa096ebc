"""What did not go through, listed for people: refused lines, lines not recognised, lines out of scope."""

from typing import NamedTuple

import duckdb

from sobria.engine.footprint.duckdb import query
from sobria.engine.footprint.result import LineCounts
from sobria.engine.messages import Language, say


class Reject(NamedTuple):
    """One problem of one line, with its reason in words. `line` counts physical lines from 1; None: whole file."""

    file: str | None
    line: int | None
    column: str | None
    value: str | None
    reason: str


class Unmatched(NamedTuple):
    """A declared type and model that no category recognises. `units`: sum of quantities."""

    category: str | None
    manufacturer: str | None
    model: str | None
    lines: int
    units: float


class Excluded(NamedTuple):
    """Lines recognised and left out of scope, by reason code."""

    code: str
    lines: int
    units: float


def rejects(connection: duckdb.DuckDBPyConnection, *, language: Language) -> list[Reject]:
    rows = connection.execute(query("rejects")).fetchall()
    return [
        Reject(file, line, column, value, say(code, language, column=column, value=value, detail=detail))
        for file, line, column, value, code, detail in rows
    ]


def unmatched(connection: duckdb.DuckDBPyConnection, *, limit: int | None = None) -> list[Unmatched]:
    """Most frequent first."""
    return [Unmatched(*row) for row in connection.execute(query("unmatched"), {"limit": limit}).fetchall()]


def exclusions(connection: duckdb.DuckDBPyConnection) -> list[Excluded]:
    return [Excluded(*row) for row in connection.execute(query("exclusions")).fetchall()]


def count_lines(connection: duckdb.DuckDBPyConnection, *, rejected: int, others: int = 0) -> LineCounts:
    """Records by fate, after `compute`.

    Args:
        connection: holds the tables of `compute`.
        rejected: records the reader refused.
        others: accepted records that are no inventory line (data centres, virtual machines, applications); they
            are recognised by what they are, so they count as matched.
    """
    ((lines, matched),) = connection.execute(query("fates")).fetchall()
    return LineCounts(
        read=lines + others + rejected,
        accepted=lines + others,
        rejected=rejected,
        matched=matched + others,
        unmatched=lines - matched,
    )
