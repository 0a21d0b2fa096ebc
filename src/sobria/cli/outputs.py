"""The footprint as JSON and CSV files, exact: nothing is rounded here."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from sobria.engine.footprint.compare import PackTotal
from sobria.engine.footprint.listing import Reject
from sobria.engine.footprint.result import Figure, Footprint
from sobria.engine.messages import Language
from sobria.engine.quantities import Estimate, Quantity

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BREAKDOWNS = ("by_stage", "by_category", "by_entity")
FIGURE_COLUMNS = (
    "criterion", "unit", "scope", "entity", "category", "stage", "value", "low", "p50", "high", "coverage",
    "gwp_coverage", "units", "units_covered", "missing",
)  # fmt: skip
REJECT_COLUMNS = ("line", "column", "value", "reason", "file")


def payload(footprint: Footprint, rejects: Iterable[Reject], *, language: Language) -> dict[str, Any]:
    """The answer as plain values; unknown figures are null, the entity of lines that name none is ""."""
    lines = footprint.lines
    return {
        "format": footprint.format,
        "lines": {
            "read": lines.read,
            "accepted": lines.accepted,
            "rejected": lines.rejected,
            "matched": lines.matched,
            "unmatched": lines.unmatched,
        },
        "criteria": _criteria(footprint.figures),
        "packs": list(footprint.packs),
        "method": footprint.method,
        "assumptions": [one.sentence(language) for one in footprint.assumptions],
        "drivers": [
            {
                "criterion": one.criterion,
                "factor": one.factor_id,
                "category": one.category,
                "stage": one.stage,
                "source": one.source,
                "share": one.share,
            }
            for one in footprint.drivers
        ],
        "rejects": [
            {"line": one.line, "column": one.column, "value": one.value, "reason": one.reason} for one in rejects
        ],
    }


def pack_payload(totals: Iterable[PackTotal]) -> list[dict[str, Any]]:
    """One entry per pack and criterion. `lower`: P(total < total of the first pack)."""
    return [
        {
            "pack": one.pack,
            "criterion": one.criterion,
            "unit": one.figure.quantity.unit,
            **_interval(one.figure.quantity),
            "coverage": one.figure.units_covered / one.figure.units if one.figure.units else 0.0,
            "lower": one.lower,
        }
        for one in totals
    ]


def write_json(content: object, target: TextIO) -> None:
    target.write(json.dumps(content, ensure_ascii=False, allow_nan=False))  # without indents: ten times faster
    target.write("\n")


def write_figures(footprint: Footprint, path: Path) -> None:
    """One row per figure: totals, by stage, by category, by entity."""
    _write_csv(path, FIGURE_COLUMNS, (_figure_row(figure) for figure in footprint.figures))


def write_rejects(rejects: Iterable[Reject], path: Path) -> None:
    rows = ((one.line, one.column, one.value, one.reason, one.file) for one in rejects)
    _write_csv(path, REJECT_COLUMNS, rows)


def _criteria(figures: Iterable[Figure]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for figure in figures:
        if figure.category is not None and figure.entity is not None:
            continue
        scope = figure.category if figure.category is not None else figure.entity
        if scope is None and figure.stage is None:
            found[figure.criterion] = {
                "unit": figure.quantity.unit,
                **_interval(figure.quantity),
                "coverage": figure.units_covered / figure.units if figure.units else 0.0,
                **{name: {} for name in _BREAKDOWNS},
            }
        elif scope is None:
            found[figure.criterion]["by_stage"][figure.stage] = _interval(figure.quantity)
        elif figure.stage is None:
            name = "by_entity" if figure.category is None else "by_category"
            found[figure.criterion][name][scope] = _interval(figure.quantity)
    return found


def _interval(quantity: Quantity) -> dict[str, float | None]:
    if isinstance(quantity, Estimate):
        return {"value": quantity.value, "low": quantity.low, "high": quantity.high}
    return {"value": None, "low": None, "high": None}


def _figure_row(figure: Figure) -> Sequence[object]:
    quantity = figure.quantity
    ends = (
        (quantity.value, quantity.low, quantity.p50, quantity.high, quantity.coverage)
        if isinstance(quantity, Estimate)
        else (None,) * 5
    )
    return (
        figure.criterion, quantity.unit, _scope(figure), figure.entity, figure.category, figure.stage, *ends,
        figure.gwp_coverage, figure.units, figure.units_covered, " ".join(figure.missing),
    )  # fmt: skip


def _scope(figure: Figure) -> str:
    """Tells the entity nobody named (empty) from all entities (empty too)."""
    parts = [name for name in ("entity", "category", "stage") if getattr(figure, name) is not None]
    return "-".join(parts) or "total"


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def harmless(cell: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers pass."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell
