"""Several computations of one inventory, each with its evidence: years, and factor packs side by side.

The inventory is read once; factors, matching and sums are done again for each question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.duckdb import write_lines
from sobria.engine.footprint.evidence import Evidence, collect
from sobria.engine.footprint.pipeline import Options, answer, read
from sobria.engine.footprint.reading import Progress
from sobria.engine.footprint.result import Footprint
from sobria.engine.store import scratch_store


@dataclass(frozen=True, slots=True)
class Question:
    """One computation to make.

    Attributes:
        pack: None for the default packs; else the pack put before them.
        lines: where to write the detail of the lines (Parquet); None: nowhere.
        whole: by entity too, with entity × category and the evidence of each; else by category only.
        factors_day: as in `Options`.
    """

    year: int
    pack: str | None = None
    lines: Path | None = None
    whole: bool = True
    factors_day: date | None = None

    def options(self, *, country: str, today: date) -> Options:
        return Options(
            today=today,
            format="snapshot",
            country=country,
            year=self.year,
            pack=self.pack,
            cross=self.whole,
            factors_day=self.factors_day,
        )


@dataclass(frozen=True, slots=True)
class Dossier:
    """The answer to a question."""

    question: Question
    footprint: Footprint
    evidence: Evidence


def answers(
    snapshot: Path,
    questions: Sequence[Question],
    *,
    country: str,
    today: date,
    progress: Progress | None = None,
) -> Iterator[Dossier]:
    """Read the snapshot, then answer each question in turn. The scratch store lives until the last one."""
    tell = progress or (lambda _stage, _share: None)
    with scratch_store() as connection:
        options = questions[0].options(country=country, today=today)
        reading = read(connection, [snapshot], options=options)
        for rank, question in enumerate(questions):
            tell("compute", rank / len(questions))
            asked = question.options(country=country, today=today)
            found = answer(connection, load_catalogue(), reading, options=asked)
            yield _dossier(connection, question, found)


def _dossier(connection: duckdb.DuckDBPyConnection, question: Question, found: Footprint) -> Dossier:
    if question.lines:
        write_lines(connection, question.lines)
    if not question.whole:
        found = replace(found, figures=tuple(figure for figure in found.figures if figure.entity is None))
    return Dossier(question, found, collect(connection, by_entity=question.whole))
