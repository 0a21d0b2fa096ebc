"""The same inventory and year under each factor pack, side by side."""

from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.sober.footprint import names, selectors
from sobria.sober.footprint.models import Figure, Run
from sobria.sober.footprint.pages.breakdown import Link, heaviest_first, table
from sobria.sober.footprint.pages.year import address
from sobria.sober.footprint.present import estimate_of, evidence_url
from sobria.sober.footprint.selectors import Scope
from sobria.ui.downloads import Download
from sobria.ui.figures import Estimate
from sobria.ui.tables import BarTable

CATEGORIES = 6


@dataclass(frozen=True, slots=True)
class PackCell:
    """One category under one pack. No figure: the pack says nothing of that category."""

    estimate: Estimate | None
    evidence: str


@dataclass(frozen=True, slots=True)
class PackRow:
    label: str
    cells: tuple[PackCell, ...]


@dataclass(frozen=True, slots=True)
class PacksPage:
    template: ClassVar[str] = "footprint/_packs.html"
    run: Run
    title: str
    criteria: tuple[Link, ...]
    totals: BarTable
    packs: tuple[str, ...]
    about: tuple[tuple[str, str], ...]
    rows: tuple[PackRow, ...]
    unit: str
    back: str
    downloads: tuple[Download, ...]
    figures: tuple[Figure, ...]
    runs: dict[int, Run]


def packs_page(run: Run, criterion: str) -> PacksPage | None:
    """None for an unknown criterion. Two queries whatever the number of packs."""
    runs = [run, *selectors.comparison_runs(run)]
    figures = selectors.pack_figures(runs, criterion)
    by_id = {one.pk: one for one in runs}
    totals = [figure for figure in figures if not figure.category]
    if not any(figure.run_id == run.pk for figure in totals):
        return None
    totals.sort(key=lambda figure: (figure.run_id != run.pk, by_id[figure.run_id].pack))
    rows, unit, shown = _side_by_side(runs, figures)
    return PacksPage(
        run=run,
        title=_title(totals, run),
        criteria=tuple(_criterion_link(run, code, criterion) for code in names.impact_criteria()),
        totals=table(
            totals,
            caption=_("%(criterion)s en %(year)s selon chaque jeu de facteurs, intervalle à 90 %%.")
            % {"criterion": names.criterion_name(criterion), "year": run.year},
            header=_("Jeu de facteurs"),
            name=lambda figure: names.pack_name(by_id[figure.run_id]),
        ),
        packs=tuple(names.pack_name(one) for one in runs),
        about=_about(runs),
        rows=rows,
        unit=unit,
        back=address(run.year, Scope(criterion)),
        downloads=_downloads(run.year, criterion),
        figures=(*totals, *shown),
        runs=by_id,
    )


def _title(totals: list[Figure], run: Run) -> str:
    """How far apart the packs are."""
    known = [figure for figure in totals if figure.value is not None]
    if len(known) < 2:  # noqa: PLR2004 - nothing to compare
        return _("Un seul jeu de facteurs répond en %(year)s") % {"year": run.year}
    low = min(known, key=lambda figure: figure.value or 0.0)
    high = max(known, key=lambda figure: figure.value or 0.0)
    top = estimate_of(high)
    return _("De %(low)s à %(high)s en %(year)s, selon le jeu de facteurs") % {
        "low": estimate_of(low).on_scale_of(top).number,
        "high": names.spelled(top),
        "year": run.year,
    }


def _side_by_side(runs: list[Run], figures: list[Figure]) -> tuple[tuple[PackRow, ...], str, list[Figure]]:
    """Heaviest categories of the first run as rows, packs as columns, all on one scale."""
    found = {(figure.run_id, figure.category): figure for figure in figures if figure.category}
    own = heaviest_first([figure for figure in found.values() if figure.run_id == runs[0].pk])
    heaviest = [figure for figure in own if figure.value is not None][:CATEGORIES]
    if not heaviest:
        return (), "", []
    scale = estimate_of(heaviest[0])
    rows = tuple(
        PackRow(
            names.category_name(figure.category),
            tuple(_cell(found.get((one.pk, figure.category)), scale) for one in runs),
        )
        for figure in heaviest
    )
    shown = [
        found[one.pk, figure.category] for figure in heaviest for one in runs if (one.pk, figure.category) in found
    ]
    return rows, scale.shown_unit, shown


def _about(runs: list[Run]) -> tuple[tuple[str, str], ...]:
    """Each pack that made one of these runs, alone or in the default one, and what it holds."""
    codes = dict.fromkeys(code for run in runs for code in (*run.packs, run.pack))
    return tuple((names.pack_label(code), names.pack_description(code)) for code in codes if names.pack_label(code))


def _cell(figure: Figure | None, scale: Estimate) -> PackCell:
    if figure is None:
        return PackCell(None, "")
    return PackCell(estimate_of(figure).on_scale_of(scale), evidence_url(figure))


def _criterion_link(run: Run, code: str, chosen: str) -> Link:
    url = reverse("footprint:packs", args=[run.year])
    return Link(names.criterion_name(code), f"{url}?critere={code}", current=code == chosen)


def _downloads(year: int, criterion: str) -> tuple[Download, ...]:
    return tuple(
        Download(reverse("footprint:packs-download", args=[year, suffix]) + f"?critere={criterion}", label)
        for suffix, label in (("csv", "CSV"), ("json", "JSON"))
    )
