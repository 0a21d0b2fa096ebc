"""The evidence page of a figure: what it is, how it was computed, from what, and how to redo it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.evidence import Weight, variance_of, weigh
from sobria.engine.footprint.lines import LineDetail, LinePage, line_details
from sobria.sober.footprint import names, selectors
from sobria.sober.footprint.codes import UNMATCHED_CATEGORY, figure_code
from sobria.sober.footprint.formulas import Formula, formulas
from sobria.sober.footprint.models import FactorRow, Figure, Run
from sobria.sober.footprint.pages.breakdown import Link
from sobria.sober.footprint.pages.sentences import odds_words
from sobria.sober.footprint.pages.year import address
from sobria.sober.footprint.present import estimate_of, missing_words
from sobria.sober.footprint.selectors import Scope
from sobria.ui.context import address as known_address
from sobria.ui.figures import Estimate
from sobria.ui.numbers import decimal, percent

FACTORS, LINES = 12, 12
"""Factor rows shown at first; lines of the inventory on one page."""
LIFE_ASSUMED = "footprint-assume-life"  # what a run says when lines rest on an expected life
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A factor row and what it weighs in the figure. `variance_share` in words."""

    row: FactorRow
    label: str
    region: str
    value: str
    interval: str
    contribution: Estimate
    variance_share: str


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """`entry`: address of a device written by hand, empty for a line of a file."""

    place: str
    entry: str
    label: str
    entity: str
    quantity: str
    life: str
    contribution: Estimate


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """`recompute`: the command that gives the figure again. `inputs`: figures this one is made of."""

    template: ClassVar[str] = "footprint/_evidence.html"
    figure: Figure
    run: Run
    title: str
    is_current: bool
    what: str
    facts: Facts
    formula: Formula
    formula_name: str
    formula_words: str
    formula_symbols: str
    inputs: tuple[Link, ...]
    factors: tuple[FactorLine, ...]
    more_factors: int
    quality_share: str
    lives: tuple[str, ...]
    lines: tuple[InventoryLine, ...]
    page: Page[None] | None
    lines_note: str
    register: str
    back: str
    source: Facts
    recompute: str
    elsewhere: tuple[Link, ...]


def evidence_page(figure: Figure, *, page: int, all_factors: bool) -> EvidencePage:
    """At most five queries, and one read of the run's Parquet."""
    run = figure.run
    is_change = figure.kind == Figure.Kind.CHANGE
    formula = formulas()[figure.formula]
    weights, rows = ({}, {}) if is_change else _weights(figure)
    ranked = sorted(weights, key=lambda code: -abs(weights[code].contribution))
    kept = ranked if all_factors else ranked[:FACTORS]
    found = LinePage(0, ()) if is_change else _lines(figure, page)
    scope = Scope(figure.criterion, figure.category, figure.entity)
    elsewhere = selectors.same_figure_elsewhere(figure)
    return EvidencePage(
        figure=figure,
        run=run,
        title=names.heading(_title(figure)),
        is_current=not any(other.run.created > run.created for other in elsewhere),
        what=what_words(figure),
        facts=_facts(figure),
        formula=formula,
        formula_name=formula.name(names.language()),
        formula_words=formula.words(names.language()),
        formula_symbols=formula.symbols(names.language()),
        inputs=_inputs(figure) if is_change else (),
        factors=tuple(_factor_line(figure, rows[code], weights[code]) for code in kept if code in rows),
        more_factors=len(ranked) - len(kept),
        quality_share=_quality_share(weights),
        lives=() if is_change else _lives(figure, [rows[code].category for code in kept if code in rows]),
        lines=tuple(_inventory_line(figure, line) for line in found.rows),
        page=_page(found.total, page),
        lines_note=_lines_note(figure, found.total),
        register=_register_url(figure),
        back=address(run.year, scope),
        source=_source(run),
        recompute=_command(run),
        elsewhere=tuple(_elsewhere(other) for other in elsewhere),
    )


def _title(figure: Figure) -> str:
    if figure.value is None:
        return _("Inconnu : %(what)s") % {"what": what_words(figure)}
    if figure.kind == Figure.Kind.CHANGE:
        amount = names.spelled(replace(estimate_of(figure), value=abs(figure.value)))
        words = _("Baisse de %(amount)s : %(what)s") if figure.value < 0 else _("Hausse de %(amount)s : %(what)s")
        return words % {"amount": amount, "what": what_words(figure)}
    return _("%(value)s : %(what)s") % {"value": names.spelled(estimate_of(figure)), "what": what_words(figure)}


