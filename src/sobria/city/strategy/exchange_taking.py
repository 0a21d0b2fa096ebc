"""Apply the accepted lines of a strategy file through the ordinary acts; refused ones are told to the report."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sobria.city.people.models import User
from sobria.city.strategy import fiche, services
from sobria.city.strategy.exchange import PARTS, STRATEGY_FIELDS
from sobria.city.strategy.exchange_report import Report
from sobria.city.strategy.exchange_targets import take_targets
from sobria.city.strategy.links import KNOWN
from sobria.city.strategy.models import Axis, Measure, Strategy
from sobria.city.strategy.texts import clean_strategy
from sobria.engine.messages import Refusal
from sobria.engine.strategy.reading import Line, Reading
from sobria.engine.strategy.sheets import limits

# Blank cells of these columns say nothing; blank text clears the text.
CHOICES = frozenset({"status", "priority"})
WAITING = frozenset({"measure-parent-unknown", "measure-parent-circle"})
PLACE = ("code", "pillar", "axis_title")


def take(reading: Reading, strategy: Strategy | None, report: Report, *, by: User) -> Strategy:
    """In one transaction of the caller. Running it twice on the same file changes nothing the second time."""
    strategy = _take_strategy(reading, strategy, report, by=by)
    _take_axes(reading, strategy, report, by=by)
    _take_measures(reading, strategy, report, by=by)
    take_targets(reading, report, by=by)
    return strategy


def _take_strategy(reading: Reading, strategy: Strategy | None, report: Report, *, by: User) -> Strategy:
    line = next(iter(reading.lines.get("strategy", [])), None)
    given = {name: line.values[name] for name in STRATEGY_FIELDS if line and name in line.values}
    given = {name: value for name, value in given.items() if name != "language" or value}
    if strategy is None:
        return _create_strategy(given, line, report, by=by)
    if line is None:
        return strategy
    try:
        cleaned = clean_strategy(given)
        if all(str(getattr(strategy, name) or "") == str(value or "") for name, value in cleaned.items()):
            report.count("strategy", "same")
            return strategy
        strategy = services.change_strategy(strategy, values=given, seen=strategy.version, by=by)
    except Refusal as refusal:
        report.refuse(line, refusal)
    else:
        report.count("strategy", "changed")
    return strategy


def _create_strategy(given: dict[str, Any], line: Line | None, report: Report, *, by: User) -> Strategy:
    title = {"title": _("Stratégie numérique responsable")}
    try:
        with transaction.atomic():
            strategy = services.create_strategy(values=title | given, by=by)
    except Refusal as refusal:
        if line is not None:
            report.refuse(line, refusal)
        strategy = services.create_strategy(values=title, by=by)
    report.count("strategy", "created")
    return strategy


def _first_of_each(lines: Iterable[Line], report: Report) -> list[Line]:
    """One line per code, whatever its case; the others are refused."""
    seen: dict[str, int] = {}
    found = []
    for line in lines:
        code = str(line.values["code"])
        if code.casefold() in seen:
            report.reject(line, "code", code, "strategy-line-twice", str(seen[code.casefold()]))
        else:
            seen[code.casefold()] = line.line
            found.append(line)
    return found


def _take_axes(reading: Reading, strategy: Strategy, report: Report, *, by: User) -> None:
    known = {axis.code: axis for axis in strategy.axes.all()}
    for line in _first_of_each(reading.lines.get("axes", []), report):
        code = str(line.values["code"])
        wanted = {"title": str(line.values["title"]), "pillar": str(line.values["pillar"])}
        try:
            with transaction.atomic():
                known[code] = _axis(strategy, known.get(code), code, wanted, report, by=by)
        except Refusal as refusal:
            report.refuse(line, refusal)
    for line in reading.lines.get("measures", []):
        _axis_of_measure(line, strategy, known, report, by=by)


def _axis(
    strategy: Strategy, axis: Axis | None, code: str, wanted: dict[str, str], report: Report, *, by: User
) -> Axis:
    if axis is None:
        axis = services.create_axis(strategy, code=code, **wanted, by=by)
        report.count("axes", "created")
    elif (axis.title, axis.pillar) == (wanted["title"], wanted["pillar"]):
        report.count("axes", "same")
    else:
        axis = services.change_axis(axis, **wanted, seen=axis.version, by=by)
        report.count("axes", "changed")
    return axis


def _axis_of_measure(line: Line, strategy: Strategy, known: dict[str, Axis], report: Report, *, by: User) -> None:
    """An axis that only the list of measures names, when it says its title and its pillar."""
    code, title, pillar = (line.values.get(name) for name in ("axis", "axis_title", "pillar"))
    if not isinstance(code, str) or code in known or not title or not pillar:
        return
    try:
        with transaction.atomic():
            wanted = {"title": str(title), "pillar": str(pillar)}
            known[code] = _axis(strategy, None, code, wanted, report, by=by)
    except Refusal as refusal:
        report.refuse(line, refusal)


def _take_measures(reading: Reading, strategy: Strategy, report: Report, *, by: User) -> None:
    known = {measure.code: measure for measure in strategy.measures.select_related("axis", "parent")}
    lines = _first_of_each(reading.lines.get("measures", []), report)
    most = limits()["measures"]
    for line in lines[most:]:
        report.reject(line, "code", line.values["code"], "strategy-line-many", str(most))
    taken = {str(line.values["code"]): line for line in lines[:most]}
    parts = _parts(reading, report, known={*known, *taken}, existing=set(known))
    waiting = {code: _values(line) | parts.pop(code, {}) for code, line in taken.items()}
    refused = _in_turn(strategy, waiting, taken, known, report, by=by)
    for code, values in parts.items():
        if code in known and code not in taken:
            with transaction.atomic():
                _save(strategy, known[code], code, values, report, by=by)
    _refuse_orphans(reading, refused - set(known), report)


def _values(line: Line) -> dict[str, Any]:
    found = {name: value for name, value in line.values.items() if name not in PLACE}
    return {name: value for name, value in found.items() if value is not None or name not in CHOICES}


def _in_turn(
    strategy: Strategy,
    waiting: dict[str, dict[str, Any]],
    taken: dict[str, Line],
    known: dict[str, Measure],
    report: Report,
    *,
    by: User,
) -> set[str]:
    """Parents before parts, in as many turns as needed; what can never be placed is refused. Gives refused codes."""
    refused: set[str] = set()
    has_moved = True
    while waiting and has_moved:
        has_moved = False
        for code in list(waiting):
            try:
                with transaction.atomic():
                    _save(strategy, known.get(code), code, waiting[code], report, by=by)
            except Refusal as refusal:
                if refusal.code in WAITING:
                    continue
                report.refuse(taken[code], refusal)
                refused.add(code)
            has_moved = True
            del waiting[code]
    for code, values in waiting.items():
        why = "strategy-line-circle" if values["parent"] in {*waiting, *known} else "strategy-line-parent"
        report.reject(taken[code], "parent", values["parent"], why)
    return refused | set(waiting)


def _save(
    strategy: Strategy, measure: Measure | None, code: str, values: dict[str, Any], report: Report, *, by: User
) -> None:
    if measure is None:
        services.create_measure(strategy, code=code, values=values, by=by)
        report.count("measures", "created")
        return
    saved = services.update_measure(measure, values=values, seen=measure.version, by=by)
    report.count("measures", "changed" if saved.changed else "same")


def _parts(reading: Reading, report: Report, *, known: set[str], existing: set[str]) -> dict[str, dict[str, list[Any]]]:
    """Measure → field → its rows. A list of which a line is refused leaves the one in place untouched."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for sheet in (*PARTS, "links"):
        broken = {str(line.values.get("measure")) for line in reading.refused.get(sheet, [])}
        good: dict[str, list[Line]] = defaultdict(list)
        for line in reading.lines.get(sheet, []):
            code = str(line.values["measure"])
            if code not in known:
                report.reject(line, "measure", code, "strategy-line-measure")
            elif sheet == "links" and not _is_link(line, report):
                broken.add(code)
            else:
                good[code].append(line)
        for code, lines in good.items():
            _one_list(sheet, code, lines, found[code], report, is_kept=code in broken and code in existing)
    return dict(found)


