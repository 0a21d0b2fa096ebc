"""Sentences around a total: its interval, what it covers, what changed, what makes it uncertain."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sobria.sober.footprint import names
from sobria.sober.footprint.models import Figure, Run
from sobria.sober.footprint.present import estimate_of, missing_words, unknown_words
from sobria.ui.numbers import decimal, percent

SURE, LIKELY, BEYOND_DOUBT = 0.95, 0.66, 0.99
"""Odds from which a direction is called almost certain, likely (below: nothing can be said), and no longer counted."""
MOST_DRIVERS = 3
NOTABLE = 0.05
"""Share of a change from which what comes from the factors is said."""
WHOLE = 0.9
"""Share of the devices fully counted below which a total is called partial."""


def title_of(figure: Figure, *, year: int, scope: str) -> str:
    """The finding. `scope` in words, empty for everything."""
    if figure.value is None:
        finding = _("%(criterion)s : inconnu en %(year)s")
    elif is_partial(figure):
        finding = _("Total partiel : %(value)s en %(year)s")
    else:
        finding = _("%(value)s en %(year)s")
    said = finding % {
        "value": names.spelled(estimate_of(figure)),
        "criterion": names.criterion_name(figure.criterion),
        "year": year,
    }
    return f"{said}, {scope}" if scope else said


def is_partial(figure: Figure) -> bool:
    """Whether so much is missing that the total must be called partial wherever it is shown."""
    return figure.value is not None and figure.units > 0 and figure.units_covered < WHOLE * figure.units


def interval_sentence(figure: Figure) -> str:
    estimate = estimate_of(figure)
    if figure.value is None:
        return unknown_words(figure)
    if figure.low is None or figure.high is None:
        return ""
    return _("Entre %(low)s et %(high)s %(unit)s, avec neuf chances sur dix.") % {
        "low": estimate.write(figure.low),
        "high": estimate.write(figure.high),
        "unit": names.spelled_unit(estimate),
    }


def coverage_sentence(figure: Figure, run: Run) -> str:
    """What share of the devices is fully counted, and how many lines of the inventory were not recognised."""
    if figure.units <= 0:
        return ""
    share = percent(figure.units_covered / figure.units, places=1)
    said = _("%(share)s du parc est entièrement compté.") % {"share": share}
    if figure.units_covered == 0:
        said = _("Aucun appareil n’est entièrement compté.")
    unmatched = int(run.lines.get("unmatched", 0))
    if unmatched and not figure.category and not figure.entity:
        said += " " + ngettext(
            "%(count)s ligne de l’inventaire n’est pas reconnue.",
            "%(count)s lignes de l’inventaire ne sont pas reconnues.",
            unmatched,
        ) % {"count": decimal(unmatched)}
    return said


def use_sentence(total: Figure, stages: list[Figure]) -> str:
    """How the total parts between electricity and the rest of the life cycle."""
    use = next((figure.value for figure in stages if figure.stage == "use"), None)
    if not total.value or use is None or total.value <= 0 or is_partial(total):
        return ""
    words = _("La fabrication, le transport et la fin de vie en font %(rest)s, l’électricité de l’année %(use)s.")
    return words % {
        "use": percent(use / total.value),
        "rest": percent(1 - use / total.value),
    }


def change_sentence(change: Figure, before: Figure, *, year: int) -> str:
    """The year before `year`, the difference with its interval, and what of it comes from the factors."""
    moved = estimate_of(change)
    value = change.value or 0.0
    said = _("En %(year)s : %(before)s. %(direction)s de %(amount)s %(unit)s (de %(low)s à %(high)s).") % {
        "year": year - 1,
        "before": names.spelled(estimate_of(before)),
        "direction": _("Baisse") if value < 0 else _("Hausse"),
        "amount": moved.write(abs(value)),
        "unit": names.spelled_unit(moved),
        "low": moved.write(change.low or 0.0),
        "high": moved.write(change.high or 0.0),
    }
    by_factors = change.parts.get("method", {}).get("value", 0.0)
    if abs(by_factors) >= NOTABLE * abs(value) and moved.write(by_factors) != moved.write(0.0):
        said += " " + _("Les facteurs révisés (électricité du pays, sources) y comptent pour %(part)s.") % {
            "part": moved.write(by_factors)
        }
    return said


def verdict_of(probability: float | None) -> str:
    """Whether the footprint really fell, factors set aside, in words and in odds."""
    if probability is None:
        return _("On ne peut pas dire si l’empreinte baisse.")
    falls, odds = probability >= 1 - probability, max(probability, 1 - probability)
    if odds < LIKELY:
        return _("L’écart est trop petit devant l’incertitude pour conclure.")
    if odds >= SURE:
        fall, rise = _("La baisse réelle est presque certaine"), _("La hausse réelle est presque certaine")
    else:
        fall, rise = _("La baisse réelle est probable"), _("La hausse réelle est probable")
    return f"{fall if falls else rise} ({odds_words(odds)})."


def odds_words(odds: float) -> str:
    """A probability in per cent; never a certainty, since none is computed."""
    if odds > BEYOND_DOUBT:
        return _("plus de 99 %")
    return _("moins de 1 %") if odds < 1 - BEYOND_DOUBT else percent(odds)


def driver_sentences(run: Run, criterion: str) -> tuple[str, ...]:
    """The factor rows that weigh most in the interval of the total, then the quality of the inventory's data."""
    found: dict[str, Any] = run.drivers.get(criterion, {})
    sentences = [
        _("%(factor)s : %(share)s de l’incertitude (source : %(source)s).")
        % {
            "factor": names.factor_name(row["category"], row["stage"]),
            "share": percent(row["share"]),
            "source": names.pack_label(row["factor_id"].partition(":")[0]) or row["source"],
        }
        for row in found.get("rows", [])[:MOST_DRIVERS]
    ]
    if found:
        quality = percent(found["quality"])
        sentences.append(_("Qualité des données de l’inventaire : %(share)s de l’incertitude.") % {"share": quality})
    return tuple(sentences)


def gap_sentence(total: Figure) -> str:
    """What is not counted in this total, and why; nothing when all of it is."""
    left = round(total.units - total.units_covered)
    if left <= 0 or not total.missing:
        return ""
    return ngettext(
        "%(count)s appareil n’est pas entièrement compté. Il manque : %(missing)s.",
        "%(count)s appareils ne sont pas entièrement comptés. Il manque : %(missing)s.",
        left,
    ) % {"count": decimal(left), "missing": missing_words(total)}
