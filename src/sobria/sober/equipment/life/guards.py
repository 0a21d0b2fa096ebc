"""The last door of a device's life: what the database refuses, read from `guards.yaml`."""

from importlib.resources import files
from typing import Any

from sobria.city.journal import refusals
from sobria.city.journal.refusals import Rule, among, append_only, declared, kept
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


def _conditions() -> tuple[Rule, ...]:
    places = {
        "ways": among(">".join(way) for way in ways()),
        "free": among(FREE),
        "born": among(FREE | serving()),
        "out": among(code for code, one in states().items() if not (one.serves or code == "ordered")),
        "clear": among(clear_before()),
        "serving": among(serving()),
        "bare": among(without_storage()),
    }
    text = files("sobria.sober.equipment.life").joinpath("guards.yaml").read_text(encoding="utf-8")
    return declared(text, places)
