"""Formulas of indicators: sums, differences, products and quotients of codes and numbers, with their intervals.

The grammar is closed: nothing of Python is ever evaluated.

    sum = product (("+" | "-") product)*
    product = factor (("*" | "/") factor)*
    factor = number | code | "-" factor | "(" sum ")"
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

MOST_DEPTH = 20
_PIECE = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<code>[A-Za-z][A-Za-z0-9_]*)|(?P<sign>[-+*/()]))")


class FormulaError(ValueError):
    """An expression that cannot be read; the text says why, in English, for who writes the catalogue."""


class ZeroDivisor(ArithmeticError):  # noqa: N818 - an answer of the computation, not a fault of the program
    """A quotient whose divisor is, or may be, zero."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Code:
    code: str


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: "Expression"
    right: "Expression"


Expression = Number | Code | Operation


@dataclass(frozen=True, slots=True)
class Interval:
    """A value between its bounds; a count has bounds equal to itself."""

    value: float
    low: float
    high: float


@cache
def parse(text: str) -> Expression:
    """Raises FormulaError."""
    return _Reader(_pieces(text)).whole()


@cache
def operands(text: str) -> tuple[str, ...]:
    """Codes named, in order of appearance, each once. Raises FormulaError."""
    found: dict[str, None] = {}
    _collect(parse(text), found)
    return tuple(found)


def evaluate(text: str, values: Mapping[str, Interval]) -> Interval:
    """The formula over known values. Bounds are the worst and the best of the bounds: no independence is assumed.

    Raises FormulaError, KeyError for a code without value, ZeroDivisor.
    """
    return _value(parse(text), values)


def _pieces(text: str) -> list[str]:
    found, position = [], 0
    while text[position:].strip():
        match = _PIECE.match(text, position)
        if match is None:
            raise FormulaError(f"“{text[position:].strip()[:20]}” is not a number, a code or a sign")
        found.append(match.group(0).strip())
        position = match.end()
    return found


class _Reader:
    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.position = 0
        self.depth = 0

    def whole(self) -> Expression:
        found = self._chain("+-", lambda: self._chain("*/", self._factor))
        if self.position < len(self.pieces):
            raise FormulaError(f"“{self.pieces[self.position]}” was not expected")
        return found

    def _next(self) -> str:
        return self.pieces[self.position] if self.position < len(self.pieces) else ""

    def _take(self) -> str:
        piece = self._next()
        self.position += 1
        return piece

    def _chain(self, signs: str, part: Callable[[], Expression]) -> Expression:
        left = part()
        while self._next() and self._next() in signs:
            sign = self._take()
            left = Operation(sign, left, part())
        return left

    def _factor(self) -> Expression:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise FormulaError("too many nested parts")
        found = self._atom(self._take())
        self.depth -= 1
        return found

    def _atom(self, piece: str) -> Expression:
        if not piece:
            raise FormulaError("something is missing at the end")
        if piece == "-":
            return Operation("-", Number(0.0), self._factor())
        if piece == "(":
            inside = self._chain("+-", lambda: self._chain("*/", self._factor))
            if self._take() != ")":
                raise FormulaError("a parenthesis is not closed")
            return inside
        if piece[0].isdigit():
            return Number(float(piece))
        if piece[0].isalpha():
            return Code(piece)
        raise FormulaError(f"“{piece}” was not expected")


def _collect(expression: Expression, found: dict[str, None]) -> None:
    if isinstance(expression, Code):
        found[expression.code] = None
    elif isinstance(expression, Operation):
        _collect(expression.left, found)
        _collect(expression.right, found)


def _value(expression: Expression, values: Mapping[str, Interval]) -> Interval:
    if isinstance(expression, Number):
        return Interval(expression.value, expression.value, expression.value)
    if isinstance(expression, Code):
        return values[expression.code]
    return _OPERATIONS[expression.sign](_value(expression.left, values), _value(expression.right, values))


def _add(a: Interval, b: Interval) -> Interval:
    return Interval(a.value + b.value, a.low + b.low, a.high + b.high)


def _subtract(a: Interval, b: Interval) -> Interval:
    return Interval(a.value - b.value, a.low - b.high, a.high - b.low)


def _multiply(a: Interval, b: Interval) -> Interval:
    ends = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
    return Interval(a.value * b.value, min(ends), max(ends))


def _divide(a: Interval, b: Interval) -> Interval:
    if b.low <= 0 <= b.high:
        raise ZeroDivisor
    ends = (a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high)
    return Interval(a.value / b.value, min(ends), max(ends))


_OPERATIONS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
}
