"""Levers, groups, scenarios and settings of the projection, as the catalogue gives them (`catalogue/projection/`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sobria.engine.catalogue_tables import table
from sobria.engine.footprint.method import P5_TO_P95

Kind = Literal["life", "refurbished", "cut", "pue", "growth"]
KINDS: tuple[Kind, ...] = ("life", "refurbished", "cut", "pue", "growth")
AI = "ai-service"


@dataclass(frozen=True, slots=True)
class Spread:
    """A number and its P5 and P95, taken as a normal law around it."""

    value: float
    low: float
    high: float

    @property
    def deviation(self) -> float:
        """One standard deviation, in the unit of the number."""
        return (self.high - self.low) / P5_TO_P95


@dataclass(frozen=True, slots=True)
class Group:
    """Categories that one lever moves together; the first is the one whose life names the group's."""

    code: str
    names: tuple[str, str]
    categories: tuple[str, ...]

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Lever:
    """Something a city may decide.

    Attributes:
        low, high: bounds, in `unit` (year, %, ratio).
        group: group it moves; empty: its kind says what.
        cost: euros for one unit of what `costs` says; None: nobody knows, the reader may write it.
    """

    code: str
    kind: Kind
    group: str
    low: float
    high: float
    unit: str
    labels: tuple[str, str]
    helps: tuple[str, str]
    costs: tuple[str, str]
    cost: float | None
    source: str
    status: str

    def label(self, language: str = "fr") -> str:
        return self.labels[language.startswith("en")]

    def help(self, language: str = "fr") -> str:
        return self.helps[language.startswith("en")]

    def cost_of(self, language: str = "fr") -> str:
        return self.costs[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Setting:
    value: float
    low: float | None
    high: float | None
    unit: str
    meanings: tuple[str, str]
    source: str
    status: str

    def meaning(self, language: str = "fr") -> str:
        return self.meanings[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class MixPoint:
    """Electricity of a year against that of today: 1 is unchanged."""

    year: int
    ratio: Spread
    names: tuple[str, str]
    source: str
    status: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth a year of what is not equipment, until a year; held after it, since nothing says more."""

    rate: Spread
    until: int
    claim: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Published index of the do-nothing trend: 1 in its first year."""

    year: int
    index: float
    claim: str
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two levers that contradict each other when both reach these values (a longer life: years added)."""

    code: str
    first: str
    first_least: float
    second: str
    second_least: float


def _known(text: str) -> float | None:
    return float(text) if text else None


def _pair(row: Mapping[str, str], name: str = "") -> tuple[str, str]:
    start = f"{name}_" if name else ""
    return row[f"{start}fr"], row[f"{start}en"]


@cache
def groups() -> Mapping[str, Group]:
    return {
        row["code"]: Group(row["code"], _pair(row), tuple(row["categories"].split("|")))
        for row in table("projection/groups")
    }


@cache
def group_of() -> Mapping[str, str]:
    """Category → group; a category that no lever moves is not there."""
    return {category: one.code for one in groups().values() for category in one.categories}


@cache
def levers() -> Mapping[str, Lever]:
    return {
        row["code"]: Lever(
            row["code"],
            next(kind for kind in KINDS if kind == row["kind"]),
            row["group"],
            float(row["low"]),
            float(row["high"]),
            row["unit"],
            _pair(row, "label"),
            _pair(row, "help"),
            _pair(row, "cost"),
            _known(row["cost"]),
            row["source"],
            row["status"],
        )
        for row in table("projection/levers")
    }


@cache
def settings() -> Mapping[str, Setting]:
    return {
        row["code"]: Setting(
            float(row["value"]),
            _known(row["low"]),
            _known(row["high"]),
            row["unit"],
            _pair(row),
            row["source"],
            row["status"],
        )
        for row in table("projection/settings")
    }


@cache
def mixes() -> Mapping[str, tuple[MixPoint, ...]]:
    """Scenario → its points, earliest first."""
    found: dict[str, tuple[MixPoint, ...]] = {}
    for row in sorted(table("projection/mix"), key=lambda row: int(row["year"])):
        ratio = Spread(float(row["ratio"]), float(row["low"]), float(row["high"]))
        point = MixPoint(int(row["year"]), ratio, _pair(row), row["source"], row["status"], row["confidence"])
        found[row["scenario"]] = (*found.get(row["scenario"], ()), point)
    return found


@cache
def growths() -> Mapping[str, Growth]:
    return {
        row["category"]: Growth(
            Spread(float(row["growth"]), float(row["low"]), float(row["high"])),
            int(row["until"]),
            row["claim"],
            row["source"],
            row["confidence"],
        )
        for row in table("projection/growth")
    }


@cache
def savings() -> Mapping[str, tuple[Spread, str]]:
    """Group → share of a new device's making that a refurbished one spares, and its source."""
    return {
        row["group"]: (Spread(float(row["saving"]), float(row["low"]), float(row["high"])), row["source"])
        for row in table("projection/refurbished")
    }


@cache
def trend() -> tuple[TrendPoint, ...]:
    return tuple(
        TrendPoint(int(row["year"]), float(row["index"]), row["claim"], row["source"])
        for row in table("projection/trend")
    )


@cache
def conflicts() -> tuple[Conflict, ...]:
    return tuple(
        Conflict(row["code"], row["first"], float(row["first_least"]), row["second"], float(row["second_least"]))
        for row in table("projection/conflicts")
    )
