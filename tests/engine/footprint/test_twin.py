"""The queries against their naive twin, on inventories made by hypothesis; and the exactness of every sum."""

import math
import random
import statistics
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reference import footprint as twin
from tests.reference.world import CATALOGUE, CRITERIA, World, line, store

from sobria.engine.footprint.duckdb import compute, write_lines
from sobria.engine.footprint.result import Figure
from sobria.engine.footprint.summing import profiles, sum_up
from sobria.engine.footprint.uncertainty import interval, probability_less
from sobria.engine.quantities import Estimate, Unknown

DAYS = st.dates(date(2018, 1, 1), date(2025, 12, 31))
MAYBE = st.one_of(st.none(), st.floats(0.0, 1.0))
YEARS = st.one_of(st.none(), st.floats(0.0, 12.0))


@st.composite
def drawn_lines(draw: st.DrawFn) -> dict[str, Any]:
    bought, left = sorted([draw(DAYS), draw(DAYS)])
    return {
        "category": draw(
            st.sampled_from(
                [
                    "laptop",
                    "monitor",
                    "server",
                    "gadget",
                    "network-mobile",
                    "electricity",
                    "dreamcatcher",
                    "laptop-panel",
                    None,
                ]
            )
        ),
        "model": draw(st.sampled_from([None, "latitude", "unknown model"])),
        "quantity": draw(st.floats(0.5, 500.0)),
        "purchased": draw(st.sampled_from([None, bought])),
        "in_service": draw(st.sampled_from([None, bought])),
        "retired": draw(st.sampled_from([None, left])),
        "status": draw(st.sampled_from([None, "in_service", "retired"])),
        "entity": draw(st.sampled_from([None, "Écoles", "*", "all", "=1+1"])),
        "country": draw(st.sampled_from([None, "FRA", "DEU", "USA"])),
        "data_centre": draw(st.sampled_from([None, None, "north", "south", "nowhere"])),
        "kwh_year": draw(st.one_of(st.none(), st.floats(0.0, 3000.0))),
        "acquisition": draw(st.sampled_from([None, "new", "refurbished", "donated"])),
        "upstream_years": draw(YEARS),
        "internal_years": draw(YEARS),
        "downstream_years": draw(YEARS),
        "reuse_share": draw(MAYBE),
        "ownership": draw(st.sampled_from([None, "city", "leased", "byod", "cope"])),
        "usage_share": draw(MAYBE),
        "quality": draw(st.sampled_from([None, "high", "medium", "low"])),
    }


CENTRES: list[tuple[str, float | None, str | None, str | None]] = [
    ("north", 1.4, "DEU", None),
    ("south", None, None, None),
]
worlds = st.lists(drawn_lines(), min_size=1, max_size=12).map(lambda rows: World(rows, data_centres=CENTRES))
slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def of(figures: tuple[Figure, ...], **scope: str | None) -> list[Figure]:
    return [figure for figure in figures if all(getattr(figure, name) == value for name, value in scope.items())]


def value(figure: Figure) -> float:
    return figure.quantity.value if isinstance(figure.quantity, Estimate) else 0.0


@slow
@given(world=worlds, year=st.sampled_from([None, 2020, 2024]))
def test_totals_intervals_and_coverage_are_those_of_the_naive_twin(world: World, year: int | None) -> None:
    expected = twin.work_out(world, year=year)
    with store(world) as connection:
        compute(connection, CATALOGUE, year=year)
        found = sum_up(connection, CATALOGUE)
    for criterion in CRITERIA:
        (figure,) = of(found, criterion=criterion, stage=None, category=None, entity=None)
        parts = [line for line in expected if any(code == criterion for code, *_ in line.parts)]
        if not parts:
            assert isinstance(figure.quantity, Unknown)
            continue
        assert isinstance(figure.quantity, Estimate)
        total = twin.total(expected, criterion)
        assert figure.quantity.value == pytest.approx(total, rel=1e-9)
        ends = interval(total, twin.variance(world, expected, criterion))
        assert (figure.quantity.low, figure.quantity.p50, figure.quantity.high) == pytest.approx(ends, rel=1e-7)
        assert figure.units == pytest.approx(sum(line.units for line in expected))
        assert figure.quantity.coverage == pytest.approx(twin.coverage(expected, criterion))
        if twin.total(expected, "gwp"):
            assert figure.gwp_coverage == pytest.approx(twin.gwp_coverage(expected, criterion))


@slow
@given(world=worlds)
def test_each_entity_and_stage_has_the_interval_of_its_twin(world: World) -> None:
    expected = twin.work_out(world)
    with store(world) as connection:
        compute(connection, CATALOGUE)
        found = sum_up(connection, CATALOGUE)
    for figure in of(found, criterion="gwp", category=None):
        if figure.entity is None or not isinstance(figure.quantity, Estimate):
            continue
        own = [line for line in expected if line.entity == figure.entity]
        total = sum(line.total("gwp", figure.stage) for line in own)
        spread = twin.variance(world, own, "gwp", figure.stage)
        assert figure.quantity.value == pytest.approx(total, rel=1e-9)
        assert (figure.quantity.low, figure.quantity.high) == pytest.approx(interval(total, spread)[::2], rel=1e-7)


