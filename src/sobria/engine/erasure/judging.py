"""The words of one erasure judged: a certificate, or the reason why it is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sobria.engine.erasure.certificates import Fault, Line, Place
from sobria.engine.erasure.moments import from_cell
from sobria.engine.erasure.serials import LONGEST, names_something
from sobria.engine.erasure.words import (
    ERASED,
    NO_ERASURE,
    WARNING,
    hidden_outcome,
    known_states,
    limits,
    method_of,
    state_outcome,
    worst,
)

SHOWN = 120
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Document:
    """Where words come from. `tool`: whose vocabulary they use (nwipe, blancco, plain)."""

    file: str
    sha256: str
    tool: str
    place: Place = "line"

    def fault(self, number: int, code: str, *, column: str = "", value: object = "", **detail: object) -> Fault:
        shown = str(value).replace("\x00", "")[:SHOWN]
        return Fault(self.file, number, column, shown, code, detail, self.place)


@dataclass(slots=True)
class Said:
    """The words of one erasure.

    Attributes:
        hidden: what is said of areas the drive hides; None where this tool has nothing to say of them.
        cautions: warnings of the tool, each of which takes "erased" away.
        notes: remarks that take nothing away.
        columns: what each field is called in the file.
    """

    number: int
    drive: str = ""
    device: str = ""
    state: str = ""
    finished: object = ""
    standard: str = ""
    method: str = ""
    tool: str = ""
    hidden: str | None = None
    cautions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)

    def column(self, name: str) -> str:
        return self.columns.get(name, name)


def judge(said: Said, document: Document) -> Line | Fault:
    drive = " ".join(said.drive.split())
    if not names_something(drive):
        return document.fault(said.number, "erasure-serial-missing", column=said.column("serial"), value=drive)
    if len(drive) > LONGEST:
        column, most = said.column("serial"), LONGEST
        return document.fault(said.number, "erasure-serial-long", column=column, value=drive, limit=most)
    outcome = state_outcome(document.tool, said.state)
    if outcome is None:
        known = ", ".join(known_states(document.tool))
        column = said.column("state")
        return document.fault(said.number, "erasure-word-unknown", column=column, value=said.state, known=known)
    finished = from_cell(said.finished) if said.finished else None
    if finished is None or finished.year < limits()["first_year"]:
        column = said.column("finished")
        return document.fault(said.number, "erasure-moment-unread", column=column, value=said.finished)
    return _line(said, document, drive, outcome, finished)


def _line(said: Said, document: Document, drive: str, outcome: str, finished: datetime) -> Line:
    cautions = [*said.cautions]
    if said.hidden is not None and hidden_outcome(document.tool, said.hidden) != ERASED:
        cautions.append(said.hidden.strip() or "HPA/DCO ?")
    method = said.method or method_of(said.standard)
    if method == NO_ERASURE:
        method = ""
        cautions.append(said.standard)
    device = " ".join(said.device.split())
    return Line(
        file=document.file,
        number=said.number,
        drive_serial=drive,
        outcome=worst(outcome, WARNING) if cautions else outcome,
        finished_at=finished,
        device_serial=device if names_something(device) else "",
        method=method,
        standard=" ".join(said.standard.split())[:NAME_LENGTH],
        tool=" ".join(said.tool.split())[:NAME_LENGTH],
        caution=_joined([*cautions, *said.notes]),
        place=document.place,
        sha256=document.sha256,
    )


def _joined(texts: Sequence[str]) -> str:
    kept = dict.fromkeys(" ".join(one.replace("\x00", "").split()) for one in texts)
    return " · ".join(one for one in kept if one)[: limits()["caution"]]
