"""Two people wrote the same fiche: what can be kept of both, and what a person must choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that both changed, each their way."""

    field: str
    original: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge gives.

    Attributes:
        values: the fields to write: what I changed and they did not.
        kept: fields they changed and I did not: theirs stay.
        conflicts: fields both changed differently; nothing is written while one remains.
    """

    values: dict[str, Any]
    kept: tuple[str, ...]
    conflicts: tuple[Difference, ...]


def merge(*, original: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merge:
    """Field by field. `mine` may hold only some fields: the others are not mine to change."""
    values, conflicts = {}, []
    for name, value in mine.items():
        before, now = original.get(name), theirs.get(name)
        if value in (before, now):
            continue
        if now == before:
            values[name] = value
        else:
            conflicts.append(Difference(name, before, now, value))
    kept = tuple(
        name
        for name, now in theirs.items()
        if now != original.get(name) and mine.get(name, original.get(name)) == original.get(name)
    )
    return Merge(values, kept, tuple(conflicts))
