"""The tables of the room, by what they hold; Django finds them through this package."""

from sobria.democratic.algorithms.models import charter, committee, decision, opinion, watch
from sobria.democratic.algorithms.models.records import (
    PUBLISHED,
    REGISTER,
    RUNNING,
    STATES,
    Algorithm,
    Dossier,
    Entrusting,
    Operation,
    Stage,
    Transition,
    Version,
    authorised,
)

__all__ = [
    "PUBLISHED",
    "REGISTER",
    "RUNNING",
    "STATES",
    "Algorithm",
    "Dossier",
    "Entrusting",
    "Operation",
    "Stage",
    "Transition",
    "Version",
    "authorised",
    "charter",
    "committee",
    "decision",
    "opinion",
    "watch",
]
