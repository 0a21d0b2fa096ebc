"""A figure of the database as the interface shows it, and the sentences around it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sobria.engine.messages import codes, say
from sobria.sober.footprint import names
from sobria.sober.footprint.models import Figure
from sobria.ui.figures import Estimate

MOST_NAMED = 6
LACKS = {
    "match": gettext_lazy("matériel que le catalogue ne reconnaît pas"),
    "retirement-date": gettext_lazy("date de sortie du parc"),
    "life": gettext_lazy("durée de vie"),
    "embodied": gettext_lazy("facteur de fabrication"),
    "factor": gettext_lazy("facteur"),
    "kwh": gettext_lazy("consommation électrique"),
    "mix": gettext_lazy("facteur d’électricité du pays"),
}


def estimate_of(figure: Figure) -> Estimate:
    return Estimate(
        value=figure.value,
        unit=figure.unit,
        low=figure.low,
        high=figure.high,
        missing="" if figure.value is not None else unknown_words(figure),
    )


def unknown_words(figure: Figure) -> str:
    """Why a figure is unknown and what is missing, in a sentence."""
    if lacking := missing_words(figure):
        return _("Il manque : %(missing)s.") % {"missing": lacking}
    if figure.unknown in codes():
        return say(figure.unknown, names.language(), missing=_("une donnée"))
    return _("Il manque une donnée.")


def missing_words(figure: Figure) -> str:
    """What lacks, by kind, codes turned into names: « facteur de fabrication : clavier, souris »."""
    by_kind: dict[str, list[str]] = {}
    for code in figure.missing:
        kind, _colon, what = code.partition(":")
        by_kind.setdefault(kind, []).append(what)
    return _(" ; ").join(_lack(kind, whats) for kind, whats in by_kind.items())


def _lack(kind: str, whats: list[str]) -> str:
    label = str(LACKS.get(kind, kind))
    name = names.country_name if kind == "mix" else names.category_name
    named = [name(what) for what in whats if what]
    if not named:
        return label
    shown = ", ".join(named[:MOST_NAMED])
    others = len(named) - MOST_NAMED
    if others > 0:
        shown += ngettext(" et %(count)s autre", " et %(count)s autres", others) % {"count": others}
    return f"{label} ({shown})"


def evidence_url(figure: Figure) -> str:
    return reverse("footprint:evidence", args=[figure.code])
