"""The indicators a city follows and the facts they need, as the catalogue defines them.

`catalogue/indicators/`: one file per pillar, `inputs.csv` for the facts of the city, `units.csv`, `frequencies.csv`.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from sobria.engine.indicators.formulas import FormulaError, operands
from sobria.engine.messages import Refusal

PILLARS = ("sober", "democratic", "inclusive", "cross")
DIRECTIONS = frozenset({"up", "down", "none"})
CONFIDENCES = frozenset({"A", "B", "C", "-"})
Kind = Literal["formula", "register", "entered"]
FORMULA_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    label_fr: str
    label_en: str

    def label(self, language: str = "fr") -> str:
        return self.label_en if language.startswith("en") else self.label_fr


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often a value is due: `months` between two values."""

    code: str
    label_fr: str
    label_en: str
    months: int

    def label(self, language: str = "fr") -> str:
        return self.label_en if language.startswith("en") else self.label_fr


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the city knows about itself, asked once and used by several indicators."""

    code: str
    name_fr: str
    name_en: str
    unit: str
    asked_fr: str
    asked_en: str
    minimum: float | None
    maximum: float | None

    def name(self, language: str = "fr") -> str:
        return self.name_en if language.startswith("en") else self.name_fr

    def asked(self, language: str = "fr") -> str:
        """Whom to ask."""
        return self.asked_en if language.startswith("en") else self.asked_fr


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    Attributes:
        expression: the formula a machine computes, over codes of indicators and facts; empty when there is none.
        inputs: codes the value needs.
        kind: computed by formula, computed by the room that keeps the register, or entered by a person.
        direction: the way it should go; "none" when neither is better in itself.
        basis: the legal text or publication it comes from, or "proposal".
        confidence: A text or data read, B several secondary sources, C one or partial, - own proposal.
        precision: decimal places worth showing.
        letters: classes it may be read as, best first; empty for a number alone.
        duties: codes of the duties it helps to prove.
    """

    code: str
    pillar: str
    name_fr: str
    name_en: str
    unit: str
    formula_fr: str
    formula_en: str
    expression: str
    inputs: tuple[str, ...]
    kind: Kind
    frequency: str
    direction: str
    source: str
    basis: str
    confidence: str
    precision: int
    minimum: float | None
    maximum: float | None
    letters: tuple[str, ...]
    duties: tuple[str, ...]

    def name(self, language: str = "fr") -> str:
        return self.name_en if language.startswith("en") else self.name_fr

    def formula(self, language: str = "fr") -> str:
        """The formula in words."""
        return self.formula_en if language.startswith("en") else self.formula_fr


@dataclass(frozen=True, slots=True)
class Library:
    indicators: dict[str, Indicator]
    facts: dict[str, Fact]
    units: dict[str, Unit]
    frequencies: dict[str, Frequency]


@cache
def load_library() -> Library:
    """The catalogue's own definitions, checked."""
    return read_library(files("sobria.catalogue").joinpath("indicators"))


def load_indicators() -> dict[str, Indicator]:
    return load_library().indicators


def load_inputs() -> dict[str, Fact]:
    return load_library().facts


def read_library(folder: Traversable) -> Library:
    """Definitions of a folder. Raises Refusal, naming the file and the line of the first fault."""
    units = {row["code"]: Unit(**row) for _place, row in _rows(folder, "units.csv")}
    frequencies = {
        row["code"]: Frequency(row["code"], row["label_fr"], row["label_en"], int(row["months"]))
        for _place, row in _rows(folder, "frequencies.csv")
    }
    places: dict[str, Place] = {}
    facts: dict[str, Fact] = {}
    for place, row in _rows(folder, "inputs.csv"):
        _take_code(row["code"], place, places)
        _check_unit(row["unit"], units, place)
        facts[row["code"]] = _fact(row, place)
    indicators: dict[str, Indicator] = {}
    for pillar in PILLARS:
        for place, row in _rows(folder, f"{pillar}.csv"):
            _take_code(row["code"], place, places)
            _check_unit(row["unit"], units, place)
            indicators[row["code"]] = _indicator(row, pillar, frequencies, place)
    _check_references(indicators, known=places)
    _check_circles({code: one.inputs for code, one in indicators.items()}, places)
    return Library(indicators, facts, units, frequencies)


