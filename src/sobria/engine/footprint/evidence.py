"""What stands behind the figures of one computation.

Everything here is plain values read from the tables `cell`, `noise` and `factor` once `duckdb.compute` has filled them.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from sobria.engine.footprint.duckdb import query
from sobria.engine.footprint.method import P95, relative_variance
from sobria.engine.footprint.uncertainty import Profile

Scope = tuple[str, str | None, str | None]
"""Criterion, category, entity; None: all."""


class Cell(NamedTuple):
    """A row of the table `cell`. `value` is yearly, in the criterion's unit."""

    entity: str | None
    category: str
    criterion: str
    stage: str
    factor: str
    energy_factor: str | None
    value: float
    units: float


class FactorUsed(NamedTuple):
    """A factor row some cell uses. `value`, `low`, `high` in `unit` per `per`; dates as written in the pack."""

    code: str
    pack: str
    category: str
    model_key: str | None
    criterion: str
    stage: str
    value: float
    low: float | None
    high: float | None
    sigma: float | None
    unit: str
    per: str
    region: str | None
    source: str
    licence: str | None
    source_date: str | None
    valid_from: str | None
    valid_to: str | None
    quality: str | None
    origin: str | None


class Noise(NamedTuple):
    """Variance due to the quality of the lines' data, all stages together."""

    entity: str | None
    category: str
    criterion: str
    variance: float


@dataclass(frozen=True, slots=True)
class Evidence:
    cells: tuple[Cell, ...]
    factors: tuple[FactorUsed, ...]
    noise: tuple[Noise, ...]


class Weight(NamedTuple):
    """Part of a figure that moves with a factor row, and the share (0–1) of its variance it explains."""

    contribution: float
    variance_share: float


def collect(connection: duckdb.DuckDBPyConnection, *, by_entity: bool) -> Evidence:
    """Read the evidence of the computation that stands in `connection`; entities summed unless `by_entity`."""
    scope = {"by_entity": by_entity}
    return Evidence(
        cells=tuple(Cell(*row) for row in connection.execute(query("evidence_cells"), scope).fetchall()),
        factors=tuple(FactorUsed(*row) for row in connection.execute(query("evidence_factors")).fetchall()),
        noise=tuple(Noise(*row) for row in connection.execute(query("evidence_noise"), scope).fetchall()),
    )


def profiles(evidence: Evidence) -> dict[Scope, Profile]:
    """Totals taken apart by factor row: everything, each category, each entity, for each criterion."""
    parts: dict[Scope, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    means: dict[Scope, list[float]] = defaultdict(list)
    noise: dict[Scope, list[float]] = defaultdict(list)
    for cell in evidence.cells:
        for scope in _scopes(cell):
            means[scope].append(cell.value)
            for row in filter(None, (cell.factor, cell.energy_factor)):
                parts[scope][row] += cell.value
    for term in evidence.noise:
        for scope in _scopes(term):
            noise[scope].append(term.variance)
    spreads = relative_variances((row.code, row.sigma) for row in evidence.factors)
    return {
        scope: Profile(
            contributions=parts[scope],
            relative_variances=spreads,
            mean=math.fsum(values),
            noise=math.fsum(noise.get(scope, ())),
        )
        for scope, values in means.items()
    }


def relative_variances(rows: Iterable[tuple[str, float | None]]) -> dict[str, float]:
    """Factor row → e^σ² − 1; a row without interval is taken as exact."""
    return {code: relative_variance(sigma or 0.0) for code, sigma in rows}


def variance_of(mean: float, *, low: float, high: float) -> float:
    """Variance of the log-normal that has this mean, and these 5th and 95th percentiles."""
    if mean == 0 or low * high <= 0:
        return ((high - low) / (2 * P95)) ** 2
    spread = math.log(high / low) / (2 * P95)
    return mean * mean * math.expm1(spread * spread)


def weigh(
    sums: Iterable[tuple[str, str, float]],
    *,
    sigmas: Mapping[str, float | None],
    variance: float,
) -> dict[str, Weight]:
    """What each factor row weighs in a figure.

    Args:
        sums: factor row, energy row ("" for none), and the impact that moves with both.
        sigmas: factor row → σ.
        variance: of the whole figure, in its unit squared.
    """
    parts: dict[str, float] = defaultdict(float)
    for row, energy_row, value in sums:
        for code in filter(None, (row, energy_row)):
            parts[code] += value
    spreads = relative_variances(sigmas.items())
    return {
        code: Weight(part, part * part * spreads[code] / variance if variance > 0 else 0.0)
        for code, part in parts.items()
    }


def _scopes(row: Cell | Noise) -> tuple[Scope, Scope, Scope]:
    return (
        (row.criterion, None, None),
        (row.criterion, row.category, None),
        (row.criterion, None, row.entity or ""),
    )