def what_words(figure: Figure) -> str:
    """What the figure counts, in words: « écran d’ordinateur, Voirie, fabrication, 2026 »."""
    run = figure.run
    start = _("évolution depuis %(year)s") % {"year": run.year - 1} if figure.kind == Figure.Kind.CHANGE else ""
    parts = [
        start,
        names.criterion_name(figure.criterion).lower(),
        names.category_name(figure.category).lower() if figure.category else _("tous les équipements"),
        names.entity_name(figure.entity, run.entities) if figure.entity else "",
        names.stage_name(figure.stage).lower() if figure.stage else "",
        names.pack_name(run) if run.kind == Run.Kind.COMPARISON else "",
        str(run.year),
    ]
    return ", ".join(part for part in parts if part)


def _facts(figure: Figure) -> Facts:
    estimate = estimate_of(figure)
    facts = [(_("Valeur (moyenne)"), str(estimate))]
    if figure.value is not None and figure.low is not None and figure.high is not None:
        facts.append((_("Neuf chances sur dix d’être entre"), f"{estimate.range} {estimate.shown_unit}"))
    if figure.p50 is not None and figure.value is not None:
        facts.append((_("Médiane"), f"{estimate.write(figure.p50)} {estimate.shown_unit}"))
    if figure.value is not None:
        facts.append((_("Valeur exacte"), f"{_precise(figure.value)} {figure.unit}"))
    for part, words in (("method", _("Part due aux facteurs")), ("real", _("Part réelle, à facteurs égaux"))):
        if found := figure.parts.get(part):
            share = Estimate(found["value"], unit=figure.unit, low=found["low"], high=found["high"])
            facts.append((words, f"{share} ({share.range})"))
    if figure.probability is not None:
        facts.append((_("Probabilité d’une baisse réelle"), odds_words(figure.probability)))
    if figure.units > 0:
        facts.append((_("Appareils comptés"), _coverage(figure)))
    if figure.gwp_coverage is not None and figure.criterion != selectors.DEFAULT_CRITERION:
        facts.append((_("Part du carbone calculé que portent ces appareils"), percent(figure.gwp_coverage, places=1)))
    if figure.missing:
        facts.append((_("Ce qui manque"), missing_words(figure)))
    facts.append((_("Code permanent"), figure.code))
    return tuple(facts)


def _precise(value: float) -> str:
    """Eight significant digits: enough to hold a computation against another."""
    return decimal(value, places=max(0, 7 - math.floor(math.log10(abs(value)))) if value else 0)


def _coverage(figure: Figure) -> str:
    return _("%(covered)s sur %(units)s (%(share)s)") % {
        "covered": decimal(figure.units_covered),
        "units": decimal(figure.units),
        "share": percent(figure.units_covered / figure.units, places=1),
    }


def _weights(figure: Figure) -> tuple[dict[str, Weight], dict[str, FactorRow]]:
    sums = selectors.factor_sums(figure)
    rows = selectors.factor_rows(figure.run_id, {code for row in sums for code in row[:2] if code})
    variance = 0.0
    if figure.value is not None and figure.low is not None and figure.high is not None:
        variance = variance_of(figure.value, low=figure.low, high=figure.high)
    return weigh(sums, sigmas={code: row.sigma for code, row in rows.items()}, variance=variance), rows


def _quality_share(weights: dict[str, Weight]) -> str:
    if not weights:
        return ""
    return percent(max(0.0, 1 - sum(weight.variance_share for weight in weights.values())), places=1)


def _factor_line(figure: Figure, row: FactorRow, weight: Weight) -> FactorLine:
    own = Estimate(row.value, unit=row.unit, low=row.low, high=row.high)
    label = names.factor_name(row.category, row.stage)
    return FactorLine(
        row=row,
        label=f"{label} ({row.model_key})" if row.model_key else label,
        region=names.region_name(row.region or ""),
        value=_("%(value)s par %(per)s") % {"value": str(own), "per": _per(row.per)},
        interval=own.range,
        contribution=Estimate(weight.contribution, unit=figure.unit, scale_value=figure.value),
        variance_share=percent(weight.variance_share, places=1),
    )


def _lives(figure: Figure, listed: Iterable[str]) -> tuple[str, ...]:
    """Expected lives of the scope's category, else of the categories whose factors are listed: at most as many."""
    is_assumed = any(one["code"] == LIFE_ASSUMED for one in figure.run.assumptions)
    if figure.stage == "use" or not is_assumed:
        return ()
    known = load_catalogue().categories
    found = (known[code] for code in dict.fromkeys([figure.category] if figure.category else listed) if code in known)
    return tuple(
        _("%(category)s : %(years)s ans (%(source)s)")
        % {
            "category": category.label(names.language()),
            "years": decimal(category.lifetime_years, places=0 if category.lifetime_years.is_integer() else 1),
            "source": category.lifetime_source,
        }
        for category in found
        if category.lifetime_years is not None
    )


