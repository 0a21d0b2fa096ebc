"""The plan as pages show it: figures, counts by category, one device with its reason, a simulation."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.life import UNKNOWN, states
from sobria.engine.equipment.renewal import Facts, age_years, decide
from sobria.engine.equipment.renewal_reference import DECISIONS, Decision, system_of
from sobria.engine.footprint import embodied
from sobria.engine.quantities import Quantity, Unknown
from sobria.sober.equipment.models import Device
from sobria.sober.equipment.register import EQUIPMENT
from sobria.sober.equipment.renewal import words
from sobria.sober.equipment.renewal.forms import PLUS, SimulationForm
from sobria.sober.equipment.renewal.plan import NONE, Plan
from sobria.sober.equipment.renewal.reading import Planned
from sobria.sober.equipment.renewal.simulating import Simulation, Spared
from sobria.sober.equipment.repairs.showing import lacks
from sobria.ui.figures import Estimate, Figure, State, StateKind
from sobria.ui.numbers import decimal, percent

LARGEST = 20
EURO = "€ HT"


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """`url`: the devices of the category; empty for the gathered ones."""

    label: str
    url: str
    total: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceRow:
    url: str
    name: str
    category: str
    entity: str
    age: str
    decision: State
    reason: str


@dataclass(frozen=True, slots=True)
class SparedRow:
    """A line of the simulation, with the field of its years."""

    label: str
    units: str
    life: str
    replaced: str
    field: BoundField | None
    not_bought: str
    euros: str
    footprint: str


def figures(plan: Plan, prices: Mapping[str, float]) -> list[Figure]:
    """What the plan replaces: devices, euros, footprint of making new ones."""
    replaced = plan.replaced_by_category()
    units = plan.by_decision()["replace"]
    devices = f"{reverse('equipment-desk:renewal-devices')}?annee={plan.year}&decision=replace"
    priced = sum(count for category, count in replaced.items() if category in prices)
    euros = sum(count * prices[category] for category, count in replaced.items() if category in prices)
    return [
        Figure(
            _("Équipements à remplacer"),
            Estimate(units, _("équipements")),
            year=plan.year,
            note=_("Sur %(all)s que la ville utilise ou garde en stock.") % {"all": decimal(plan.total)},
            link=devices,
            link_text=_("Voir lesquels"),
        ),
        Figure(
            _("Prix de ces remplacements, à neuf"),
            Estimate(euros if priced else None, EURO, missing=_("Aucun prix connu : importez vos achats.")),
            year=plan.year,
            note=_covered(priced, units, _("Prix moyens des achats de la ville, connus pour")) if priced else "",
        ),
        Figure(
            _("Empreinte de ces remplacements, à neuf"),
            estimate(embodied.total(replaced, on=plan.on)),
            year=plan.year,
            note=_coverage_note(embodied.total(replaced, on=plan.on), units),
        ),
    ]


def category_rows(plan: Plan) -> list[CategoryRow]:
    """The largest categories, the others gathered, then all."""
    rows = list(plan.by_category().items())
    found = [
        _category_row(words.category(code) if code else _("non reconnue"), counts, plan=plan, code=code or NONE)
        for code, counts in rows[:LARGEST]
    ]
    if others := [counts for _code, counts in rows[LARGEST:]]:
        gathered = {decision: sum((counts[decision] for counts in others), 0.0) for decision in DECISIONS}
        found.append(_category_row(_("Autres catégories (%(n)d)") % {"n": len(others)}, gathered, plan=plan, code=""))
    found.append(_category_row(_("Toutes"), plan.by_decision(), plan=plan, code=""))
    return found


def _category_row(label: str, counts: Mapping[Decision, float], *, plan: Plan, code: str) -> CategoryRow:
    devices = reverse("equipment-desk:renewal-devices")
    url = f"{devices}?annee={plan.year}&categorie={code}" if code else ""
    shown = tuple(decimal(counts[one]) for one in DECISIONS)
    return CategoryRow(label, url, decimal(sum(counts.values())), shown)


def device_row(device: Device, facts: Facts, *, plan: Plan) -> DeviceRow:
    ruling = decide(facts, year=plan.year)
    age = age_years(facts.began, plan.on)
    return DeviceRow(
        reverse("equipment-desk:entry", args=[device.pk]),
        EQUIPMENT.name_of(device, False),
        words.category(facts.category) if facts.category else _("non reconnue"),
        device.entity or _("non dite"),
        _("inconnu") if age is None else decimal(age, places=1),
        State(_kind(ruling.decision), words.decision(ruling.decision)),
        words.reason(ruling, category_code=facts.category),
    )


def file_cells(one: Planned, *, plan: Plan) -> list[object]:
    """A line of the file: what names the device, then what the plan says of it."""
    facts = one.facts
    ruling = decide(facts, year=plan.year)
    system = system_of(facts.system) if facts.system else None
    age = age_years(facts.began, plan.on)
    return [
        *one.named,
        one.entity,
        one.units,
        facts.category,
        states()[facts.status or UNKNOWN].name(language()),
        facts.began,
        None if age is None else round(age, 1),
        facts.life_years,
        facts.system,
        system.support_until if system else None,
        facts.open_faults,
        words.decision(ruling.decision),
        ruling.rule or ruling.missing,
        words.reason(ruling, category_code=facts.category),
    ]


def simulation_rows(found: Simulation, form: SimulationForm) -> list[SparedRow]:
    return [_spared_row(row, form) for row in found.rows if f"{PLUS}{row.category}" in form.fields]


def simulation_figures(found: Simulation, year: int) -> list[Figure]:
    """All categories: devices, euros, footprint, each with what it covers."""
    whole = found.total
    asked = bool(whole.not_bought or any(row.more_years for row in found.rows))
    nothing = _("Écrivez des années de plus à une catégorie, puis calculez.")
    covered = _covered(whole.priced, whole.not_bought, _("Prix moyens des achats de la ville, connus pour"))
    later = _("Puis %(n)s par an, quand tout le parc suit cette durée.")
    return [
        Figure(
            _("Équipements non achetés"),
            Estimate(whole.not_bought if asked else None, _("équipements"), missing=nothing),
            year=year,
            note=later % {"n": decimal(whole.each_year or 0, places=1)} if asked else "",
        ),
        Figure(
            _("Achats évités"),
            Estimate(
                whole.euros if asked else None,
                EURO,
                missing=nothing if not asked else _("Aucun prix connu : importez vos achats."),
            ),
            year=year,
            note=covered if asked and whole.euros is not None else "",
        ),
        Figure(
            _("Empreinte évitée"),
            estimate(whole.footprint) if asked else Estimate(None, "kgCO2e", missing=nothing),
            year=year,
            note=_coverage_note(whole.footprint, whole.not_bought) if asked else "",
        ),
    ]


def estimate(found: Quantity) -> Estimate:
    if isinstance(found, Unknown):
        names = ", ".join(words.category(code) for code in found.missing.split(", "))
        return Estimate(None, found.unit, missing=lacks(Unknown(found.code, names, found.unit)))
    return Estimate(found.value, found.unit, found.low, found.high)


def _spared_row(row: Spared, form: SimulationForm) -> SparedRow:
    asked = row.more_years > 0
    euros = _("prix inconnu") if row.euros is None else decimal(row.euros)
    footprint = estimate(row.footprint)
    return SparedRow(
        label=words.category(row.category),
        units=decimal(row.units),
        life="" if row.life_years is None else decimal(row.life_years, places=0 if row.life_years.is_integer() else 1),
        replaced=decimal(row.replaced),
        field=form[f"{PLUS}{row.category}"],
        not_bought=decimal(row.not_bought) if asked else "",
        euros=euros if asked else "",
        footprint=f"{footprint} ({footprint.range})" if asked and footprint.range else str(footprint) if asked else "",
    )


def _kind(decision: str) -> StateKind:
    return "late" if decision == "replace" else "unknown" if decision == "unknown" else "good"


def _covered(known: float, whole: float, told: str) -> str:
    if not whole:
        return ""
    return f"{told} {percent(known / whole)}."


def _coverage_note(found: Quantity, whole: float) -> str:
    if isinstance(found, Unknown) or not whole or found.coverage >= 1:
        return ""
    return _covered(found.coverage * whole, whole, _("Facteurs connus pour"))
