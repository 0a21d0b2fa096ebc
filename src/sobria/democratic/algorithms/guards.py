"""The last door: what the database refuses, read from `guards.yaml`.

The acts check the same rules first and say them in a sentence.
"""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import yaml

from sobria.city.journal import refusals
from sobria.city.journal.refusals import Rule, append_only
from sobria.engine.algorithms.states import APPROVED, DECIDED, settings, ways

WRITTEN_ONCE = (
    *("version", "transition", "committeerules", "interest", "recusal", "attendance", "charter", "principle"),
    *("gridmark", "informationrequest", "vote", "opinion", "decision", "condition", "evidence", "check"),
    "observation",
)
KEPT = ("algorithm", "dossier", "session", "agendaitem", "proposal", "question")


def rules() -> tuple[Rule, ...]:
    """Written once, never deleted, and the conditions of the file."""
    return (
        *append_only([f"algorithms_{name}" for name in WRITTEN_ONCE], "what was done is never rewritten"),
        *(
            Rule(f"algorithms_{name}_stays", f"algorithms_{name}", "delete", "nothing of the register is deleted")
            for name in KEPT
        ),
        *_conditions(),
    )


def create(connection: Any) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    refusals.create(connection, rules())


def drop(connection: Any) -> None:
    refusals.drop(connection, rules())


def _conditions() -> Iterable[Rule]:
    known = settings()
    places = {
        "pairs": _among({f"{one.before}>{one.after}" for one in ways()}),
        "approved": _among(APPROVED),
        "decided": _among(DECIDED),
        "least": str(known["quorum_least"].least),
        "share": str(known["quorum_share"].least),
    }
    written = yaml.safe_load(files("sobria.democratic.algorithms").joinpath("guards.yaml").read_text(encoding="utf-8"))
    for one in written:
        yield Rule(one["name"], one["table"], one["act"], one["message"], one["when"].format(**places))


def _among(values: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"
