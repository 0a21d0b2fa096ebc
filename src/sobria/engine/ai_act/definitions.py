"""The AI Act as the catalogue says it: versions, dates, questions, classes, rules (`catalogue/ai_act/`)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sobria.engine.ai_act.conditions import Condition
from sobria.engine.duties.definitions import Words

DateStatus = Literal["settled", "contested"]
DATE_STATUSES: tuple[DateStatus, ...] = ("settled", "contested")
Actor = Literal["provider", "deployer", "city"]
ACTORS: tuple[Actor, ...] = ("provider", "deployer", "city")
CONFIDENCES = ("A", "B", "C")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Law:
    """One version of the regulation, in force from `start` until the next."""

    code: str
    name: Words
    start: date
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as one version of the law gives it.

    Attributes:
        on: None when the law names an event and no day.
        otherwise: the day of the other reading, when the date is contested.
    """

    law: str
    on: date | None
    otherwise: date | None
    status: DateStatus
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class LegalDate:
    code: str
    words: Words
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class Question:
    """`answers`: what may be answered beside "unknown"; a blank is unknown."""

    code: str
    group: Group
    rule: str
    article: str
    words: Words
    help: Words
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class RiskClass:
    """`level`: how much the law asks, 0 to 4; `terminal`: nothing else is asked."""

    code: str
    level: int
    name: Words
    words: Words
    terminal: bool
    when_unknown: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """The date that holds under a condition."""

    date: LegalDate
    when: Condition


@dataclass(frozen=True, slots=True)
class ObligationRule:
    code: str
    article: str
    actor: Actor
    words: Words
    when: Condition
    timeline: tuple[Dated, ...]
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """`outcome`: code of the class it decides, or ""; `start`: the date before which it decides no class."""

    code: str
    article: str
    name: Words
    outcome: str
    when: Condition
    start: LegalDate | None
    source: str
    confidence: str
    obligations: tuple[ObligationRule, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Everything, by permanent code, in the order of the files."""

    laws: tuple[Law, ...]
    dates: dict[str, LegalDate]
    questions: dict[str, Question]
    classes: dict[str, RiskClass]
    terms: dict[str, Condition]
    rules: dict[str, Rule]
