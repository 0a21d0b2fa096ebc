"""What the footprint gives to the yearly edition: past years, categories, factors, and what the factors changed."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.engine.editions.comparison import Split
from sobria.engine.editions.contribution import Contribution, Extra
from sobria.engine.editions.wording import within
from sobria.engine.indicators.value import Value
from sobria.sober.footprint import names
from sobria.sober.footprint.indicators import TOTALS
from sobria.sober.footprint.models import Figure, Run

CRITERION = "gwp"
KILOS = 1000.0
UNIT = "tCO2e"
YEARS_BACK = 5
MOST_CATEGORIES = 30
FINALITIES = ("climate",)


def contribute(year: int, on: date) -> Contribution:
    """Six queries at most."""
    runs = _runs(year, on)
    own = runs.get(year)
    earlier = [_past(run) for past, run in sorted(runs.items(), reverse=True) if past < year]
    if own is None:
        return Contribution(extras=tuple(one for one in earlier if one))
    signature = _signature(own)
    categories = [_category(row, own) for row in _categories(own)]
    codes = [code for code, *_others in TOTALS] + [one.value.code for one in categories]
    return Contribution(
        extras=(*categories, *(one for one in earlier if one)),
        notes=_notes(own),
        signatures=dict.fromkeys(codes, signature),
        splits=_splits(own),
    )


def _runs(year: int, on: date) -> dict[int, Run]:
    """The run that stood for each year at the end of a day."""
    night = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    found: dict[int, Run] = {}
    for run in Run.objects.done().current().filter(year__range=(year - YEARS_BACK, year), created__lt=night):
        found.setdefault(run.year, run)
    return found


def _signature(run: Run) -> str:
    """What the figures stand on besides the method: the factor packs in force."""
    packs = json.dumps([run.pack, run.packs], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(packs.encode()).hexdigest()[:16]


def _rows(run: Run, **scope: Any) -> Iterable[Figure]:
    return Figure.objects.filter(run=run, criterion=CRITERION, entity="", stage="", **scope).order_by("-value", "code")


def _categories(run: Run) -> list[Figure]:
    rows = [row for row in _rows(run, kind=Figure.Kind.IMPACT) if row.category]
    return [row for row in rows if row.value is not None][:MOST_CATEGORIES]


def _past(run: Run) -> Extra | None:
    total = next(iter(_rows(run, kind=Figure.Kind.IMPACT, category="")), None)
    if total is None:
        return None
    name = _("Empreinte carbone des équipements, %(year)s") % {"year": run.year}
    return _extra(f"footprint-{CRITERION}-{run.year}", total, run, name)


def _category(row: Figure, run: Run) -> Extra:
    name = _("Empreinte carbone : %(category)s") % {"category": within(names.category_name(row.category))}
    return _extra(f"footprint-{CRITERION}-{row.category}", row, run, name)


def _extra(code: str, row: Figure, run: Run, name: str) -> Extra:
    value = Value(
        code=code,
        start=date(run.year, 1, 1),
        end=date(run.year, 12, 31),
        unit=UNIT,
        value=_tonnes(row.value),
        low=_tonnes(row.low),
        high=_tonnes(row.high),
        coverage=row.coverage,
        unknown=row.unknown,
        origin="unknown" if row.value is None else "computed",
        method=f"{row.formula} (v{row.formula_version}), {run.method}",
        evidence=reverse("footprint:evidence", args=[row.code]),
        source=_("Registre des équipements, calcul de l’empreinte"),
        recorded=timezone.localdate(run.ended or run.created),
    )
    told = {"theme": "footprint", "pillar": "sober", "places": 1, "finalities": FINALITIES}
    return Extra(value, name, "tCO₂e", **told)  # type: ignore[arg-type]


def _tonnes(value: float | None) -> float | None:
    return None if value is None else value / KILOS


def _notes(run: Run) -> tuple[str, ...]:
    packs = ", ".join(str(one) for one in run.packs) or run.pack
    told = {"year": run.year, "method": run.method, "packs": packs}
    said = [_("Empreinte %(year)s : méthode %(method)s, facteurs : %(packs)s.") % told]
    lines = run.lines or {}
    if "accepted" in lines and "read" in lines:
        counts = {"accepted": lines["accepted"], "read": lines["read"]}
        said.append(_("Lignes de l’inventaire acceptées : %(accepted)s sur %(read)s.") % counts)
    return tuple(said)


def _splits(run: Run) -> dict[str, Split]:
    """Code → what the factors and what the city changed since the year before, in the unit of the figure. One query."""
    totals = {criterion: (code, size) for code, criterion, _unit, size in TOTALS}
    found: dict[str, Split] = {}
    for row in Figure.objects.filter(run=run, kind=Figure.Kind.CHANGE, entity="", stage=""):
        if row.category == "" and row.criterion in totals:
            code, size = totals[row.criterion]
            found[code] = _split(row, size)
        elif row.category and row.criterion == CRITERION:
            found[f"footprint-{CRITERION}-{row.category}"] = _split(row, KILOS)
    return {code: one for code, one in found.items() if one is not None}


def _split(row: Figure, size: float) -> Split:
    parts = row.parts
    return Split(parts["method"]["value"] / size, parts["real"]["value"] / size)
