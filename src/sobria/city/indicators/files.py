"""The list of indicators as a file."""

import csv
import io
import json
from collections.abc import Iterable

from sobria.city.indicators.pages import Line
from sobria.city.registers.downloads import harmless

NAMES = (
    "code", "pillar", "name_fr", "name_en", "unit", "start", "end", "value", "low", "high", "letter", "coverage",
    "unknown", "missing", "origin", "method", "source", "evidence", "recorded", "fresh", "state", "basis",
)  # fmt: skip


def rows(lines: Iterable[Line]) -> list[dict[str, object]]:
    return [dict(zip(NAMES, _cells(line), strict=True)) for line in lines]


def as_csv(lines: Iterable[Line]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES)
    writer.writeheader()
    for row in rows(lines):
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return text.getvalue()


def as_json(lines: Iterable[Line]) -> str:
    return json.dumps({"indicators": rows(lines)}, ensure_ascii=False, indent=1) + "\n"


def _cells(line: Line) -> tuple[object, ...]:
    one, value = line.indicator, line.value
    is_known = value.value is not None
    return (
        one.code, one.pillar, one.name_fr, one.name_en, one.unit,
        value.start.isoformat() if is_known else None, value.end.isoformat() if is_known else None,
        value.value, value.low, value.high, value.letter, value.coverage,
        value.unknown, " ".join(value.missing), value.origin, value.method, value.source, value.evidence,
        value.recorded.isoformat() if value.recorded else None, line.is_fresh, line.standing, one.basis,
    )  # fmt: skip
