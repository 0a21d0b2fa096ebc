"""Reads of the register of equipment shared by pages and by the footprint."""

from collections.abc import Iterator
from typing import Any

from django.db.models import BigIntegerField, Case, F, Value, When
from django.db.models.functions import Coalesce

from sobria.city.registers import changes
from sobria.engine.footprint.fields import FIELD_NAMES
from sobria.sober.equipment.models import Device

CODE = "equipment"
PLACE = {"file": "origin", "line": "place"}
CHUNK = 5000


def register_version() -> int:
    """Changes whenever the register does; 0 when it was never written. One query."""
    return changes.version(CODE)


def device_count() -> int:
    return Device.objects.count()


def snapshot_rows() -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """Every row, as the columns of the canonical inventory line, in the order of `id`. One streamed query.

    A row written by hand has no file: its `file` is empty and its `line` its id, so that evidence pages name it.
    """
    place = Case(When(source_file=None, then=F("id")), default=F("source_line"), output_field=BigIntegerField())
    names = [PLACE.get(name, name) for name in FIELD_NAMES]
    rows = Device.objects.order_by("id").annotate(origin=Coalesce("source_file", Value("")), place=place)
    return FIELD_NAMES, rows.values_list(*names).iterator(chunk_size=CHUNK)
