"""Values, periods and reasons in words, for pages and files."""

from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sobria.city.indicators.series import LACKS, NOBODY
from sobria.city.registers.imports.sentences import language
from sobria.engine.indicators.definitions import Fact, Indicator, load_library
from sobria.engine.indicators.value import Value
from sobria.engine.messages import codes, say
from sobria.ui import numbers

PILLARS: dict[str, Promise] = {
    "sober": gettext_lazy("Sobre"),
    "democratic": gettext_lazy("Démocratique"),
    "inclusive": gettext_lazy("Inclusif"),
    "cross": gettext_lazy("Pilotage"),
}
ORIGINS: dict[str, Promise] = {
    "computed": gettext_lazy("calculé"),
    "entered": gettext_lazy("saisi"),
    "imported": gettext_lazy("importé"),
    "unknown": gettext_lazy("inconnu"),
}
DIRECTIONS: dict[str, Promise] = {
    "up": gettext_lazy("plus c’est haut, mieux c’est"),
    "down": gettext_lazy("plus c’est bas, mieux c’est"),
    "none": gettext_lazy("aucun sens n’est meilleur en soi"),
}
CONFIDENCES: dict[str, Promise] = {
    "A": gettext_lazy("A : texte, code ou données lus"),
    "B": gettext_lazy("B : plusieurs sources concordantes"),
    "C": gettext_lazy("C : une seule source, ou partielle"),
    "-": gettext_lazy("proposition de Sobria"),
}
PROPOSAL = "proposal"


def unit_words(unit: str) -> str:
    """The unit as people read it; nothing for a plain count."""
    return "" if unit == "nb" else load_library().units[unit].label(get_language() or "fr")


def written(value: float | None, *, unit: str, places: int) -> str:
    """A number with its unit, or « inconnu »."""
    if value is None:
        return _("inconnu")
    return numbers.measure(numbers.decimal(value, places=places), unit_words(unit))


def exact(value: float) -> str:
    """Every digit worth keeping, for a fact or a bound."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return numbers.decimal(value, places=len(text.partition(".")[2]))


def value_words(value: Value, indicator: Indicator) -> str:
    text = written(value.value, unit=indicator.unit, places=indicator.precision)
    return _("%(value)s, classe %(letter)s") % {"value": text, "letter": value.letter} if value.letter else text


def range_words(value: Value, *, places: int) -> str:
    if value.value is None or value.low is None or value.high is None:
        return ""
    low, high = (numbers.decimal(bound, places=places) for bound in (value.low, value.high))
    return _("%(low)s à %(high)s") % {"low": low, "high": high}


def day_words(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")


def period_words(start: date, end: date) -> str:
    """« 2025 », « le 24/11/2026 », « du 01/01/2026 au 24/11/2026 »."""
    if start == end:
        return _("le %(day)s") % {"day": day_words(start)}
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return _("du %(start)s au %(end)s") % {"start": day_words(start), "end": day_words(end)}


def name_of(code: str) -> str:
    """The name of an indicator, of a fact, or of anything a computation may lack."""
    library = load_library()
    defined: Indicator | Fact | None = library.indicators.get(code) or library.facts.get(code)
    if defined is not None:
        return defined.name(get_language() or "fr")
    return say(f"missing-{code}", language()) if f"missing-{code}" in codes() else code


def unknown_words(value: Value) -> str:
    """Why a value is unknown and what lacks, in a sentence; nothing for a known one."""
    if value.value is not None:
        return ""
    missing = ", ".join(name_of(code)[:1].lower() + name_of(code)[1:] for code in value.missing)
    if value.unknown in codes():
        return say(value.unknown, language(), missing=missing)
    return say("indicator-lacks", language(), missing=missing) if missing else say("indicator-nobody-said", language())


def missing_words(value: Value) -> str:
    """For the page of one indicator: what lacks, and for what a person gives, who gives it and where."""
    if value.value is None and value.unknown in {LACKS, NOBODY} and f"{value.unknown}-where" in codes():
        missing = ", ".join(name_of(code)[:1].lower() + name_of(code)[1:] for code in value.missing)
        name = name_of(value.code)
        said = {"code": value.code, "name": name[:1].lower() + name[1:], "missing": missing}
        return say(f"{value.unknown}-where", language(), **said)
    return unknown_words(value)


def basis_words(indicator: Indicator) -> str:
    return _("proposition de Sobria") if indicator.basis == PROPOSAL else indicator.basis
