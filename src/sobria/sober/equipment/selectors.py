"""Reads of the register of equipment shared by pages and by the footprint."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from sobria.city.registers import changes
from sobria.engine.equipment.life import FREE, serving, states
from sobria.engine.footprint.fields import FIELD_NAMES
from sobria.sober.equipment.models import Device, Drive, Fault, LifeEvent, Part, Status

CODE = "equipment"
OUT = frozenset(code for code, one in states().items() if not (one.serves or code == Status.ORDERED))
"""States of what no longer serves: the city has it still, or no more."""
PLACE = {"file": "origin", "line": "place", "status": "state"}
CHUNK = 5000


def register_version() -> int:
    """Changes whenever the register does; 0 when it was never written. One query."""
    return changes.version(CODE)


def device_count() -> int:
    return Device.objects.count()


def snapshot_rows() -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """Every row, as the columns of the canonical inventory line, in the order of `id`. One streamed query.

    A row written by hand has no file: its `file` is empty and its `line` its id, so that evidence pages name it. What
    is ordered is not there yet; for the engine, what serves again is in service, and what left since is retired.
    """
    place = Case(When(source_file=None, then=F("id")), default=F("source_line"), output_field=BigIntegerField())
    names = [PLACE.get(name, name) for name in FIELD_NAMES]
    rows = Device.objects.exclude(status=Status.ORDERED).order_by("id")
    rows = rows.annotate(origin=Coalesce("source_file", Value("")), place=place, state=_state())
    return FIELD_NAMES, rows.values_list(*names).iterator(chunk_size=CHUNK)


def _state() -> Case:
    """The state in the words of an inventory."""
    later = Q(status__isnull=False) & ~Q(status__in=FREE)
    return Case(
        When(status__in=serving(), then=Value(Status.IN_SERVICE)),
        When(later, then=Value(Status.RETIRED)),
        default=F("status"),
        output_field=CharField(),
    )


def held(devices: Collection[int]) -> set[int]:
    """Of these devices, those with a history: acts, drives, faults, or parts given. One query."""
    return set(with_history(Device.objects.filter(pk__in=devices)).values_list("pk", flat=True))


def with_history(devices: QuerySet[Device]) -> QuerySet[Device]:
    one = OuterRef("pk")
    story = Exists(LifeEvent.objects.filter(device=one)) | Exists(Drive.objects.filter(device=one))
    return devices.filter(story | Exists(Fault.objects.filter(device=one)) | Exists(Part.objects.filter(source=one)))


def sealed(devices: Collection[int]) -> set[int]:
    """Of these devices, those that an act put out of use. One query."""
    acts = LifeEvent.objects.filter(device=OuterRef("pk"))
    return set(Device.objects.filter(Exists(acts), pk__in=devices, status__in=OUT).values_list("pk", flat=True))