def _per(per: str) -> str:
    return _("appareil") if per == "item" else per


def _lines(figure: Figure, page: int) -> LinePage:
    run = figure.run
    if not run.lines_path.exists():
        return LinePage(0, ())
    category = "" if figure.category == UNMATCHED_CATEGORY else figure.category or None
    return line_details(
        run.lines_path,
        criterion=figure.criterion,
        entity=run.entities.get(figure.entity, "") if figure.entity else None,
        category=category,
        stage=figure.stage or None,
        limit=LINES,
        offset=LINES * (page - 1),
    )


def _inventory_line(figure: Figure, line: LineDetail) -> InventoryLine:
    place = _("%(file)s, ligne %(line)s") % {"file": line.file or "", "line": line.line or ""}
    return InventoryLine(
        place=place if line.file else _("fiche %(line)s") % {"line": line.line or ""},
        entry="" if line.file or line.line is None else known_address("equipment:entry", line.line) or "",
        label=names.category_name(line.category or UNMATCHED_CATEGORY),
        entity=names.entity_label(line.entity, figure.run.entities),
        quantity=decimal(line.quantity),
        life=_("%(years)s ans") % {"years": decimal(line.life_years, places=1)} if line.life_years else "",
        contribution=Estimate(line.value, unit=figure.unit, missing=line.missing or ""),
    )


def _page(total: int, number: int) -> Page[None] | None:
    """A page of nothing but numbers: the rows come from the Parquet file, already cut."""
    if total == 0:
        return None
    return Paginator[None](range(total), LINES).get_page(number)  # type: ignore[arg-type]


def _lines_note(figure: Figure, total: int) -> str:
    if total == 0:
        return ""
    said = _("%(count)s lignes de l’inventaire, les plus lourdes d’abord.") % {"count": decimal(total)}
    if figure.stage and figure.stage != "use":
        said += " " + _("Les étapes autres que l’électricité y sont données ensemble.")
    return said


def _register_url(figure: Figure) -> str:
    """The register's list with the same filters, where it is served."""
    url = known_address("equipment:home")
    if not url:
        return ""
    asked = {}
    if figure.category:
        asked["matched_category"] = "-" if figure.category == UNMATCHED_CATEGORY else figure.category
    if figure.entity:
        asked["entity"] = figure.run.entities.get(figure.entity) or "-"
    return f"{url}?{urlencode(asked)}" if asked else url


def _inputs(figure: Figure) -> tuple[Link, ...]:
    """The two yearly figures a change is the difference of."""
    year = figure.run.year
    scope = {"category": figure.category, "entity": figure.entity}
    return tuple(
        Link(
            _("Le chiffre de %(year)s") % {"year": one},
            reverse("footprint:evidence", args=[figure_code(one, figure.criterion, **scope)]),
        )
        for one in (year - 1, year)
    )


def _source(run: Run) -> Facts:
    made = timezone.localtime(run.ended or run.created)
    return (
        (_("Calculé le"), formats.date_format(made, "DATETIME_FORMAT")),
        (_("Méthode"), run.method),
        (_("Jeu de facteurs"), ", ".join(run.packs) or run.pack),
        (_("Lignes lues"), decimal(run.lines.get("read", 0))),
        (_("Lignes reconnues"), decimal(run.lines.get("matched", 0))),
        (_("Version du registre"), run.register_version),
        (_("Empreinte SHA-256 de l’inventaire"), run.snapshot),
    )


def _command(run: Run) -> str:
    """The command that gives the run's figures again, from the snapshot the city keeps under that name."""
    pack = f" --pack {run.pack}" if run.kind == Run.Kind.COMPARISON else ""
    country = settings.SOBRIA_COUNTRY
    return f"sobria footprint {run.snapshot}.parquet --year {run.year} --country {country}{pack} --json -"


def _elsewhere(other: Figure) -> Link:
    made = formats.date_format(timezone.localtime(other.run.created), "DATETIME_FORMAT")
    words = _("%(date)s : %(value)s") % {"date": made, "value": str(estimate_of(other))}
    url = reverse("footprint:evidence", args=[other.code])
    return Link(words, f"{url}?calcul={other.run_id}")
