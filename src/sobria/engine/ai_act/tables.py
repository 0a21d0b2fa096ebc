"""What pages and the command show beside an assessment: questions, classes, rules, and what grounds a reason."""

from collections.abc import Mapping

from sobria.engine.ai_act.definitions import UNKNOWN, Question, RiskClass, Rule
from sobria.engine.ai_act.reading import load_table
from sobria.engine.duties.definitions import Words


def questions() -> tuple[Question, ...]:
    """In the order in which they are asked."""
    return tuple(load_table().questions.values())


def classes() -> dict[str, RiskClass]:
    """By code, with their words in both languages."""
    return dict(load_table().classes)


def rules() -> dict[str, Rule]:
    return dict(load_table().rules)


def law_name(code: str) -> Words:
    return next(law.name for law in load_table().laws if law.code == code)


def blank() -> dict[str, str]:
    """A questionnaire nobody has filled."""
    return dict.fromkeys(load_table().questions, UNKNOWN)


def grounds(rule: str, facts: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions that feed a rule and were answered otherwise than by no or unknown."""
    silent = {"", "no", "none", UNKNOWN}
    return tuple(one for one in questions() if one.rule == rule and (facts.get(one.code) or "") not in silent)
