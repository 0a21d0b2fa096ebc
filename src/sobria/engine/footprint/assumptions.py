"""What a computation takes for granted, said with the number of lines it concerns."""

from collections.abc import Iterable
from typing import Any

import duckdb

from sobria.engine.footprint.catalogue import Catalogue
from sobria.engine.footprint.duckdb import query
from sobria.engine.footprint.result import Assumption

# Columns of sql/assumed.sql and the sentence of each; one that concerns no line is not said.
_COUNTED = {
    "start_assumed": "footprint-assume-start",
    "retirement_unknown": "footprint-assume-retirement-{unit}",
    "life_assumed": "footprint-assume-life",
    "quality_assumed": "footprint-assume-quality",
    "country_assumed": "footprint-assume-country",
    "pue_assumed": "footprint-assume-pue",
    "byod": "footprint-assume-byod",
    "cope": "footprint-assume-cope",
    "flows": "footprint-assume-flows",
}


def assumptions(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, *, year: int | None, country: str
) -> tuple[Assumption, ...]:
    """Every assumption that applied, after `compute`."""
    result = connection.execute(query("assumed"))
    names = [column[0] for column in result.description or ()]
    counts: dict[str, Any] = dict(zip(names, result.fetchall()[0], strict=True))
    lines = int(counts["lines"])
    values = {
        "year": str(year),
        "country": country,
        "pue": catalogue.value("pue-default"),
        "byod": _percent(catalogue.value("share-byod")),
        "cope": _percent(catalogue.value("share-cope")),
        "low": _percent(catalogue.value("quality-low")),
    }
    unit = "unit" if year is None else "year"
    counted = (
        Assumption(code.format(unit=unit), {"lines": int(counts[column]), **values})
        for column, code in _COUNTED.items()
        if counts[column]
    )
    return (
        Assumption(f"footprint-assume-{unit}", {"lines": lines, "year": str(year)}),
        *counted,
        *_qualities(counts, lines=lines),
    )


def about_factors(
    connection: duckdb.DuckDBPyConnection, said: Iterable[tuple[str, dict[str, Any]]]
) -> tuple[Assumption, ...]:
    """What the packs said, less what concerns regions and criteria this inventory does not use. After `compute`."""
    used: dict[tuple[Any, ...], set[str]] = {}
    for *key, region in connection.execute(query("used_factors")).fetchall():
        used.setdefault(tuple(key), set()).add(region)
    kept: list[Assumption] = []
    for code, params in said:
        if code != "factors-assume-date":
            kept.append(Assumption(code, params))
            continue
        regions = used.get(tuple(params[name] for name in ("pack", "category", "criterion", "year")))
        if regions:
            kept.append(Assumption(code, {**params, "regions": ", ".join(sorted(regions))}))
    return tuple(kept)


def _qualities(counts: dict[str, Any], *, lines: int) -> tuple[Assumption, ...]:
    if not lines:
        return ()
    shares = {quality: _percent(counts[f"quality_{quality}"] / lines) for quality in ("high", "medium")}
    shares["low"] = round(100 - sum(shares.values()), 1)
    return (Assumption("footprint-assume-quality-shares", shares),)


def _percent(share: float) -> float:
    return round(100 * share, 1)
