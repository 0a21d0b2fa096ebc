"""Published strategies kept as examples, in our own words: `catalogue/strategies/<code>/`, checked when they are read.

`strategy.csv` (one row), `axes.csv`, `measures.csv` (links are codes parted by spaces), `claims.csv`: what the city
says of itself and nobody here has verified.
"""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from sobria.engine.duties import load_duties
from sobria.engine.indicators.definitions import load_indicators
from sobria.engine.messages import Language, Refusal

PILLARS = ("all", "sober", "democratic", "inclusive")
STATUSES = ("announced",)
STANDINGS = ("unverified", "verified")
LINKS = ("indicators", "duties", "registers")


@dataclass(frozen=True, slots=True)
class Said:
    """One text in both languages."""

    fr: str
    en: str

    def to(self, language: Language) -> str:
        return self.en if language == "en" else self.fr


@dataclass(frozen=True, slots=True)
class ExampleAxis:
    code: str
    pillar: str
    title: Said


@dataclass(frozen=True, slots=True)
class ExampleMeasure:
    """`commitment`: its number in the reading of the publication; `status`: what the publication lets one say."""

    code: str
    commitment: str
    axis: str
    title: Said
    description: Said
    indicators: tuple[str, ...]
    duties: tuple[str, ...]
    registers: tuple[str, ...]
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the city says of itself. `standing`: unverified until someone looked at the proof."""

    code: str
    measure: str
    text: Said
    standing: str
    source: str


@dataclass(frozen=True, slots=True)
class Example:
    """`reference`: the publication in words; `published_on`: its day."""

    code: str
    title: Said
    text: Said
    source: str
    reference: Said
    published_on: date
    axes: tuple[ExampleAxis, ...]
    measures: tuple[ExampleMeasure, ...]
    claims: tuple[Claim, ...]


@cache
def load_example(code: str) -> Example:
    """An example of the catalogue, its links checked against the indicators and duties. Raises Refusal."""
    folder = files("sobria.catalogue").joinpath("strategies", code)
    return read_example(folder, known={"indicators": load_indicators(), "duties": load_duties()})


def read_example(folder: Traversable, *, known: Mapping[str, Collection[str]]) -> Example:
    """The example of a folder. `known`: kind of link → codes that exist; a kind that is absent is not checked here.

    Raises Refusal, naming the file and the line of the first fault.
    """
    _place, head = _rows(folder, "strategy.csv")[0]
    axes = tuple(ExampleAxis(row["code"], row["pillar"], _said(row, "title")) for row in _axis_rows(folder))
    measures = _measures(folder, {axis.code for axis in axes}, known)
    return Example(
        code=head["code"],
        title=_said(head, "title"),
        text=_said(head, "text"),
        source=head["source"],
        reference=_said(head, "reference"),
        published_on=date.fromisoformat(head["published_on"]),
        axes=axes,
        measures=measures,
        claims=_claims(folder, {measure.code for measure in measures}),
    )


@dataclass(frozen=True, slots=True)
class Place:
    file: str
    line: int


def _rows(folder: Traversable, name: str) -> list[tuple[Place, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(folder.joinpath(name).read_text(encoding="utf-8"), newline=""))
    found: list[tuple[Place, dict[str, str]]] = []
    for row in reader:
        place = Place(name, reader.line_num)
        if None in row or None in row.values():
            raise Refusal("example-row", file=place.file, line=place.line)
        found.append((place, {column: text.strip() for column, text in row.items()}))
    if not found:
        raise Refusal("example-empty", file=name)
    return found


def _said(row: Mapping[str, str], name: str) -> Said:
    return Said(row[f"{name}_fr"], row[f"{name}_en"])


def _needed(row: Mapping[str, str], place: Place, *names: str) -> None:
    for name in names:
        if not row[name]:
            raise Refusal("example-blank", column=name, file=place.file, line=place.line)


def _among(value: str, known: Collection[str], column: str, place: Place) -> None:
    if value not in known:
        raise Refusal("example-unknown", column=column, value=value, file=place.file, line=place.line)


def _once(code: str, seen: dict[str, int], place: Place) -> None:
    if code in seen:
        raise Refusal("example-twice", code=code, file=place.file, line=place.line, other=seen[code])
    seen[code] = place.line


def _axis_rows(folder: Traversable) -> list[dict[str, str]]:
    seen: dict[str, int] = {}
    found = []
    for place, row in _rows(folder, "axes.csv"):
        _needed(row, place, "code", "title_fr", "title_en")
        _among(row["pillar"], PILLARS, "pillar", place)
        _once(row["code"], seen, place)
        found.append(row)
    return found


def _measures(
    folder: Traversable, axes: Collection[str], known: Mapping[str, Collection[str]]
) -> tuple[ExampleMeasure, ...]:
    seen: dict[str, int] = {}
    found = []
    for place, row in _rows(folder, "measures.csv"):
        _needed(row, place, "code", "title_fr", "title_en", "source")
        _once(row["code"], seen, place)
        _among(row["axis"], axes, "axis", place)
        _among(row["status"], STATUSES, "status", place)
        links = {name: tuple(row[name].split()) for name in LINKS}
        for name, codes in links.items():
            for code in codes:
                _among(code, known.get(name, codes), name, place)
        found.append(
            ExampleMeasure(
                code=row["code"],
                commitment=row["commitment"],
                axis=row["axis"],
                title=_said(row, "title"),
                description=_said(row, "description"),
                source=row["source"],
                status=row["status"],
                **links,
            )
        )
    return tuple(found)


def _claims(folder: Traversable, measures: Collection[str]) -> tuple[Claim, ...]:
    seen: dict[str, int] = {}
    found = []
    for place, row in _rows(folder, "claims.csv"):
        _needed(row, place, "code", "text_fr", "text_en", "source")
        _once(row["code"], seen, place)
        _among(row["measure"], measures, "measure", place)
        _among(row["standing"], STANDINGS, "standing", place)
        found.append(Claim(row["code"], row["measure"], _said(row, "text"), row["standing"], row["source"]))
    return tuple(found)
