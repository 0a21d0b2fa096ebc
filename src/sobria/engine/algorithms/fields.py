"""The fields of a record, as the catalogue defines them (`catalogue/algorithms/`)."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal[
    "text",
    "choice",
    "email",
    "url",
    "country",
    "integer",
    "number",
    "links",
    "answers",
    "principles",
    "withheld",
    "raw",
]
NUMBERS = frozenset({"integer", "number"})
MAPPINGS = frozenset({"answers", "principles", "withheld", "raw"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    Attributes:
        code: permanent; the key of the content.
        required: asked before a project may be submitted.
        material: its change asks for a new decision; the fingerprint covers it.
        max_length: characters of a text, or of each text of a mapping; None: no limit of its own.
        choices: code → (French, English) of a choice.
        units: of a number, in both languages; blank where it counts things.
        source: the norm or text that asks for it.
    """

    code: str
    section: str
    kind: Kind
    required: bool
    material: bool
    max_length: int | None
    names: tuple[str, str]
    meanings: tuple[str, str]
    choices: dict[str, tuple[str, str]]
    units: tuple[str, str]
    source: str

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]

    def meaning(self, language: str = "fr") -> str:
        return self.meanings[language.startswith("en")]

    def unit(self, language: str = "fr") -> str:
        return self.units[language.startswith("en")]

    def label(self, code: str, language: str = "fr") -> str:
        """The words of a choice; the code itself when it is not one."""
        pair = self.choices.get(code)
        return pair[language.startswith("en")] if pair else code


@cache
def fields() -> dict[str, Field]:
    """Code → field, in the order of a page."""
    choices: dict[str, dict[str, tuple[str, str]]] = {}
    for row in _rows("choices"):
        choices.setdefault(row["field"], {})[row["code"]] = (row["fr"], row["en"])
    return {row["code"]: _field(row, choices.get(row["code"], {})) for row in _rows("fields")}


@cache
def sections() -> dict[str, tuple[str, str]]:
    """Code → (French, English), in the order of a page."""
    return {row["code"]: (row["fr"], row["en"]) for row in _rows("sections")}


def _field(row: dict[str, str], choices: dict[str, tuple[str, str]]) -> Field:
    return Field(
        code=row["code"],
        section=row["section"],
        kind=row["kind"],  # type: ignore[arg-type]
        required=row["required"] == "yes",
        material=row["material"] == "yes",
        max_length=int(row["max_length"]) if row["max_length"] else None,
        names=(row["fr"], row["en"]),
        meanings=(row["meaning_fr"], row["meaning_en"]),
        choices=choices,
        units=(row["unit_fr"], row["unit_en"]),
        source=row["source"],
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("sobria.catalogue").joinpath(f"algorithms/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
