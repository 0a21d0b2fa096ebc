"""The sheets of a strategy in a file: their columns and words, as `catalogue/strategies/exchange/` defines them."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sobria.engine.footprint.readers.words import plain
from sobria.engine.messages import Language

OBJECT_FR, OBJECT_EN = "Objet", "Object"
Row = dict[str, object]
Book = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind`: text, list (one value per line), date, integer, number, choice (among `words`)."""

    key: str
    header_fr: str
    header_en: str
    kind: str
    words: str
    needed: bool

    def header(self, language: Language) -> str:
        return self.header_en if language == "en" else self.header_fr


@dataclass(frozen=True, slots=True)
class Sheet:
    key: str
    name_fr: str
    name_en: str
    columns: tuple[Column, ...]

    def name(self, language: Language) -> str:
        return self.name_en if language == "en" else self.name_fr

    def column(self, header: str) -> Column | None:
        """The column a header names: by its key, or its name in either language, whatever case and accents."""
        said = plain(header)
        return next(
            (one for one in self.columns if said in {plain(one.key), plain(one.header_fr), plain(one.header_en)}), None
        )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("sobria.catalogue").joinpath("strategies/exchange", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@cache
def load_sheets() -> Mapping[str, Sheet]:
    columns: dict[str, list[Column]] = {}
    for row in _rows("columns.csv"):
        one = Column(row["key"], row["header_fr"], row["header_en"], row["kind"], row["words"], row["needed"] == "yes")
        columns.setdefault(row["sheet"], []).append(one)
    return {
        row["sheet"]: Sheet(row["sheet"], row["name_fr"], row["name_en"], tuple(columns[row["sheet"]]))
        for row in _rows("sheets.csv")
    }


@cache
def limits() -> Mapping[str, int]:
    return {row["name"]: int(row["value"]) for row in _rows("limits.csv")}


@cache
def words() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """List → code → its words in French and in English."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in _rows("words.csv"):
        found.setdefault(row["list"], {})[row["code"]] = (row["fr"], row["en"])
    return found


def word(name: str, code: str, language: Language) -> str:
    """The word of a code; the code itself when the list does not know it."""
    return words()[name].get(code, (code, code))[1 if language == "en" else 0]


def code_of(name: str, text: str) -> str | None:
    """The code a word stands for, in either language or as itself."""
    said = _same(text)
    return next((code for code, two in words()[name].items() if said in {_same(code), *map(_same, two)}), None)


def _same(text: str) -> str:
    return plain(text) or text.strip()


def sheet_named(name: str) -> Sheet | None:
    said = plain(name)
    return next(
        (one for one in load_sheets().values() if said in {plain(one.key), plain(one.name_fr), plain(one.name_en)}),
        None,
    )


def translated(names: str, language: Language) -> str:
    """French headers, names of sheets and words of a choice, parted by commas, in that language; others stay."""
    return ", ".join(_english().get(one, one) for one in names.split(", ")) if language == "en" else names


@cache
def _english() -> dict[str, str]:
    found = {one.header_fr: one.header_en for sheet in load_sheets().values() for one in sheet.columns}
    found |= {sheet.name_fr: sheet.name_en for sheet in load_sheets().values()}
    return found | {two[0]: two[1] for codes in words().values() for two in codes.values()} | {OBJECT_FR: OBJECT_EN}
