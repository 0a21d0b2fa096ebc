"""The footprint of a system as a range, from the volumes its record declares.

A year of use. Electricity comes from what is measured, else from the model's formula; the making of the servers only
from the model. Each bound multiplies bounds: nothing is assumed to vary independently, so that the range is never
narrower than what is known. What is not declared gives no figure, never zero.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sobria.engine.algorithms.content import Content
from sobria.engine.algorithms.footprint_factors import (
    electricity,
    full_name,
    is_of_another_time,
    named_model,
    nearest_model,
    of_model,
)
from sobria.engine.footprint.ai_services import MILLION
from sobria.engine.footprint.catalogue import AiModel, load_catalogue
from sobria.engine.footprint.factor_rows import FactorRow
from sobria.engine.messages import Language, say

METHOD = "algorithm-footprint/1"  # changes whenever a figure could change
CRITERIA = ("gwp", "adpe", "pe")
VOLUMES = ("calls_per_year", "tokens_low", "tokens_high")
METERED = ("kwh_low", "kwh_high")
MAY_BE_ZERO = frozenset({"tokens_low", "kwh_low"})


@dataclass(frozen=True, slots=True)
class Range:
    """A quantity between two bounds; `value` is its middle estimate."""

    low: float
    value: float
    high: float

    def __mul__(self, other: "Range") -> "Range":
        """Both positive: bounds multiply bounds."""
        return Range(self.low * other.low, self.value * other.value, self.high * other.high)

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.value + other.value, self.high + other.high)


@dataclass(frozen=True, slots=True)
class _Served:
    """A language model and the millions of output tokens it writes in a year."""

    model: AiModel
    tokens: Range


@dataclass(slots=True)
class _Said:
    """What goes with the figures: remarks and the rows used, each once."""

    notes: list[dict[str, Any]] = field(default_factory=list)
    sources: dict[str, FactorRow] = field(default_factory=dict)

    def note(self, code: str, **params: str) -> None:
        self.notes.append({"code": f"algorithm-footprint-{code}", "params": params})


def estimate(content: Content, *, default_country: str, on: date) -> dict[str, Any]:
    """What a year of the system weighs, ready for JSON.

    `kwh`: {"low", "value", "high"} or None. `criteria`: gwp, adpe, pe → {"low", "value", "high", "unit"} or None.
    `coverage`: "full", "electricity" (the making of servers is left out) or "". `unknown`: code of the reason there is
    no figure, else "". `missing`: fields to fill. `near`: the model the name may have meant. `notes`: {"code",
    "params"}. `country`: whose electricity. `sentences` says the codes, keys of `messages/algorithm_footprint.csv`.
    """
    name = content["ai_model"]
    model = named_model(name) if name else None
    served = _Served(model, _tokens(content)) if model and not _missing(content, VOLUMES) else None
    metered = not _missing(content, METERED)
    if not served and not metered:
        return _unknown(content, model)
    said = _Said()
    country = content["hosting_country"] or default_country
    if not content["hosting_country"]:
        said.note("country-assumed", country=country)
    kwh = _metered(content, said) if served is None or metered else _by_formula(served, on, said)
    if served is None:
        said.note("no-hardware")
        if name and model is None:
            said.note("model-unknown", model=name, near=nearest_model(name) or "–")
    criteria = {c: _impact(c, kwh, served, country=country, on=on, said=said) for c in CRITERIA}
    return _answer(
        kwh=_bounds(kwh),
        criteria=criteria,
        coverage="full" if served else "electricity",
        notes=said.notes,
        country=country,
        inputs=_inputs(content, served, metered=metered),
        sources=[
            {"factor": row.id, "source": row.source, "licence": row.licence, "origin": row.origin}
            for row in said.sources.values()
        ],
    )


def sentences(answer: dict[str, Any], language: Language = "fr") -> list[str]:
    """Why there is no figure, or what goes with it."""
    if answer["unknown"]:
        names = load_catalogue().ai_models
        known = ", ".join(full_name(model) for model in names)
        stated = {"model": answer["model"], "near": answer["near"] or "–", "known": known, "reason": answer["reason"]}
        return [say(answer["unknown"], language, **stated)]
    return [say(note["code"], language, **note["params"]) for note in answer["notes"]]


def _missing(content: Content, codes: tuple[str, ...]) -> list[str]:
    """Not said, or said as a zero that means nothing."""
    return [c for c in codes if content[c] is None or (content[c] == 0 and c not in MAY_BE_ZERO)]


def _unknown(content: Content, model: AiModel | None) -> dict[str, Any]:
    """Why there is no figure, and what would give one."""
    name = content["ai_model"]
    volumes, meter = _missing(content, VOLUMES), _missing(content, METERED)
    begun = name or len(volumes) < len(VOLUMES)
    if name and model is None and not volumes:
        code, missing = "model-unknown", ["ai_model"]
    elif content["footprint_unknown"]:
        code, missing = "stated", []
    elif begun:
        code, missing = "incomplete", ([] if model else ["ai_model"]) + volumes
    elif len(meter) < len(METERED):
        code, missing = "incomplete", meter
    else:
        code, missing = "nothing-declared", ["ai_model", *VOLUMES, *METERED]
    return _answer(
        unknown=f"algorithm-footprint-{code}",
        missing=missing,
        model=name,
        near=nearest_model(name) if name and model is None else "",
        reason=content["footprint_unknown"],
    )


def _answer(**known: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "method": METHOD,
        "kwh": None,
        "criteria": dict.fromkeys(CRITERIA),
        "coverage": "",
        "notes": [],
        "unknown": "",
        "missing": [],
        "model": "",
        "near": "",
        "reason": "",
        "inputs": {},
        "sources": [],
        "country": "",
    }
    return nothing | known


def _inputs(content: Content, served: _Served | None, *, metered: bool) -> dict[str, Any]:
    used: dict[str, Any] = {}
    if served:
        used |= {"ai_model": full_name(served.model)} | {code: content[code] for code in VOLUMES}
    if metered:
        used |= {code: content[code] for code in METERED}
    return used


def _tokens(content: Content) -> Range:
    """Millions of output tokens a year."""
    low, high = content["tokens_low"], content["tokens_high"]
    millions = content["calls_per_year"] / MILLION
    return Range(low * millions, (low + high) / 2 * millions, high * millions)


def _metered(content: Content, said: _Said) -> Range:
    """Electricity of a year, as declared."""
    said.note("metered")
    low, high = float(content["kwh_low"]), float(content["kwh_high"])
    return Range(low, (low + high) / 2, high)


def _by_formula(served: _Served, on: date, said: _Said) -> Range:
    """Electricity of a year, as the formula gives it."""
    said.note("by-formula", model=full_name(served.model))
    return served.tokens * _row(of_model(served.model, "kwh", on=on), said)


def _row(row: FactorRow, said: _Said) -> Range:
    said.sources.setdefault(row.id, row)
    return Range(row.low, row.value, row.high)


def _impact(
    criterion: str, kwh: Range, served: _Served | None, *, country: str, on: date, said: _Said
) -> dict[str, Any] | None:
    """Electricity and, where a model is known, its share of the servers; None when no source gives the electricity."""
    mix = electricity(criterion, country=country, on=on)
    if mix is None:
        said.note("criterion-missing", criterion=criterion, country=country)
        return None
    if mix.region != country:
        said.note("region", criterion=criterion, region=mix.region, country=country)
    if is_of_another_time(mix, on):
        day = mix.valid_to or mix.valid_from
        said.note("another-year", criterion=criterion, year=str(day.year) if day else "", on=on.isoformat())
    total = kwh * _row(mix, said)
    if served:
        total = total + served.tokens * _row(of_model(served.model, criterion, on=on), said)
    return _bounds(total) | {"unit": load_catalogue().criteria[criterion].unit}


def _bounds(quantity: Range) -> dict[str, Any]:
    return {"low": quantity.low, "value": quantity.value, "high": quantity.high}
