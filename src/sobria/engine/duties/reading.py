"""Reads and checks the files of duties. Every fault is a sentence with its file and line."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, TypeVar

from sobria.engine.duties.definitions import (
    CONFIDENCES,
    STATUSES,
    Deadline,
    Duty,
    Item,
    Sanction,
    Step,
    Text,
    Words,
)
from sobria.engine.duties.rule_reading import Codes, month_day, read_rule
from sobria.engine.duties.rules import Always, Answered, Attested, Compare, leaves
from sobria.engine.duties.yaml_lines import Block, read_yaml
from sobria.engine.indicators.definitions import load_indicators, load_inputs
from sobria.engine.messages import Refusal

COUNTS_FILE = "counts.yaml"
PILLARS = ("sober", "democratic", "inclusive", "cross")
KEYS = frozenset(
    {
        *("code", "name", "words", "article", "source", "url", "pillar", "scope", "rule", "valid_from", "valid_to"),
        *("status", "confidence", "steps", "unit", "evidence", "deadlines", "sanction", "indicators", "notes"),
    }
)
REQUIRED = (
    "code",
    "name",
    "words",
    "article",
    "source",
    "pillar",
    "scope",
    "rule",
    "valid_from",
    "status",
    "confidence",
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows that a room gives."""

    code: str
    name: Words


@cache
def load_duties() -> dict[str, Duty]:
    """The catalogue's own duties, checked against its indicators and the facts it knows. Raises Refusal."""
    return read_duties(_folder(), indicators=load_indicators(), inputs=load_inputs())


@cache
def load_counts() -> dict[str, Count]:
    return read_counts(_folder())


def _folder() -> Traversable:
    return files("sobria.catalogue").joinpath("duties")


def read_counts(folder: Traversable) -> dict[str, Count]:
    """Counts the rules may name; an absent file names none."""
    path = folder.joinpath(COUNTS_FILE)
    given = read_yaml(path.read_text(encoding="utf-8"), COUNTS_FILE) if path.is_file() else []
    return {one["code"]: Count(one["code"], _words(one, "name")) for one in given or []}


def read_duties(folder: Traversable, *, indicators: Collection[str], inputs: Collection[str]) -> dict[str, Duty]:
    """Duties of a folder, by code, in the order of the files. Raises Refusal, naming the file and the line."""
    codes = Codes(indicators=frozenset(indicators), inputs=frozenset(inputs), counts=frozenset(read_counts(folder)))
    versions: dict[str, list[tuple[Duty, Block]]] = {}
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name.endswith(".yaml") and path.name != COUNTS_FILE:
            for duty, block in _file(path, codes):
                versions.setdefault(duty.code, []).append((duty, block))
    return {code: _joined(found) for code, found in versions.items()}


def _file(path: Traversable, codes: Codes) -> list[tuple[Duty, Block]]:
    given = read_yaml(path.read_text(encoding="utf-8"), path.name)
    if not isinstance(given, Block) or not isinstance(given.get("text"), Block) or not given.get("duties"):
        raise Refusal("duty-file", file=path.name, line=1)
    head = given["text"]
    text = Text(_string(head, "code"), _words(head, "name"))
    return [(_duty(block, text, codes), block) for block in given["duties"]]


def _joined(found: list[tuple[Duty, Block]]) -> Duty:
    """The versions of one code as one duty. Raises Refusal when two hold on the same day."""
    ordered = sorted(found, key=lambda one: one[0].valid_from)
    for (before, _block), (after, block) in pairwise(ordered):
        if before.valid_to is None or before.valid_to >= after.valid_from:
            words = {"code": after.code, "other": before.place, "on": after.valid_from.isoformat()}
            raise Refusal("duty-overlap", file=block.file, line=block.line_of("valid_from"), **words)
    duties = [duty for duty, _block in ordered]
    return replace(duties[-1], former=tuple(duties[:-1]))


def _duty(block: Block, text: Text, codes: Codes) -> Duty:
    _check_keys(block)
    scope = block["scope"]
    items, questions = _items(block, "evidence"), _items(scope, "questions")
    named = codes.naming(items=[one.code for one in items], questions=[one.code for one in questions])
    steps = _steps(block)
    rule = read_rule(block["rule"], block, named, has_steps=bool(steps))
    when = read_rule(scope["when"], scope, named, has_steps=False) if "when" in scope else Always()
    _check_items(block, items, questions, [*leaves(rule), *leaves(when)])
    yearly = {one.item for one in leaves(rule) if isinstance(one, Attested) and one.each_year}
    valid_from, valid_to = _date(block, "valid_from"), _date_or_none(block, "valid_to")
    if valid_to and valid_to < valid_from:
        raise Refusal("duty-dates", file=block.file, line=block.line_of("valid_to"))
    indicators = tuple(block.get("indicators") or ())
    used = [one.code for one in leaves(rule) if isinstance(one, Compare) and one.source == "indicator"]
    for code in indicators:
        codes.check("indicator", code, file=block.file, line=block.line_of("indicators"))
    return Duty(
        code=_string(block, "code"),
        text=text,
        name=_words(block, "name"),
        words=_words(block, "words"),
        article=_string(block, "article"),
        source=_string(block, "source"),
        url=_string(block, "url") if block.get("url") else "",
        who=_words(scope, "who"),
        scope=when,
        rule=rule,
        valid_from=valid_from,
        valid_to=valid_to,
        status=_one_of(block, "status", STATUSES),
        confidence=_one_of(block, "confidence", CONFIDENCES),
        pillar=_one_of(block, "pillar", PILLARS),
        steps=steps,
        unit=str(block.get("unit") or ""),
        items=tuple(replace(one, yearly=one.code in yearly) for one in items),
        questions=questions,
        deadlines=_each(block, "deadlines", lambda one: _deadline(one, items)),
        sanction=_sanction(block["sanction"]) if "sanction" in block else None,
        indicators=tuple(dict.fromkeys((*used, *indicators))),
        notes=_words(block, "notes") if "notes" in block else Words(),
        place=f"{block.file}:{block.line}",
    )


