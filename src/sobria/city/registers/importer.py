"""What a register gives so that files can be imported into it: how to read, and how to know a row again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one column of the file: mapped, raw (kept as is), or dropped and `why` (a message code)."""

    column: str
    fate: str
    field: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One refusal: a sentence is made from `code` at display, in the reader's language."""

    file: str
    line: int
    column: str | None
    value: str | None
    code: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """The head of a file, read before anything is written.

    Attributes:
        format: recognised format, or None when a person must say which column is what.
        why: why this format (message code) and its parameters.
        decisions: encoding, delimiter, date order…: message codes with their parameters.
        rows: first accepted lines, in the order of `fields`.
    """

    format: str | None
    why: tuple[str, dict[str, Any]] | None
    headers: tuple[str, ...]
    fates: tuple[Fate, ...]
    decisions: tuple[tuple[str, dict[str, Any]], ...]
    fields: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    faults: tuple[Fault, ...]


class Line(NamedTuple):
    """One accepted line. `values` follow `Read.fields`; `identity` is what makes it the same thing next time."""

    number: int
    identity: str
    digest: str
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A file being read: `lines` is consumed once; `faults` once, after the lines.

    Attributes:
        fields: model attributes of the values, which are as the database takes them: dates are ISO texts, JSON is text.
        given: those an update sets: the others keep what the register holds.
        said: those the file itself speaks of: where they agree with a row corrected by hand, the two are at peace.
        read: lines of the file, accepted or not.
        unmatched: accepted lines whose category the catalogue does not know.
    """

    format: str
    fields: tuple[str, ...]
    given: frozenset[str]
    said: frozenset[str]
    fates: tuple[Fate, ...]
    lines: Iterable[Line]
    faults: Iterator[Fault]
    total: int
    read: int
    unmatched: int


@dataclass(frozen=True, slots=True)
class Originals:
    """Records as the city wrote them: (line, cells under `headers`); consumed once."""

    headers: tuple[str, ...]
    records: Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Target:
    """A field a person may map a column to."""

    name: str
    label: Any


@dataclass(frozen=True, slots=True)
class Importer:
    """The reading side of a register. Its functions raise `sobria.engine.messages.Refusal` for an unusable file."""

    look: Callable[..., Look]
    read: Callable[..., AbstractContextManager[Read]]
    original: Callable[..., AbstractContextManager[Originals]]
    targets: tuple[Target, ...]
    extensions: tuple[str, ...]

    def accepts(self, name: str) -> bool:
        return Path(name).suffix.lower() in self.extensions
