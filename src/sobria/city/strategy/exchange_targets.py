"""The targets of a strategy file: the lines of one indicator make one trajectory, taken whole or not at all."""

from collections import defaultdict
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.indicators.target_models import TargetVersion
from sobria.city.indicators.targets import versions_in_force
from sobria.city.indicators.targets_services import set_target
from sobria.city.people.models import User
from sobria.city.strategy.exchange_report import Report
from sobria.engine.indicators.trajectory import Shape, Trajectory
from sobria.engine.messages import Refusal
from sobria.engine.strategy.reading import Line, Reading


def take_targets(reading: Reading, report: Report, *, by: User) -> None:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in reading.lines.get("targets", []):
        groups[str(line.values["indicator"])].append(line)
    broken = {str(line.values.get("indicator")) for line in reading.refused.get("targets", [])}
    standing = versions_in_force(timezone.localdate())
    for code, lines in groups.items():
        if code in broken:
            for line in lines:
                report.reject(line, "indicator", code, "strategy-line-list")
            continue
        try:
            with transaction.atomic():
                _set(code, lines, standing.get(code), report, by=by)
        except Refusal as refusal:
            for line in lines:
                report.refuse(line, refusal)


def _set(code: str, lines: list[Line], before: TargetVersion | None, report: Report, *, by: User) -> None:
    first = lines[0].values
    steps = tuple(sorted((line.values["date"], float(cast("float", line.values["value"]))) for line in lines))
    baseline = first.get("baseline")
    wanted = Trajectory(
        cast("None", first.get("baseline_date")),
        None if baseline is None else float(cast("float", baseline)),
        cast("tuple[()]", steps),
        cast("Shape", first["shape"]),
    )
    source = str(first["source"])[:300]
    if before is not None and before.trajectory == wanted and before.source == source:
        report.count("targets", "same")
        return
    set_target(
        code,
        baseline_date=wanted.baseline_date,
        baseline=wanted.baseline,
        steps=wanted.steps,
        shape=wanted.shape,
        source=source,
        reason=_("Fichier de la stratégie"),
        by=by,
    )
    report.count("targets", "changed" if before else "created")
