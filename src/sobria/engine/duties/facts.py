"""What is known of the city on a day, as the rules read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sobria.engine.indicators.value import Value


class KnownInput(Protocol):
    """A fact about the city over a period; `value` None: unknown."""

    @property
    def value(self) -> float | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...
    @property
    def source(self) -> str: ...
    @property
    def evidence(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Statement:
    """What someone says of an item: done or not, yes or no.

    Attributes:
        on: the day it was done, or found not to be.
        year: the year it is about, for what is due each year.
        until: the last day it is good for, when the document says one.
    """

    done: bool
    on: date
    year: int | None = None
    until: date | None = None
    reference: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known on the day.

    Attributes:
        statements: by (duty, item), the ones that stand on the day, the latest last.
        counts: rows of registers, by code of `counts.yaml`; an absent code is unknown.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    inputs: Mapping[str, KnownInput] = field(default_factory=dict)
    statements: Mapping[tuple[str, str], Sequence[Statement]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
