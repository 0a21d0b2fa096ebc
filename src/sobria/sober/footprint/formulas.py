"""The formulas figures name, as data: `catalogue/factors/formulas.csv`."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sobria.sober.footprint.models import Figure


@dataclass(frozen=True, slots=True)
class Formula:
    code: str
    version: str
    name_fr: str
    name_en: str
    symbols_fr: str
    symbols_en: str
    words_fr: str
    words_en: str
    source: str

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_fr

    def symbols(self, language: str) -> str:
        return self.symbols_en if language.startswith("en") else self.symbols_fr

    def words(self, language: str) -> str:
        return self.words_en if language.startswith("en") else self.words_fr


@cache
def formulas() -> dict[str, Formula]:
    path = files("sobria.catalogue").joinpath("factors/formulas.csv")
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {row["code"]: Formula(**row) for row in rows}


def formula_of(stage: str, *, kind: str = Figure.Kind.IMPACT) -> Formula:
    """The formula behind a figure of this stage (empty: all stages) and kind."""
    if kind == Figure.Kind.CHANGE:
        return formulas()["change"]
    if not stage:
        return formulas()["total"]
    return formulas()["use" if stage == "use" else "embodied"]
