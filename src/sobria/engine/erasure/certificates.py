"""What a reading of certificates gives: lines that can be used, faults that are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sobria.engine.messages import Language, say

Place = Literal["line", "page"]


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure of one drive, as its tool says it.

    Attributes:
        drive_serial, device_serial: as written; the second "" when the tool does not say it.
        outcome: erased, warning or failed.
        method: clear, purge or destroy (NIST SP 800-88); "" when nothing tells it.
        standard: scheme used, in the words of the tool.
        caution: what the tool warns of, in its words.
        finished_at: naive when the tool names no zone: it is then the time of the place.
        number, place: where in the file.
        sha256: of the document itself, for one drawn from an archive too.
    """

    file: str
    number: int
    drive_serial: str
    outcome: str
    finished_at: datetime
    device_serial: str = ""
    method: str = ""
    standard: str = ""
    tool: str = ""
    caution: str = ""
    place: Place = "line"
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What was not taken. `number` 0: the file as a whole. `code`: a key of the messages, told with `detail`."""

    file: str
    number: int
    column: str
    value: str
    code: str
    detail: Mapping[str, object] = field(default_factory=dict)
    place: Place = "line"
    drive_serial: str = ""

    def sentence(self, language: Language = "fr") -> str:
        return say(self.code, language, **{"column": self.column, "value": self.value, **self.detail})


@dataclass(frozen=True, slots=True)
class Pair:
    """A drive declared in a device, without any certificate."""

    file: str
    number: int
    device_serial: str
    drive_serial: str


Said = Line | Pair | Fault


@dataclass(frozen=True, slots=True)
class Reading:
    """`repeated`: certificates said twice alike; `local`: those that name no zone."""

    lines: tuple[Line, ...] = ()
    faults: tuple[Fault, ...] = ()
    pairs: tuple[Pair, ...] = ()
    repeated: int = 0
    local: int = 0
