"""Values and targets as rows of the public-service schema, what does not fit, and how a row comes back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _

from sobria.city.indicators import selectors
from sobria.city.indicators.target_models import ImportedValue, TargetVersion
from sobria.city.indicators.targets import versions_in_force
from sobria.engine.indicators.definitions import Indicator, load_indicators, load_library
from sobria.engine.indicators.public_service_schema import (
    Row,
    fields,
    frequencies,
    read_comment,
    write_comment,
    write_number,
)
from sobria.engine.indicators.trajectory import Trajectory
from sobria.engine.indicators.value import Value

SERVICE = "Stratégie numérique responsable"
OTHER = "autre"
COUNT, THEIR_COUNT = "nb", "unité"
LEADING_CODE = re.compile(r"\s*([A-Za-z]+[0-9]+)\b")
# Names of the parts of a comment: they are the format of the file, the same in every language.
RANGE, LETTER, COVERAGE, METHOD, EVIDENCE = "intervalle", "classe", "couverture", "méthode", "preuve"
START, SHAPE = "départ", "trajectoire"
VALUE_PARTS = (RANGE, LETTER, COVERAGE, METHOD, EVIDENCE)
TARGET_PARTS = (START, SHAPE)
BETWEEN = " .. "


@dataclass(frozen=True, slots=True)
class Loss:
    """What of ours the schema has no place for: `kind` approximated or dropped."""

    kind: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Export:
    rows: tuple[Row, ...]
    losses: tuple[Loss, ...]


def export(on: date, language: str = "fr") -> Export:
    """Every known value and every target of the city on a day, in a stable order. Constant queries."""
    series = selectors.past_book(on).series
    automated = {(one.code, one.start, one.end): one for one in ImportedValue.objects.all()}
    rows, unknown = list[Row](), 0
    for code, indicator in load_indicators().items():
        for value in (reading.value for reading in series.get(code, [])):
            if value.value is None:
                unknown += 1
            else:
                rows.append(_value_row(indicator, value, automated.get((code, value.start, value.end))))
    versions = versions_in_force(on)
    for code, version in sorted(versions.items()):
        rows += _target_rows(load_indicators()[code], version)
    return Export(tuple(rows), tuple(_losses(unknown, language)))


def _losses(unknown: int, language: str) -> Iterable[Loss]:
    for field in fields():
        if field.fit != "mapped":
            yield Loss(field.fit, field.name, field.notes[1 if language.startswith("en") else 0])
    if unknown:
        why = _("Le schéma exige une valeur : les périodes inconnues (%(count)s) ne sont pas dans le fichier.")
        yield Loss("dropped", "valeur", why % {"count": unknown})
    if not settings.SOBRIA_CITY_INSEE:
        yield Loss("dropped", "code_insee", _("Le code INSEE de la ville n’est pas réglé (SOBRIA_CITY_INSEE)."))
    notes = _("Notes libres, versions antérieures et auteurs restent dans Sobria.")
    yield Loss("dropped", _("notes et versions"), notes)
    yield Loss("dropped", _("cibles légales"), _("Seules les cibles de la ville sont dans le fichier."))


def title(indicator: Indicator) -> str:
    """The same title over time, as the schema asks: code and French name."""
    return f"{indicator.code} – {indicator.name_fr}"


def unit(indicator: Indicator) -> str:
    return THEIR_COUNT if indicator.unit == COUNT else indicator.unit


def _value_row(indicator: Indicator, value: Value, imported: ImportedValue | None) -> Row:
    is_same = imported is not None and imported.value == value.value
    return Row(
        administration=settings.SOBRIA_CITY_NAME,
        service=SERVICE,
        indicator=title(indicator),
        value=value.value or 0.0,
        unit=unit(indicator),
        is_target=False,
        frequency=frequencies().get(indicator.frequency, OTHER),
        on=value.end,
        is_period=value.start != value.end,
        start=value.start if value.start != value.end else None,
        is_automated=imported.is_automated if imported and is_same else value.origin == "computed",
        source=_one_line(value.source or indicator.source),
        insee=settings.SOBRIA_CITY_INSEE,
        dataviz=imported.dataviz if imported and is_same else "",
        comment=write_comment(_value_parts(value)),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _value_parts(value: Value) -> dict[str, str]:
    has_range = value.low is not None and value.high is not None
    bounds = [write_number(bound) for bound in (value.low, value.high) if bound is not None]
    return {
        RANGE: BETWEEN.join(bounds) if has_range else "",
        LETTER: value.letter,
        COVERAGE: "" if value.coverage is None else write_number(value.coverage),
        METHOD: value.method,
        EVIDENCE: value.evidence,
    }


def _target_rows(indicator: Indicator, version: TargetVersion) -> list[Row]:
    trajectory = version.trajectory
    steps = trajectory.steps if trajectory else ()
    start = ""
    if version.baseline is not None and version.baseline_date is not None:
        start = f"{version.baseline_date.isoformat()} = {write_number(version.baseline)}"
    return [
        Row(
            administration=settings.SOBRIA_CITY_NAME,
            service=SERVICE,
            indicator=title(indicator),
            value=value,
            unit=unit(indicator),
            is_target=True,
            frequency=frequencies().get(indicator.frequency, OTHER),
            on=day,
            is_period=False,
            start=None,
            is_automated=False,
            source=_one_line(version.source),
            insee=settings.SOBRIA_CITY_INSEE,
            comment=write_comment({START: start, SHAPE: version.shape}),
        )
        for day, value in steps
    ]


@cache
def _names() -> dict[str, str]:
    """Names in both languages, and codes, without case → code."""
    found: dict[str, str] = {}
    for code, one in load_indicators().items():
        found |= dict.fromkeys((code.casefold(), one.name_fr.casefold(), one.name_en.casefold()), code)
    return found


def indicator_of(text: str) -> Indicator | None:
    """The indicator a title speaks of: its code in front, or its exact name."""
    lead = LEADING_CODE.match(text)
    code = _names().get(lead.group(1).casefold()) if lead else None
    code = code or _names().get(text.strip().casefold())
    return load_indicators()[code] if code else None


def is_unit(indicator: Indicator, text: str) -> bool:
    known = load_library().units[indicator.unit]
    said = {indicator.unit, known.label_fr, known.label_en, unit(indicator)}
    return text.casefold().replace(" ", "") in {one.casefold().replace(" ", "") for one in said}


@dataclass(frozen=True, slots=True)
class Details:
    """What the comment of a value row says; `note`: a comment that is not ours, kept as it is."""

    low: float | None
    high: float | None
    letter: str
    coverage: float | None
    method: str
    evidence: str
    note: str


def details(row: Row) -> Details:
    """Raises ValueError when a part of our own is not what it should be."""
    parts = read_comment(row.comment, VALUE_PARTS)
    low, _between, high = parts.get(RANGE, "").partition(BETWEEN)
    return Details(
        low=float(low) if low else None,
        high=float(high) if high else None,
        letter=parts.get(LETTER, ""),
        coverage=float(parts[COVERAGE]) if COVERAGE in parts else None,
        method=parts.get(METHOD, ""),
        evidence=parts.get(EVIDENCE, ""),
        note=parts.get("", ""),
    )


def trajectory_of(rows: list[Row]) -> Trajectory:
    """The trajectory said by the target rows of one indicator. Raises ValueError, Refusal.

    Rows that name no baseline make steps: nobody may guess where the line would start.
    """
    parts = read_comment(rows[0].comment, TARGET_PARTS)
    day, _equals, amount = parts.get(START, "").partition(" = ")
    steps = tuple(sorted((row.on, row.value) for row in rows))
    shape = "linear" if parts.get(SHAPE) == "linear" else "stepped"
    return Trajectory(
        date.fromisoformat(day) if day else None,
        float(amount) if day else None,
        steps,
        "linear" if shape == "linear" else "stepped",
    )


def by_indicator(rows: Iterable[tuple[int, Row, Indicator]]) -> list[tuple[Indicator, list[tuple[int, Row]]]]:
    ordered = sorted(rows, key=lambda one: (one[2].code, one[0]))
    groups = groupby(ordered, key=lambda one: one[2])
    return [(indicator, [(line, row) for line, row, _indicator in group]) for indicator, group in groups]
