"""Whether a decision follows the committee's opinion: one reading, for the act that writes it and for the trail."""

from collections.abc import Iterable, Mapping
from typing import Any

SENSES = {
    "favourable": frozenset({"approved", "approved_with_conditions"}),
    "conditions": frozenset({"approved_with_conditions"}),
    "unfavourable": frozenset({"refused"}),
}
"""Sense of the opinion → decisions that follow it; any other departs from it."""
ENDLESS = "9999"


def departs(sense: str, kept: Iterable[Mapping[str, Any]], *, opinion: str, asked: Iterable[Mapping[str, Any]]) -> bool:
    """Another sense, or a condition ({"text", "is_prior", "due_on"}) left out, no longer prior, or put off."""
    if sense not in SENSES.get(opinion, frozenset()):
        return True
    held = list(kept)
    return sense != "refused" and not all(any(_holds(one, wanted) for one in held) for wanted in asked)


def _holds(one: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Days are ISO texts, blank when there is none: a condition without a day may wait for ever."""
    same = (one.get("text"), bool(one.get("is_prior"))) == (wanted.get("text"), bool(wanted.get("is_prior")))
    return same and (one.get("due_on") or ENDLESS) <= (wanted.get("due_on") or ENDLESS)
