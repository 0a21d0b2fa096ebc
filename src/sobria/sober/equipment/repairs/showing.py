"""Faults as pages show them: rows, facts, figures with what they rest on."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.repair import Avoided
from sobria.engine.messages import Refusal
from sobria.engine.quantities import Quantity, Unknown
from sobria.sober.equipment.models import Fault, FaultState
from sobria.sober.equipment.register import EQUIPMENT, category_label
from sobria.sober.equipment.repairs.selectors import EVERY, YearFigures, kind_name
from sobria.ui.figures import Estimate, Figure, State
from sobria.ui.numbers import decimal, percent

EURO = "€ HT"
KINDS = {FaultState.REPAIRED: "good", FaultState.GIVEN_UP: "late"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `days`: since the report while it runs, from report to end once closed."""

    url: str
    device: str
    kind: str
    state: State
    reported: str
    days: str
    repairer: str


def row(fault: Fault) -> Row:
    last = fault.closed_on or timezone.localdate()
    return Row(
        reverse("equipment-desk:fault", args=[fault.pk]),
        EQUIPMENT.name_of(fault.device, False),
        kind_name(fault.kind, language()),
        state(fault),
        date_format(fault.reported_on, "j F Y"),
        decimal((last - fault.reported_on).days),
        fault.partner.name if fault.partner else fault.get_repairer_display() or _("pas encore dit"),
    )


def state(fault: Fault) -> State:
    found = KINDS.get(FaultState(fault.state), "unknown")
    return State("good" if found == "good" else "late" if found == "late" else "unknown", fault.get_state_display())


def year_figures(found: YearFigures, *, year: int) -> list[Figure]:
    """Share repaired, time, cost. Each says over how many it stands."""
    faults, done = found.faults, len(found.faults.days)
    reported = ngettext(
        "Sur %(n)s panne déclarée dans l’année.", "Sur %(n)s pannes déclarées dans l’année.", faults.reported
    ) % {"n": decimal(faults.reported)}
    repaired = ngettext("Sur %(n)s réparation.", "Sur %(n)s réparations.", done) % {"n": decimal(done)}
    priced = _("Coût dit pour %(known)s pannes closes sur %(all)s ; les autres ne comptent pas pour zéro.") % {
        "known": decimal(found.priced),
        "all": decimal(found.ended),
    }
    evidence = f"{reverse('equipment:reuse')}?annee={year}#pannes"
    return [
        Figure(
            _("Part des pannes réparées"),
            Estimate(
                None if faults.share is None else faults.share * 100,
                "%",
                missing=_("Aucune panne déclarée cette année-là."),
            ),
            year=year,
            note=reported if faults.reported else "",
            evidence=evidence if faults.reported else "",
        ),
        Figure(
            _("Délai médian de réparation"),
            Estimate(faults.median_days, _("jours"), missing=_("Aucune réparation finie cette année-là.")),
            year=year,
            note=repaired if done else "",
            evidence=evidence if done else "",
        ),
        Figure(
            _("Dépensé en réparations"),
            Estimate(found.cost_eur, EURO, is_exact=True, missing=_("Aucun coût n’est dit.")),
            year=year,
            note=priced if found.ended else "",
            link=f"?etat={EVERY}&close={year}" if found.ended else "",
            link_text=_("Voir ces pannes closes") if found.ended else "",
        ),
    ]


def fault_figures(fault: Fault, found: dict[str, Any]) -> list[Figure]:
    """Cost against a new one, and what the repair spares."""
    share = found["share"]
    cost = Figure(
        _("Coût de la réparation"),
        Estimate(found["cost"], EURO, is_exact=True, missing=_("Ni coût payé, ni devis accepté.")),
        note=_cost_note(share, found),
    )
    if found["avoided"] is None:
        return [cost]
    is_done = fault.state == FaultState.REPAIRED
    label = _("Empreinte évitée") if is_done else _("Empreinte évitée si l’équipement est réparé aujourd’hui")
    return [cost, Figure(label, _estimate(found["avoided"]), note=_avoided_note(found["avoided"]))]


