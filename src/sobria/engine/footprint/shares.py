"""Physical machines shared among their virtual machines and applications: a way to read the totals, never more."""

from typing import NamedTuple

import duckdb

from sobria.engine.footprint.duckdb import detail_lines, per_criterion, query

TOLERANCE = 1e-6


class Share(NamedTuple):
    """What falls to one virtual machine or application.

    Attributes:
        kind: `virtual` or `application`.
        share: part of the host, 0–1; None when nothing says it.
        gwp: kgCO2e per year; None when not computable.
    """

    kind: str
    item: str
    host: str | None
    virtual_machine: str | None
    share: float | None
    gwp: float | None


class ShareFault(NamedTuple):
    """A host whose shares exceed 1 or do not sum to 1."""

    host: str
    machines: int
    total: float
    largest: float


def has_shares(connection: duckdb.DuckDBPyConnection) -> bool:
    ((found,),) = connection.execute("SELECT EXISTS (FROM virtual_machine) OR EXISTS (FROM application)").fetchall()
    return bool(found)


def share_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `share` and `share_detail`. After `compute`. Cost: one scan of the lines."""
    detail_lines(connection)
    connection.execute(query("share"))
    connection.execute(per_criterion(connection, query("share_detail")))


def faults(connection: duckdb.DuckDBPyConnection) -> list[ShareFault]:
    rows = connection.execute(query("share_faults"), {"tolerance": TOLERANCE}).fetchall()
    return [ShareFault(*row) for row in rows]


def largest(connection: duckdb.DuckDBPyConnection, *, limit: int) -> list[Share]:
    """Virtual machines, then applications, largest first within each."""
    return [
        Share(*row)
        for kind in ("virtual", "application")
        for row in connection.execute(query("largest_shares"), {"kind": kind, "limit": limit}).fetchall()
    ]
