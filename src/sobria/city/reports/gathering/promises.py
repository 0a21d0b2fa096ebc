"""The strategy that was in force, its measures with their means, and the programme de travail."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from sobria.city.reports.gathering.bilingual import both, page, wrote
from sobria.city.reports.gathering.known import Known
from sobria.city.strategy.models import CLOSED, Axis, ProgrammeEdition, State, Strategy
from sobria.city.strategy.selectors import fiches_as_of, is_on_time
from sobria.city.strategy.shown import CHOICES
from sobria.engine.editions.tags import duty_finalities, finalities, indicator_tags

Row = dict[str, Any]


def strategy_of(known: Known) -> Strategy | None:
    """The one last adopted by the end of the period."""
    adopted = Strategy.objects.filter(state=State.ADOPTED, adopted_on__lte=known.end)
    return adopted.order_by("-adopted_on", "-pk").first()


def strategy_row(strategy: Strategy | None) -> Row | None:
    if strategy is None:
        return None
    return {
        "title": wrote(strategy.title, strategy.language),
        "deliberation": wrote(strategy.deliberation, strategy.language),
        "adopted_on": _iso(strategy.adopted_on),
        "ends": _iso(strategy.ends),
        "source": strategy.source,
        "page": page("strategy:home"),
    }


def measures(known: Known, strategy: Strategy | None) -> list[Row]:
    """Every measure begun by the end of the period, as it is known on the day of the freeze. Two queries."""
    if strategy is None:
        return []
    axes = {axis.code: axis for axis in strategy.axes.all()}
    found = fiches_as_of(strategy, known.today)
    begun = {code: one for code, one in found.items() if not one["starts"] or one["starts"] <= known.end.isoformat()}
    rows = [_measure(code, one, axes.get(one["axis"]), strategy.language, known.end) for code, one in begun.items()]
    ranks = {code: rank for rank, code in enumerate(axes)}
    return sorted(rows, key=lambda row: (ranks.get(row["axis_code"], len(ranks)), row["code"]))


def _measure(code: str, fiche: Row, axis: Axis | None, written_in: str, end: date) -> Row:
    return {
        "code": code,
        "axis_code": fiche["axis"],
        "axis": wrote(axis.title if axis else fiche["axis"], written_in),
        "pillar": axis.pillar if axis else "all",
        "title": wrote(fiche["title"], written_in),
        "status_code": str(fiche["status"]),
        "status": both(lambda: CHOICES["status"][fiche["status"]]),
        "pilot": wrote(fiche["pilot"], written_in),
        "elected": wrote(fiche["elected"], written_in),
        "starts": fiche["starts"],
        "ends": fiche["ends"],
        "is_late": fiche["status"] not in CLOSED and not is_on_time(fiche, end),
        "steps": [_step(one, written_in, end.isoformat()) for one in fiche["steps"]],
        "budget": _budget(fiche["budget"]),
        "notes": [{"day": one["date"], "text": wrote(one["text"], written_in)} for one in fiche["notes"]],
        "indicators": list(fiche["indicators"]),
        "duties": list(fiche["duties"]),
        "finalities": _finalities(fiche),
        "page": page("strategy:measure", code),
    }


def _step(step: Row, written_in: str, end: str) -> Row:
    due, done = step["due"], step["done"]
    is_late = bool(due and due < end and (done is None or done > end))
    return {"title": wrote(step["title"], written_in), "due": due, "done": done, "is_late": is_late}


def _budget(lines: Iterable[Row]) -> list[Row]:
    """Planned and actual side by side; an amount nobody said is None."""
    found: dict[tuple[Any, ...], Row] = {}
    for one in lines:
        key = (one["year"], one["kind"], one["unit"])
        empty = {"year": one["year"], "kind": one["kind"], "unit": one["unit"], "planned": None, "actual": None}
        found.setdefault(key, empty)[one["stage"]] = one["amount"]
    return list(found.values())


def _finalities(fiche: Row) -> list[str]:
    """Those of what it is tied to, in the order of the law."""
    tags = indicator_tags()
    held = {one for code in fiche["indicators"] if code in tags for one in tags[code].finalities}
    held |= {one for code in fiche["duties"] for one in duty_finalities().get(code, ())}
    return [code for code in finalities() if code in held]


def programme_row() -> Row | None:
    """The last programme published. One query."""
    last = ProgrammeEdition.objects.first()
    if last is None:
        return None
    content = last.content
    return {
        "number": last.number,
        "published_on": timezone.localdate(last.published_at).isoformat(),
        "actors": len(content["actors"]["rows"]),
        **{name: {key: wrote(content[name][key]) for key in ("text", "source")} for name in ("impact", "uses")},
        "page": page("strategy:programme-version", last.number),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
