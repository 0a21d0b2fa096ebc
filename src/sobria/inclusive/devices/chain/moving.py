"""The one function that moves devices of the chain: whole or not at all, each move written as a step."""

from collections.abc import Collection
from datetime import date
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sobria.city.people.models import User
from sobria.engine.devices.chain import states, way
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.models import Item, Step, Transfer

CODE = "devices"
"""Of the register whose version changes with the chain, and whose lock orders the acts that number hops."""


@transaction.atomic
def step(
    item_ids: Collection[int],
    act: str,
    *,
    by: User | None,
    day: date,
    transfer: Transfer | None = None,
    note: str = "",
    expect: str = "",
    **columns: Any,
) -> list[Item]:
    """Move these devices by one act, and write one step each. Returns them as they stand after it. Four queries.

    `transfer`: the hop that carries the move, with its lines, for an act that asks for one (`acts.csv`). `expect`: the
    only state they may come from; empty: any that the act starts from. `columns`: of the item, that change with it.

    Raises Refusal, and moves nothing, when one of them is not there, or is not in a state the act starts from.
    The caller has checked who may, and writes the journal.
    """
    found = list(Item.objects.select_for_update().filter(pk__in=item_ids).order_by("pk"))
    if len(found) != len(set(item_ids)):
        raise Refusal("chain-item-unknown")
    return step_locked(found, act, by=by, day=day, transfer=transfer, note=note, expect=expect, **columns)


def step_locked(
    found: list[Item],
    act: str,
    *,
    by: User | None,
    day: date,
    transfer: Transfer | None = None,
    note: str = "",
    expect: str = "",
    **columns: Any,
) -> list[Item]:
    """As `step`, of devices that the caller has just read and locked in its own transaction. Three queries."""
    for item in found:
        _refuse(item, act, transfer, expect)
    _write(found, act, by=by, day=day, transfer=transfer, note=note[:300])
    now = timezone.now()
    for before, same in groupby(sorted(found, key=lambda one: one.state), key=lambda one: one.state):
        items = list(same)
        after = _after(act, before)
        here = Item.objects.filter(pk__in=[one.pk for one in items], state=before)
        if here.update(state=after, updated_at=now, **columns) != len(items):
            raise Refusal("chain-moved")
        for item in items:
            item.state, item.updated_at = after, now
            for name, value in columns.items():
                setattr(item, name, value)
    return found


def begin(items: Collection[Item], *, by: User, day: date) -> None:
    """The first step of devices that have just entered the chain. One query."""
    _write(list(items), "offer", by=by, day=day, transfer=None, note="", before="")


def _refuse(item: Item, act: str, transfer: Transfer | None, expect: str) -> None:
    known = way(act, item.state)
    if known is None or (expect and item.state != expect):
        state = states()[item.state]
        raise Refusal("chain-item-elsewhere", code=item.code, state=state.name(), state_en=state.name("en"))
    if known.hop and (transfer is None or transfer.kind != known.hop):
        raise Refusal("chain-hop-missing", code=item.code)


def _after(act: str, before: str) -> str:
    known = way(act, before)
    if known is None:
        raise Refusal("chain-moved")
    return known.after


def _write(
    items: list[Item],
    act: str,
    *,
    by: User | None,
    day: date,
    transfer: Transfer | None,
    note: str,
    before: str | None = None,
) -> None:
    """Append one step to each. Two queries: the last ranks, then the steps."""
    ranks: dict[int, int] = {}
    if before is None:
        known = Step.objects.filter(item__in=items).values_list("item_id").annotate(Max("rank"), Max("day"))
        for pk, rank, last in known:
            ranks[pk] = rank
            if day < last:
                code = next(item.code for item in items if item.pk == pk)
                raise Refusal("chain-day-before", day=day, code=code, last=last)
    now = timezone.now()
    Step.objects.bulk_create(
        Step(
            item=item,
            rank=ranks.get(item.pk, 0) + 1,
            act=act,
            before=item.state if before is None else before,
            after=_after(act, item.state if before is None else before),
            transfer=transfer,
            day=day,
            at=now,
            by=by,
            note=note,
        )
        for item in items
    )
