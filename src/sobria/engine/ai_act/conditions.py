"""The language of conditions on the answers: small and closed.

a question's code (answered yes)      {question: code, is: answer}      {term: a condition named once}
{since: a version of the law}         {review: true}                    {always: true}
all: [condition…]                     any: [condition…]                 not: condition

`review` may hold when a missing answer leaves the class open, and never otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Named:
    """A condition of `terms`."""

    code: str
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Since:
    law: str


@dataclass(frozen=True, slots=True)
class Review:
    pass


@dataclass(frozen=True, slots=True)
class Always:
    pass


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


Condition = Answered | Named | Since | Review | Always | All | Any | Not
Leaf = Answered | Since | Review | Always


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Through the named conditions too."""
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    elif isinstance(condition, Named):
        yield from leaves(condition.condition)
    else:
        yield condition


def text(condition: Condition) -> str:
    """On one line, named conditions by their name."""
    if isinstance(condition, All | Any):
        joined = (" and " if isinstance(condition, All) else " or ").join(map(text, condition.parts))
        return f"({joined})"
    if isinstance(condition, Not):
        return f"not {text(condition.part)}"
    if isinstance(condition, Answered):
        return (
            f"`{condition.question}`" if condition.answer == "yes" else f"`{condition.question}` = {condition.answer}"
        )
    if isinstance(condition, Named):
        return f"*{condition.code}*"
    if isinstance(condition, Since):
        return f"since {condition.law}"
    return "review required" if isinstance(condition, Review) else "always"
