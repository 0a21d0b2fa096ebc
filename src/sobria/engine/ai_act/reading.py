"""Reads and checks `catalogue/ai_act/`. Every fault is a sentence with its file, its line and its rule."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

from sobria.engine.ai_act.blocks import blocks, code_of, coded, day, flag, one_of, only, string, words
from sobria.engine.ai_act.condition_reading import Codes, read_condition
from sobria.engine.ai_act.conditions import Always, Answered, Condition, leaves
from sobria.engine.ai_act.definitions import (
    ACTORS,
    CONFIDENCES,
    DATE_STATUSES,
    UNKNOWN,
    Answer,
    Dated,
    Group,
    Law,
    LegalDate,
    ObligationRule,
    Question,
    Reading,
    RiskClass,
    Rule,
    Table,
)
from sobria.engine.duties.definitions import Words
from sobria.engine.duties.yaml_lines import Block, read_yaml
from sobria.engine.messages import Refusal

LAWS, QUESTIONS, CLASSES, RULES = "laws.yaml", "questions.yaml", "classes.yaml", "rules.yaml"
LEVELS = 5
YES_NO = (Answer("yes", Words("oui", "yes")), Answer("no", Words("non", "no")))
RULE_KEYS = ("code", "article", "name", "class", "from", "when", "source", "confidence", "obligations")
OBLIGATION_KEYS = ("code", "article", "actor", "from", "when", "to_confirm", "words")


@cache
def load_table() -> Table:
    """The catalogue's own table. Raises Refusal."""
    return read_table(files("sobria.catalogue").joinpath("ai_act"))


def read_table(folder: Traversable) -> Table:
    """Raises Refusal, naming the file, the line and the rule."""
    given = {name: read_yaml(folder.joinpath(name).read_text(encoding="utf-8"), name) for name in _names()}
    laws = tuple(_laws(given[LAWS]))
    questions = dict(_questions(given[QUESTIONS]))
    dates = dict(_dates(given[LAWS], tuple(one.code for one in laws)))
    classes = dict(_classes(given[CLASSES]))
    codes = Codes(questions, tuple(one.code for one in laws))
    for code, block in coded(given[RULES], "terms", file=RULES):
        only(block, ("code", "when"))
        codes.terms[code] = read_condition(block.get("when"), block, codes, under=code)
    timelines = dict(_timelines(given[RULES], dates, codes))
    rules: dict[str, Rule] = {}
    for code, block in coded(given[RULES], "rules", file=RULES):
        rules[code] = _rule(block, classes, dates, timelines, codes)
    table = Table(laws, dates, questions, classes, codes.terms, rules)
    _check_used(table, given[QUESTIONS], given[RULES])
    return table


def _names() -> tuple[str, ...]:
    return LAWS, QUESTIONS, CLASSES, RULES


def _laws(given: Any) -> Iterator[Law]:
    found: list[tuple[Law, Block]] = []
    for code, block in coded(given, "laws", file=LAWS):
        only(block, ("code", "name", "from", "source", "confidence"))
        law = Law(code, words(block, "name"), day(block, "from"), string(block, "source"), _confidence(block))
        found.append((law, block))
    for (before, _block), (after, block) in pairwise(found):
        if before.start >= after.start:
            raise Refusal("ai-act-order", file=LAWS, line=block.line_of("from"), code=after.code)
    yield from (law for law, _block in found)


def _dates(given: Any, laws: tuple[str, ...]) -> Iterator[tuple[str, LegalDate]]:
    for code, block in coded(given, "dates", file=LAWS):
        only(block, ("code", "words", "by_law"))
        readings = tuple(_reading(one, code, laws) for one in blocks(block, "by_law", file=LAWS))
        ranks = [laws.index(one.law) for one in readings]
        if ranks != sorted(set(ranks)):
            raise Refusal("ai-act-order", file=LAWS, line=block.line_of("by_law"), code=code)
        yield code, LegalDate(code, words(block, "words"), readings)


def _reading(block: Block, code: str, laws: tuple[str, ...]) -> Reading:
    only(block, ("law", "on", "otherwise", "status", "source", "confidence"), under=code)
    if "on" not in block:
        raise Refusal("ai-act-lacks", file=block.file, line=block.line, key="on", code=code)
    return Reading(
        law=one_of(block, "law", laws, under=code),
        on=None if block["on"] is None else day(block, "on", under=code),
        otherwise=day(block, "otherwise", under=code) if "otherwise" in block else None,
        status=one_of(block, "status", DATE_STATUSES, under=code),
        source=string(block, "source"),
        confidence=one_of(block, "confidence", CONFIDENCES, under=code),
    )


def _questions(given: Any) -> Iterator[tuple[str, Question]]:
    seen: set[str] = set()
    for group_code, head in coded(given, "groups", file=QUESTIONS):
        only(head, ("code", "name", "questions"))
        group = Group(group_code, words(head, "name"))
        for code, block in coded(head, "questions", file=QUESTIONS):
            if code in seen:
                raise Refusal("ai-act-twice", file=QUESTIONS, line=block.line_of("code"), code=code)
            seen.add(code)
            yield code, _question(block, group)


