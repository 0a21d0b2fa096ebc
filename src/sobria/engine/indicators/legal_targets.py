"""What the law itself asks of an indicator, by stairs: `catalogue/indicators/legal_targets.csv`."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby

from sobria.engine.indicators.trajectory import Trajectory


@dataclass(frozen=True, slots=True)
class LegalTarget:
    """`status`: settled, contested or to-confirm."""

    code: str
    trajectory: Trajectory
    article_fr: str
    article_en: str
    source: str
    status: str

    def article(self, language: str = "fr") -> str:
        return self.article_en if language.startswith("en") else self.article_fr


@cache
def load_legal_targets() -> dict[str, LegalTarget]:
    """By code of indicator. Each step says from which day its value is asked."""
    text = files("sobria.catalogue").joinpath("indicators/legal_targets.csv").read_text(encoding="utf-8")
    rows = sorted(csv.DictReader(io.StringIO(text, newline="")), key=lambda row: (row["code"], row["date"]))
    found = {}
    for code, group in groupby(rows, key=lambda row: row["code"]):
        steps = list(group)
        last = steps[-1]
        points = tuple((date.fromisoformat(row["date"]), float(row["value"])) for row in steps)
        found[code] = LegalTarget(
            code=code,
            trajectory=Trajectory(None, None, points, "stepped"),
            article_fr=last["article_fr"],
            article_en=last["article_en"],
            source=last["source"],
            status=last["status"],
        )
    return found
