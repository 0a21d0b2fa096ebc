"""Rules of the renewal plan, settings and systems, as the catalogue gives them (`catalogue/equipment/`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from sobria.engine.catalogue_tables import table
from sobria.engine.footprint.catalogue import words

Decision = Literal["keep", "repair", "redeploy", "replace", "unknown"]
DECISIONS: tuple[Decision, ...] = ("keep", "repair", "redeploy", "replace", "unknown")
WayOut = Literal["update", "check"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One ordered rule.

    Attributes:
        threshold: in `unit`, if it has one.
        titles: the reason in a few words; `whens`: when it holds; `sentences`: what it says of a device, with the
            places of `Ruling.params`.
    """

    code: str
    decision: Decision
    threshold: float | None
    unit: str
    titles: tuple[str, str]
    whens: tuple[str, str]
    sentences: tuple[str, str]
    source: str
    status: str

    def title(self, language: str) -> str:
        return self.titles[language.startswith("en")]

    def when(self, language: str) -> str:
        window = settings()["fault-window"].value
        return self.whens[language.startswith("en")].format(threshold=f"{self.threshold or 0:g}", window=f"{window:g}")

    def sentence(self, language: str, params: Mapping[str, object]) -> str:
        return self.sentences[language.startswith("en")].format(**params)


@dataclass(frozen=True, slots=True)
class System:
    """An operating system.

    Attributes:
        support_until: last day of free security updates; None: not known.
        way_out: `update`: a later version runs on the same hardware; `check`: that depends on the hardware.
        confidence: A (maker's own text) to C (observed only).
    """

    pattern: re.Pattern[str]
    name: str
    support_until: date | None
    way_out: WayOut
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A convention of the plan."""

    value: float
    unit: str
    meanings: tuple[str, str]
    status: str


@cache
def rules() -> tuple[Rule, ...]:
    """In their order."""
    found = sorted(table("equipment/renewal"), key=lambda row: int(row["order"]))
    return tuple(
        Rule(
            row["code"],
            _decision(row["decision"]),
            float(row["threshold"]) if row["threshold"] else None,
            row["unit"],
            (row["title_fr"], row["title_en"]),
            (row["when_fr"], row["when_en"]),
            (row["sentence_fr"], row["sentence_en"]),
            row["source"],
            row["status"],
        )
        for row in found
    )


def _decision(text: str) -> Decision:
    return next(one for one in DECISIONS if one == text)


@cache
def settings() -> dict[str, Setting]:
    return {
        row["code"]: Setting(float(row["value"]), row["unit"], (row["meaning_fr"], row["meaning_en"]), row["status"])
        for row in table("equipment/renewal_settings")
    }


@cache
def systems() -> tuple[System, ...]:
    """The first whose pattern is found in the plain words of a declared system holds."""
    return tuple(
        System(
            re.compile(row["pattern"]),
            row["name"],
            date.fromisoformat(row["support_until"]) if row["support_until"] else None,
            "update" if row["way_out"] == "update" else "check",
            row["source"],
            row["confidence"],
        )
        for row in table("equipment/systems")
    )


@lru_cache(maxsize=4096)
def system_of(declared: str) -> System | None:
    """The system that a city's words name; None when the catalogue does not know its end of support."""
    text = words(declared)
    return next((one for one in systems() if one.pattern.search(text)), None)


@cache
def _system_columns() -> dict[str, str]:
    return {words(row["header"]): row["part"] for row in table("equipment/system_columns")}


@lru_cache(maxsize=4096)
def _part(header: str) -> str:
    return _system_columns().get(words(header), "")


def declared_system(system: str | None, extra: Mapping[str, Any] | None) -> str:
    """What the city says of the system of a device: its own column, else the columns of the file kept as they came.

    Name, edition and version are put together; empty when no column says it.
    """
    if system:
        return system
    parts = {_part(header): str(cell) for header, cell in (extra or {}).items() if cell and _part(header)}
    return " ".join(parts[part] for part in ("name", "edition", "version") if part in parts)