def _question(block: Block, group: Group) -> Question:
    only(block, ("code", "rule", "article", "words", "help", "answers"))
    answers: tuple[Answer, ...] = YES_NO
    if "answers" in block:
        answers = tuple(Answer(code, words(one, "words")) for code, one in coded(block, "answers", file=QUESTIONS))
    if any(one.code == UNKNOWN for one in answers):
        raise Refusal("ai-act-twice", file=QUESTIONS, line=block.line_of("answers"), code=UNKNOWN)
    said = [string(block, key) for key in ("code", "rule", "article")]
    return Question(said[0], group, said[1], said[2], words(block, "words"), words(block, "help"), answers)


def _classes(given: Any) -> Iterator[tuple[str, RiskClass]]:
    for code, block in coded(given, "classes", file=CLASSES):
        only(block, ("code", "level", "name", "words", "terminal", "when_unknown"))
        level = block.get("level")
        if type(level) is not int or not 0 <= level < LEVELS:
            where = {"file": CLASSES, "line": block.line_of("level"), "code": code, "key": "level"}
            raise Refusal("ai-act-word", value=level, known=", ".join(map(str, range(LEVELS))), **where)
        flags = flag(block, "terminal"), flag(block, "when_unknown")
        yield code, RiskClass(code, level, words(block, "name"), words(block, "words"), *flags)


def _timelines(given: Any, dates: dict[str, LegalDate], codes: Codes) -> Iterator[tuple[str, tuple[Dated, ...]]]:
    """The named ones, and each date alone under its own code."""
    for code, found in dates.items():
        yield code, (Dated(found, Always()),)
    for code, block in coded(given, "timelines", file=RULES):
        only(block, ("code", "dates"))
        if code in dates:
            raise Refusal("ai-act-twice", file=RULES, line=block.line_of("code"), code=code)
        parts = []
        for one in blocks(block, "dates", file=RULES):
            only(one, ("date", "when"), under=code)
            when = read_condition(one.get("when"), one, codes, under=code)
            parts.append(Dated(dates[one_of(one, "date", tuple(dates), under=code)], when))
        yield code, tuple(parts)


def _rule(
    block: Block,
    classes: dict[str, RiskClass],
    dates: dict[str, LegalDate],
    timelines: dict[str, tuple[Dated, ...]],
    codes: Codes,
) -> Rule:
    only(block, RULE_KEYS)
    code = string(block, "code")
    obligations = coded(block, "obligations", file=RULES) if "obligations" in block else ()
    return Rule(
        code=code,
        article=string(block, "article"),
        name=words(block, "name"),
        outcome=one_of(block, "class", tuple(classes)) if "class" in block else "",
        when=read_condition(block.get("when"), block, codes, under=code),
        start=dates[one_of(block, "from", tuple(dates))] if "from" in block else None,
        source=string(block, "source"),
        confidence=_confidence(block),
        obligations=tuple(_obligation(one, timelines, codes) for _code, one in obligations),
    )


def _obligation(block: Block, timelines: dict[str, tuple[Dated, ...]], codes: Codes) -> ObligationRule:
    only(block, OBLIGATION_KEYS)
    when: Condition = Always()
    if "when" in block:
        when = read_condition(block["when"], block, codes, under=code_of(block))
    return ObligationRule(
        code=string(block, "code"),
        article=string(block, "article"),
        actor=one_of(block, "actor", ACTORS),
        words=words(block, "words"),
        when=when,
        timeline=timelines[one_of(block, "from", tuple(timelines))],
        to_confirm=flag(block, "to_confirm"),
    )


def _confidence(block: Block) -> str:
    return one_of(block, "confidence", CONFIDENCES)


def _check_used(table: Table, questions: Any, rules: Any) -> None:
    """Every question is asked for something, each feeds a rule that is there, no obligation code serves twice."""
    read = {
        leaf.question for condition in conditions(table) for leaf in leaves(condition) if isinstance(leaf, Answered)
    }
    for group in questions["groups"]:
        for block in group["questions"]:
            if block["code"] not in read:
                raise Refusal("ai-act-idle", file=QUESTIONS, line=block.line, code=block["code"])
            one_of(block, "rule", tuple(table.rules))
    seen: set[str] = set()
    for rule in rules["rules"]:
        for block in rule.get("obligations") or ():
            if block["code"] in seen:
                raise Refusal("ai-act-twice", file=RULES, line=block.line, code=block["code"])
            seen.add(block["code"])


def conditions(table: Table) -> Iterator[Condition]:
    """All that decide something: of the rules, their obligations and their dates."""
    for rule in table.rules.values():
        yield rule.when
        for one in rule.obligations:
            yield one.when
            yield from (dated.when for dated in one.timeline)
