"""Assessments, reasons and rules in words, for pages and files."""

from collections.abc import Iterator
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sobria.city.indicators.words import exact, name_of, period_words, unit_words
from sobria.city.registers.imports.sentences import language
from sobria.engine.duties import Duty
from sobria.engine.duties.evaluation import Assessment, Missing, Reason
from sobria.engine.duties.reading import load_counts
from sobria.engine.duties.rules import All, Answered, Any, Attested, Compare, Not, Rule
from sobria.engine.messages import codes, say
from sobria.ui import numbers

STATES: dict[str, Promise] = {
    "met": gettext_lazy("Tenue"),
    "not-met": gettext_lazy("Non tenue"),
    "unknown": gettext_lazy("Inconnue"),
    "not-applicable": gettext_lazy("Sans objet"),
}
KINDS = {"met": "good", "not-met": "late", "unknown": "unknown", "not-applicable": "unknown"}
STATUSES: dict[str, Promise] = {
    "settled": gettext_lazy("établie"),
    "contested": gettext_lazy("contestée"),
    "to-confirm": gettext_lazy("à confirmer"),
}
CONFIDENCES: dict[str, Promise] = {
    "A": gettext_lazy("A : texte, code ou données lus"),
    "B": gettext_lazy("B : plusieurs sources concordantes"),
    "C": gettext_lazy("C : une seule source, ou partielle"),
}
CAUSES: dict[str, Promise] = {
    "start": gettext_lazy("Entrée en vigueur"),
    "end": gettext_lazy("Fin"),
    "fixed": gettext_lazy("Échéance"),
    "yearly": gettext_lazy("Échéance annuelle"),
    "step": gettext_lazy("Nouveau palier"),
    "after": gettext_lazy("Échéance"),
    "expiry": gettext_lazy("Fin de validité d’une preuve"),
}
_RELATIONS = {
    "at_least": "duty-at-least",
    "at_most": "duty-at-most",
    "more_than": "duty-more-than",
    "less_than": "duty-less-than",
}

# Decimals of a value on screen; files keep them all.
SHOWN_PLACES = 2


def tongue() -> str:
    return get_language() or "fr"


def day(value: date) -> str:
    return formats.date_format(value)


def subject(duty: Duty, kind: str, code: str) -> str:
    """The name of what a reason is about, in the reader's language."""
    if kind in {"attested", "answered"}:
        item = duty.item(code)
        return item.words(tongue()) if item else code
    if kind == "count":
        known = load_counts().get(code)
        return known.name(tongue()) if known else code
    return name_of(code)


def amount(value: float | None, unit: str) -> str:
    return "" if value is None else numbers.measure(exact(value), unit_words(unit) if unit else "")


def near(value: float | None, threshold: float | None) -> float | None:
    """Two decimals, unless rounding would carry the value across the threshold it is held against."""
    if value is None:
        return None
    rounded = round(value, SHOWN_PLACES)
    moved = threshold is not None and (
        (rounded < threshold) != (value < threshold) or (rounded == threshold) != (value == threshold)
    )
    return value if moved else rounded


def relation(name: str, threshold: float | None, unit: str) -> str:
    shown = say("duty-step-threshold", language()) if threshold is None else amount(threshold, unit)
    return say(_RELATIONS[name], language(), threshold=shown)


def sentence(duty: Duty, reason: Reason) -> str:
    """Why, in one sentence."""
    code = reason.code
    if code == "duty-done" and reason.limit:
        code = "duty-done-until"
    return say(
        code,
        language(),
        name=subject(duty, reason.kind, reason.subject),
        value=amount(near(reason.value, reason.threshold), reason.unit),
        low=amount(near(reason.low, reason.threshold), reason.unit),
        high=amount(near(reason.high, reason.threshold), reason.unit),
        relation=relation(reason.relation, reason.threshold, reason.unit) if reason.relation else "",
        period=period_words(reason.start, reason.end) if reason.start and reason.end else _("sans période"),
        on=day(reason.on) if reason.on else "",
        limit=day(reason.limit) if reason.limit else "",
        year=reason.year or "",
        because=_because(reason),
    )


def _because(reason: Reason) -> str:
    """Why a number is unknown, when the indicator says so."""
    if reason.lacks:
        return say("indicator-lacks", language(), missing=", ".join(name_of(code) for code in reason.lacks))
    if reason.unknown and reason.unknown in codes() and reason.unknown != "indicator-lacks":
        return say(reason.unknown, language())
    return _("Personne n’a encore donné cette valeur.")


def sentences(found: Assessment) -> list[str]:
    return [sentence(found.version, reason) for reason in found.why]


def missing(found: Assessment) -> list[str]:
    return [missing_words(found.version, one) for one in found.missing]


def missing_words(duty: Duty, one: Missing) -> str:
    name = subject(duty, one.kind, one.subject)
    return f"{name} ({one.year})" if one.year else name


def rule_lines(duty: Duty, rule: Rule, depth: int = 0) -> Iterator[tuple[int, str]]:
    """A rule as lines of plain words, with their depth."""
    if isinstance(rule, All | Any):
        yield depth, say("duty-all-of" if isinstance(rule, All) else "duty-any-of", language())
        for part in rule.parts:
            yield from rule_lines(duty, part, depth + 1)
    elif isinstance(rule, Not):
        yield depth, say("duty-none-of", language())
        yield from rule_lines(duty, rule.part, depth + 1)
    elif isinstance(rule, Compare):
        unit = duty.unit if rule.threshold is None else ""
        asked = relation(rule.relation, rule.threshold, unit)
        yield depth, say("duty-rule-compare", language(), name=subject(duty, rule.source, rule.code), relation=asked)
    elif isinstance(rule, Attested):
        yield depth, _attested_line(duty, rule)
    elif isinstance(rule, Answered):
        yield depth, say("duty-rule-answered", language(), name=subject(duty, "answered", rule.item))
    else:
        yield depth, say("duty-rule-always", language())


def _attested_line(duty: Duty, rule: Attested) -> str:
    name = subject(duty, "attested", rule.item)
    if rule.each_year:
        month, number = rule.each_year
        due = formats.date_format(date(2001, month, number), "j F")
        return say("duty-rule-attested-year", language(), name=name, day=due)
    if rule.max_age_months:
        return say("duty-rule-attested-age", language(), name=name, months=rule.max_age_months)
    return say("duty-rule-attested", language(), name=name)