def _is_link(line: Line, report: Report) -> bool:
    kind, code = str(line.values["kind"]), str(line.values["code"])
    if code in set(KNOWN[kind]()):
        return True
    refusals = {"indicators": "strategy-indicator-unknown", "duties": "strategy-duty-unknown"}
    said = Refusal(refusals.get(kind, "strategy-register-unknown"), code=code[:80])
    report.refuse(line, said)
    return False


def _one_list(
    sheet: str, code: str, lines: list[Line], found: dict[str, list[Any]], report: Report, *, is_kept: bool
) -> None:
    if is_kept:
        for line in lines:
            report.reject(line, "measure", code, "strategy-line-list")
        return
    if sheet == "links":
        for line in lines:
            found.setdefault(str(line.values["kind"]), []).append(line.values["code"])
        return
    good: list[dict[str, Any]] = []
    for line in lines:
        row = {name: value for name, value in line.values.items() if name != "measure"}
        try:
            fiche.clean({sheet: [*good, row]})
        except Refusal as refusal:
            report.refuse(line, refusal)
        else:
            good.append(row)
    found[sheet] = good


def _refuse_orphans(reading: Reading, refused: set[str], report: Report) -> None:
    """Rows of a measure that was itself refused go nowhere: they are said."""
    told = {(one["sheet"], one["line"]) for one in report.rejected}
    for sheet in (*PARTS, "links"):
        for line in reading.lines.get(sheet, []):
            if str(line.values["measure"]) in refused and (line.place, line.line) not in told:
                report.reject(line, "measure", line.values["measure"], "strategy-line-measure")
