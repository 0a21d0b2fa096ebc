"""The last door of the chain: what the database refuses, read from `guards.yaml`.

The acts check the same rules first and say them in a sentence.
"""

from importlib.resources import files
from typing import Any

from sobria.city.journal import refusals
from sobria.city.journal.refusals import Rule, among, append_only, declared, kept
from sobria.engine.devices.caps import REUSABLE, kinds, value_cap
from sobria.engine.devices.chain import FIRST, ways

WRITTEN_ONCE: dict[str, tuple[tuple[str, ...], ...]] = {
    "devices_step": (("id",), ("item_id", "rank")),
    "devices_transfer": (("id",), ("number",)),
    "devices_transferitem": (("id",), ("transfer_id", "item_id")),
}
KEPT: dict[str, tuple[tuple[str, ...], ...]] = {
    "devices_item": (("id",), ("code",), ("device_id",)),
    "devices_lot": (("id",), ("number",)),
}


def rules() -> tuple[Rule, ...]:
    """Written once, never deleted, and the conditions of the file."""
    return (
        *append_only(WRITTEN_ONCE, "a hop of the chain is never rewritten"),
        *kept(KEPT, "what entered the chain stays in it"),
        *_conditions(),
    )


def create(connection: Any) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    refusals.create(connection, rules())


def drop(connection: Any) -> None:
    refusals.drop(connection, rules())


def _conditions() -> tuple[Rule, ...]:
    places = {
        "ways": among(f"{one.act}>{one.before}>{one.after}" for one in ways()),
        "hops": among(f"{one.act}>{one.hop}" for one in ways() if one.hop),
        "hopping": among({one.act for one in ways() if one.hop}),
        "first": FIRST,
        "kinds": among(kinds()),
        "cap": _caps(),
        "value_cap": str(value_cap()),
        "reusable": among(REUSABLE),
    }
    text = files("sobria.inclusive.devices").joinpath("guards.yaml").read_text(encoding="utf-8")
    return declared(text, places)


def _caps() -> str:
    """The highest price of a kind; nothing is asked where no cap is known."""
    lines = (f"WHEN '{one.code}' THEN {one.cap_eur or 0}" for one in kinds().values())
    return f"(CASE NEW.kind {' '.join(lines)} ELSE 0 END)"
