"""The language of rules: small and closed. A file can say nothing that is not written here.

all: [rule…]      any: [rule…]      not: rule
indicator: S12    at_least | at_most | more_than | less_than: a number or `step`    max_age_months: 24
input: population at_least | at_most | more_than | less_than: a number
count: a count    at_least | at_most | more_than | less_than: a number
attested: an item max_age_months: 36 | each_year: "06-30", about: -1
answered: a question of the scope
always: true
"""

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Relation = Literal["at_least", "at_most", "more_than", "less_than"]
Source = Literal["indicator", "input", "count"]
COMPARE: dict[Relation, Callable[[float, float], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "less_than": operator.lt,
}
# The bound of an interval that is the hardest to hold, by relation: the other bound is the easiest.
HARDEST: dict[Relation, Literal["low", "high"]] = {
    "at_least": "low",
    "more_than": "low",
    "at_most": "high",
    "less_than": "high",
}


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Rule"


@dataclass(frozen=True, slots=True)
class Always:
    """Holds, whatever the facts: the scope of a duty that binds every city."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A number against a threshold. `threshold` None: the step in force on the day."""

    source: Source
    code: str
    relation: Relation
    threshold: float | None
    max_age_months: int | None = None


@dataclass(frozen=True, slots=True)
class Attested:
    """Someone says that a thing is done, with its evidence.

    Attributes:
        max_age_months: how long what was done stays good; None: for ever.
        each_year: (month, day) by which it is due every year; None: once.
        about: the year it is about, counted from the year it is due in (-1: the year before).
    """

    item: str
    max_age_months: int | None = None
    each_year: tuple[int, int] | None = None
    about: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """A question about the city, answered by yes or no."""

    item: str


Rule = All | Any | Not | Always | Compare | Attested | Answered
Leaf = Always | Compare | Attested | Answered


def leaves(rule: Rule) -> Iterator[Leaf]:
    if isinstance(rule, All | Any):
        for part in rule.parts:
            yield from leaves(part)
    elif isinstance(rule, Not):
        yield from leaves(rule.part)
    else:
        yield rule
