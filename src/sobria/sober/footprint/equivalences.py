"""Plain words beside the tonnes, as data with a source: `catalogue/factors/equivalences.csv`."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Equivalence:
    """`value`: how much of `unit` one of the things compared stands for."""

    code: str
    criterion: str
    value: float
    unit: str
    words_fr: str
    words_en: str
    note_fr: str
    note_en: str
    source: str
    source_date: str

    def words(self, language: str, *, count: str) -> str:
        return (self.words_en if language.startswith("en") else self.words_fr).format(count=count)

    def note(self, language: str) -> str:
        return self.note_en if language.startswith("en") else self.note_fr


@cache
def equivalences() -> tuple[Equivalence, ...]:
    path = files("sobria.catalogue").joinpath("factors/equivalences.csv")
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return tuple(
        Equivalence(
            code=row["code"],
            criterion=row["criterion"],
            value=float(row["value"]),
            unit=row["unit"],
            words_fr=row["words_fr"],
            words_en=row["words_en"],
            note_fr=row["note_fr"],
            note_en=row["note_en"],
            source=row["source"],
            source_date=row["source_date"],
        )
        for row in rows
    )