def computing_order(wanted: Mapping[str, Iterable[str]]) -> list[str]:
    """Codes so that each comes after those it needs; codes that need nothing known come as they are.

    Raises Circle, with the codes that turn in a ring.
    """
    order: list[str] = []
    done: set[str] = set()
    for first in wanted:
        path: dict[str, None] = {}
        stack = [(first, False)]
        while stack:
            code, is_closing = stack.pop()
            if is_closing:
                path.pop(code)
                done.add(code)
                order.append(code)
                continue
            if code in done or code not in wanted:
                continue
            if code in path:
                raise Circle([*path][[*path].index(code) :])
            path[code] = None
            stack.append((code, True))
            stack += [(needed, False) for needed in wanted[code]]
    return order


class Circle(ValueError):  # noqa: N818 - what it is
    """Codes that each need the next, the last the first."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(" → ".join([*codes, codes[0]]))
        self.codes = codes


@dataclass(frozen=True, slots=True)
class Place:
    file: str
    line: int


def _rows(folder: Traversable, name: str) -> list[tuple[Place, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(folder.joinpath(name).read_text(encoding="utf-8")))
    rows = []
    for row in reader:
        place = Place(name, reader.line_num)
        if None in row or None in row.values():
            raise Refusal("indicator-row", file=name, line=place.line)
        rows.append((place, {column: text.strip() for column, text in row.items()}))
    return rows


def _take_code(code: str, place: Place, places: dict[str, Place]) -> None:
    if code in places:
        before = places[code]
        raise Refusal("indicator-twice", code=code, file=place.file, line=place.line, other=before.file, at=before.line)
    places[code] = place


def _check_unit(unit: str, units: Mapping[str, Unit], place: Place) -> None:
    if unit not in units:
        raise Refusal("indicator-unit", unit=unit, file=place.file, line=place.line)


def _one_of(value: str, allowed: Iterable[str], column: str, place: Place) -> str:
    known = sorted(allowed)
    if value not in known:
        words = {"column": column, "value": value, "known": ", ".join(known)}
        raise Refusal("indicator-word", file=place.file, line=place.line, **words)
    return value


def _bound(text: str, column: str, place: Place) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        raise Refusal("indicator-number", column=column, value=text, file=place.file, line=place.line) from None


def _fact(row: dict[str, str], place: Place) -> Fact:
    low, high = _bound(row.pop("minimum"), "minimum", place), _bound(row.pop("maximum"), "maximum", place)
    return Fact(**row, minimum=low, maximum=high)


def _indicator(row: dict[str, str], pillar: str, frequencies: Mapping[str, Frequency], place: Place) -> Indicator:
    expression = row["expression"]
    try:
        inputs = operands(expression) if expression else tuple(row["inputs"].split())
    except FormulaError as error:
        raise Refusal(
            "indicator-formula", code=row["code"], why=str(error), file=place.file, line=place.line
        ) from error
    if not row["source"] or not row["basis"]:
        raise Refusal("indicator-sourceless", code=row["code"], file=place.file, line=place.line)
    kind = "formula" if expression else row["kind"]
    precision = _bound(row["precision"], "precision", place) or 0.0
    return Indicator(
        code=row["code"],
        pillar=pillar,
        name_fr=row["name_fr"],
        name_en=row["name_en"],
        unit=row["unit"],
        formula_fr=row["formula_fr"],
        formula_en=row["formula_en"],
        expression=expression,
        inputs=inputs,
        kind=_one_of(kind, ("formula", "register", "entered"), "kind", place),  # type: ignore[arg-type]
        frequency=_one_of(row["frequency"], frequencies, "frequency", place),
        direction=_one_of(row["direction"], DIRECTIONS, "direction", place),
        source=row["source"],
        basis=row["basis"],
        confidence=_one_of(row["confidence"], CONFIDENCES, "confidence", place),
        precision=int(precision),
        minimum=_bound(row["minimum"], "minimum", place),
        maximum=_bound(row["maximum"], "maximum", place),
        letters=tuple(row["letters"].split()),
        duties=tuple(row["duties"].split()),
    )


def _check_references(indicators: Mapping[str, Indicator], *, known: Mapping[str, Place]) -> None:
    for code, one in indicators.items():
        for named in one.inputs:
            if named not in known:
                place = known[code]
                raise Refusal("indicator-reference", code=code, named=named, file=place.file, line=place.line)


def _check_circles(wanted: Mapping[str, Iterable[str]], places: Mapping[str, Place]) -> None:
    try:
        computing_order(wanted)
    except Circle as circle:
        place = places[circle.codes[0]]
        raise Refusal("indicator-circle", circle=str(circle), file=place.file, line=place.line) from circle
