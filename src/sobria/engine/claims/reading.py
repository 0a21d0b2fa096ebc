"""Claims of the catalogue (`catalogue/claims/`): what is said, by whom, what the source really says, the verdict.

`claims.csv` has one row per claim, `figures.csv` the numbers behind it, `words.csv` the names of codes, `columns.csv`
the columns of the published file.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from sobria.engine.messages import Language, Refusal

VERDICTS = ("agrees", "differs", "mixes-scopes", "not-comparable", "unverified")
CONFIDENCES = ("A", "B", "C", "-")
SCOPES = ("world", "france", "paris")


@dataclass(frozen=True, slots=True)
class Said:
    """One text in both languages."""

    fr: str
    en: str

    def to(self, language: Language) -> str:
        return self.en if language == "en" else self.fr


@dataclass(frozen=True, slots=True)
class ClaimFigure:
    """A number behind a claim.

    Attributes:
        value, low, high: in `unit`; bounds None when the source gives none.
        year: the year it describes; None when nobody says.
        scope: `world`, `france` or `paris`.
    """

    label: Said
    value: float
    low: float | None
    high: float | None
    unit: str
    year: int | None
    scope: str
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A public figure.

    Attributes:
        said, by, where: the claim in our own words, who makes it, at which address.
        really: what the source establishes; `why`: the reason of the verdict.
        confidence: A, the study was read; B, through a source that quotes it; C, an order of magnitude; -: none.
    """

    code: str
    said: Said
    by: Said
    where: str
    really: Said
    verdict: str
    why: Said
    confidence: str
    figures: tuple[ClaimFigure, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """The name of a code; `state`: how a verdict is shown (good, late, unknown)."""

    name: Said
    state: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the published file, and its type in a Table Schema."""

    name: str
    kind: str
    title: Said
    description: Said
    required: bool


@cache
def claims() -> Mapping[str, Claim]:
    """Every claim by code, in the order of the catalogue. Raises Refusal at the first fault."""
    return read_claims(files("sobria.catalogue").joinpath("claims"))


def claim(code: str) -> Claim:
    """One claim. Raises Refusal for a code the catalogue does not know."""
    found = claims().get(code)
    if found is None:
        raise Refusal("claim-unknown", code=code)
    return found


@cache
def words() -> Mapping[tuple[str, str], Word]:
    """(kind, code) → its name; kinds: verdict, scope, confidence."""
    folder = files("sobria.catalogue").joinpath("claims")
    return {(row["kind"], row["code"]): Word(_said(row, ""), row["state"]) for _line, row in _rows(folder, "words")}


@cache
def columns() -> tuple[Column, ...]:
    folder = files("sobria.catalogue").joinpath("claims")
    return tuple(
        Column(row["name"], row["type"], _said(row, "title"), _said(row, "description"), row["required"] == "yes")
        for _line, row in _rows(folder, "columns")
    )


def records(language: Language) -> Iterator[dict[str, object]]:
    """Rows of the published file: one per figure, the claim repeated."""
    for one in claims().values():
        told = {
            "code": one.code,
            "said": one.said.to(language),
            "by": one.by.to(language),
            "where": one.where,
            "really": one.really.to(language),
            "verdict": one.verdict,
            "why": one.why.to(language),
            "confidence": one.confidence,
        }
        for each in one.figures:
            yield told | {
                "figure": each.label.to(language),
                "value": each.value,
                "low": each.low,
                "high": each.high,
                "unit": each.unit,
                "year": each.year,
                "scope": each.scope,
                "source": each.source,
            }


def read_claims(folder: Traversable) -> dict[str, Claim]:
    """Claims of a folder, checked: file and line of the first fault are said. Raises Refusal."""
    found: dict[str, Claim] = {}
    for line, row in _rows(folder, "claims"):
        code = row["code"]
        _check(code not in found, "claims.csv", line, code, "code")
        _check(row["verdict"] in VERDICTS, "claims.csv", line, row["verdict"], "verdict")
        _check(row["confidence"] in CONFIDENCES, "claims.csv", line, row["confidence"], "confidence")
        for name in ("said", "by", "really", "why"):
            _check(bool(row[f"{name}_fr"] and row[f"{name}_en"]), "claims.csv", line, code, name)
        said, by, really, why = (_said(row, name) for name in ("said", "by", "really", "why"))
        found[code] = Claim(code, said, by, row["where"], really, row["verdict"], why, row["confidence"], ())
    for line, row in _rows(folder, "figures"):
        _check(row["claim"] in found, "figures.csv", line, row["claim"], "claim")
        owner = found[row["claim"]]
        found[owner.code] = replace(owner, figures=(*owner.figures, _figure(line, row)))
    return found


def _figure(line: int, row: Mapping[str, str]) -> ClaimFigure:
    _check(row["scope"] in SCOPES, "figures.csv", line, row["scope"], "scope")
    value, low, high = (_number(line, row, name) for name in ("value", "low", "high"))
    if value is None:
        raise Refusal("claim-file", file="figures.csv", line=line, value="", column="value")
    ordered = (value if low is None else low) <= value <= (value if high is None else high)
    _check(ordered, "figures.csv", line, row["value"], "low, high")
    _check(bool(row["unit"] and row["source"]), "figures.csv", line, row["claim"], "unit, source")
    year = int(row["year"]) if row["year"] else None
    return ClaimFigure(_said(row, "label"), value, low, high, row["unit"], year, row["scope"], row["source"])


def _number(line: int, row: Mapping[str, str], name: str) -> float | None:
    try:
        return float(row[name]) if row[name] else None
    except ValueError:
        raise Refusal("claim-file", file="figures.csv", line=line, value=row[name], column=name) from None


def _said(row: Mapping[str, str], name: str) -> Said:
    start = f"{name}_" if name else ""
    return Said(row[f"{start}fr"], row[f"{start}en"])


def _rows(folder: Traversable, name: str) -> list[tuple[int, dict[str, str]]]:
    text = folder.joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(enumerate(csv.DictReader(io.StringIO(text, newline="")), start=2))


def _check(holds: bool, file: str, line: int, value: str, column: str) -> None:
    if not holds:
        raise Refusal("claim-file", file=file, line=line, value=value, column=column)
