"""Erasure reports in XML, as Blancco writes them: elements are named by their tag or by their `name`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from sobria.engine.erasure.certificates import Fault, Line
from sobria.engine.erasure.judging import Document, Said, judge
from sobria.engine.erasure.words import ERASED, hidden_outcome, limits

TOOL = "blancco"
GENERIC = frozenset({"entries", "entry"})
COUNTS = ("failed_sectors", "total_errors", "read_errors", "write_errors")
ENDS = ("end_time", "timestamp")


@dataclass(slots=True)
class _Report:
    product: str = ""
    version: str = ""
    system: str = ""
    disks: dict[str, str] = field(default_factory=dict)
    disk: dict[str, str] = field(default_factory=dict)
    erasures: list[dict[str, Any]] = field(default_factory=list)


class _Refused(Exception):  # noqa: N818 - an answer about a file, not a fault of the program
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Reader:
    """Walks through the elements as they come: nothing of the tree is kept but what an erasure says."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.path: list[str] = []
        self.text: list[str] = []
        self.report = _Report()
        self.reports: list[_Report] = []

    def read(self, content: bytes) -> list[_Report]:
        self.parser.Parse(content, True)
        self._close()
        return self.reports

    def _doctype(self, *_declared: Any) -> None:
        raise _Refused("erasure-xml-doctype")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = attributes.get("name", tag) if tag in GENERIC else tag
        if len(self.path) >= limits()["depth"]:
            raise _Refused("erasure-xml-deep")
        if name == "report":
            self._close()
        if name == "erasure":
            self.report.erasures.append({"line": self.parser.CurrentLineNumber, "messages": []})
            if sum(len(one.erasures) for one in (*self.reports, self.report)) > limits()["rows"]:
                raise _Refused("erasure-xml-deep")
        if name == "disk":
            self.report.disk = {}
        self.path.append(name)
        self.text = []

    def _text(self, text: str) -> None:
        self.text.append(text)

    def _end(self, _tag: str) -> None:
        name, value = self.path.pop(), "".join(self.text).strip()
        self.text = []
        above = self.path[-1] if self.path else ""
        if "erasure" in self.path:
            self._of_erasure(self.report.erasures[-1], above, name, value)
        elif name == "disk":
            self.report.disks[self.report.disk.get("id", str(len(self.report.disks)))] = self.report.disk.get(
                "serial", ""
            )
        elif above == "disk":
            self.report.disk[name] = value
        elif above == "system" and name == "serial":
            self.report.system = self.report.system or value
        elif name == "product_name":
            self.report.product = self.report.product or value
        elif name == "product_version":
            self.report.version = self.report.version or value

    def _of_erasure(self, erasure: dict[str, Any], above: str, name: str, value: str) -> None:
        if not value:
            return
        if name == "message":
            erasure["messages"].append(value)
        elif above == "target":
            erasure.setdefault(f"target.{name}", value)
        elif above == "erasure":
            erasure.setdefault(name, value)

    def _close(self) -> None:
        if self.report.erasures:
            self.reports.append(self.report)
        self.report = _Report()


def certificates(content: bytes, document: Document) -> Iterator[Line | Fault]:
    reader = _Reader()
    try:
        reports = reader.read(content)
    except _Refused as refused:
        yield document.fault(reader.parser.CurrentLineNumber, refused.code)
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "offset", 0)
        why = expat.ErrorString(getattr(error, "code", 0)) or type(error).__name__
        yield document.fault(line, "erasure-xml-broken", line=line, place=column + 1, why=why)
        return
    if not reports:
        yield document.fault(0, "erasure-xml-unknown")
    for report in reports:
        for erasure in report.erasures:
            yield judge(_said(erasure, report), document)


def _said(erasure: dict[str, Any], report: _Report) -> Said:
    messages = erasure["messages"]
    cautions = [one for one in messages if hidden_outcome(TOOL, one) != ERASED]
    cautions += [f"{name}: {erasure[name]}" for name in COUNTS if erasure.get(name, "0") not in {"", "0"}]
    end = next((name for name in ENDS if erasure.get(name)), ENDS[0])
    return Said(
        number=erasure["line"],
        drive=_serial(erasure, report),
        device=report.system,
        state=erasure.get("state", ""),
        finished=erasure.get(end, ""),
        standard=erasure.get("erasure_standard_name", ""),
        tool=f"{report.product or 'Blancco'} {report.version}".strip(),
        cautions=cautions,
        notes=[one for one in messages if one not in cautions],
        columns={"serial": "target/serial", "state": "state", "finished": end},
    )


def _serial(erasure: dict[str, Any], report: _Report) -> str:
    """The serial of the target; by its number among the disks; of the only disk where one erasure speaks of one."""
    named = erasure.get("target.serial") or report.disks.get(erasure.get("target.target_id", ""), "")
    if not named and len(report.disks) == len(report.erasures) == 1:
        return next(iter(report.disks.values()))
    return str(named)