def _check_keys(block: Block) -> None:
    for key in block:
        if key not in KEYS:
            raise Refusal("duty-key", file=block.file, line=block.line_of(key), key=key)
    if not block.get("source"):
        code = block.get("code") or "?"
        raise Refusal("duty-sourceless", file=block.file, line=block.line_of("source"), code=code)
    for key in REQUIRED:
        if not block.get(key):
            raise Refusal("duty-lacks", file=block.file, line=block.line, key=key, code=block.get("code") or "?")
    if not isinstance(block["scope"], Block):
        raise Refusal("duty-lacks", file=block.file, line=block.line_of("scope"), key="who", code=block["code"])


def _check_items(block: Block, items: tuple[Item, ...], questions: tuple[Item, ...], used: list[Any]) -> None:
    """Every question is asked by the scope, and no name serves twice."""
    names = [one.code for one in (*items, *questions)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise Refusal("duty-item-twice", file=block.file, line=block.line, item=twice)
    asked = {one.item for one in used if isinstance(one, Answered)}
    idle = next((one.code for one in questions if one.code not in asked), None)
    if idle:
        raise Refusal("duty-question-idle", file=block.file, line=block.line_of("scope"), item=idle)


def _steps(block: Block) -> tuple[Step, ...]:
    given: list[Block] = list(block.get("steps") or [])
    starts = [_date(one, "from") for one in given]
    ends = [_date_or_none(one, "to") for one in given]
    for at in range(1, len(given)):
        before = ends[at - 1]
        if starts[at] <= starts[at - 1] or (before is not None and before >= starts[at]):
            where = {"file": block.file, "line": given[at].line_of("from")}
            raise Refusal("duty-steps", code=block["code"], on=starts[at].isoformat(), **where)
    found = []
    for at, one in enumerate(given):
        following = starts[at + 1] - timedelta(days=1) if at + 1 < len(given) else None
        found.append(Step(starts[at], ends[at] or following, _number(one, "value"), _words(one, "words")))
    return tuple(found)


def _items(block: Block, key: str) -> tuple[Item, ...]:
    return _each(block, key, lambda one: Item(_string(one, "code"), _words(one, "words")))


def _deadline(block: Block, items: tuple[Item, ...]) -> Deadline:
    after = str(block.get("after") or "")
    if after and after not in {one.code for one in items}:
        raise Refusal("duty-unknown", file=block.file, line=block.line_of("after"), kind="evidence", code=after)
    return Deadline(
        words=_words(block, "words"),
        on=_date_or_none(block, "on"),
        yearly=month_day(block, "yearly") if "yearly" in block else None,
        after=after,
        months=int(_number(block, "months")) if "months" in block else 0,
        indicative=bool(block.get("indicative")),
    )


def _sanction(block: Block) -> Sanction:
    amount = _number(block, "amount_eur") if "amount_eur" in block else None
    return Sanction(_words(block, "words"), amount, _string(block, "source"))


def _each(block: Block, key: str, make: Callable[[Block], T]) -> tuple[T, ...]:
    return tuple(make(one) for one in block.get(key) or [])


def _string(block: Block, key: str) -> str:
    value = block.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Refusal("duty-lacks", file=block.file, line=block.line_of(key), key=key, code=block.get("code") or "?")
    return " ".join(value.split())


def _words(block: Block, key: str) -> Words:
    """The two languages, both said."""
    given = block.get(key)
    if not isinstance(given, Block):
        raise Refusal("duty-lacks", file=block.file, line=block.line_of(key), key=key, code=block.get("code") or "?")
    return Words(_string(given, "fr"), _string(given, "en"))


def _date(block: Block, key: str) -> date:
    value = block.get(key)
    if type(value) is not date:
        raise Refusal("duty-date", file=block.file, line=block.line_of(key), key=key, value=value)
    return value


def _date_or_none(block: Block, key: str) -> date | None:
    return None if block.get(key) is None else _date(block, key)


def _number(block: Block, key: str) -> float:
    value = block.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal("duty-number", file=block.file, line=block.line_of(key), key=key, value=value)
    return float(value)


def _one_of(block: Block, key: str, allowed: tuple[T, ...]) -> T:
    value = block.get(key)
    if value not in allowed:
        known = ", ".join(map(str, allowed))
        raise Refusal("duty-word", file=block.file, line=block.line_of(key), key=key, value=value, known=known)
    return value