def facts(fault: Fault, found: dict[str, Any]) -> list[tuple[str, str]]:
    """What is known of a fault; the days that have not come are left out."""
    price = found["price"]
    category = fault.device.matched_category
    pairs = [
        (_("Catégorie"), category_label(category) if category else _("non reconnue")),
        (_("Déclarée le"), _day(fault.reported_on)),
        (_("Précision"), fault.note),
        (_("Réparateur"), fault.get_repairer_display()),
        (_("Partenaire"), fault.partner.name if fault.partner else ""),
        (_("Confiée le"), _day(fault.sent_on)),
        (_("Revenue le"), _day(fault.returned_on)),
        (_("Close le"), _day(fault.closed_on)),
        (_("Raison"), fault.reason),
        (_("Prix d’un équipement neuf"), _price(price)),
    ]
    return [(label, value) for label, value in pairs if value]


def _price(price: Any) -> str:
    if price is None:
        return _("inconnu : ni dit avec la panne, ni trouvé dans les achats")
    shown = f"{decimal(price.eur, places=2)} {EURO}"
    return shown if price.is_said else _("%(price)s (moyenne des achats de la ville)") % {"price": shown}


def _day(day: Any) -> str:
    return str(date_format(day, "j F Y")) if day else ""


def _cost_note(share: float | None, found: dict[str, Any]) -> str:
    if share is None:
        return "" if found["cost"] is None else _("Prix d’un équipement neuf inconnu : pas de comparaison.")
    return _("Soit %(share)s du prix d’un équipement neuf.") % {"share": percent(share)}


def _estimate(avoided: Avoided) -> Estimate:
    """The net figure; before its parts when those are not known, and the note says so."""
    shown: Quantity = avoided.net
    if isinstance(shown, Unknown) and not isinstance(avoided.before_parts, Unknown):
        shown = avoided.before_parts
    if isinstance(shown, Unknown):
        return Estimate(None, shown.unit, missing=lacks(shown))
    return Estimate(shown.value, shown.unit, shown.low, shown.high)


def lacks(unknown: Unknown) -> str:
    """The sentence of an unknown, what is missing said in words."""
    return Refusal(unknown.code, missing=missing_words(unknown.missing)).sentence(language())


def missing_words(missing: str) -> str:
    """`embodied:ups`, `match`… in words."""
    what, _sign, category = missing.partition(":")
    name = category_label(category) if category else ""
    words = {
        "match": _("la catégorie de l’équipement, que le catalogue ne reconnaît pas"),
        "embodied": _("l’empreinte de fabrication de la catégorie « %(name)s », qu’aucune source ne donne"),
        "life": _("la durée de vie de la catégorie « %(name)s », qu’aucune source ne donne"),
        "began": _("la date de mise en service ou d’achat de l’équipement"),
    }
    return words[what] % {"name": name} if what in words else missing


def _avoided_note(avoided: Avoided) -> str:
    notes = []
    if avoided.gained:
        gained = {
            "measured": _("%(years)s ans gagnés, mesurés jusqu’à la sortie de l’équipement."),
            "expected": _("%(years)s ans gagnés, si l’équipement atteint la durée de vie de sa catégorie."),
            "least": _("%(years)s an gagné par convention : il a déjà servi plus que la durée de vie de sa catégorie."),
        }[avoided.gained.basis]
        years = round(avoided.gained.years, 1)
        notes.append(gained % {"years": decimal(years, places=0 if years.is_integer() else 1)})
    if isinstance(avoided.parts, Unknown) and not isinstance(avoided.before_parts, Unknown):
        notes.append(_("Pièces non déduites.") + " " + lacks(avoided.parts))
    return " ".join(notes)
