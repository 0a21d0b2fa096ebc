"""Kinds of faults, parts and conventions of repairs, as the catalogue gives them (`catalogue/equipment/`)."""

from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table
from sobria.engine.footprint.catalogue import words

OTHER = "other"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """`words`: plain words that name it in a ticket."""

    code: str
    names: tuple[str, str]
    words: frozenset[str]

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class PartKind:
    """A part and its footprint: that of a category, or its own `value` (kgCO2e) with its bounds; else not known."""

    code: str
    names: tuple[str, str]
    words: tuple[str, ...]
    category: str
    value: float | None
    low: float | None
    high: float | None
    source: str

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@cache
def fault_kinds() -> dict[str, FaultKind]:
    return {
        row["code"]: FaultKind(row["code"], (row["label_fr"], row["label_en"]), frozenset(row["words"].split()))
        for row in table("equipment/faults")
    }


@cache
def part_kinds() -> tuple[PartKind, ...]:
    return tuple(
        PartKind(
            row["code"],
            (row["label_fr"], row["label_en"]),
            tuple(row["words"].split("|")),
            row["category"],
            _number(row["value"]),
            _number(row["low"]),
            _number(row["high"]),
            row["source"],
        )
        for row in table("equipment/footprint_parts")
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def value(code: str) -> float:
    """A convention of `footprint_repair.csv`."""
    return {row["code"]: float(row["value"]) for row in table("equipment/footprint_repair")}[code]


def part_of(name: str) -> PartKind | None:
    """The kind whose longest words stand in the name of a part; None when none does."""
    text = f" {words(name)} "
    found = [(len(one), kind) for kind in part_kinds() for one in kind.words if f" {one} " in text]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def kind_of(text: str) -> str:
    """The kind of fault whose words a ticket holds most; `other` when it holds none."""
    said = set(words(text).split())
    scores = {code: len(kind.words & said) for code, kind in fault_kinds().items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] else OTHER
