"""What the plan knows of each device the city uses or keeps in stock: streamed from the register, with its faults."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from sobria.engine.equipment.life import serving
from sobria.engine.equipment.renewal import IN_STOCK, Facts
from sobria.engine.equipment.renewal_reference import declared_system, settings
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.sober.equipment.models import Device, Fault, FaultState
from sobria.sober.equipment.repairs.acts import RUNNING

CHUNK = 5000
DAYS_A_MONTH = 30.4375
COLUMNS = ("pk", "matched_category", "status", "in_service", "purchased", "system", "quantity", "entity")
NAMES = ("item", "serial", "manufacturer", "model")


@dataclass(frozen=True, slots=True)
class Planned:
    """One entry of the register: its facts and its units. `named`: the columns of `NAMES`, when they are asked."""

    pk: int
    units: float
    entity: str
    facts: Facts
    named: tuple[str | None, ...] = ()


class Faults(NamedTuple):
    """Faults of one device: open ones, and those reported in the last months."""

    running: int = 0
    recent: int = 0


def planned_rows(on: date) -> QuerySet[Device]:
    """Devices the city uses, repairs or keeps in stock on a day; flows and what is out of scope left out."""
    flows = [code for code, one in load_catalogue().categories.items() if one.kind != "equipment"]
    rows = Device.objects.filter(exclusion=None).exclude(matched_category__in=flows)
    here = Q(status=None) | Q(status__in=[*serving(), IN_STOCK])
    return rows.filter(here).filter(Q(retired=None) | Q(retired__gt=on)).order_by("pk")


def planned(on: date, *, named: bool = False) -> Iterator[Planned]:
    """Every device of the plan, by key. Two queries: one streamed, and the faults."""
    faults = faults_of(on)
    columns = (*COLUMNS, "raw", *(NAMES if named else ()))
    rows = planned_rows(on).annotate(raw=Cast(F("extra"), TextField())).values_list(*columns)
    none, lives = Faults(), _lives()
    for pk, category, status, in_service, purchased, system, units, entity, raw, *names in rows.iterator(CHUNK):
        said = system or (declared_system(None, json.loads(raw)) if raw and raw != "null" else "")
        own = faults.get(pk, none)
        began = in_service or purchased
        facts = Facts(category, status, began, lives.get(category), said, own.running, own.recent)
        yield Planned(pk, units, entity or "", facts, tuple(names))


def facts_of(devices: Iterable[Device], *, on: date) -> dict[int, Facts]:
    """The same for a few devices at hand. One query."""
    known = list(devices)
    faults, lives = faults_of(on, only=[one.pk for one in known]), _lives()
    found = {}
    for one in known:
        own = faults.get(one.pk, Faults())
        category, began = one.matched_category, one.in_service or one.purchased
        said = declared_system(one.system, one.extra)
        found[one.pk] = Facts(category, one.status, began, lives.get(category), said, own.running, own.recent)
    return found


def faults_of(on: date, *, only: list[int] | None = None) -> dict[int, Faults]:
    """Device → its open and recent faults. One query."""
    since = on - timedelta(days=settings()["fault-window"].value * DAYS_A_MONTH)
    rows = Fault.objects.filter(Q(state__in=RUNNING) | Q(reported_on__gte=since))
    if only is not None:
        rows = rows.filter(device__in=only)
    found: dict[int, Faults] = {}
    for device, state, reported in rows.values_list("device", "state", "reported_on"):
        own = found.get(device, Faults())
        is_running = FaultState(state) in RUNNING
        found[device] = Faults(own.running + is_running, own.recent + (reported >= since))
    return found


def _lives() -> Mapping[str | None, float | None]:
    """Category → expected life in years; unknown for a category nobody recognised."""
    found: dict[str | None, Any] = {code: one.lifetime_years for code, one in load_catalogue().categories.items()}
    return found
