"""Acts on the strategy, its axes and its measures.

Each checks who may, runs in one transaction that waits for the other writers of the same strategy, and leaves one event
in the journal. `seen` is the version number that the person read: what was saved since is never overwritten unread.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.strategy import fiche
from sobria.city.strategy.links import refuse_unknown
from sobria.city.strategy.merging import Merge, merge
from sobria.city.strategy.models import (
    Axis,
    BudgetLine,
    Document,
    Measure,
    MeasureDuty,
    MeasureIndicator,
    MeasureRegister,
    MeasureVersion,
    Note,
    State,
    Step,
    Strategy,
)
from sobria.city.strategy.texts import clean_axis, clean_strategy
from sobria.engine.messages import Refusal

SCOPE = "strategy"
_LINKS: dict[str, Any] = {"indicators": MeasureIndicator, "duties": MeasureDuty, "registers": MeasureRegister}
_ROWS: dict[str, Any] = {"steps": Step, "notes": Note, "documents": Document}


class Crossed(Refusal):
    """Someone saved in between and both changed the same fields: `merge` says which. `version`: the one now read."""

    def __init__(self, found: Merge, version: int) -> None:
        super().__init__("measure-crossed", count=len(found.conflicts))
        self.merge = found
        self.version = version


@dataclass(frozen=True, slots=True)
class Saved:
    """A measure as saved. `changed`: fields written; `kept`: fields someone else changed meanwhile, kept as theirs."""

    measure: Measure
    changed: tuple[str, ...]
    kept: tuple[str, ...]


@transaction.atomic
def create_strategy(*, values: Mapping[str, Any], by: User) -> Strategy:
    """A draft. `values`: title, and any of text, language, deliberation, starts, ends, source, example."""
    require(by, WRITERS, scope=SCOPE)
    now = timezone.now()
    strategy = Strategy.objects.create(**clean_strategy(values), created_at=now, updated_at=now)
    _tell("strategy.created", strategy, by=by, data={"title": strategy.title})
    return strategy


@transaction.atomic
def change_strategy(strategy: Strategy, *, values: Mapping[str, Any], seen: int, by: User) -> Strategy:
    """Raises Refusal when someone saved since the version seen."""
    require(by, WRITERS, scope=SCOPE)
    cleaned = clean_strategy(values)
    if not Strategy.objects.filter(pk=strategy.pk, version=seen).update(
        **cleaned, version=seen + 1, updated_at=timezone.now()
    ):
        raise Refusal("strategy-changed")
    strategy.refresh_from_db()
    _tell("strategy.updated", strategy, by=by, data={"title": strategy.title, "version": strategy.version})
    return strategy


@transaction.atomic
def adopt(strategy: Strategy, *, on: date, deliberation: str, by: User) -> Strategy:
    """From draft to adopted, once: the public reads it from then on. The deliberation is asked."""
    require(by, WRITERS, scope=SCOPE)
    if not deliberation.strip():
        raise Refusal("strategy-deliberation-missing")
    if on > timezone.localdate():
        raise Refusal("strategy-adoption-future", date=on.isoformat())
    adopted = Strategy.objects.filter(pk=strategy.pk, state=State.DRAFT).update(
        state=State.ADOPTED,
        adopted_on=on,
        deliberation=deliberation.strip()[:200],
        version=strategy.version + 1,
        updated_at=timezone.now(),
    )
    if not adopted:
        raise Refusal("strategy-already-adopted")
    strategy.refresh_from_db()
    data = {"title": strategy.title, "adopted_on": on.isoformat(), "deliberation": strategy.deliberation}
    _tell("strategy.adopted", strategy, by=by, data=data)
    return strategy


@transaction.atomic
def create_axis(strategy: Strategy, *, code: str, title: str, pillar: str, by: User) -> Axis:
    """The last of the strategy; `move_axis` orders."""
    require(by, WRITERS, scope=SCOPE)
    _lock(strategy.pk)
    values = clean_axis(title=title, pillar=pillar)
    code = _new_code(code)
    if strategy.axes.filter(code__iexact=code).exists():
        raise Refusal("axis-known", code=code)
    last = strategy.axes.aggregate(last=Max("rank"))["last"] or 0
    axis = Axis.objects.create(strategy=strategy, code=code, rank=last + 1, **values)
    _tell("axis.created", strategy, by=by, data={"axis": code, **values})
    return axis


@transaction.atomic
def change_axis(axis: Axis, *, title: str, pillar: str, seen: int, by: User) -> Axis:
    """Its code stays. Raises Refusal when someone saved since the version seen."""
    require(by, WRITERS, scope=SCOPE)
    _lock(axis.strategy_id)
    values = clean_axis(title=title, pillar=pillar)
    if not Axis.objects.filter(pk=axis.pk, version=seen).update(**values, version=seen + 1):
        raise Refusal("axis-changed")
    axis.refresh_from_db()
    _tell("axis.updated", axis.strategy, by=by, data={"axis": axis.code, **values})
    return axis


@transaction.atomic
def move_axis(axis: Axis, *, up: bool, by: User) -> None:
    """One place up or down; nothing at either end."""
    require(by, WRITERS, scope=SCOPE)
    _lock(axis.strategy_id)
    order = list(axis.strategy.axes.order_by("rank", "code"))
    at = next((index for index, one in enumerate(order) if one.pk == axis.pk), None)
    if at is None:
        raise Refusal("axis-gone")
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for rank, one in enumerate(order, start=1):
        one.rank = rank
    Axis.objects.bulk_update(order, ["rank"])
    _tell("axis.moved", axis.strategy, by=by, data={"axis": axis.code, "order": [one.code for one in order]})


@transaction.atomic
def delete_axis(axis: Axis, *, by: User) -> None:
    """Raises Refusal while it holds a measure."""
    require(by, WRITERS, scope=SCOPE)
    _lock(axis.strategy_id)
    held = axis.measures.count()
    if held:
        raise Refusal("axis-not-empty", code=axis.code, count=held)
    strategy, code = axis.strategy, axis.code
    if not Axis.objects.filter(pk=axis.pk).delete()[0]:
        raise Refusal("axis-gone")
    _tell("axis.deleted", strategy, by=by, data={"axis": code})


@transaction.atomic
def create_measure(strategy: Strategy, *, code: str, values: Mapping[str, Any], by: User) -> Measure:
    """`values`: a fiche or part of one (see `fiche.py`); axis (its code) and title are needed."""
    require(by, WRITERS, scope=SCOPE)
    _lock(strategy.pk)
    code = _new_code(code)
    if MeasureVersion.objects.filter(strategy=strategy, code__iexact=code).exists():
        raise Refusal("measure-known", code=code)
    whole = fiche.clean(fiche.blank() | dict(values))
    for name in fiche.LINKS:
        refuse_unknown(name, whole[name])
    now = timezone.now()
    places = _places(strategy.pk, code, whole)
    measure = Measure.objects.create(
        strategy=strategy, code=code, created_at=now, updated_at=now, **places, **_columns(whole)
    )
    _write_rows(measure, whole, fiche.RELATED)
    changed = [name for name in fiche.FIELDS if whole[name] != fiche.blank()[name]]
    _keep(measure, whole, changed=changed, by=by, kind="measure.created")
    return measure


@transaction.atomic
def update_measure(measure: Measure, *, values: Mapping[str, Any], seen: int, by: User) -> Saved:
    """Write the fields given that differ from what was seen.

    Raises Crossed when someone else changed one of the same fields since: nothing is written, both are given.
    """
    require(by, WRITERS, scope=SCOPE)
    _lock(measure.strategy_id)
    current = Measure.objects.select_related("axis", "parent").filter(pk=measure.pk).first()
    if current is None:
        raise Refusal("measure-gone", code=measure.code)
    theirs = fiche.of_measure(current)
    original = _as_seen(current, seen)
    found = merge(original=original, theirs=theirs, mine=fiche.clean(values))
    if found.conflicts:
        raise Crossed(found, current.version)
    if not found.values:
        return Saved(current, (), found.kept)
    whole = fiche.clean(theirs | found.values)
    for name in fiche.LINKS:
        refuse_unknown(name, [code for code in whole[name] if code not in theirs[name]])
    changed = [name for name in fiche.FIELDS if name in found.values]
    places = _places(current.strategy_id, current.code, whole)
    Measure.objects.filter(pk=current.pk).update(
        **_columns(whole), **places, version=current.version + 1, updated_at=timezone.now()
    )
    _write_rows(current, whole, [name for name in fiche.RELATED if name in found.values])
    current.refresh_from_db()
    _keep(current, whole, changed=changed, by=by, kind="measure.updated")
    return Saved(current, tuple(changed), found.kept)


@transaction.atomic
def delete_measure(measure: Measure, *, seen: int, by: User) -> None:
    """Its versions stay, closed by a last one; its code is never given again."""
    require(by, WRITERS, scope=SCOPE)
    _lock(measure.strategy_id)
    current = Measure.objects.select_related("axis", "parent").filter(pk=measure.pk).first()
    if current is None:
        raise Refusal("measure-gone", code=measure.code)
    if current.version != seen:
        raise Refusal("measure-changed", code=current.code)
    parts = list(current.parts.values_list("code", flat=True))
    if parts:
        raise Refusal("measure-has-parts", code=current.code, parts=", ".join(parts))
    whole = fiche.of_measure(current)
    current.version += 1
    _keep(current, whole, changed=[], by=by, kind="measure.deleted", deleted=True)
    Measure.objects.filter(pk=current.pk).delete()


def _lock(strategy_id: int) -> None:
    Strategy.objects.select_for_update().get(pk=strategy_id)


def _new_code(code: str) -> str:
    code = code.strip()
    if not fiche.CODE.fullmatch(code):
        raise Refusal("strategy-code-invalid", value=code[:60])
    return code


def _as_seen(measure: Measure, seen: int) -> fiche.Fiche:
    """The fiche of that version; nothing for a number never given, so that every difference is asked about."""
    version = MeasureVersion.objects.filter(strategy_id=measure.strategy_id, code=measure.code, number=seen).first()
    return dict(version.snapshot) if version else {}


def _columns(whole: fiche.Fiche) -> dict[str, Any]:
    names = ("title", "description", "status", "priority", "pilot", "elected", "partners", "funders", "source")
    days = {name: date.fromisoformat(whole[name]) if whole[name] else None for name in fiche.DATES}
    return {name: whole[name] for name in names} | days


def _places(strategy_id: int, code: str, whole: fiche.Fiche) -> dict[str, Any]:
    """The axis and the parent that the fiche names. Raises Refusal for one that is not there, or for a circle."""
    axis = Axis.objects.filter(strategy_id=strategy_id, code=whole["axis"]).first()
    if axis is None:
        raise Refusal("axis-unknown", code=whole["axis"])
    if not whole["parent"]:
        return {"axis": axis, "parent": None}
    parents = dict(Measure.objects.filter(strategy_id=strategy_id).values_list("code", "parent__code"))
    if whole["parent"] not in parents:
        raise Refusal("measure-parent-unknown", code=whole["parent"])
    above: str | None = whole["parent"]
    while above:
        if above == code:
            raise Refusal("measure-parent-circle", code=whole["parent"])
        above = parents[above]
    return {"axis": axis, "parent": Measure.objects.get(strategy_id=strategy_id, code=whole["parent"])}


def _write_rows(measure: Measure, whole: fiche.Fiche, names: Any) -> None:
    for name in names:
        getattr(measure, name).all().delete()
        if name in _LINKS:
            model = _LINKS[name]
            rows = [model(measure=measure, rank=rank, code=code) for rank, code in enumerate(whole[name])]
        elif name == "budget":
            model = BudgetLine
            rows = [BudgetLine(measure=measure, **row) for row in whole[name]]
        else:
            model = _ROWS[name]
            rows = [model(measure=measure, rank=rank, **row) for rank, row in enumerate(whole[name])]
        model.objects.bulk_create(rows)


def _keep(
    measure: Measure, whole: fiche.Fiche, *, changed: list[str], by: User, kind: str, deleted: bool = False
) -> None:
    """The version, and its event: the journal holds the digest of the fiche, not its texts."""
    MeasureVersion.objects.create(
        strategy_id=measure.strategy_id,
        code=measure.code,
        number=measure.version,
        snapshot=whole,
        changed=changed,
        deleted=deleted,
        author=by,
        saved_at=timezone.now(),
    )
    digest = hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    data = {"strategy": measure.strategy_id, "version": measure.version, "changed": changed, "sha256": digest}
    record(kind, by=by, subject=f"measure:{measure.code}", data=data)


def _tell(kind: str, strategy: Strategy, *, by: User, data: dict[str, Any]) -> None:
    record(kind, by=by, subject=f"strategy:{strategy.pk}", data=data)
