"""The whole strategy as a book of sheets, to be written as XLSX, ODS or CSV."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sobria.city.indicators.targets import versions_in_force
from sobria.city.strategy import fiche, selectors
from sobria.city.strategy.models import Strategy
from sobria.engine.strategy.sheets import Book, Row

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
STRATEGY_FIELDS = ("title", "text", "language", "deliberation", "starts", "ends", "source")
PARTS = ("steps", "budget", "notes", "documents")


def book_of(strategy: Strategy, on: date) -> Book:
    """The strategy, and the city's targets in force on a day. Constant queries."""
    axes = {one.code: one for one in strategy.axes.all()}
    found: Book = {
        "strategy": [{name: getattr(strategy, name) for name in STRATEGY_FIELDS}],
        "axes": [{"code": one.code, "pillar": one.pillar, "title": one.title} for one in axes.values()],
        **{name: [] for name in ("measures", *PARTS, "links")},
        "targets": list(_targets(on)),
    }
    for measure in selectors.whole(strategy):
        whole = fiche.of_measure(measure)
        axis = axes[whole["axis"]]
        row: Row = {name: value for name, value in whole.items() if not isinstance(value, list)}
        row |= {"code": measure.code, "pillar": axis.pillar, "axis_title": axis.title}
        row |= {name: whole[name] for name in ("partners", "funders")} | _days(whole, fiche.DATES)
        found["measures"].append(row)
        for name in PARTS:
            found[name] += [_part(measure.code, part) for part in whole[name]]
        for kind in fiche.LINKS:
            found["links"] += [{"measure": measure.code, "kind": kind, "code": code} for code in whole[kind]]
    return found


def _days(row: dict[str, Any], names: Iterable[str]) -> Row:
    return {name: date.fromisoformat(row[name]) if row[name] else None for name in names}


def _part(code: str, part: dict[str, Any]) -> Row:
    row: Row = {"measure": code} | part | _days(part, [name for name in ("due", "done", "date") if name in part])
    return row | {"amount": Decimal(part["amount"])} if "amount" in part else row


def _targets(on: date) -> Iterable[Row]:
    """One row per dated step; the baseline is said again on each."""
    for code, version in sorted(versions_in_force(on).items()):
        trajectory = version.trajectory
        for day, value in trajectory.steps if trajectory else ():
            yield {
                "indicator": code,
                "shape": version.shape,
                "baseline_date": version.baseline_date,
                "baseline": version.baseline,
                "date": day,
                "value": value,
                "source": version.source,
            }
