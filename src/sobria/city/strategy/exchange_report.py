"""What becomes of each line of a strategy file."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal
from sobria.engine.strategy.reading import Fault, Line, Reading
from sobria.engine.strategy.sheets import load_sheets

Count = dict[str, int]


@dataclass
class Report:
    """Counts by sheet (created, changed, same); refused lines with their cells; columns and sheets left out."""

    counts: dict[str, Count] = field(default_factory=dict)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    approximated: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[list[str]] = field(default_factory=list)
    raw: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return sum(count["created"] + count["changed"] for count in self.counts.values())

    def count(self, sheet: str, what: str) -> None:
        self.counts.setdefault(sheet, {"created": 0, "changed": 0, "same": 0})[what] += 1

    def reject(self, line: Line, column: str, value: object, code: str, known: str = "") -> None:
        """`column`: key of the column, shown by its header."""
        header = next((one.header_fr for one in load_sheets()[line.sheet].columns if one.key == column), "")
        shown = "" if value is None else str(value)[:200]
        self.rejected.append(asdict(Fault(line.place, line.line, header, shown, code, known)))

    def refuse(self, line: Line, refusal: Refusal) -> None:
        """A refusal of the act itself, whose sentence is kept in the language of the person who imports."""
        self.reject(line, "", line.values.get("code") or "", "strategy-line-refused", refusal.sentence(language()))


def begun(reading: Reading) -> Report:
    """What the reading alone says."""
    return Report(
        rejected=[asdict(fault) for fault in reading.faults],
        approximated=[asdict(one) for one in reading.kept],
        dropped=[list(one) for one in reading.dropped],
    )


def ended(report: Report, reading: Reading) -> Report:
    """With the refused lines as they came; pairs keep the order of the cells, which a JSON object would lose."""
    refused = sorted({(one["sheet"], one["line"]) for one in report.rejected})
    keys = {
        (one.place, one.line): one.sheet
        for group in (reading.lines, reading.refused)
        for s in group.values()
        for one in s
    }
    report.raw = [
        {
            "sheet": sheet,
            "line": line,
            "object": keys.get((sheet, line), ""),
            "cells": list(reading.raw[(sheet, line)].items()),
        }
        for sheet, line in refused
        if (sheet, line) in reading.raw
    ]
    return report
