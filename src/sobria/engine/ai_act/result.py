"""The answer: a class and a vector of obligations."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sobria.engine.ai_act.definitions import Actor, DateStatus
from sobria.engine.duties.definitions import Words

Bearer = Literal["city", "vendor", "unknown"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """One obligation, dated by the law of the day.

    Attributes:
        actor: who owes it in the words of the law; `borne_by`: who that is, the city or its vendor.
        applies_from: the day to plan on, the nearest that may hold; None when the law names an event.
        other_reading: the other day, when `date_status` is "contested".
        to_confirm: to be confirmed by a lawyer more than the rest.
        assumed: kept because an answer is missing.
    """

    code: str
    rule: str
    article: str
    actor: Actor
    borne_by: Bearer
    applies_from: date | None
    other_reading: date | None
    date_status: DateStatus
    law_version: str
    to_confirm: bool
    assumed: bool
    words: Words


@dataclass(frozen=True, slots=True)
class Assessment:
    """What holds on the day.

    Attributes:
        cls: code of the class, by the law applicable on the day.
        unknown: the questions whose answer could change the class, an obligation or the day of a prohibition.
        law: code of the version of the law in force on the day.
        prohibited_from: first day of the prohibition that the answers fall under, even before that day.
        reasons: the rules that hold, in their order, and those whose obligations are assumed.
    """

    cls: str
    obligations: tuple[Obligation, ...]
    unknown: tuple[str, ...]
    law: str
    prohibited_from: date | None
    reasons: tuple[str, ...]
