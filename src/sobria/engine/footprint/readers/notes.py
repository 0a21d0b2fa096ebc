"""What a reading tells about itself: sentences by code, so that they can be said in either language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sobria.engine.messages import Language, say

Fate = Literal["mapped", "kept", "dropped"]


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence: a code of `catalogue/vocabularies/messages/reading.csv` and what fills its places."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: Language = "fr") -> str:
        return say(self.code, language, **self.params)


@dataclass(frozen=True, slots=True)
class ColumnFate:
    """What became of a column: mapped to `field`, kept raw because unknown, or dropped because it names people."""

    file: str
    header: str
    fate: Fate
    field: str | None = None


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file (or sheet) read.

    Attributes:
        kind: `equipment`, `data_centre`, `virtual_machine`, `application`, `operation`, `messaging`, `entity`, `line`.
        target: table it filled, or `none`.
        read: records found; read = accepted + rejected.
    """

    file: str
    format: str
    kind: str
    target: str
    read: int
    accepted: int
    rejected: int
    why: Note
    columns: tuple[ColumnFate, ...]
    decisions: tuple[Note, ...]