@slow
@given(world=worlds, year=st.sampled_from([None, 2024]))
def test_the_total_is_the_sum_of_lines_of_stages_of_entities_and_of_categories(
    tmp_path_factory: pytest.TempPathFactory, world: World, year: int | None
) -> None:
    path = tmp_path_factory.mktemp("lines") / "lines.parquet"
    with store(world) as connection:
        compute(connection, CATALOGUE, year=year)
        found = sum_up(connection, CATALOGUE, cross=True)
        write_lines(connection, path)
        tops = {code: profile.mean for code, profile in profiles(connection).items()}
    for criterion, top in tops.items():
        whole = of(found, criterion=criterion)
        breakdowns = {
            "stages": [f for f in whole if f.stage and not f.category and f.entity is None],
            "entities": [f for f in whole if f.stage is None and f.category is None and f.entity is not None],
            "categories": [f for f in whole if f.stage is None and f.category and f.entity is None],
            "cells": [f for f in whole if f.stage and f.category and f.entity is not None],
        }
        for name, figures in breakdowns.items():
            assert sum(map(value, figures)) == pytest.approx(top, rel=1e-9), name
        assert _sum_of_lines(path, criterion) == pytest.approx(top, rel=1e-9)


FLEET = World(
    [
        *(line(quantity=20.0, entity="A", quality="medium") for _ in range(5)),
        *(line(model="latitude", quantity=15.0, entity="B") for _ in range(5)),
        line("monitor", quantity=60.0, entity="A"),
        line("monitor", quantity=10.0, kwh_year=80.0, entity="B"),
        line("server", quantity=4.0, kwh_year=1500.0, country="DEU", entity="B", quality="high"),
        line("network-mobile", quantity=900.0, entity="A"),
    ]
)


def draws(world: World, criterion: str, *, count: int) -> list[dict[str, float]]:
    """Totals by entity of `count` worlds where every factor row, and every line's data, is drawn anew."""
    random_source = random.Random(20261123)
    lines = twin.work_out(world)
    found = []
    for _ in range(count):
        moved = {row.id: _drawn(random_source, row.sigma) for row in world.factors}
        totals = dict.fromkeys((one.entity for one in lines), 0.0)
        for one in lines:
            error = _drawn(random_source, math.sqrt(math.log1p(one.noise)))
            for (code, _, factor, energy), part in one.parts.items():
                if code == criterion:
                    totals[one.entity] += part * error * moved[factor] * (moved[energy] if energy else 1.0)
        found.append(totals)
    return found


def _drawn(random_source: random.Random, sigma: float) -> float:
    """A log-normal error of mean 1."""
    return random_source.lognormvariate(-sigma * sigma / 2, sigma)


@pytest.mark.parametrize("entity", [None, "A", "B"])
def test_intervals_agree_with_a_seeded_monte_carlo_of_the_whole_inventory(entity: str | None) -> None:
    with store(FLEET) as connection:
        compute(connection, CATALOGUE)
        (figure,) = of(sum_up(connection, CATALOGUE), criterion="gwp", stage=None, category=None, entity=entity)
    assert isinstance(figure.quantity, Estimate)
    drawn = [
        sum(value for name, value in one.items() if entity in (None, name)) for one in draws(FLEET, "gwp", count=8000)
    ]
    cuts = statistics.quantiles(drawn, n=20)
    assert statistics.fmean(drawn) == pytest.approx(figure.quantity.value, rel=0.02)
    assert figure.quantity.low == pytest.approx(cuts[0], rel=0.05)
    assert figure.quantity.p50 == pytest.approx(cuts[9], rel=0.03)
    assert figure.quantity.high == pytest.approx(cuts[18], rel=0.03)


def test_the_probability_that_one_entity_is_lower_agrees_with_the_same_draws() -> None:
    with store(FLEET) as connection:
        compute(connection, CATALOGUE)
        first, second = (profiles(connection, entity=name)["gwp"] for name in "AB")
    found = probability_less(first, second)
    both = [(one["A"], one["B"]) for one in draws(FLEET, "gwp", count=8000)]
    assert found == pytest.approx(sum(a < b for a, b in both) / len(both), abs=0.05)


def _sum_of_lines(path: Any, criterion: str) -> float:
    ((total,),) = duckdb.sql(
        f"SELECT sum(coalesce(embodied_{criterion}, 0) + coalesce(use_{criterion}, 0)) FROM '{path}'"
        " WHERE kind = 'physical'"
    ).fetchall()
    return float(total)
