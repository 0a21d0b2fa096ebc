"""Formulas over intervals: what can be read, what is refused, and that bounds hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.indicators.formulas import FormulaError, Interval, ZeroDivisor, evaluate, operands


def exact(value: float) -> Interval:
    return Interval(value, value, value)


def test_products_come_before_sums_and_parentheses_before_all() -> None:
    values = {"a": exact(2), "b": exact(3)}
    assert evaluate("1 + a * b", values).value == 7
    assert evaluate("(1 + a) * b", values).value == 9
    assert evaluate("8 - a - b", values).value == 3
    assert evaluate("12 / a / b", values).value == 2
    assert evaluate("-a + b", values).value == 1


def test_operands_are_named_once_in_order() -> None:
    assert operands("100 * (reuse + gift) / total - gift") == ("reuse", "gift", "total")


def test_a_quotient_has_the_worst_and_the_best_of_its_bounds() -> None:
    found = evaluate("1000 * S1 / fte", {"S1": Interval(4, 3, 6), "fte": exact(2000)})
    assert (found.value, found.low, found.high) == (2, 1.5, 3)


@pytest.mark.parametrize(
    "text", ["", "a +", "a b", "(a", "a)", "a ** b", "a.b", "f(a)", "__import__", "1 // 2", "(" * 30]
)
def test_what_is_not_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        evaluate(text, {"a": exact(1), "b": exact(1), "__import__": exact(1)})


@pytest.mark.parametrize("divisor", [exact(0), Interval(1, -1, 2), Interval(1, 0, 2)])
def test_a_divisor_that_may_be_zero_gives_no_number(divisor: Interval) -> None:
    with pytest.raises(ZeroDivisor):
        evaluate("a / b", {"a": exact(1), "b": divisor})


FINITE = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
POSITIVE = st.floats(min_value=0.01, max_value=1e6)


@st.composite
def intervals(draw: st.DrawFn, numbers: st.SearchStrategy[float] = FINITE) -> Interval:
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    return Interval(value, low, high)


@given(a=intervals(), b=intervals(), c=intervals(POSITIVE), at=st.floats(0, 1))
def test_any_choice_inside_the_intervals_stays_inside_the_answer(
    a: Interval, b: Interval, c: Interval, at: float
) -> None:
    text = "(a - b) * a / c + b"
    found = evaluate(text, {"a": a, "b": b, "c": c})
    inside = {
        name: exact(min(one.high, one.low + at * (one.high - one.low))) for name, one in (("a", a), ("b", b), ("c", c))
    }
    slack = 1e-6 * (1 + abs(found.low) + abs(found.high))
    assert found.low - slack <= evaluate(text, inside).value <= found.high + slack
    assert found.low - slack <= found.value <= found.high + slack
