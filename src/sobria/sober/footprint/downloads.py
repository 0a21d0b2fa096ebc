"""The figures of a page as a file, with the full precision of the computation: nothing is rounded here."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sobria.sober.footprint import names
from sobria.sober.footprint.models import Figure, Run

COLUMNS = (
    "code",
    "year",
    "pack",
    "kind",
    "criterion",
    "category",
    "category_name",
    "entity",
    "entity_name",
    "stage",
    "value",
    "low",
    "p50",
    "high",
    "unit",
    "coverage",
    "gwp_coverage",
    "units",
    "units_covered",
    "probability_of_decrease",
    "missing",
    "formula",
    "run",
    "snapshot",
)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def record(figure: Figure, run: Run) -> dict[str, Any]:
    """One figure in the order of `COLUMNS`; None where it is unknown, empty scope for "all"."""
    values = (
        figure.code,
        run.year,
        run.pack,
        figure.kind,
        figure.criterion,
        figure.category,
        names.category_name(figure.category) if figure.category else "",
        figure.entity,
        names.entity_name(figure.entity, run.entities) if figure.entity else "",
        figure.stage,
        figure.value,
        figure.low,
        figure.p50,
        figure.high,
        figure.unit,
        figure.coverage,
        figure.gwp_coverage,
        figure.units,
        figure.units_covered,
        figure.probability,
        list(figure.missing),
        f"{figure.formula}/{figure.formula_version}",
        run.pk,
        run.snapshot,
    )
    return dict(zip(COLUMNS, values, strict=True))


def as_csv(figures: Iterable[Figure], runs: Mapping[int, Run]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for figure in figures:
        writer.writerow([_cell(value) for value in record(figure, runs[figure.run_id]).values()])
    return text.getvalue()


def as_json(figures: Iterable[Figure], runs: Mapping[int, Run]) -> str:
    """The figures, with what is needed to compute each run again."""
    found = {
        "runs": [
            {
                "run": run.pk,
                "year": run.year,
                "pack": run.pack,
                "method": run.method,
                "packs": run.packs,
                "assumptions": run.assumptions,
                "lines": run.lines,
                "register_version": run.register_version,
                "snapshot": run.snapshot,
            }
            for run in runs.values()
        ],
        "figures": [record(figure, runs[figure.run_id]) for figure in figures],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def _cell(value: Any) -> Any:
    """Lists on one cell; a text a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value
