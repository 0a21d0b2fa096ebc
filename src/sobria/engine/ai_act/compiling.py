"""Conditions turned, once, into functions: ten thousand assessments a second do not walk a tree each time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sobria.engine.ai_act.conditions import Condition
from sobria.engine.ai_act.nodes import Node, Simplifier, bits, certain, missing, possible

NO, MAYBE, YES = 0, 1, 2
OfBits = Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class Check:
    """A condition as functions of (`yes`, `may`). `missing`: asked only when it may hold; `reviews`: reads `review`."""

    certain: OfBits
    possible: OfBits
    missing: OfBits
    reviews: bool


@dataclass(frozen=True, slots=True)
class Compiler:
    """Gives each condition a rank in `checks`; equal conditions have one rank."""

    simplifier: Simplifier
    ranks: dict[Node, int] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    def compile(self, condition: Condition) -> int:
        node = self.simplifier.simplify(condition)
        if node not in self.ranks:
            self.ranks[node] = len(self.checks)
            self.checks.append(
                Check(
                    certain=_function(certain(node)),
                    possible=_function(possible(node)),
                    missing=_function(missing(node)),
                    reviews=bool(bits(node) & self.simplifier.review),
                )
            )
        return self.ranks[node]


def values(checks: Iterable[Check], yes: int, may: int) -> list[int]:
    return [(YES if one.certain(yes, may) else MAYBE) if one.possible(yes, may) else NO for one in checks]


def _function(expression: str) -> OfBits:
    """The expression is made of whole numbers and the two names, never of words of a file."""
    made: OfBits = eval(f"lambda yes, may: {expression}", {"__builtins__": {}})  # noqa: S307
    return made
