"""To set a target, to withdraw it. Each is a new version; the last one read is said, so that nothing is overwritten."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.indicators.target_models import Target, TargetStep, TargetVersion
from sobria.city.indicators.words import exact
from sobria.city.journal import services as journal
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.engine.indicators.definitions import Indicator, load_indicators
from sobria.engine.indicators.trajectory import Shape, Trajectory
from sobria.engine.messages import Refusal

SCOPE = "indicators"
MAX_STEPS = 40
CHANGED = "target-changed"


@transaction.atomic
def set_target(
    code: str,
    *,
    baseline_date: date | None,
    baseline: float | None,
    steps: Iterable[tuple[date, float]],
    shape: Shape,
    source: str,
    by: User,
    reason: str = "",
    seen: int | None = None,
) -> TargetVersion:
    """A new version of the target of `code`.

    `seen`: number of the version that was read (0: none); None does not check. Raises Refusal, "target-changed" when
    someone set another version meanwhile.
    """
    require(by, WRITERS, scope=SCOPE)
    indicator = load_indicators().get(code)
    if indicator is None:
        raise Refusal("target-unknown-indicator", code=code)
    if not source.strip():
        raise Refusal("target-no-source")
    trajectory = Trajectory(baseline_date, baseline, tuple(steps), shape)
    if len(trajectory.steps) > MAX_STEPS:
        raise Refusal("target-too-many-steps", limit=MAX_STEPS)
    _check_bounds(indicator, trajectory)
    version = _next_version(
        code, seen=seen, by=by, reason=reason, shape=shape, source=source.strip(),
        baseline_date=baseline_date, baseline=baseline,
    )  # fmt: skip
    TargetStep.objects.bulk_create(
        TargetStep(version=version, date=day, value=value) for day, value in trajectory.steps
    )
    journal.record("target.set", by=by, subject=f"indicator:{code}", data=_told(version, trajectory))
    return version


@transaction.atomic
def withdraw_target(code: str, *, reason: str, by: User, seen: int | None = None) -> TargetVersion:
    """From today the city has no target for `code`; earlier versions stay."""
    require(by, WRITERS, scope=SCOPE)
    last = TargetVersion.objects.filter(target__code=code).order_by("-number").first()
    if last is None or last.is_withdrawn:
        raise Refusal("target-nothing")
    version = _next_version(
        code, seen=seen, by=by, reason=reason, shape=last.shape, source=last.source, is_withdrawn=True
    )
    data = {"version": version.number, "withdrawn": True, "reason": version.reason}
    journal.record("target.withdrawn", by=by, subject=f"indicator:{code}", data=data)
    return version


def _next_version(code: str, *, seen: int | None, by: User, reason: str, **facts: Any) -> TargetVersion:
    """Take the next number by an update that only succeeds on the number read; else someone was first."""
    target, _is_new = Target.objects.get_or_create(code=code)
    known = target.version if seen is None else seen
    taken = Target.objects.filter(pk=target.pk, version=known).update(version=known + 1)
    if taken != 1:
        raise Refusal(CHANGED)
    now = timezone.now()
    return TargetVersion.objects.create(
        target=target, number=known + 1, reason=reason.strip(), author=by,
        recorded_at=now, recorded_on=timezone.localdate(now), **facts,
    )  # fmt: skip


def _check_bounds(indicator: Indicator, trajectory: Trajectory) -> None:
    low, high = indicator.minimum, indicator.maximum
    for _day, value in trajectory.points:
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = " – ".join("" if bound is None else exact(bound) for bound in (low, high)).strip()
            raise Refusal("target-bounds", value=exact(value), bounds=bounds, unit=indicator.unit)


def _told(version: TargetVersion, trajectory: Trajectory) -> dict[str, Any]:
    return {
        "version": version.number,
        "shape": trajectory.shape,
        "baseline": trajectory.baseline,
        "baseline_date": trajectory.baseline_date.isoformat() if trajectory.baseline_date else None,
        "steps": [[day.isoformat(), value] for day, value in trajectory.steps],
        "source": version.source,
        "reason": version.reason,
    }
