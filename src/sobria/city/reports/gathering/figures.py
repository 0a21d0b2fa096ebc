"""Indicators, facts of the city and what rooms add, each as one figure of the document."""

from datetime import date
from typing import Any

from sobria.city.indicators import targets, words
from sobria.city.indicators.freshness import FRESH
from sobria.city.indicators.target_models import TargetVersion
from sobria.city.reports.gathering.bilingual import NOTHING, Text, both, page, paired
from sobria.city.reports.gathering.known import Known
from sobria.city.reports.gathering.rooms import Rooms
from sobria.engine.editions.tags import Tag, indicator_tags
from sobria.engine.indicators.definitions import Fact, Indicator
from sobria.engine.indicators.legal_targets import LegalTarget
from sobria.engine.indicators.trajectory import Standing, Trajectory, standing
from sobria.engine.indicators.value import Value
from sobria.engine.messages import LANGUAGES

Row = dict[str, Any]
FACT_PLACES = 6


def figures(known: Known, rooms: Rooms) -> list[Row]:
    library = known.book.library
    found = [_indicator(known, one, rooms) for one in library.indicators.values()]
    found += [_extra(rooms, code) for code in rooms.extras]
    return found + [_fact(known, one) for one in library.facts.values()]


def knows(found: list[Row]) -> bool:
    """Whether anything at all is known: the share of fresh indicators is, even of an empty city."""
    return any(one["code"] != FRESH and (one["value"] is not None or one["letter"]) for one in found)


def _indicator(known: Known, indicator: Indicator, rooms: Rooms) -> Row:
    code = indicator.code
    value, tag = known.values[code], indicator_tags().get(code, Tag())
    own = {
        language: {one: reading.value for one, reading in found.items()} for language, found in known.readings.items()
    }
    evidence = paired(own, code, lambda one: one.evidence)
    where = page("indicators:evidence", code)
    aim = known.aims.get(code)
    row = _row(value, Tag(tag.part, tag.theme, tag.finalities, tag.key), rooms.signatures.get(code, ""))
    return row | {
        "group": "indicator",
        "pillar": indicator.pillar,
        "name": {language: indicator.name(language) for language in LANGUAGES},
        "unit_words": both(lambda: words.unit_words(indicator.unit)),
        "unit": indicator.unit,
        "places": indicator.precision,
        "direction": indicator.direction,
        "expression": indicator.expression,
        "inputs": list(indicator.inputs),
        "formula": {language: indicator.formula(language) for language in LANGUAGES},
        "confidence": indicator.confidence,
        "source": paired(own, code, lambda one: one.source),
        "evidence": {language: evidence[language] or where[language] for language in LANGUAGES},
        "page": page("indicators:entry", code),
        "data": page("indicators:download", "csv"),
        "unknown": paired(own, code, words.unknown_words),
        "previous": _previous(known.before(code, value)),
        **_aims(indicator, value, aim, known.end),
    }


def _row(value: Value, tag: Tag, signature: str) -> Row:
    """What every figure has."""
    return {
        "code": value.code,
        "part": tag.part,
        "theme": tag.theme,
        "key": tag.key,
        "finalities": list(tag.finalities),
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "letter": value.letter,
        "coverage": value.coverage,
        "start": value.start.isoformat(),
        "end": value.end.isoformat(),
        "origin": value.origin,
        "method": value.method,
        "signature": " | ".join(one for one in (value.method, signature) if one),
        "missing": list(value.missing),
        "recorded": value.recorded.isoformat() if value.recorded else None,
    }


def _previous(value: Value | None) -> Row | None:
    if value is None:
        return None
    days = {"start": value.start.isoformat(), "end": value.end.isoformat()}
    return {"value": value.value, "low": value.low, "high": value.high, "method": value.method, **days}


