"""The summary of one year: one criterion, over everything or one entity, one category."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.sober.footprint import names, selectors
from sobria.sober.footprint.equivalences import equivalences
from sobria.sober.footprint.models import Figure, Run
from sobria.sober.footprint.pages import sentences
from sobria.sober.footprint.pages.breakdown import Breakdown, Link, heaviest_first, table
from sobria.sober.footprint.present import estimate_of, evidence_url
from sobria.sober.footprint.selectors import Scope
from sobria.ui.charts import Year, YearChart
from sobria.ui.downloads import Download
from sobria.ui.figures import Estimate
from sobria.ui.numbers import decimal

SHORT_CATEGORIES, SHORT_ENTITIES = 6, 5
"""Rows of the tables of the summary: a page stays light; the whole lists have their own."""
MOST_OPTIONS = 15
"""Choices of a filter, the heaviest first; the others are reached from the whole lists."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Against the year before: the earlier figure, the change, and how sure the direction is."""

    sentence: str
    verdict: str
    chart: YearChart
    change_evidence: str


@dataclass(frozen=True, slots=True)
class PlainWords:
    words: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of the run: where to see it, its estimate, its evidence."""

    link: Link
    estimate: Estimate
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class YearPage:
    """`figures`: those of the page, the cut lists whole: what its download gives."""

    template: ClassVar[str] = "footprint/_year.html"
    run: Run
    scope: Scope
    criterion: str
    title: str
    lead: tuple[str, ...]
    evidence: str
    form: forms.Form
    is_filtered: bool
    years: tuple[Link, ...]
    criteria: tuple[CriterionLine, ...]
    comparison: Comparison | None
    breakdowns: tuple[Breakdown, ...]
    drivers: tuple[str, ...]
    gap: str
    plain_words: tuple[PlainWords, ...]
    downloads: tuple[Download, ...]
    packs: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class EmptyPage:
    """A year in which nothing of a scope served, though the scope is known."""

    template: ClassVar[str] = "footprint/_nothing.html"
    title: str
    back: str


@dataclass(frozen=True, slots=True)
class ScopeFigures:
    """The figures of a scope, by what they break down. All impacts, but `change`."""

    total: Figure
    change: Figure | None
    stages: list[Figure]
    categories: list[Figure]
    entities: list[Figure]

    def all(self) -> tuple[Figure, ...]:
        change = [self.change] if self.change else []
        return (self.total, *change, *self.categories, *self.stages, *self.entities)


class ScopeForm(forms.Form):
    """Choose a category and an entity; the criterion is kept."""

    def __init__(self, run: Run, scope: Scope, found: ScopeFigures) -> None:
        super().__init__(initial={"categorie": scope.category, "entite": scope.entity, "critere": scope.criterion})
        categories = [(one.category, names.category_name(one.category)) for one in found.categories]
        entities = [(one.entity, names.entity_name(one.entity, run.entities)) for one in found.entities]
        self.fields["categorie"] = _choice(_("Catégorie"), categories, scope.category)
        self.fields["entite"] = _choice(_("Entité"), entities, scope.entity)
        self.fields["critere"] = forms.CharField(widget=forms.HiddenInput())


def _choice(label: str, pairs: list[tuple[str, str]], chosen: str) -> forms.ChoiceField:
    kept = [pair for rank, pair in enumerate(pairs) if rank < MOST_OPTIONS or pair[0] == chosen]
    choices = [("", _("toutes")), *sorted(kept, key=lambda pair: pair[1])]
    return forms.ChoiceField(label=label, required=False, choices=choices)


def scope_figures(run: Run, scope: Scope) -> ScopeFigures | None:
    """None when the run knows nothing of that scope. One query."""
    rows = selectors.scope_figures(run, scope)
    own = [row for row in rows if row.category == scope.category and row.entity == scope.entity]
    impacts = [row for row in rows if row.kind == Figure.Kind.IMPACT and not row.stage]
    total = next((row for row in own if row.kind == Figure.Kind.IMPACT and not row.stage), None)
    if total is None:
        return None
    return ScopeFigures(
        total=total,
        change=next((row for row in own if row.kind == Figure.Kind.CHANGE), None),
        stages=heaviest_first([row for row in own if row.stage]),
        categories=heaviest_first([row for row in impacts if row.category and row.entity == scope.entity]),
        entities=heaviest_first([row for row in impacts if row.entity and row.category == scope.category]),
    )


def year_page(run: Run, scope: Scope, *, years: list[int], before: int | None) -> YearPage | None:
    """None when the scope is not known. `before`: id of the run of the year before. Three queries at most."""
    found = scope_figures(run, scope)
    if found is None:
        return None
    totals = selectors.criteria_totals(run, category=scope.category, entity=scope.entity)
    earlier = selectors.scope_total(before, scope) if found.change else None
    place = scope_words(run, scope)
    return YearPage(
        run=run,
        scope=scope,
        criterion=names.criterion_name(scope.criterion),
        title=names.heading(sentences.title_of(found.total, year=run.year, scope=place)),
        lead=_lead(run, found),
        evidence=evidence_url(found.total),
        form=ScopeForm(run, scope, found),
        is_filtered=bool(scope.category or scope.entity),
        years=tuple(Link(str(year), address(year, scope), current=year == run.year) for year in years),
        criteria=tuple(_criterion_line(run, figure, scope) for figure in totals.values()),
        comparison=_comparison(found, earlier, year=run.year),
        breakdowns=tuple(_breakdowns(run, scope, found)),
        drivers=() if place else sentences.driver_sentences(run, scope.criterion),
        gap=sentences.gap_sentence(found.total),
        plain_words=plain_words(found.total),
        downloads=tuple(_downloads(run.year, scope)),
        packs=reverse("footprint:packs", args=[run.year]) + query_of(Scope(scope.criterion)),
        figures=found.all(),
    )


def empty_page(run: Run, scope: Scope) -> EmptyPage | None:
    """None when the scope names something unknown. No query."""
    known = (
        scope.criterion in names.impact_criteria()
        and (not scope.category or names.is_category(scope.category))
        and (not scope.entity or scope.entity in run.entities)
    )
    if not known:
        return None
    shown = {"year": run.year, "scope": scope_words(run, scope)}
    title = _("Aucun équipement compté en %(year)s : %(scope)s") % shown
    return EmptyPage(title=names.heading(title), back=address(run.year, Scope(scope.criterion)))


def address(year: int, scope: Scope) -> str:
    return reverse("footprint:year", args=[year]) + query_of(scope)


def query_of(scope: Scope) -> str:
    """The query string of a scope, without what is by default."""
    asked = {
        "critere": "" if scope.criterion == selectors.DEFAULT_CRITERION else scope.criterion,
        "categorie": scope.category,
        "entite": scope.entity,
    }
    words = urlencode({name: value for name, value in asked.items() if value})
    return f"?{words}" if words else ""


def scope_words(run: Run, scope: Scope) -> str:
    """The filters in words, empty when there is none."""
    parts = []
    if scope.category:
        parts.append(names.category_name(scope.category).lower())
    if scope.entity:
        parts.append(names.entity_name(scope.entity, run.entities))
    return ", ".join(parts)


def plain_words(total: Figure) -> tuple[PlainWords, ...]:
    """What the total compares to, each with its source; nothing for an unknown or a small total."""
    language = names.language()
    return tuple(
        PlainWords(
            words=one.words(language, count=decimal(total.value / one.value, places=_coarse(total.value / one.value))),
            note=one.note(language),
            source=one.source,
        )
        for one in equivalences()
        if one.criterion == total.criterion and one.unit == total.unit and (total.value or 0.0) >= one.value
        if total.value is not None
    )


def _coarse(count: float) -> int:
    """Two significant digits: a comparison is an order of magnitude."""
    return 2 - len(str(int(count)))


def _lead(run: Run, found: ScopeFigures) -> tuple[str, ...]:
    said = (
        sentences.interval_sentence(found.total),
        sentences.use_sentence(found.total, found.stages),
        sentences.coverage_sentence(found.total, run),
    )
    return tuple(sentence for sentence in said if sentence)


def _criterion_line(run: Run, figure: Figure, scope: Scope) -> CriterionLine:
    return CriterionLine(
        link=Link(
            names.criterion_name(figure.criterion),
            address(run.year, Scope(figure.criterion, scope.category, scope.entity)),
            current=figure.criterion == scope.criterion,
        ),
        estimate=estimate_of(figure),
        evidence=evidence_url(figure),
        note=_("total partiel") if sentences.is_partial(figure) else "",
    )


def _comparison(found: ScopeFigures, before: Figure | None, *, year: int) -> Comparison | None:
    change = found.change
    if change is None or before is None or before.value is None:
        return None
    return Comparison(
        sentence=sentences.change_sentence(change, before, year=year),
        verdict=sentences.verdict_of(change.probability),
        chart=YearChart(
            title=_("%(before)s et %(year)s, intervalles à 90 %%") % {"before": year - 1, "year": year},
            years=(
                Year(year - 1, estimate_of(before), evidence_url(before)),
                Year(year, estimate_of(found.total), evidence_url(found.total)),
            ),
            value_header=names.criterion_name(found.total.criterion),
        ),
        change_evidence=evidence_url(change),
    )


def _breakdowns(run: Run, scope: Scope, found: ScopeFigures) -> list[Breakdown]:
    """By category, by stage, by entity; a dimension already chosen is not broken down."""
    shown_as = {"criterion": names.criterion_name(scope.criterion), "year": run.year}
    by_category = _("%(criterion)s par catégorie en %(year)s, intervalle à 90 %%.") % shown_as
    by_stage = _("%(criterion)s par étape en %(year)s, intervalle à 90 %%.") % shown_as
    by_entity = _("%(criterion)s par entité en %(year)s, intervalle à 90 %%.") % shown_as
    shown = []
    if not scope.category:
        shown.append(categories_of(run, found.categories, caption=by_category, most=SHORT_CATEGORIES, scope=scope))
    if len(found.stages) > 1:
        rows = table(
            found.stages,
            caption=by_stage,
            header=_("Étape"),
            name=lambda figure: names.stage_name(figure.stage),
            counts=False,
        )
        shown.append(Breakdown(_("Par étape du cycle de vie"), rows))
    if not scope.entity:
        shown.append(entities_of(run, found.entities, caption=by_entity, most=SHORT_ENTITIES, scope=scope))
    return [one for one in shown if one.table.rows]


def categories_of(run: Run, figures: list[Figure], *, caption: str, most: int, scope: Scope) -> Breakdown:
    rows = table(
        figures[:most],
        caption=caption,
        header=_("Catégorie"),
        name=lambda figure: names.category_name(figure.category),
    )
    url = reverse("footprint:categories", args=[run.year]) + query_of(scope)
    whole = Link(_("Voir les %(count)s catégories") % {"count": len(figures)}, url)
    return Breakdown(_("Par catégorie"), rows, whole if len(figures) > most else None)


def entities_of(run: Run, figures: list[Figure], *, caption: str, most: int, scope: Scope) -> Breakdown:
    rows = table(
        figures[:most],
        caption=caption,
        header=_("Entité"),
        name=lambda figure: names.entity_name(figure.entity, run.entities),
    )
    url = reverse("footprint:entities", args=[run.year]) + query_of(scope)
    whole = Link(_("Voir les %(count)s entités") % {"count": len(figures)}, url)
    return Breakdown(_("Par entité"), rows, whole if len(figures) > most else None)


def _downloads(year: int, scope: Scope) -> list[Download]:
    return [
        Download(reverse("footprint:download", args=[year, suffix]) + query_of(scope), label)
        for suffix, label in (("csv", "CSV"), ("json", "JSON"))
    ]
