"""The public Boavizta table of manufacturer sheets, turned into a factor pack with one group of rows per model.

Embodied emissions are the sheet's total less its use share; the use of the sheet is left out because it depends on
the country: electricity per year comes from the sheet, its impacts from the mix of the place of use.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sobria.engine.footprint.catalogue import Catalogue, boavizta_categories, words
from sobria.engine.footprint.factor_rows import default_interval, interval_of_variation, model_key
from sobria.engine.footprint.gate import PackRefused
from sobria.engine.footprint.pack_files import COLUMNS, OPTIONAL, decoded, read_pack
from sobria.engine.footprint.packs import refuse_faults
from sobria.engine.messages import Refusal

NEEDED = ("manufacturer", "name", "subcategory", "gwp_total", "gwp_use_ratio")
SPLIT_TOLERANCE = 0.05  # stages of a sheet must add up to its total less use, to this share of the total
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STAGES = (
    ("manufacturing", "gwp_manufacturing_ratio"),
    ("distribution", "gwp_transport_ratio"),
    ("end_of_life", "gwp_eol_ratio"),
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sheet left out; `code` is a key of `messages/factors.csv`."""

    line: int
    name: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of the table: rows written, models they speak of, sheets left out."""

    read: int
    models: int
    rows: int
    split: int
    dropped: tuple[Dropped, ...]

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(row.code for row in self.dropped).most_common())


@dataclass(frozen=True, slots=True)
class _Sheet:
    line: int
    cells: dict[str, str]
    category: str
    total: float
    use_share: float

    @property
    def name(self) -> str:
        return f"{self.cells['manufacturer']} {self.cells['name']}".strip()

    @property
    def reported(self) -> date | None:
        return _reported(self.cells.get("report_date") or "")

    def number(self, column: str) -> float | None:
        return _number(self.cells.get(column))


def convert_boavizta(source: Path, out: Path, catalogue: Catalogue) -> Conversion:
    """Write `out`, check it with the gate, and tell what was kept and left out.

    Raises:
        Refusal: the file is not the Boavizta table.
        PackRefused: the pack made of it would not pass the gate.
    """
    dropped: list[Dropped] = []
    sheets: list[_Sheet] = []
    read = 0
    for line, cells in _records(source):
        read += 1
        found = _sheet(line, cells)
        if isinstance(found, Dropped):
            dropped.append(found)
        else:
            sheets.append(found)
    kept = _latest(sheets, dropped)
    written = [row for sheet in kept for row in _pack_rows(sheet, catalogue)]
    _write(out, written)
    pack = read_pack(out, name=out.stem, catalogue=catalogue)
    try:
        refuse_faults([pack], catalogue)
    except PackRefused:
        out.unlink()
        raise
    split = sum(row["stage"] == "manufacturing" for row in written)
    dropped.sort(key=lambda row: row.line)
    return Conversion(read=read, models=len(kept), rows=len(written), split=split, dropped=tuple(dropped))


def _records(source: Path) -> Iterator[tuple[int, dict[str, str]]]:
    text = decoded(source)
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    missing = [column for column in NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise Refusal("factors-not-boavizta", file=source.name, columns=", ".join(missing))
    for cells in reader:
        yield reader.line_num, cells


def _number(text: str | None) -> float | None:
    try:
        return float((text or "").strip().replace(",", "."))
    except ValueError:
        return None


def _sheet(line: int, cells: dict[str, str]) -> _Sheet | Dropped:
    name = f"{cells['manufacturer']} {cells['name']}".strip()
    kind = words(cells["subcategory"] or "")
    category = next(
        (
            target
            for subcategory, pattern, target in boavizta_categories()
            if subcategory == kind and (not pattern or re.search(pattern, words(cells["name"])))
        ),
        None,
    )
    total, use_share = _number(cells["gwp_total"]), _number(cells["gwp_use_ratio"])
    if kind == "printer":
        return Dropped(line, name, "boavizta-printer", cells["gwp_total"])
    if category is None:
        return Dropped(line, name, "boavizta-kind", cells["subcategory"] or "")
    if total is None or total <= 0:
        return Dropped(line, name, "boavizta-no-total", cells["gwp_total"] or "")
    if use_share is None or not 0 <= use_share < 1:
        return Dropped(line, name, "boavizta-no-use-share", cells["gwp_use_ratio"] or "")
    return _Sheet(line, cells, category, total, use_share)


def _latest(sheets: Iterable[_Sheet], dropped: list[Dropped]) -> list[_Sheet]:
    """One sheet per model: the latest report; among reports of one day, the last of the file."""
    kept: dict[tuple[str, str | None], _Sheet] = {}
    for sheet in sorted(sheets, key=lambda row: (row.reported or date.min, row.line)):
        key = (sheet.category, model_key(sheet.cells["manufacturer"], sheet.cells["name"]))
        older = kept.get(key)
        if older:
            dropped.append(Dropped(older.line, older.name, "boavizta-older", str(sheet.line)))
        kept[key] = sheet
    return sorted(kept.values(), key=lambda row: row.line)


def _pack_rows(sheet: _Sheet, catalogue: Catalogue) -> Iterator[dict[str, object]]:
    variation = sheet.number("gwp_error_ratio")
    shares, note = _shares(sheet)
    if variation:
        note += f"; interval from the sheet's error ratio {variation:g}, read as one standard deviation"
    else:
        note += "; no interval in the sheet: default of quality medium"
    for stage, share in shares:
        value = sheet.total * share
        yield _pack_row(sheet, catalogue, criterion="gwp", stage=stage, value=value, variation=variation, note=note)
    yearly = sheet.number("yearly_tec")
    if yearly and yearly > 0:
        said = "typical energy consumption of the sheet; no interval in the sheet: default of quality medium"
        yield _pack_row(sheet, catalogue, criterion="kwh", stage="use", value=yearly, variation=None, note=said)


def _shares(sheet: _Sheet) -> tuple[list[tuple[str, float]], str]:
    """Shares of the total by stage. The split of the sheet is used only when complete and consistent.

    A transport of zero is a sheet that does not tell it apart. An end of life of zero gives no row.
    """
    embodied = 1 - sheet.use_share
    given = [(stage, sheet.number(column)) for stage, column in _STAGES]
    parts = [(stage, share) for stage, share in given if share is not None]
    added = sum(share for _, share in parts)
    complete = len(parts) == len(_STAGES) and min(share for _, share in parts[:2]) > 0 and parts[2][1] >= 0
    if complete and abs(added - embodied) <= SPLIT_TOLERANCE:
        note = "total less its use share, split as the sheet does"
        return [(stage, share / added * embodied) for stage, share in parts if share > 0], note
    return [("embodied", embodied)], "total less its use share"


def _pack_row(
    sheet: _Sheet, catalogue: Catalogue, *, criterion: str, stage: str, value: float, variation: float | None, note: str
) -> dict[str, object]:
    if variation:
        low, high = interval_of_variation(value, variation)
    else:
        low, high = default_interval(value, catalogue.value("factor-spread-medium"))
    return {
        "category": sheet.category,
        "criterion": criterion,
        "stage": stage,
        "value": value,
        "low": low,
        "high": high,
        "unit": catalogue.criteria[criterion].unit,
        "per": "item",
        "region": "WLD",
        "source": f"Boavizta environmental-footprint-data; {(sheet.cells.get('sources') or '').strip()}".rstrip("; "),
        "licence": "ODbL-1.0",
        "source_date": sheet.reported.isoformat() if sheet.reported else "",
        "quality": "medium",
        "manufacturer": sheet.cells["manufacturer"],
        "model": sheet.cells["name"],
        "note": note,
    }


def _write(out: Path, rows: list[dict[str, object]]) -> None:
    with out.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, [*COLUMNS, *OPTIONAL], restval="", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: f"{cell:.6g}" if isinstance(cell, float) else cell for key, cell in row.items()})


def _reported(text: str) -> date | None:
    """Dates as sheets write them: 2020-11-19, 2022-3-12, November 2020, October 9 2018, 2019."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip()):
        year, month, day = (int(part) for part in found.groups())
        return date(year, month, day) if 1 <= month <= len(_MONTHS) and 1 <= day <= 28 else date(year, 1, 1)  # noqa: PLR2004 - every month has 28 days
    found = re.search(r"(?:([A-Za-z]{3})[a-z]*)?\s*(?:\d{1,2})?\s*\b((?:19|20)\d{2})$", text.strip())
    if not found:
        return None
    name = (found[1] or "jan").lower()
    return date(int(found[2]), _MONTHS.index(name) + 1 if name in _MONTHS else 1, 1)
