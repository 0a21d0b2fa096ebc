"""An edition against the one before: of each change, what the method made, what later corrections made, what is real.

    change = method + revised + real

method: the same facts, counted another way (method or factors). revised: the earlier period corrected since its
edition was frozen. real: what changed in the city. A part that cannot be told from another is unknown, never zero.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sobria.engine.indicators.definitions import computing_order
from sobria.engine.indicators.formulas import FormulaError, Interval, ZeroDivisor, evaluate

Figure = Mapping[str, Any]
Way = Literal["same-method", "restated", "recomputed", "not-separable", "same-period", "new", "lost"]
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Split:
    """What a room says of one figure from the year before to this one, in the unit of the figure."""

    method: float
    real: float


@dataclass(frozen=True, slots=True)
class Change:
    """`way`: how the parts were told apart, or why they are not."""

    code: str
    way: Way
    before: float | None = None
    after: float | None = None
    change: float | None = None
    method: float | None = None
    revised: float | None = None
    real: float | None = None


def compare(before: Sequence[Figure], after: Sequence[Figure], splits: Mapping[str, Split]) -> list[Change]:
    """One change per figure known in either edition, in the order of `after`."""
    old, new = _by_code(before), _by_code(after)
    found: dict[str, Change] = {}
    for code in computing_order({code: one["inputs"] for code, one in new.items()}):
        change = _change(old.get(code), new[code], old, found, splits)
        if change:
            found[code] = change
    return [found[code] for code in new if code in found]


def _by_code(figures: Sequence[Figure]) -> dict[str, Figure]:
    return {one["code"]: one for one in figures}


def _change(
    old: Figure | None,
    new: Figure,
    before: Mapping[str, Figure],
    found: Mapping[str, Change],
    splits: Mapping[str, Split],
) -> Change | None:
    code, was, now = new["code"], None if old is None else old["value"], new["value"]
    if was is None and now is None:
        return None
    if old is None or was is None:
        return Change(code, "new", after=now)
    if now is None:
        return Change(code, "lost", before=was)
    total = _settled(now - was, was, now)
    if code in splits and not _same_period(old, new):
        split = splits[code]
        revised = _settled(total - split.method - split.real, was, now)
        return Change(code, "restated", was, now, total, split.method, revised, split.real)
    same = old["signature"] == new["signature"]
    moved = [one for one in new["inputs"] if one in found and not _is_still(found[one])]
    if same and not moved:
        return _same_method(old, new, total)
    if same and new["expression"]:
        return _recomputed(old, new, before, found, total=total)
    return Change(code, "not-separable", was, now, total)


def _is_still(change: Change) -> bool:
    """Whether nothing but the city moved it."""
    return change.way in {"new", "lost"} or (change.method == 0 and change.way != "not-separable")


def _same_method(old: Figure, new: Figure, total: float) -> Change:
    code, was, now = new["code"], old["value"], new["value"]
    if _same_period(old, new):
        return Change(code, "same-period", was, now, total, 0.0, total, 0.0)
    known = new["previous"]
    revised = 0.0
    if known and known["value"] is not None and _same_period(old, known):
        revised = _settled(known["value"] - was, was, known["value"])
    return Change(code, "same-method", was, now, total, 0.0, revised, _settled(total - revised, was, now))


def _recomputed(
    old: Figure, new: Figure, before: Mapping[str, Figure], found: Mapping[str, Change], *, total: float
) -> Change:
    """The earlier value made again by the formula, from its own inputs as the new method counts them."""
    code, was, now = new["code"], old["value"], new["value"]
    unknown = Change(code, "not-separable", was, now, total)
    first: dict[str, Interval] = {}
    again: dict[str, Interval] = {}
    for name in new["inputs"]:
        part = before.get(name)
        effect = found[name].method if name in found else 0.0
        if part is None or part["value"] is None or effect is None:
            return unknown
        first[name], again[name] = _point(part["value"]), _point(part["value"] + effect)
    try:
        usual, restated = evaluate(new["expression"], first).value, evaluate(new["expression"], again).value
    except (ZeroDivisor, FormulaError, KeyError):
        return unknown
    if not math.isclose(usual, was, rel_tol=1e-6):
        return unknown
    method = _settled(restated - was, was, restated)
    return Change(code, "recomputed", was, now, total, method, 0.0, _settled(total - method, was, now))


def _point(value: float) -> Interval:
    return Interval(value, value, value)


def _same_period(one: Figure, other: Figure) -> bool:
    return (one["start"], one["end"]) == (other["start"], other["end"])


def _settled(difference: float, one: float, other: float) -> float:
    """Zero for what is only the dust of a subtraction."""
    return 0.0 if abs(difference) <= NEAR * max(abs(one), abs(other)) else difference
