"""A figure as a page shows it: label, value, interval, target, state in words, evidence. Never computed here."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _

from sobria.ui import numbers

StateKind = Literal["good", "late", "unknown"]

CENTS = 2


@dataclass(frozen=True, slots=True)
class State:
    """A judgement in words; the colour only repeats it."""

    kind: StateKind
    words: str


@dataclass(frozen=True, slots=True)
class Track:
    """An interval on a line from zero, positions in per cent of its length, ready for SVG attributes."""

    start: str
    width: str
    point: str
    target: str | None
    words: str


def _position(value: float, ceiling: float) -> float:
    return 100 * min(max(value / ceiling, 0.0), 1.0)


def track(value: float, *, low: float, high: float, ceiling: float, words: str, target: float | None = None) -> Track:
    """Place `value` and its interval on a line from zero to `ceiling` (same unit)."""
    start, end = _position(low, ceiling), _position(high, ceiling)
    mark = None if target is None else f"{_position(target, ceiling):.1f}%"
    return Track(f"{start:.1f}%", f"{max(end - start, 0.4):.1f}%", f"{_position(value, ceiling):.1f}%", mark, words)


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, in the catalogue's unit, written at one scale and one rounding.

    Attributes:
        value: mean; None when it cannot be computed.
        low, high: 5th and 95th percentiles, or None for a count.
        unit: as in the catalogue ("kgCO2e"), or any word ("appareils").
        missing: for an unknown value, what lacks, in a sentence.
        scale_value: choose the shown unit (kg, t) after this value instead of its own.
        is_exact: a sum of amounts that were written, not an estimate: whole, or with its cents.
    """

    value: float | None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    missing: str = ""

    scale_value: float | None = None
    is_exact: bool = False

    def on_scale_of(self, other: "Estimate") -> "Estimate":
        """The same estimate written in the unit of another, so that a column has one unit."""
        return replace(self, scale_value=other.value)

    @cached_property
    def _scale(self) -> numbers.Scale:
        chosen = self.value if self.scale_value is None else self.scale_value
        return numbers.scale(chosen or 0.0, self.unit)

    @cached_property
    def _places(self) -> int:
        if self.is_exact and self.value is not None:
            return 0 if round(self.value, CENTS).is_integer() else CENTS
        if self.value is None or (self.low is None and self._scale.size == 1 and float(self.value).is_integer()):
            return 0
        size = self._scale.size
        if self.low is None or self.high is None:
            return numbers.places_of(self.value / size)
        return numbers.places_of(self.value / size, self.low / size, self.high / size)

    def write(self, value: float) -> str:
        """Another value in the catalogue's unit, written at this estimate's scale and rounding, without unit."""
        return numbers.decimal(value / self._scale.size, places=self._places)

    def write_alone(self, value: float) -> str:
        """The same with its unit, for a value that stands apart: « 50 % » beside « 0,881 % »."""
        scaled = value / self._scale.size
        places = 0 if scaled.is_integer() else self._places
        return numbers.measure(numbers.decimal(scaled, places=places), self._scale.unit)

    @property
    def number(self) -> str:
        return _("inconnu") if self.value is None else self.write(self.value)

    @property
    def shown_unit(self) -> str:
        return "" if self.value is None else self._scale.unit

    @property
    def has_interval(self) -> bool:
        return self.value is not None and self.low is not None and self.high is not None

    @property
    def range(self) -> str:
        """« 3 300 à 5 300 », or nothing for a count."""
        if self.low is None or self.high is None:
            return ""
        return _("%(low)s à %(high)s") % {"low": self.write(self.low), "high": self.write(self.high)}

    def __str__(self) -> str:
        return numbers.measure(self.number, self.shown_unit)


@dataclass(frozen=True)
class Figure:
    """One figure with its evidence.

    Attributes:
        label: what is counted; `year` is added to it.
        target: in the estimate's unit; `target_label` says whose and for when (« Cible 2027 »).
        evidence: address of the page that says where the figure comes from.
        link, link_text: another address worth a click (« Voir les constats »).
        note: one more sentence (coverage, plain-words comparison).
    """

    label: str
    estimate: Estimate
    year: int | None = None
    target: float | None = None
    target_label: str = ""
    state: State | None = None
    evidence: str = ""
    link: str = ""
    link_text: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        return f"{self.label}, {self.year}" if self.year else self.label

    @property
    def is_unknown(self) -> bool:
        return self.estimate.value is None

    @property
    def interval_words(self) -> str:
        if not self.estimate.has_interval:
            return ""
        return _("Intervalle à 90 %% : %(range)s.") % {"range": self.estimate.range}

    @property
    def target_words(self) -> str:
        if self.target is None:
            return ""
        label = self.target_label or _("Cible")
        return _("%(label)s : %(value)s.") % {"label": label, "value": self.estimate.write_alone(self.target)}

    @property
    def track(self) -> Track | None:
        own = self.estimate
        if own.value is None or own.low is None or own.high is None:
            return None
        ceiling = max(own.high, self.target or 0.0) * 1.15
        if ceiling <= 0:
            return None
        words = " ".join(filter(None, (self.interval_words, self.target_words)))
        return track(own.value, low=own.low, high=own.high, ceiling=ceiling, target=self.target, words=words)
