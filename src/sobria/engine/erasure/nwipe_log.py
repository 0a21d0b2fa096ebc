"""The log of nwipe: its last table says how each drive ended, the lines above say the rest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sobria.engine.erasure.certificates import Fault, Line
from sobria.engine.erasure.judging import Document, Said, judge

TOOL = "nwipe"
TABLE = "* Drive Status *"
_ROW = re.compile(r"^\s*!?\s*(?P<device>\w+)\s*\|(?P<state>[^|]*)\|[^|]*\|[^|]*\|\s*(?P<model>.*)$")
_STAMP = re.compile(r"^\[(?P<moment>\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2})\]\s*(?P<rest>.*)$")
_VERSION = re.compile(r"\bnwipe (\d[\w.]*)")
_DEVICE = re.compile(r"/dev/(\w+)")
_FOUND = re.compile(r"Found /dev/(\w+).*S/N=\s*(\S.*)?$")
_METHOD = re.compile(r"Invoking method '([^']*)' on (?:device )?'?/dev/(\w+)")
_HIDDEN = re.compile(r"(no hidden (?:sectors|area)|hidden (?:sectors|area)[^/]*)", re.IGNORECASE)
_SYSTEM = re.compile(r"system-serial-number = (.+)")
_FIELD = "Model/Serial Number"


@dataclass(slots=True)
class _Run:
    """What the log has said so far."""

    tool: str = TOOL
    system: str = ""
    serials: dict[str, str] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    last: str = ""


def looks_like(text: str) -> bool:
    return TABLE in text and "|" in text


def certificates(text: str, document: Document) -> Iterator[Line | Fault]:
    """Every drive of every run of the log, in the order of its tables."""
    run, in_table = _Run(), False
    waiting: list[Said] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stamped = _STAMP.match(line)
        if TABLE in line:
            in_table = True
        elif stamped:
            run.last = stamped.group("moment")
            if waiting:
                yield from _ended(waiting, run, document)
                waiting, run, in_table = [], _Run(last=run.last), False
            _listen(run, stamped.group("rest"))
        elif in_table and (row := _ROW.match(line)) and row.group("device") != "Device":
            waiting.append(_said(run, row, number))
    yield from _ended(waiting, run, document)


def _listen(run: _Run, said: str) -> None:
    if version := _VERSION.search(said):
        run.tool = f"{TOOL} {version.group(1)}"
    if system := _SYSTEM.search(said):
        run.system = system.group(1)
    if found := _FOUND.search(said):
        run.serials[found.group(1)] = (found.group(2) or "").strip()
    if method := _METHOD.search(said):
        run.methods[method.group(2)] = method.group(1)
    device = _DEVICE.search(said)
    if device:
        run.ended[device.group(1)] = run.last
        if hidden := _HIDDEN.search(said):
            run.hidden[device.group(1)] = hidden.group(1).removesuffix(" on ").strip()


def _said(run: _Run, row: re.Match[str], number: int) -> Said:
    device = row.group("device")
    written = row.group("model").rsplit("/", 1)
    hidden = "Not applicable" if device.startswith("nvme") else run.hidden.get(device, "")
    return Said(
        number=number,
        drive=run.serials.get(device) or (written[1] if len(written) > 1 else ""),
        device=run.system,
        state=row.group("state").strip(),
        finished=run.ended.get(device, ""),
        standard=run.methods.get(device, ""),
        tool=run.tool,
        hidden=hidden,
        columns={"serial": _FIELD, "state": "Status", "finished": "[…]"},
    )


def _ended(waiting: Sequence[Said], run: _Run, document: Document) -> Iterator[Line | Fault]:
    """The moment of a drive is that of the last line about it; of the end of the run where no line is."""
    for said in waiting:
        said.finished = said.finished or run.last
        yield judge(said, document)
