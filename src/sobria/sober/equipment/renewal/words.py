"""Decisions, rules and reasons of the plan in words."""

import datetime as dt
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.renewal import Ruling
from sobria.engine.equipment.renewal_reference import Rule, rules
from sobria.sober.equipment.register import category_label
from sobria.sober.equipment.repairs.showing import missing_words
from sobria.ui.numbers import decimal


def decision(code: str) -> str:
    return {
        "keep": _("garder"),
        "repair": _("réparer"),
        "redeploy": _("redéployer"),
        "replace": _("remplacer"),
        "unknown": _("à compléter"),
    }[code]


def state_of(code: str) -> str:
    """How a decision is coloured; its word says it."""
    return {"replace": "late", "unknown": "unknown"}.get(code, "good")


def category(code: str) -> str:
    return category_label(code)


def rule_title(code: str) -> str:
    """A rule, or what an undecided device lacks, in a few words."""
    titles = {one.code: one.title(language()) for one in rules()} | {
        "match": _("catégorie non reconnue"),
        "life": _("durée de vie de la catégorie inconnue"),
        "began": _("date de mise en service inconnue"),
    }
    return titles.get(code, code)


def reason(ruling: Ruling, *, category_code: str | None) -> str:
    """Why, in a sentence: the rule's, or what lacks."""
    if ruling.decision == "unknown":
        missing = f"life:{category_code}" if ruling.missing == "life" and category_code else ruling.missing
        return _("Il manque %(missing)s.") % {"missing": missing_words(missing)}
    return _sentence(next(one for one in rules() if one.code == ruling.rule), ruling.params)


def _sentence(rule: Rule, params: Mapping[str, object]) -> str:
    return rule.sentence(language(), {name: _written(value) for name, value in params.items()})


def _written(value: object) -> object:
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    if isinstance(value, float):
        return decimal(value, places=0 if value.is_integer() else 1)
    return value
