"""The footprint computed naively, line by line, from `method.py`: the twin of the queries of `engine/footprint/sql`.

Slow and plain on purpose: no grouping, no join, one dictionary per question.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.reference.world import CRITERIA, KINDS, PARAMETERS, PATHS, Factor, World

from sobria.engine.footprint.method import (
    Service,
    embodied_impact,
    life_years,
    quality_sigma,
    relative_variance,
    usage_share,
    use_impact,
    year_fraction,
)

SPLIT = {"manufacturing", "distribution", "end_of_life"}


@dataclass
class Line:
    """One line worked out. `parts`: (criterion, stage, factor id, kWh row id or None) → yearly impact."""

    entity: str
    category: str | None
    units: float
    life_years: float | None
    fraction: float | None
    noise: float
    parts: dict[tuple[str, str, str, str | None], float] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()

    def total(self, criterion: str, stage: str | None = None) -> float:
        return sum(
            value for (code, where, _, _), value in self.parts.items() if code == criterion and stage in (None, where)
        )


def work_out(world: World, *, year: int | None = None, country: str = "FRA") -> list[Line]:
    """Lines in scope: accepted, not excluded, in service in the year."""
    lines = (
        _line(world, row, year=year, country=country) for row in world.lines if row["category"] not in world.exclusions
    )
    return [line for line in lines if line.fraction != 0]


def total(lines: list[Line], criterion: str) -> float:
    return sum(line.total(criterion) for line in lines)


def variance(world: World, lines: list[Line], criterion: str, stage: str | None = None) -> float:
    by_row: dict[str, float] = defaultdict(float)
    for line in lines:
        for (code, where, factor, energy), value in line.parts.items():
            if code == criterion and stage in (None, where):
                by_row[factor] += value
                if energy:
                    by_row[energy] += value
    spreads = {row.id: relative_variance(row.sigma) for row in world.factors}
    return sum(part**2 * spreads[row] for row, part in by_row.items()) + sum(
        line.total(criterion, stage) ** 2 * line.noise for line in lines
    )


def coverage(lines: list[Line], criterion: str) -> float:
    units = sum(line.units for line in lines)
    return sum(line.units for line in lines if criterion in line.complete) / units


def gwp_coverage(lines: list[Line], criterion: str) -> float:
    return sum(line.total("gwp") for line in lines if criterion in line.complete) / total(lines, "gwp")


def _line(world: World, row: dict[str, Any], *, year: int | None, country: str) -> Line:
    category = world.category_of(row)
    kind, category_life = KINDS[category] if category else ("equipment", None)
    place = {name: (pue, where) for name, pue, where, _ in world.data_centres}.get(row.get("data_centre", ""))
    where = row.get("country") or (place and place[1]) or country
    pue = 1.0 if row.get("data_centre") is None else (place and place[0]) or PARAMETERS["pue-default"]
    life = 1.0 if kind == "flow" else _life(row, category_life)
    fraction = year_fraction(
        year, started=_first(row, "in_service", "purchased"), retired=row.get("retired"), status=row.get("status")
    )
    quality = PARAMETERS[f"quality-{row.get('quality') or 'low'}"]
    line = Line(
        entity=row.get("entity") or "",
        category=category,
        units=1.0 if kind == "flow" else row["quantity"],
        life_years=life,
        fraction=fraction,
        noise=relative_variance(quality_sigma(quality)),
    )
    if category is None or fraction is None:
        return line
    scale = {
        "quantity": row["quantity"],
        "fraction": fraction,
        "usage_share": usage_share(
            row.get("usage_share"),
            ownership=row.get("ownership"),
            byod_share=PARAMETERS["share-byod"],
            cope_share=PARAMETERS["share-cope"],
        ),
    }
    complete = set()
    for criterion in CRITERIA:
        made = _made(world, row, criterion, where, category=category, life=life, scale=scale)
        used = _used(world, row, criterion, where, category=category, life=life, pue=pue, scale=scale)
        line.parts |= made | used
        own = [f for f in _rows(world, row, criterion, where, category=category) if f.stage != "use"]
        if (made or used) if kind == "flow" else (own and used and life is not None):
            complete.add(criterion)
    line.complete = frozenset(complete)
    return line


def _life(row: dict[str, Any], category_life: float | None) -> float | None:
    names = ("retired", "internal_years", "upstream_years", "downstream_years", "reuse_share", "acquisition")
    service = Service(started=_first(row, "purchased", "in_service"), **{name: row.get(name) for name in names})
    return life_years(service, category_life_years=category_life)


def _first(row: dict[str, Any], *names: str) -> date | None:
    return next((row[name] for name in names if row.get(name) is not None), None)


Parts = dict[tuple[str, str, str, str | None], float]


def _made(
    world: World, row: dict[str, Any], criterion: str, where: str, *, category: str, life: float | None,
    scale: dict[str, float],
) -> Parts:  # fmt: skip
    if life is None:
        return {}
    metered = row.get("kwh_year") is not None
    return {
        (criterion, factor.stage, factor.id, None): embodied_impact(factor.value, life_years=life, **scale)
        for factor in _rows(world, row, criterion, where, category=category)
        if factor.stage != "use" or not metered
    }


def _used(
    world: World, row: dict[str, Any], criterion: str, where: str, *, category: str, life: float | None, pue: float,
    scale: dict[str, float],
) -> Parts:  # fmt: skip
    """Electricity, or the life-cycle use row that stands for it when nothing is metered (counted in `_made`)."""
    metered = row.get("kwh_year")
    own = [factor for factor in _rows(world, row, criterion, where, category=category) if factor.stage == "use"]
    if own and metered is None:
        return _made(world, row, criterion, where, category=category, life=life, scale=scale) and {
            (criterion, "use", factor.id, None): embodied_impact(factor.value, life_years=life or 1.0, **scale)
            for factor in own
        }
    mixes = _nearest([f for f in world.factors if f.category == "electricity" and f.criterion == criterion], where)
    if metered is not None:
        energies: list[tuple[str | None, float]] = [(None, metered)]
    elif category == "electricity":
        energies = [(None, 1.0)]
    else:
        energies = [(f.id, f.value) for f in _rows(world, row, "kwh", where, category=category)]
    return {
        (criterion, "use", mix.id, energy): use_impact(mix.value, kwh_year=kwh, pue=pue, **scale)
        for mix in mixes
        for energy, kwh in energies
    }


def _rows(world: World, row: dict[str, Any], criterion: str, where: str, *, category: str) -> list[Factor]:
    rows = [f for f in world.factors if f.category == category and f.criterion == criterion and f.per != "kWh"]
    model = world.model_of(row)
    own = _nearest([f for f in rows if model is not None and f.model_key == model], where)
    found = own or _nearest([f for f in rows if f.model_key is None], where)
    split = any(f.stage in SPLIT for f in found)
    return [f for f in found if not (split and f.stage == "embodied")]


def _nearest(rows: list[Factor], where: str) -> list[Factor]:
    for country, region, _ in sorted(PATHS, key=lambda path: path[2]):
        found = [f for f in rows if country == where and f.region == region]
        if found:
            return found
    return [f for f in rows if f.region in (None, "")]
