"""The last door of a device's life: what the database refuses, read from `guards.yaml`."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import yaml

from sobria.city.journal import refusals
from sobria.city.journal.refusals import Rule, append_only, kept
from sobria.engine.equipment.life import FREE, clear_before, serving, states, ways, without_storage

WRITTEN_ONCE: dict[str, tuple[tuple[str, ...], ...]] = {
    "equipment_lifeevent": (("id",), ("device_id", "rank")),
    "equipment_certificate": (("id",), ("drive_id", "finished_at")),
}
KEPT: dict[str, tuple[tuple[str, ...], ...]] = {
    "equipment_drive": (("id",), ("serial",)),
    "equipment_removal": (("id",), ("drive_id",)),
}


def rules() -> tuple[Rule, ...]:
    return (
        *append_only(WRITTEN_ONCE, "what happened to a device is never rewritten"),
        *kept(KEPT, "a drive and its removal stay written"),
        *_conditions(),
    )


def create(connection: Any) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    refusals.create(connection, rules())


def drop(connection: Any) -> None:
    refusals.drop(connection, rules())


def _conditions() -> Iterable[Rule]:
    places = {
        "ways": _among(">".join(way) for way in ways()),
        "free": _among(FREE),
        "born": _among(FREE | serving()),
        "out": _among(code for code, one in states().items() if not (one.serves or code == "ordered")),
        "clear": _among(clear_before()),
        "serving": _among(serving()),
        "bare": _among(without_storage()),
    }
    text = files("sobria.sober.equipment.life").joinpath("guards.yaml").read_text(encoding="utf-8")
    for one in yaml.safe_load(text):
        yield Rule(one["name"], one["table"], one["act"], one["message"], one["when"].format(**places))


def _among(values: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"
