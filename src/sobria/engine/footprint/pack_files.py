"""Reading a factor CSV: columns, numbers, dates, units and codes, every fault kept rather than the first."""

import csv
import io
import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from sobria.engine.footprint.catalogue import BASES, STAGES, WORLD, Catalogue
from sobria.engine.footprint.factor_rows import FactorRow, default_interval, model_key
from sobria.engine.footprint.gate import Fault
from sobria.engine.messages import Refusal

COLUMNS = (
    "category", "criterion", "stage", "value", "low", "high", "unit", "per", "region",
    "source", "licence", "source_date", "valid_from", "valid_to",
)  # fmt: skip
OPTIONAL = ("quality", "manufacturer", "model", "note")
QUALITIES = ("high", "medium", "low")
_EXTRA = "cells beyond the header"
LARGEST = 200_000_000  # bytes: a factor file is a small table


@dataclass(slots=True)
class PackRows:
    """What a file holds: its rows, its faults, and the columns nobody asked for."""

    name: str
    file: str
    rows: list[FactorRow]
    faults: list[Fault]
    ignored: tuple[str, ...]


class _Line:
    """One line being read: gives typed cells and keeps the faults met."""

    def __init__(self, cells: dict[str, str], *, file: str, number: int, comma: bool) -> None:
        self.cells, self.file, self.number, self.comma = cells, file, number, comma
        self.faults: list[Fault] = []

    def text(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def refuse(self, code: str, column: str, **more: object) -> None:
        self.faults.append(Fault(code, self.file, self.number, column, self.text(column), tuple(more.items())))

    def number_of(self, column: str, *, needed: bool) -> float | None:
        text = self.text(column)
        if not text:
            if needed:
                self.refuse("factors-blank", column)
            return None
        try:
            found = float(text.replace(",", ".") if self.comma else text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            self.refuse("factors-not-a-number", column)
            return None
        return found

    def day(self, column: str, *, end: bool = False) -> date | None:
        text = self.text(column)
        if not text:
            return None
        if len(text) == len("2026") and text.isdigit():
            text += "-12-31" if end else "-01-01"
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.refuse("factors-not-a-date", column)
            return None

    def code_of(self, column: str, known: Collection[str], *, blank: str = "") -> str:
        text = self.text(column) or blank
        if not text:
            self.refuse("factors-blank", column)
        elif text not in known:
            self.refuse("factors-unknown-code", column, known=", ".join(sorted(known)[:12]))
        return text


def read_pack(path: Path | Traversable, *, name: str, catalogue: Catalogue) -> PackRows:
    """Rows and faults of one CSV. Raises Refusal when it is not a factor table at all."""
    text = decoded(path)
    head = text.partition("\n")[0]
    comma = head.count(";") > head.count(",")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if comma else ",", restkey=_EXTRA)
    header = [column.strip() for column in reader.fieldnames or ()]
    reader.fieldnames = header
    twice = [column for column in dict.fromkeys(header) if column and header.count(column) > 1]
    if twice:
        raise Refusal("factors-duplicate-columns", file=path.name, columns=", ".join(twice))
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise Refusal("factors-missing-columns", file=path.name, columns=", ".join(missing))
    pack = PackRows(name, path.name, [], [], tuple(c for c in header if c not in {*COLUMNS, *OPTIONAL}))
    for cells in reader:
        line = _Line(cells, file=path.name, number=reader.line_num, comma=comma)
        row = _row(line, name, catalogue)
        pack.faults += line.faults
        if row:
            pack.rows.append(row)
    if not pack.rows and not pack.faults:
        raise Refusal("factors-empty", file=path.name)
    return pack


def decoded(path: Path | Traversable) -> str:
    """Text of a small table, UTF-8 or else Windows-1252. Raises Refusal when it is no text."""
    try:
        with path.open("rb") as handle:
            raw: bytes = handle.read(LARGEST + 1)
    except OSError as error:
        raise Refusal("factors-unreadable", file=path.name, reason=error.strerror or str(error)) from error
    if len(raw) > LARGEST:
        raise Refusal("factors-too-large", file=path.name, megabytes=LARGEST // 1_000_000)
    if b"\0" in raw[:10_000]:
        raise Refusal("factors-not-text", file=path.name)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _row(line: _Line, pack: str, catalogue: Catalogue) -> FactorRow | None:
    if extra := [cell for cell in line.cells.get(_EXTRA, "") if cell.strip()]:
        line.faults.append(Fault("factors-extra-cells", line.file, line.number, "", ", ".join(extra)))
        return None
    criterion = line.code_of("criterion", catalogue.criteria)
    category = line.code_of("category", catalogue.categories)
    stage = line.code_of("stage", STAGES)
    per = line.code_of("per", BASES)
    region = _region(line, catalogue)
    quality = line.code_of("quality", QUALITIES, blank="low")
    multiplier = _multiplier(line, criterion, per, catalogue)
    value = line.number_of("value", needed=True)
    low, high = line.number_of("low", needed=False), line.number_of("high", needed=False)
    if (low is None) != (high is None) and not line.faults:
        line.refuse("factors-half-interval", "low" if low is None else "high")
    if not line.text("source"):
        line.refuse("factors-blank", "source")
    source_date = line.day("source_date")
    valid_from, valid_to = line.day("valid_from"), line.day("valid_to", end=True)
    if valid_from and valid_to and valid_to < valid_from:
        line.refuse("factors-validity-reversed", "valid_to")
    if line.faults or value is None:
        return None
    given = low is not None and high is not None
    if low is None or high is None:
        low, high = default_interval(value, catalogue.value(f"factor-spread-{quality}"))
    return FactorRow(
        pack=pack,
        category=category,
        model_key=model_key(line.text("manufacturer"), line.text("model")),
        criterion=criterion,
        stage=stage,
        value=value * multiplier,
        low=low * multiplier,
        high=high * multiplier,
        unit=catalogue.criteria[criterion].unit,
        per=per,
        region=region,
        source=line.text("source"),
        licence=line.text("licence"),
        source_date=source_date,
        valid_from=valid_from,
        valid_to=valid_to,
        quality=quality,
        origin=f"{line.file}:{line.number}",
        note=line.text("note"),
        interval_given=given,
    )


def _region(line: _Line, catalogue: Catalogue) -> str:
    text = line.text("region") or WORLD
    if text not in catalogue.regions:
        line.refuse("factors-unknown-region", "region")
    return text


def _multiplier(line: _Line, criterion: str, per: str, catalogue: Catalogue) -> float:
    """What brings the line's unit to the criterion's: "gCO2e/kWh" → 0.001. A unit per something else is refused."""
    spelling = line.text("unit").lower().replace(" ", "").replace("₂", "2").replace("co2-eq", "co2eq")
    unit, slash, basis = spelling.partition("/")
    if slash and basis not in ({"kwh"} if per == "kWh" else {"item", "unit", "unité", "an", "year", "gb", "go"}):
        line.refuse("factors-unit-basis", "unit", per=per)
        return 1.0
    found = catalogue.units.get((criterion, unit))
    if found is None:
        if criterion in catalogue.criteria:
            line.refuse(
                "factors-unknown-unit", "unit", expected=catalogue.criteria[criterion].unit, criterion=criterion
            )
        return 1.0
    return found
