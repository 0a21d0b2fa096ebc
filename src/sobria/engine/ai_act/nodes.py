"""Conditions as expressions on sets of bits, simplified.

One bit for each answer that a condition may ask for. A sheet is `yes`, the answers given, and `may`, the same and those
of questions that nobody has answered. Values are those of three-valued logic (Kleene): certain, possible, or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sobria.engine.ai_act.conditions import All, Answered, Any, Condition, Named, Not, Review, Since


@dataclass(frozen=True, slots=True)
class Constant:
    holds: bool


@dataclass(frozen=True, slots=True)
class AnyBit:
    """At least one of the answers."""

    bits: int


@dataclass(frozen=True, slots=True)
class Opposite:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple["Node", ...]


Node = Constant | AnyBit | Opposite | Every | Either


@dataclass(frozen=True, slots=True)
class Simplifier:
    """`bits`: of each (question, answer); `review`: the bit that stands for `review`; `laws`: begun, oldest first."""

    bits: Mapping[tuple[str, str], int]
    review: int
    laws: tuple[str, ...]

    def simplify(self, condition: Condition) -> Node:
        if isinstance(condition, Answered):
            return AnyBit(self.bits[condition.question, condition.answer])
        if isinstance(condition, Named):
            return self.simplify(condition.condition)
        if isinstance(condition, Not):
            part = self.simplify(condition.part)
            return Constant(not part.holds) if isinstance(part, Constant) else Opposite(part)
        if isinstance(condition, Since):
            return Constant(condition.law in self.laws)
        if isinstance(condition, Review):
            return AnyBit(self.review)
        return self._joined(condition) if isinstance(condition, All | Any) else Constant(holds=True)

    def _joined(self, condition: All | Any) -> Node:
        """Constants left out; under `any`, the answers asked for one by one are asked for at once."""
        every = isinstance(condition, All)
        parts = [self.simplify(one) for one in condition.parts]
        if any(isinstance(one, Constant) and one.holds != every for one in parts):
            return Constant(not every)
        parts = [one for one in parts if not isinstance(one, Constant)]
        if not every:
            bits = sum({one.bits for one in parts if isinstance(one, AnyBit)})
            parts = [*([AnyBit(bits)] if bits else []), *(one for one in parts if not isinstance(one, AnyBit))]
        if not parts:
            return Constant(every)
        if len(parts) == 1:
            return parts[0]
        return Every(tuple(parts)) if every else Either(tuple(parts))


def certain(node: Node) -> str:
    """A Python expression of `yes` and `may`, true when the node holds whatever the open answers."""
    return _expression(node, given="yes", opposite="may")


def possible(node: Node) -> str:
    """The same, true when it may hold."""
    return _expression(node, given="may", opposite="yes")


def missing(node: Node) -> str:
    """The open bits that keep the value from being known; to be asked when the node is possible and not certain."""
    if isinstance(node, Constant):
        return "0"
    if isinstance(node, AnyBit):
        return f"(0 if yes & {node.bits} else may & {node.bits})"
    if isinstance(node, Opposite):
        return missing(node.part)
    return f"({' | '.join(map(_missing_if_open, node.parts))})"


def bits(node: Node) -> int:
    """All the bits it reads."""
    if isinstance(node, Constant):
        return 0
    if isinstance(node, AnyBit):
        return node.bits
    if isinstance(node, Opposite):
        return bits(node.part)
    found = 0
    for part in node.parts:
        found |= bits(part)
    return found


def _missing_if_open(node: Node) -> str:
    bare = node.part if isinstance(node, Opposite) else node
    if isinstance(bare, AnyBit):
        return missing(bare)
    return f"({missing(node)} if {possible(node)} and not {certain(node)} else 0)"


def _expression(node: Node, *, given: str, opposite: str) -> str:
    if isinstance(node, Constant):
        return str(node.holds)
    if isinstance(node, AnyBit):
        return f"({given} & {node.bits})"
    if isinstance(node, Opposite):
        return f"(not {_expression(node.part, given=opposite, opposite=given)})"
    sign = " and " if isinstance(node, Every) else " or "
    return f"({sign.join(_expression(one, given=given, opposite=opposite) for one in node.parts)})"
