"""Conditions turned, once, into functions: ten thousand assessments a second do not walk a tree each time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sobria.engine.ai_act.conditions import Condition
from sobria.engine.ai_act.nodes import Node, Simplifier, bits, certain, missing, possible

NO, MAYBE, YES = 0, 1, 2
Values = Callable[[int, int], list[int]]
Missing = Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class Checks:
    """Functions of (`yes`, `may`), over conditions known by their ranks.

    Attributes:
        values: of all the conditions.
        missing: by condition, the open bits that keep its value from being known; asked only when it may hold.
        bits: by condition, all those it reads.
        of_review: ranks of the conditions that `review` may change; `values_of_review`: theirs.
    """

    values: Values
    missing: tuple[Missing, ...]
    bits: tuple[int, ...]
    of_review: tuple[int, ...]
    values_of_review: Values


@dataclass(frozen=True, slots=True)
class Compiler:
    """Gives each condition a rank; equal conditions have one rank."""

    simplifier: Simplifier
    ranks: dict[Node, int] = field(default_factory=dict)

    def rank(self, condition: Condition) -> int:
        return self.ranks.setdefault(self.simplifier.simplify(condition), len(self.ranks))

    def checks(self) -> Checks:
        """All the conditions that were given a rank."""
        of_review = {node: rank for node, rank in self.ranks.items() if bits(node) & self.simplifier.review}
        return Checks(
            values=_values(self.ranks),
            missing=tuple(_function(missing(node)) for node in self.ranks),
            bits=tuple(map(bits, self.ranks)),
            of_review=tuple(of_review.values()),
            values_of_review=_values(of_review),
        )


def _values(nodes: Iterable[Node]) -> Values:
    values = (f"({YES} if {certain(one)} else {MAYBE}) if {possible(one)} else {NO}" for one in nodes)
    made: Values = _function(f"[{', '.join(values)}]")
    return made


def _function(expression: str) -> Any:
    """The expression is made of whole numbers and the two names, never of words of a file."""
    return eval(f"lambda yes, may: {expression}", {"__builtins__": {}})  # noqa: S307
