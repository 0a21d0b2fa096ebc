"""Duties as the catalogue defines them: one file per text in `catalogue/duties/`, checked when it is read."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sobria.engine.duties.rules import Rule

Status = Literal["settled", "contested", "to-confirm"]
STATUSES: tuple[Status, ...] = ("settled", "contested", "to-confirm")
CONFIDENCES = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said in the two languages."""

    fr: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.fr)

    def __call__(self, language: str = "fr") -> str:
        return self.en if language.startswith("en") else self.fr


@dataclass(frozen=True, slots=True)
class Text:
    """The text of law a duty comes from, in short."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class Step:
    """A threshold between two days, both included; `end` None: until the next step."""

    start: date
    end: date | None
    value: float
    words: Words


@dataclass(frozen=True, slots=True)
class Item:
    """Something the duty asks to see; a question, when it belongs to the scope. `yearly`: one for each year."""

    code: str
    words: Words
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """When it is due: a day, a day of each year, a time after an item, or an event that has no day.

    `indicative`: the day is ours, to remind; the law names an event.
    """

    words: Words
    on: date | None = None
    yearly: tuple[int, int] | None = None
    after: str = ""
    months: int = 0
    indicative: bool = False


@dataclass(frozen=True, slots=True)
class Sanction:
    words: Words
    amount_eur: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty, as it stands since `valid_from`.

    Attributes:
        valid_from: first day on which it can be judged; `valid_to`: last day, None when nothing ends it.
        scope: condition on the city; `who`: the same in words.
        rule: what must hold; `words`: the same in words.
        former: the versions of the same code that came before, oldest first.
    """

    code: str
    text: Text
    name: Words
    words: Words
    article: str
    source: str
    url: str
    who: Words
    scope: Rule
    rule: Rule
    valid_from: date
    valid_to: date | None
    status: Status
    confidence: str
    pillar: str
    steps: tuple[Step, ...]
    unit: str
    items: tuple[Item, ...]
    questions: tuple[Item, ...]
    deadlines: tuple[Deadline, ...]
    sanction: Sanction | None
    indicators: tuple[str, ...]
    notes: Words
    place: str
    former: tuple["Duty", ...] = field(default=())

    def at(self, on: date) -> "Duty":
        """The version of that day; before all of them, the first; in a gap, the one that ended last."""
        versions = (*self.former, self)
        begun = [one for one in versions if one.valid_from <= on]
        return begun[-1] if begun else versions[0]

    def step(self, on: date) -> Step | None:
        """The threshold in force on a day."""
        begun = [one for one in self.steps if one.start <= on and (one.end is None or on <= one.end)]
        return begun[-1] if begun else None

    def item(self, code: str) -> Item | None:
        """The evidence or the question called `code`."""
        return next((one for one in (*self.items, *self.questions) if one.code == code), None)
