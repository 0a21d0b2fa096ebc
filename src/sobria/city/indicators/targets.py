"""Targets as they stood on a day, and where values stand against them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sobria.city.indicators import selectors
from sobria.city.indicators.target_models import TargetVersion
from sobria.city.indicators.words import day_words
from sobria.engine.indicators.definitions import Indicator, load_indicators, load_library
from sobria.engine.indicators.legal_targets import LegalTarget, load_legal_targets
from sobria.engine.indicators.trajectory import Direction, Standing, Trajectory, expected, standing
from sobria.engine.indicators.value import Value
from sobria.ui import numbers
from sobria.ui.figures import State


@dataclass(frozen=True, slots=True)
class TargetView:
    """The city's target for an indicator on a day, with the value it is held against.

    Attributes:
        version: number of the version in force that day.
        legal: what the law asks of the same indicator, if anything; `legal_standing` likewise.
    """

    code: str
    trajectory: Trajectory
    source: str
    version: int
    recorded_on: date
    value: Value
    standing: Standing
    legal: LegalTarget | None
    legal_standing: Standing | None


@dataclass(frozen=True, slots=True)
class LegalView:
    """What the law asks of an indicator, and where its value stands."""

    target: LegalTarget
    standing: Standing


def versions_in_force(on: date, code: str | None = None) -> dict[str, TargetVersion]:
    """Last version of each target recorded on or before `on`, withdrawn ones left out. Three queries at most."""
    recorded = TargetVersion.objects.filter(recorded_on__lte=on)
    if code is not None:
        recorded = recorded.filter(target__code=code)
    last = recorded.values("target").annotate(last=Max("number")).values_list("target", "last")
    wanted = dict(last)
    rows = recorded.select_related("target", "author").prefetch_related("steps").order_by("target__code", "number")
    return {row.target.code: row for row in rows if wanted[row.target_id] == row.number and not row.is_withdrawn}


def targets(on: date, values: Mapping[str, Value] | None = None) -> dict[str, TargetView]:
    """By code, the indicators that have a target of the city on that day. Constant queries.

    `values`: those of `selectors.values(on)`, when the caller has them already.
    """
    found = selectors.values(on) if values is None else values
    views = {}
    for code, version in versions_in_force(on).items():
        trajectory = version.trajectory
        if trajectory is not None and code in found:
            views[code] = _view(version, trajectory, found[code], on)
    return views


def _view(version: TargetVersion, trajectory: Trajectory, value: Value, on: date) -> TargetView:
    code = version.target.code
    legal = legal_view(code, value, on)
    return TargetView(
        code=code,
        trajectory=trajectory,
        source=version.source,
        version=version.number,
        recorded_on=version.recorded_on,
        value=value,
        standing=standing(trajectory, direction_of(code), value, on),
        legal=legal.target if legal else None,
        legal_standing=legal.standing if legal else None,
    )


def legal_view(code: str, value: Value, on: date) -> LegalView | None:
    """What the law asks; nothing for most indicators."""
    target = load_legal_targets().get(code)
    if target is None:
        return None
    return LegalView(target, standing(target.trajectory, direction_of(code), value, on))


def direction_of(code: str) -> Direction:
    return cast("Direction", load_indicators()[code].direction)


def history(code: str, on: date) -> list[TargetVersion]:
    """Versions recorded on or before `on`, newest first, withdrawals included. Two queries."""
    rows = TargetVersion.objects.filter(target__code=code, recorded_on__lte=on)
    return list(rows.select_related("target", "author").prefetch_related("steps").order_by("-number"))


def current(code: str) -> tuple[int, TargetVersion | None]:
    """Number of the last version (0: none yet), and that version unless it was withdrawn."""
    last = (
        TargetVersion.objects.filter(target__code=code)
        .select_related("target", "author")
        .prefetch_related("steps")
        .order_by("-number")
        .first()
    )
    return (0, None) if last is None else (last.number, None if last.is_withdrawn else last)


def unit_of(indicator: Indicator) -> str:
    """The unit as people read it; nothing for a plain count."""
    label = load_library().units[indicator.unit].label(get_language() or "fr")
    return "" if indicator.unit == "nb" else label


def written(indicator: Indicator, value: float | None) -> str:
    """A value in the indicator's unit and precision."""
    if value is None:
        return _("inconnu")
    return numbers.measure(numbers.decimal(value, places=indicator.precision), unit_of(indicator))


def gap_words(indicator: Indicator, result: Standing, value: Value, *, signed: bool = False) -> str:
    """The gap, as the reader finds it from the two numbers shown; in points where they are in per cent."""
    if result.gap is None or result.expected is None or value.value is None:
        return ""
    places = indicator.precision
    amount = abs(round(value.value, places) - round(result.expected, places))
    if result.gap and round(amount, places) == 0:
        places, amount = places + 1, abs(result.gap)
    text = numbers.decimal(math.copysign(amount, result.gap) if signed else amount, places=places)
    unit = _("points") if indicator.unit.startswith("%") else unit_of(indicator)
    return numbers.measure(f"+{text}" if signed and result.gap > 0 else text, unit)


def expected_words(indicator: Indicator, view: TargetView | None, day: date) -> str:
    """What is promised for a day, past or to come; nothing before the first point of the target."""
    promised = None if view is None else expected(view.trajectory, day)
    if promised is None:
        return ""
    return _("Attendu au %(day)s : %(value)s") % {"day": day_words(day), "value": written(indicator, promised)}


def state_of(result: Standing) -> State:
    """The judgement in words."""
    if result.uncertain:
        return State("unknown", _("indistinct de la cible : la valeur attendue est dans l’intervalle"))
    found: dict[str, State] = {
        "ahead": State("good", _("en avance")),
        "on-track": State("good", _("dans les temps")),
        "behind": State("late", _("en retard")),
        "unknown": State("unknown", _("inconnu : aucune valeur à comparer")),
        "no-target": State("unknown", _("sans cible à cette date")),
    }
    if result.reason == "before-baseline":
        return State("unknown", _("inconnu : la dernière valeur précède la situation de départ"))
    return found[result.state]
