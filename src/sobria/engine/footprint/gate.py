"""The gate: a pack with a corrupt row is refused whole, every fault said with its file, line, column and value."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from sobria.engine.footprint.catalogue import Catalogue
from sobria.engine.footprint.factor_rows import FactorRow
from sobria.engine.messages import Language, Refusal, say


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason to refuse a pack. `line` counts from 1, header included; 0 speaks of the whole file."""

    code: str
    file: str
    line: int
    column: str
    value: str
    more: tuple[tuple[str, object], ...] = ()

    def sentence(self, language: Language = "fr") -> str:
        return say(
            self.code,
            language,
            file=self.file,
            line=self.line,
            column=self.column,
            value=self.value,
            **dict(self.more),
        )


class PackRefused(Refusal):
    """A pack that must not be used; `faults` lists all that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        names = ", ".join(dict.fromkeys(fault.file for fault in faults))
        super().__init__("factors-refused", files=names, count=len(self.faults))

    def sentence(self, language: Language = "fr") -> str:
        heading = Refusal.sentence(self, language)
        return "\n".join([heading, *(found.sentence(language) for found in self.faults)])


def fault(row: FactorRow, code: str, column: str, **more: object) -> Fault:
    file, _, line = row.origin.rpartition(":")
    value = more.pop("value", None)
    return Fault(
        code=code,
        file=file,
        line=int(line),
        column=column,
        value=str(getattr(row, column) if value is None else value),
        more=tuple(more.items()),
    )


def check_rows(rows: Sequence[FactorRow], catalogue: Catalogue) -> list[Fault]:
    """Faults of one pack, judged by itself."""
    return [
        *_intervals(rows),
        *_all_zero(rows, catalogue),
        *_copied_criteria(rows, catalogue),
        *_overlaps(rows),
    ]


def _intervals(rows: Iterable[FactorRow]) -> Iterable[Fault]:
    for row in rows:
        if not row.low <= row.value <= row.high:
            yield fault(row, "factors-outside-interval", "value", low=row.low, high=row.high)
        elif row.value < 0 and row.stage != "end_of_life":
            yield fault(row, "factors-negative", "value", stage=row.stage)
        elif row.low < row.high and row.low * row.high <= 0:
            yield fault(row, "factors-interval-zero", "low" if row.value > 0 else "high")


def _all_zero(rows: Sequence[FactorRow], catalogue: Catalogue) -> Iterable[Fault]:
    for criterion, group in _grouped(rows, "criterion").items():
        impact = catalogue.criteria[criterion].kind == "impact"
        if impact and all(row.value == 0 for row in group):
            yield fault(group[0], "factors-all-zero", "value", criterion=criterion, rows=len(group))


def _copied_criteria(rows: Sequence[FactorRow], catalogue: Catalogue) -> Iterable[Fault]:
    least = int(catalogue.value("gate-duplicate-keys"))
    values: dict[str, dict[tuple[object, ...], FactorRow]] = defaultdict(dict)
    for row in rows:
        if row.value:
            place = (row.category, row.model_key, row.stage, row.region, row.per, row.valid_from)
            values[row.criterion][place] = row
    names = sorted(values)
    for index, first in enumerate(names):
        for second in names[index + 1 :]:
            shared = values[first].keys() & values[second].keys()
            if len(shared) >= least and all(values[first][k].value == values[second][k].value for k in shared):
                row = min((values[second][k] for k in shared), key=lambda r: int(r.origin.rpartition(":")[2]))
                yield fault(row, "factors-copied", "value", first=first, second=second, rows=len(shared))


def _overlaps(rows: Sequence[FactorRow]) -> Iterable[Fault]:
    seen: dict[tuple[object, ...], list[FactorRow]] = defaultdict(list)
    for row in rows:
        for other in seen[row.key]:
            apart = (row.valid_to and other.valid_from and row.valid_to < other.valid_from) or (
                other.valid_to and row.valid_from and other.valid_to < row.valid_from
            )
            if not apart:
                yield fault(row, "factors-duplicate", "category", other=other.origin.rpartition(":")[2])
                break
        seen[row.key].append(row)


def check_zones(rows: Sequence[FactorRow], catalogue: Catalogue) -> list[Fault]:
    """Zones far above the median of their fellows. `rows` may mix packs: an overlay is judged with the catalogue."""
    ratio, least = catalogue.value("gate-outlier-ratio"), catalogue.value("gate-outlier-zones")
    groups: dict[tuple[object, ...], list[FactorRow]] = defaultdict(list)
    for row in rows:
        if row.model_key is None:
            groups[row.category, row.criterion, row.stage, row.per].append(row)
    faults = []
    for group in groups.values():
        zones: dict[str, list[float]] = defaultdict(list)
        for row in group:
            zones[row.region].append(row.value)
        if len(zones) < least:
            continue
        middle = median(median(values) for values in zones.values())
        faults += [
            fault(row, "factors-outlier", "value", middle=middle, ratio=round(row.value / middle), zones=len(zones))
            for row in group
            if middle > 0 and row.value > ratio * middle
        ]
    return faults


def _grouped(rows: Iterable[FactorRow], attribute: str) -> dict[str, list[FactorRow]]:
    found: dict[str, list[FactorRow]] = defaultdict(list)
    for row in rows:
        found[getattr(row, attribute)].append(row)
    return found
