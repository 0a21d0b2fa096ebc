"""Rules over the values of one device, each with the sentence said when it is broken."""

from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sobria.engine.footprint.catalogue import load_catalogue

SHARES = ("usage_share", "reuse_share")
AMOUNTS = ("kwh_year", "upstream_years", "internal_years", "downstream_years", "cores")
DATES = ("purchased", "in_service", "retired")


def check(values: dict[str, Any]) -> dict[str, str | Promise]:
    """Column → sentence, for each broken rule. A blank breaks no rule, except for the quantity."""
    broken: dict[str, str | Promise] = {}
    if (quantity := values.get("quantity")) is not None and quantity <= 0:
        broken["quantity"] = _("La quantité doit être plus grande que zéro. Écrivez le nombre d’unités.")
    for name in AMOUNTS:
        if (value := values.get(name)) is not None and value < 0:
            broken[name] = _("Une valeur négative n’a pas de sens ici. Laissez vide si elle est inconnue.")
    for name in SHARES:
        if (value := values.get(name)) is not None and not 0 <= value <= 1:
            broken[name] = _("Une part s’écrit entre 0 et 1. Pour 57 %, écrivez 0,57.")
    if (country := values.get("country")) and country not in load_catalogue().countries:
        broken["country"] = _("Ce code de pays est inconnu. Écrivez trois lettres, comme FRA.")
    broken |= _broken_dates(values)
    return broken


def _broken_dates(values: dict[str, Any]) -> dict[str, str | Promise]:
    today = timezone.localdate()
    broken: dict[str, str | Promise] = {
        name: _("Cette date est dans le futur. Vérifiez l’année.")
        for name in DATES[:2]
        if values.get(name) and values[name] > today
    }
    start = values.get("in_service") or values.get("purchased")
    if start and values.get("retired") and values["retired"] < start:
        broken["retired"] = _("La sortie précède l’arrivée. Vérifiez les deux dates.")
    return broken
