"""The last door: what the database refuses, read from `guards.yaml`.

The acts check the same rules first and say them in a sentence.
"""

from importlib.resources import files
from typing import Any

from sobria.city.journal import refusals
from sobria.city.journal.refusals import Rule, among, append_only, declared, kept
from sobria.engine.algorithms.states import APPROVED, DECIDED, settings, ways

WRITTEN_ONCE: dict[str, tuple[tuple[str, ...], ...]] = {
    "version": (("algorithm_id", "number"),),
    "transition": (("dossier_id", "rank"),),
    "committeerules": (("number",),),
    "entrusting": (),
    "interest": (),
    "recusal": (("dossier_id", "member_id"),),
    "attendance": (("session_id", "member_id"),),
    "charter": (("number",),),
    "principle": (("charter_id", "code"),),
    "gridmark": (),
    "informationrequest": (),
    "vote": (("proposal_id", "member_id"),),
    "opinion": (("proposal_id",),),
    "decision": (),
    "condition": (("decision_id", "rank"),),
    "evidence": (),
    "check": (("evidence_id",),),
    "observation": (),
}
KEPT: dict[str, tuple[tuple[str, ...], ...]] = {
    "algorithm": (("code",),),
    "dossier": (("algorithm_id", "number"),),
    "session": (("number",),),
    "agendaitem": (("session_id", "dossier_id"),),
    "proposal": (("dossier_id", "number"),),
    "question": (("token",),),
}


def rules() -> tuple[Rule, ...]:
    """Written once, never deleted, and the conditions of the file."""
    return (
        *append_only(_named(WRITTEN_ONCE), "what was done is never rewritten"),
        *kept(_named(KEPT), "nothing of the register is deleted"),
        *_conditions(),
    )


def _named(tables: dict[str, tuple[tuple[str, ...], ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {f"algorithms_{name}": (("id",), *keys) for name, keys in tables.items()}


def create(connection: Any) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    refusals.create(connection, rules())


def drop(connection: Any) -> None:
    refusals.drop(connection, rules())


def _conditions() -> tuple[Rule, ...]:
    known = settings()
    places = {
        "pairs": among({f"{one.before}>{one.after}" for one in ways()}),
        "approved": among(APPROVED),
        "decided": among(DECIDED),
        "least": str(known["quorum_least"].least),
        "share": str(known["quorum_share"].least),
    }
    text = files("sobria.democratic.algorithms").joinpath("guards.yaml").read_text(encoding="utf-8")
    return declared(text, places)