def _aims(indicator: Indicator, value: Value, version: TargetVersion | None, end: date) -> Row:
    """What the city and the law ask of it, where it stands, and where it started."""
    trajectory = version.trajectory if version else None
    legal = targets.legal_view(indicator.code, value, end)
    baseline = None
    if trajectory and trajectory.baseline is not None and trajectory.baseline_date is not None:
        baseline = {"on": trajectory.baseline_date.isoformat(), "value": trajectory.baseline}
    return {
        "baseline": baseline,
        "target": _target(indicator, value, version, trajectory, end) if version and trajectory else None,
        "law": _law(legal.target, legal.standing, end) if legal else None,
    }


def _target(indicator: Indicator, value: Value, version: TargetVersion, trajectory: Trajectory, end: date) -> Row:
    found = standing(trajectory, targets.direction_of(indicator.code), value, end)
    told = {"source": version.source, "version": version.number, "recorded_on": version.recorded_on.isoformat()}
    return _promised(trajectory, found, end) | told


def _law(target: LegalTarget, found: Standing, end: date) -> Row:
    article = {language: target.article(language) for language in LANGUAGES}
    return _promised(target.trajectory, found, end) | {
        "article": article,
        "source": target.source,
        "status": target.status,
    }


def _promised(trajectory: Trajectory, found: Standing, end: date) -> Row:
    """`value`: of the next point promised, the last one when all are past."""
    coming = [point for point in trajectory.points if point[0] >= end]
    on, value = coming[0] if coming else trajectory.points[-1]
    return {
        "on": on.isoformat(),
        "value": value,
        "expected": found.expected,
        "gap": found.gap,
        "state": "uncertain" if found.uncertain else found.state,
        "words": both(lambda: targets.state_of(found).words),
        "shape": trajectory.shape,
    }


def _fact(known: Known, fact: Fact) -> Row:
    """A fact of the city, known or not."""
    code = fact.code
    unknown = Value(code, date(known.year, 1, 1), known.end, fact.unit)
    each = {
        language: next(
            (one.value for one in reversed(book.series.get(code, [])) if one.value.value is not None), unknown
        )
        for language, book in known.books.items()
    }
    value = each["fr"]
    asked = {language: fact.asked(language) for language in LANGUAGES}
    return (
        _row(value, Tag("method", "facts"), "")
        | _plain()
        | {
            "group": "fact",
            "pillar": "cross",
            "name": {language: fact.name(language) for language in LANGUAGES},
            "unit": fact.unit,
            "unit_words": both(lambda: words.unit_words(fact.unit)),
            "places": _places(value.value),
            "source": {language: one.source for language, one in each.items()},
            "evidence": {language: one.evidence for language, one in each.items()},
            "unknown": NOTHING if value.value is not None else asked,
            "previous": _previous(known.before(code, value)),
        }
    )


def _extra(rooms: Rooms, code: str) -> Row:
    each = rooms.extras[code]
    extra = each["fr"]
    value, tag = extra.value, Tag(extra.part, extra.theme, extra.finalities)
    evidence = {language: one.value.evidence for language, one in each.items()}
    return (
        _row(value, tag, rooms.signatures.get(code, ""))
        | _plain()
        | {
            "group": "extra",
            "pillar": extra.pillar,
            "name": {language: one.name for language, one in each.items()},
            "unit": value.unit,
            "unit_words": {language: one.unit for language, one in each.items()},
            "places": extra.places,
            "source": {language: one.value.source for language, one in each.items()},
            "evidence": evidence,
            "page": evidence,
            "unknown": paired(
                {language: {code: one.value} for language, one in each.items()}, code, words.unknown_words
            ),
        }
    )


def _plain() -> Row:
    """What only an indicator has, empty."""
    nothing: dict[str, Text] = dict.fromkeys(("formula", "page", "data", "unknown"), NOTHING)
    aims = dict.fromkeys(("previous", "baseline", "target", "law"))
    return {**nothing, **aims, "direction": "none", "expression": "", "inputs": [], "confidence": ""}


def _places(value: float | None) -> int:
    """A fact is shown as it was given."""
    if value is None:
        return 0
    return len(f"{value:.{FACT_PLACES}f}".rstrip("0").partition(".")[2])
