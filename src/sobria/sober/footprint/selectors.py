"""Reads of runs and figures. Each says its number of queries; none grows with the register."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from sobria.city.jobs import queue
from sobria.sober.footprint.models import Cell, FactorRow, Figure, Run
from sobria.sober.footprint.present import estimate_of
from sobria.sober.footprint.standing import standing
from sobria.ui import figures as ui
from sobria.ui.numbers import percent

TASK = "sobria.sober.footprint.jobs.recompute"
DEFAULT_CRITERION = "gwp"
_CODE = re.compile(r"(?:empreinte|evolution)-(?P<year>\d{4})-.+?(?:-facteurs-(?P<pack>[a-z0-9-]+))?")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked: one criterion, over everything or one entity, one category (empty: all)."""

    criterion: str
    category: str = ""
    entity: str = ""


def current_runs() -> dict[int, Run]:
    """The run that stands for each year, latest year first. Two queries."""
    runs = standing().runs
    found = Run.objects.in_bulk(runs.values())
    return {year: found[run_id] for year, run_id in runs.items()}


def last_failure() -> str:
    """Why the last attempt failed, when nothing succeeded since; else nothing. One query."""
    return standing().failure


def comparison_runs(run: Run) -> list[Run]:
    """The same year and snapshot under the other factor packs, computed with `run`. One query."""
    found: dict[str, Run] = {}
    others = Run.objects.done().filter(kind=Run.Kind.COMPARISON, year=run.year, snapshot=run.snapshot)
    for other in others.order_by("-created", "-pk"):
        found.setdefault(other.pack, other)
    return [found[pack] for pack in sorted(found)]


def job_under_way() -> str:
    """Id of the computation waiting or running, or nothing. One query, two while one runs."""
    jobs = DBTaskResult.objects.filter(task_path=TASK, status__in=("READY", "RUNNING"))
    for job, status in jobs.order_by("-enqueued_at").values_list("id", "status"):
        if status == "READY" or not queue.is_failed(str(job)):
            return str(job)
    return ""


def is_computed(fingerprint: str, year: int) -> bool:
    """Whether the run that stands for this year was computed from the very same things. One query."""
    latest = Run.objects.done().filter(year=year).current().values_list("fingerprint", flat=True).first()
    return latest == fingerprint


def scope_figures(run: Run, scope: Scope) -> list[Figure]:
    """Figures of a scope: its total and change, its stages, and its breakdowns by category and by entity. One query."""
    own = Q(entity=scope.entity, category=scope.category)
    by_category = Q(entity=scope.entity, stage="")
    by_entity = Q(category=scope.category, stage="")
    rows = Figure.objects.filter(own | by_category | by_entity, run=run, criterion=scope.criterion)
    return list(rows.order_by("code"))


def criteria_totals(run: Run, *, category: str = "", entity: str = "") -> dict[str, Figure]:
    """Criterion → total of a scope, in the order the catalogue names criteria. One query."""
    rows = Figure.objects.filter(run=run, kind=Figure.Kind.IMPACT, entity=entity, category=category, stage="").order_by(
        "pk"
    )
    return {figure.criterion: figure for figure in rows}


def pack_figures(runs: Sequence[Run], criterion: str) -> list[Figure]:
    """Totals and categories of several runs, for one criterion. One query."""
    rows = Figure.objects.filter(run__in=list(runs), kind=Figure.Kind.IMPACT, criterion=criterion, entity="", stage="")
    return list(rows.order_by("run_id", "category"))


def scope_total(run_id: int | None, scope: Scope) -> Figure | None:
    """The total of a scope. One query, none without a run."""
    if run_id is None:
        return None
    return Figure.objects.filter(
        run=run_id,
        kind=Figure.Kind.IMPACT,
        criterion=scope.criterion,
        entity=scope.entity,
        category=scope.category,
        stage="",
    ).first()


def run_of_code(code: str) -> Run | None:
    """The run whose figure of this code stands today. One query."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    runs = Run.objects.done().filter(year=int(match["year"]))
    if match["pack"]:
        runs = runs.filter(kind=Run.Kind.COMPARISON, pack=match["pack"])
    else:
        runs = runs.filter(kind=Run.Kind.CURRENT)
    return runs.order_by("-created", "-pk").first()


def figure_by_code(code: str, *, run_id: int | None = None) -> Figure | None:
    """A figure by its permanent code, as it stands today or as an older run gave it. Two queries."""
    run = Run.objects.done().filter(pk=run_id).first() if run_id is not None else run_of_code(code)
    return Figure.objects.filter(run=run, code=code).select_related("run").first() if run else None


def factor_sums(figure: Figure) -> list[tuple[str, str, float]]:
    """Factor row, energy row (or empty) and the impact that moves with both, over the scope of a figure. One query."""
    cells = Cell.objects.filter(run=figure.run_id, criterion=figure.criterion)
    for name in ("entity", "category", "stage"):
        if wanted := getattr(figure, name):
            cells = cells.filter(**{name: wanted})
    rows = cells.values_list("factor", "energy_factor").annotate(value=Sum("value")).order_by("factor")
    return list(rows)


def factor_rows(run_id: int, codes: Iterable[str]) -> dict[str, FactorRow]:
    """Factor rows of a run by code. One query."""
    return {row.code: row for row in FactorRow.objects.filter(run=run_id, code__in=list(codes))}


def same_figure_elsewhere(figure: Figure) -> list[Figure]:
    """The same code in the other runs kept, latest first. One query."""
    rows = Figure.objects.filter(code=figure.code, run__year=figure.run.year, run__state=Run.State.DONE)
    return list(rows.exclude(run=figure.run_id).select_related("run").order_by("-run__created"))


def home_figures() -> list[ui.Figure]:
    """What the home page shows of the footprint: nothing before the first run. Two queries."""
    now = standing()
    if not now.runs:
        return []
    year, run_id = next(iter(now.runs.items()))
    figure = scope_total(run_id, Scope(DEFAULT_CRITERION))
    if figure is None:
        return []
    return [
        ui.Figure(
            label=_("Empreinte des équipements"),
            year=year,
            estimate=estimate_of(figure),
            evidence=reverse("footprint:evidence", args=[figure.code]),
            link=reverse("footprint:year", args=[year]),
            link_text=_("Voir le détail"),
            note=_("%(share)s du parc est compté.") % {"share": percent(figure.coverage or 0.0, places=1)}
            if figure.coverage is not None
            else "",
        )
    ]
