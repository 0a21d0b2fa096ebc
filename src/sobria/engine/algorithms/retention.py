"""How long what may name people is kept, and why (`catalogue/algorithms/retention.csv`)."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from sobria.engine.messages import Language


@dataclass(frozen=True, slots=True)
class Retention:
    """`names`: what is kept and from when it is counted; `purposes`: why. French, then English."""

    code: str
    days: int
    names: tuple[str, str]
    purposes: tuple[str, str]
    source: str

    @property
    def time(self) -> timedelta:
        return timedelta(days=self.days)

    def name(self, language: Language = "fr") -> str:
        return self.names[language == "en"]

    def purpose(self, language: Language = "fr") -> str:
        return self.purposes[language == "en"]


@cache
def retention() -> dict[str, Retention]:
    text = files("sobria.catalogue").joinpath("algorithms/retention.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Retention(
            row["code"],
            int(row["days"]),
            (row["fr"], row["en"]),
            (row["purpose_fr"], row["purpose_en"]),
            row["source"],
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    }
