"""From the summed tables to figures: values with their intervals, coverage, drivers."""

from collections.abc import Iterator
from typing import Any

import duckdb

from sobria.engine.footprint.catalogue import Catalogue
from sobria.engine.footprint.duckdb import impact_criteria, query
from sobria.engine.footprint.result import Driver, Figure
from sobria.engine.footprint.uncertainty import Profile, interval
from sobria.engine.quantities import Estimate, Quantity, Unknown

Scope = tuple[str, str | None, str | None]
"""Criterion, entity, category; None where a dimension is summed over."""
Stages = dict[str | None, tuple[float, float]]
"""Stage (None: all) → value and variance."""


def sum_up(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, *, cross: bool = False) -> tuple[Figure, ...]:
    """Totals, by entity and by category (entity × category when `cross`), each also by stage. After `compute`.

    Every impact criterion has a total, `Unknown` when nothing of it could be computed.
    """
    units = impact_criteria(catalogue)
    covers = _covers(connection, cross=cross)
    sums: dict[Scope, Stages] = {}
    for criterion, entity, category, stage, value, variance in _rows(connection, "figures", cross=cross):
        sums.setdefault((criterion, entity, category), {})[stage] = (value, variance)
    for criterion in units:
        covers.setdefault((criterion, None, None), (0.0, 0.0, None, ()))
    return tuple(
        figure
        for scope in sorted(covers, key=lambda scope: _order(scope, list(units)))
        for figure in _figures(scope, sums.get(scope, {}), covers[scope], unit=units[scope[0]])
    )


def totals(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> tuple[Figure, ...]:
    """The whole inventory, one figure per criterion."""
    return tuple(
        figure
        for figure in sum_up(connection, catalogue)
        if figure.stage is None and figure.category is None and figure.entity is None
    )


def drivers(connection: duckdb.DuckDBPyConnection, *, least_share: float = 0.0) -> tuple[Driver, ...]:
    """Factor rows by the share of variance they explain, largest first within each criterion.

    What is left to 1 is the quality of the lines' data.
    """
    noise = _noise(connection, None)
    found: dict[str, list[tuple[float, tuple[str, str, str, str]]]] = {}
    for criterion, row, category, stage, source, relative, value in _parts(connection, None):
        found.setdefault(criterion, []).append((value * value * relative, (row, category, stage, source)))
    out: list[Driver] = []
    order = [code for (code,) in connection.execute("SELECT code FROM criterion").fetchall()]
    for criterion, parts in sorted(found.items(), key=lambda pair: order.index(pair[0])):
        whole = noise.get(criterion, 0.0) + sum(part for part, _ in parts)
        shares = [(part / whole if whole > 0 else 0.0, row) for part, row in parts]
        out += [
            Driver(criterion, row[0], row[1], row[2], row[3], share)
            for share, row in sorted(shares, key=lambda pair: (-pair[0], pair[1]))
            if share > least_share
        ]
    return tuple(out)


def profiles(connection: duckdb.DuckDBPyConnection, *, entity: str | None = None) -> dict[str, Profile]:
    """Criterion → total taken apart by factor row, of one entity or of the whole inventory (None)."""
    means = dict(
        connection.execute(
            "SELECT criterion, sum(value) FROM cell WHERE $entity IS NULL OR entity = $entity GROUP BY criterion",
            {"entity": entity},
        ).fetchall()
    )
    noise = _noise(connection, entity)
    parts: dict[str, dict[str, float]] = {criterion: {} for criterion in means}
    spreads: dict[str, float] = {}
    for criterion, row, _category, _stage, _source, relative, value in _parts(connection, entity):
        parts[criterion][row] = value
        spreads[row] = relative
    return {
        criterion: Profile(parts[criterion], spreads, mean, noise.get(criterion, 0.0))
        for criterion, mean in means.items()
    }


def _parts(connection: duckdb.DuckDBPyConnection, entity: str | None) -> list[tuple[Any, ...]]:
    return connection.execute(query("drivers"), {"entity": entity}).fetchall()


def _noise(connection: duckdb.DuckDBPyConnection, entity: str | None) -> dict[str, float]:
    rows = connection.execute(
        "SELECT criterion, sum(variance) FROM noise WHERE stage IS NULL AND ($entity IS NULL OR entity = $entity)"
        " GROUP BY criterion",
        {"entity": entity},
    )
    return dict(rows.fetchall())


def _rows(connection: duckdb.DuckDBPyConnection, name: str, *, cross: bool) -> list[tuple[Any, ...]]:
    return connection.execute(query(name), {"cross": cross}).fetchall()


Cover = tuple[float, float, float | None, tuple[str, ...]]
"""Units, units covered, share of GWP they carry, what lacks."""


def _covers(connection: duckdb.DuckDBPyConnection, *, cross: bool) -> dict[Scope, Cover]:
    found: dict[Scope, Cover] = {}
    for criterion, entity, category, units, covered, gwp, gwp_covered, missing in _rows(
        connection, "covers", cross=cross
    ):
        share = gwp_covered / gwp if gwp else None
        lacks = tuple(sorted(set((missing or "").split(",")) - {""}))
        if category != "":  # unmatched lines have no category: they weigh on the totals' coverage
            found[criterion, entity, category] = (units, covered, share, lacks)
    return found


def _figures(scope: Scope, stages: Stages, cover: Cover, *, unit: str) -> Iterator[Figure]:
    units, covered, gwp_share, missing = cover
    criterion, entity, category = scope
    for stage in [None, *sorted(name for name in stages if name is not None)]:
        yield Figure(
            criterion=criterion,
            stage=stage,
            category=category,
            entity=entity,
            quantity=_quantity(
                stages.get(stage), unit=unit, coverage=covered / units if units else 0.0, missing=missing
            ),
            units=units,
            units_covered=covered,
            gwp_coverage=gwp_share,
            missing=missing,
        )


def _quantity(found: tuple[float, float] | None, *, unit: str, coverage: float, missing: tuple[str, ...]) -> Quantity:
    if found is None:
        return Unknown(code="footprint-not-computable", missing=", ".join(missing), unit=unit)
    value, variance = found
    low, p50, high = interval(value, variance)
    return Estimate(value=value, low=low, p50=p50, high=high, unit=unit, coverage=coverage)


def _order(scope: Scope, criteria: list[str]) -> tuple[int, bool, bool, str, str]:
    criterion, entity, category = scope
    return criteria.index(criterion), entity is not None, category is not None, entity or "", category or ""
