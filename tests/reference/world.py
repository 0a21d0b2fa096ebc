"""Hand-made worlds for the footprint engine: a few categories, factors and lines, put straight into the tables."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import duckdb

from sobria.engine.footprint.fields import FIELD_NAMES, FIELDS
from sobria.engine.footprint.method import log_normal_sigma

CRITERIA = {"gwp": "kgCO2e", "adpe": "kgSbeq", "water": "L"}
PARAMETERS = {
    "lifetime-floor": 1.0,
    "share-byod": 0.57,
    "share-cope": 0.85,
    "pue-default": 1.9,
    "quality-high": 0.01,
    "quality-medium": 0.1,
    "quality-low": 0.2,
}
KINDS = {
    "laptop": ("equipment", 5.0),
    "monitor": ("equipment", 6.0),
    "server": ("equipment", 4.0),
    "gadget": ("equipment", None),
    "network-mobile": ("flow", None),
    "electricity": ("flow", None),
}
CATALOGUE: Any = SimpleNamespace(
    criteria={
        **{code: SimpleNamespace(code=code, unit=unit, kind="impact") for code, unit in CRITERIA.items()},
        "kwh": SimpleNamespace(code="kwh", unit="kWh", kind="activity"),
    },
    parameters={code: SimpleNamespace(value=value) for code, value in PARAMETERS.items()},
    categories={
        code: SimpleNamespace(code=code, kind=kind, lifetime_years=life) for code, (kind, life) in KINDS.items()
    },
)
PATHS = [
    ("FRA", "FRA", 0),
    ("FRA", "EU27", 1),
    ("FRA", "WLD", 2),
    ("DEU", "DEU", 0),
    ("DEU", "EU27", 1),
    ("DEU", "WLD", 2),
    ("USA", "USA", 0),
    ("USA", "WLD", 2),
]


@dataclass(frozen=True)
class Factor:
    category: str
    criterion: str
    stage: str
    value: float
    spread: float = 1.5  # high = value x spread, low = value / spread
    per: str = "item"
    region: str | None = "WLD"
    model_key: str | None = None

    @property
    def id(self) -> str:
        return f"test:{self.category}:{self.criterion}:{self.stage}:{self.region}:{self.model_key or ''}"

    @property
    def sigma(self) -> float:
        return log_normal_sigma(1 / self.spread, self.spread)


def grid(criterion: str, value: float, region: str = "WLD", spread: float = 1.2) -> Factor:
    return Factor("electricity", criterion, "use", value, spread, per="kWh", region=region)


def kwh(category: str, value: float, spread: float = 1.4, model_key: str | None = None) -> Factor:
    return Factor(category, "kwh", "use", value, spread, model_key=model_key)


FACTORS = (
    Factor("laptop", "gwp", "manufacturing", 200.0),
    Factor("laptop", "gwp", "distribution", 10.0, 2.0),
    Factor("laptop", "gwp", "embodied", 999.0),  # never added to the split stages
    Factor("laptop", "gwp", "manufacturing", 150.0, 1.1, model_key="latitude"),
    Factor("laptop", "adpe", "embodied", 0.008),
    kwh("laptop", 30.0),
    kwh("laptop", 20.0, 1.1, model_key="latitude"),
    Factor("monitor", "gwp", "embodied", 70.0, 2.0),
    Factor("monitor", "gwp", "use", 18.0, 1.3),  # life-cycle use: replaces electricity unless metered
    kwh("monitor", 100.0),
    Factor("server", "gwp", "embodied", 1300.0),
    Factor("server", "adpe", "embodied", 0.04),
    Factor("gadget", "gwp", "embodied", 5.0),
    kwh("gadget", 1.0),
    Factor("network-mobile", "gwp", "use", 0.05),
    grid("gwp", 0.06, "FRA"),
    grid("gwp", 0.3, "EU27"),
    grid("gwp", 0.5, "WLD"),
    grid("adpe", 5e-8, "WLD"),
)


def line(category: str | None = "laptop", **values: Any) -> dict[str, Any]:
    return {"category": category, "quantity": 1.0, **values}


@dataclass
class World:
    lines: list[dict[str, Any]]
    factors: tuple[Factor, ...] = FACTORS
    data_centres: list[tuple[str, float | None, str | None, str | None]] = field(default_factory=list)
    unmatched: frozenset[str | None] = frozenset({None, "dreamcatcher"})
    exclusions: dict[str, str] = field(default_factory=lambda: {"laptop-panel": "laptop-panel"})
    models: frozenset[str] = frozenset({"latitude"})

    def category_of(self, row: dict[str, Any]) -> str | None:
        declared = row["category"]
        return None if declared in self.unmatched or declared in self.exclusions else declared

    def model_of(self, row: dict[str, Any]) -> str | None:
        return row.get("model") if row.get("model") in self.models else None


@contextmanager
def store(world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:  # many small worlds: no folder each
        fill(connection, world)
        yield connection


def fill(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    columns = ", ".join(f'"{row.name}" {row.sql_type}' for row in FIELDS)
    connection.execute(f"CREATE TABLE line ({columns})")
    _insert(
        connection,
        "line",
        (
            tuple({"file": "test.csv", "line": number, **row}.get(name) for name in FIELD_NAMES)
            for number, row in enumerate(world.lines, start=2)
        ),
    )
    connection.execute(
        "CREATE TABLE match (declared_category VARCHAR, manufacturer VARCHAR, model VARCHAR, category VARCHAR,"
        " model_key VARCHAR, method VARCHAR, confidence DOUBLE, exclusion VARCHAR)"
    )
    triples = {
        (row["category"], row.get("manufacturer"), row.get("model")): (
            world.category_of(row),
            world.model_of(row),
            "none" if world.category_of(row) is None else "exact",
            1.0,
            world.exclusions.get(row["category"] or ""),
        )
        for row in world.lines
    }
    _insert(connection, "match", ((*key, *found) for key, found in triples.items()))
    connection.execute("CREATE TABLE data_centre (name VARCHAR, pue DOUBLE, country VARCHAR, entity VARCHAR)")
    _insert(connection, "data_centre", world.data_centres)
    connection.execute(
        "CREATE TABLE virtual_machine (file VARCHAR, line BIGINT, name VARCHAR, host VARCHAR,"
        " share_key DOUBLE, vcpu DOUBLE, storage_tb DOUBLE, cluster VARCHAR, entity VARCHAR, quality VARCHAR)"
    )
    connection.execute(
        "CREATE TABLE application (file VARCHAR, line BIGINT, name VARCHAR, environment VARCHAR,"
        " virtual_machine VARCHAR, host VARCHAR, domain VARCHAR, entity VARCHAR)"
    )
    connection.execute("CREATE TABLE region_path (country VARCHAR, region VARCHAR, rank INTEGER)")
    _insert(connection, "region_path", PATHS)
    connection.execute(
        "CREATE TABLE factor (id VARCHAR, pack VARCHAR, category VARCHAR, model_key VARCHAR, criterion VARCHAR,"
        " stage VARCHAR, value DOUBLE, low DOUBLE, high DOUBLE, sigma DOUBLE, unit VARCHAR, per VARCHAR,"
        " region VARCHAR, source VARCHAR, licence VARCHAR, source_date DATE, valid_from DATE, valid_to DATE,"
        " quality VARCHAR, origin VARCHAR)"
    )
    _insert(connection, "factor", map(_factor_row, world.factors))


def _factor_row(row: Factor) -> tuple[Any, ...]:
    return (
        row.id, "test", row.category, row.model_key, row.criterion, row.stage,
        row.value, row.value / row.spread, row.value * row.spread, row.sigma,
        CRITERIA.get(row.criterion, "kWh"), row.per, row.region, "invented", "CC0", date(2026, 1, 1), None, None,
        "medium", "test.csv:2",
    )  # fmt: skip


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    found = list(rows)
    if found:
        places = ", ".join(f"({', '.join('?' * len(row))})" for row in found)
        connection.execute(f"INSERT INTO {table} VALUES {places}", [cell for row in found for cell in row])
