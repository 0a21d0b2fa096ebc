"""From the words of a file to a rule. What the language does not have is refused, with its line."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any as Anything

from sobria.engine.duties.rules import (
    COMPARE,
    All,
    Always,
    Answered,
    Any,
    Attested,
    Compare,
    Not,
    Relation,
    Rule,
    Source,
)
from sobria.engine.duties.yaml_lines import Block
from sobria.engine.messages import Refusal

HEADS = ("all", "any", "not", "always", "indicator", "input", "count", "attested", "answered")
SOURCES: tuple[Source, ...] = ("indicator", "input", "count")
A_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Codes:
    """What a rule may name."""

    indicators: frozenset[str]
    inputs: frozenset[str]
    counts: frozenset[str]
    items: frozenset[str] = field(default=frozenset())
    questions: frozenset[str] = field(default=frozenset())

    def naming(self, *, items: Collection[str], questions: Collection[str]) -> "Codes":
        return replace(self, items=frozenset(items), questions=frozenset(questions))

    def check(self, kind: str, code: object, *, file: str, line: int) -> str:
        """Raises Refusal when nothing of that kind bears the code."""
        known = {
            "indicator": self.indicators,
            "input": self.inputs,
            "count": self.counts,
            "attested": self.items,
            "answered": self.questions,
        }[kind]
        if code not in known:
            raise Refusal("duty-unknown", file=file, line=line, kind=kind, code=code)
        return str(code)


def read_rule(given: Anything, parent: Block, codes: Codes, *, has_steps: bool) -> Rule:
    """Raises Refusal."""
    if not isinstance(given, Block):
        raise Refusal("duty-rule", file=parent.file, line=parent.line)
    heads = [key for key in given if key in HEADS]
    if len(heads) != 1:
        raise Refusal("duty-rule", file=given.file, line=given.line)
    head = heads[0]
    if head in {"all", "any"}:
        return _several(given, head, codes, has_steps=has_steps)
    if head == "not":
        _only(given, {"not"})
        return Not(read_rule(given["not"], given, codes, has_steps=has_steps))
    if head == "always":
        _only(given, {"always"})
        return Always()
    code = codes.check(head, given[head], file=given.file, line=given.line_of(head))
    if head == "answered":
        _only(given, {"answered"})
        return Answered(code)
    if head == "attested":
        return _attested(given, code)
    return _compare(given, head, code, has_steps=has_steps)  # type: ignore[arg-type]


def _several(given: Block, head: str, codes: Codes, *, has_steps: bool) -> Rule:
    _only(given, {head})
    if not isinstance(given[head], list) or not given[head]:
        raise Refusal("duty-rule", file=given.file, line=given.line_of(head))
    parts = tuple(read_rule(one, given, codes, has_steps=has_steps) for one in given[head])
    return All(parts) if head == "all" else Any(parts)


def _compare(given: Block, source: Source, code: str, *, has_steps: bool) -> Compare:
    _only(given, {source, "max_age_months", *COMPARE})
    relations: list[Relation] = [key for key in COMPARE if key in given]
    if len(relations) != 1:
        raise Refusal("duty-rule", file=given.file, line=given.line)
    relation = relations[0]
    threshold = given[relation]
    if threshold == "step":
        if not has_steps:
            raise Refusal("duty-stepless", file=given.file, line=given.line_of(relation))
        threshold = None
    elif isinstance(threshold, bool) or not isinstance(threshold, int | float):
        raise Refusal("duty-number", file=given.file, line=given.line_of(relation), key=relation, value=threshold)
    number = None if threshold is None else float(threshold)
    return Compare(source, code, relation, number, _months(given, "max_age_months"))


def _attested(given: Block, item: str) -> Attested:
    _only(given, {"attested", "max_age_months", "each_year", "about"})
    about = given.get("about", 0)
    if type(about) is not int:
        raise Refusal("duty-number", file=given.file, line=given.line_of("about"), key="about", value=about)
    each_year = month_day(given, "each_year") if "each_year" in given else None
    return Attested(item, _months(given, "max_age_months"), each_year, about)


def _months(given: Block, key: str) -> int | None:
    value = given.get(key)
    if value is not None and (type(value) is not int or value < 1):
        raise Refusal("duty-number", file=given.file, line=given.line_of(key), key=key, value=value)
    return value


def month_day(given: Block, key: str) -> tuple[int, int]:
    """A day of the year, written "06-30". 29 February is refused: three years in four do not have it."""
    try:
        month, day = map(int, str(given[key]).split("-"))
        date(A_LEAP_YEAR + 1, month, day)
    except ValueError:
        raise Refusal("duty-date", file=given.file, line=given.line_of(key), key=key, value=given[key]) from None
    return month, day


def _only(given: Block, allowed: Collection[str]) -> None:
    for key in given:
        if key not in allowed:
            raise Refusal("duty-key", file=given.file, line=given.line_of(key), key=key)
