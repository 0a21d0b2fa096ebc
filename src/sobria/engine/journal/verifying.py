"""Verification of an exported journal, by anyone, with nothing but the file (and the public key, had from elsewhere).

The file is read once, line by line: a header, the checkpoints, then the events in order. Memory holds the checkpoints.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sobria.engine.journal import signing
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import FORMAT, GENESIS, RESTORED, read_back
from sobria.engine.journal.restoring import Gap, gap_told
from sobria.engine.messages import Language, Refusal

MAX_LINE = 16 * 1024 * 1024
MAX_FAULTS = 50
CHECKPOINT = {*signing.SIGNED, "signature"}
FIELDS = {"actor", "data", "hash", "kind", "personal", "previous", "recorded_at", "sequence", "subject"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
DECODE = json.JSONDecoder().raw_decode
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which event. `code`: a key of the messages; `line`: of the file, from 1; 0: none."""

    code: str
    line: int
    sequence: int = 0
    kind: str = ""
    subject: str = ""
    detail: str = ""

    def sentence(self, language: Language) -> str:
        return Refusal(
            self.code, line=self.line, sequence=self.sequence, kind=self.kind, subject=self.subject, detail=self.detail
        ).sentence(language)


@dataclass(slots=True)
class Verdict:
    """What was verified.

    Attributes:
        signed_by: id of the key of the last checkpoint that held, empty when there is none.
        gaps: what the journal itself says was lost in a restore.
        is_partial: too many faults to read on; what follows was not looked at.
    """

    events: int = 0
    checkpoints: int = 0
    last_hash: str = GENESIS
    signed_by: str = ""
    key_given: bool = False
    faults: list[Fault] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    is_partial: bool = False

    @property
    def whole(self) -> bool:
        return not self.faults


def verify(
    source: IO[bytes], *, keys: Iterable[Ed25519PublicKey] = (), published: Sequence[dict[str, Any]] = ()
) -> Verdict:
    """Read a journal through. Never raises for what the file holds: each fault is listed, in the order of the file.

    Args:
        source: the exported file.
        keys: the only keys to believe; none: those of the file's own header.
        published: checkpoints had from elsewhere, that the file may lack.
    """
    return _Reader(keys, published).read(source)


class _Reader:
    def __init__(self, keys: Iterable[Ed25519PublicKey], published: Sequence[dict[str, Any]]) -> None:
        self.keys = {signing.key_id(key): key for key in keys}
        self.published = published
        self.verdict = Verdict(key_given=bool(self.keys))
        self.checkpoints: dict[int, list[dict[str, Any]]] = {}
        self.previous = GENESIS  # the hash that the next event must hold; "" once unknown
        self.sequence = 0
        self.moment = ""
        self.missing: dict[int, int] = {}  # sequence → line where it lacked
        self.unlike: list[tuple[int, dict[str, Any], dict[str, Any]]] = []  # line, event, checkpoint that differs

    def read(self, source: IO[bytes]) -> Verdict:
        number = 0
        for number, line in _lines(source):
            if len(self.verdict.faults) >= MAX_FAULTS:
                self.verdict.is_partial = True
                return self.verdict
            if not line.endswith(b"\n"):
                self.fault("journal-cut" if len(line) < MAX_LINE else "journal-long", number)
            self.take(number, line.rstrip(b"\n"))
        if not number:
            self.fault("journal-empty", 1)
        self.end()
        return self.verdict

    def fault(self, code: str, line: int, event: dict[str, Any] | None = None, detail: str = "") -> None:
        event = event or {}
        sequence = event.get("sequence", 0)
        found = Fault(
            code,
            line,
            sequence if isinstance(sequence, int) else 0,
            str(event.get("kind", "")),
            str(event.get("subject", "")),
            detail,
        )
        self.verdict.faults.append(found)

    def take(self, number: int, line: bytes) -> None:
        """One line: an event when it holds a hash, else the header or a checkpoint."""
        document: Any = None
        try:
            text = line.decode("utf-8")
            document = _document(text)
            if number > 1 and isinstance(document, dict) and document.keys() == FIELDS:
                digest = read_back(text, document)
                exact = digest is not None
            else:
                digest, exact = None, isinstance(document, dict) and canonical(document) == text
        except (ValueError, RecursionError, Refusal):
            digest, exact = None, False
        if number == 1:
            self.header(line, document if exact else None)
            for found in self.published:
                self.checkpoint(0, found)
        elif not exact:
            self.unreadable(number, document)
        elif digest is not None:
            self.event(number, document, digest)
        elif document.keys() == {"checkpoint"}:
            self.checkpoint(number, document["checkpoint"])
        else:
            self.unreadable(number, document)

    def unreadable(self, number: int, document: Any) -> None:
        """A line that nobody wrote so. Where an event was expected, it is the next one."""
        known = document if isinstance(document, dict) else {}
        if "checkpoint" in known:
            self.fault("journal-checkpoint-edited", number)
            return
        self.sequence += 1
        self.previous = ""
        self.fault("journal-edited", number, {**known, "sequence": self.sequence})

    def header(self, line: bytes, document: dict[str, Any] | None) -> None:
        if document is None or document.keys() != {"format", "keys"} or document["format"] != FORMAT:
            self.fault("journal-bom" if line.startswith(BOM) else "journal-no-header", 1)
            return
        try:
            keys = [(pem, signing.public_key(str(pem).encode("utf-8"))) for pem in document["keys"]]
        except (TypeError, Refusal):
            self.fault("journal-no-header", 1)
            return
        if any(signing.public_pem(key) != pem for pem, key in keys):
            self.fault("journal-no-header", 1)
        elif not self.verdict.key_given:
            self.keys = {signing.key_id(key): key for _pem, key in keys}

    def checkpoint(self, number: int, found: Any) -> None:
        if not isinstance(found, dict) or found.keys() != CHECKPOINT or type(found["sequence"]) is not int:
            self.fault("journal-checkpoint-edited", number)
            return
        key = self.keys.get(str(found["key"]))
        if key is None:
            self.fault("journal-unknown-key", number, found, detail=str(found["key"]))
        elif not signing.is_signed(found, key):
            self.fault("journal-checkpoint-edited", number, found, detail=str(found["day"]))
        elif not any(found == one for one in self.checkpoints.get(found["sequence"], ())):
            self.verdict.checkpoints += 1
            self.verdict.signed_by = str(found["key"])
            self.checkpoints.setdefault(found["sequence"], []).append(found)

    def event(self, number: int, found: dict[str, Any], digest: str) -> None:
        sequence, moment = found["sequence"], found["recorded_at"]
        if type(sequence) is not int or not isinstance(moment, str) or not MOMENT.fullmatch(moment):
            self.unreadable(number, found)
            return
        self.verdict.events += 1
        is_edited = digest != found["hash"]
        is_next = found["previous"] == self.previous or (sequence <= self.sequence and sequence not in self.missing)
        if is_edited and is_next:  # its number may be what was edited: it is the one expected here
            sequence = found["sequence"] = self.sequence + 1
        if sequence != self.sequence + 1 or self.missing:
            self.place(number, sequence, found)
        if is_edited:
            self.fault("journal-edited", number, found)
        elif self.previous and found["previous"] != self.previous:
            self.fault("journal-broken", number, found)
        if moment < self.moment:
            self.fault("journal-backdated", number, found, detail=moment)
        self.moment = max(self.moment, moment)
        self.sequence = max(self.sequence, sequence)
        self.previous = str(found["hash"]) if sequence == self.sequence else ""
        self.verdict.last_hash = str(found["hash"])
        if found["kind"] == RESTORED and (gap := gap_told(found, self.keys)):
            self.verdict.gaps.append(gap)
        if sequence in self.checkpoints:
            self.against_checkpoints(number, found)

    def place(self, number: int, sequence: int, found: dict[str, Any]) -> None:
        """Whether the event is where its number says: missing ones are told at the end, unless they come later."""
        if sequence in self.missing:
            del self.missing[sequence]
            self.fault("journal-reordered", number, found)
            self.previous = ""
        elif sequence <= self.sequence:
            self.fault("journal-inserted", number, found)
            self.previous = ""
        elif sequence > self.sequence + 1:
            last = min(sequence, self.sequence + 1 + MAX_FAULTS)
            self.missing.update(dict.fromkeys(range(self.sequence + 1, last), number))
            self.previous = ""

    def against_checkpoints(self, number: int, found: dict[str, Any]) -> None:
        for signed in self.checkpoints.pop(found["sequence"]):
            if signed["hash"] == found["hash"]:
                self.moment = max(self.moment, str(signed["recorded_at"]))  # what follows was written later
            else:
                self.unlike.append((number, found, signed))

    def is_told_lost(self, signed: dict[str, Any]) -> bool:
        return any(gap.covers(signed) for gap in self.verdict.gaps)

    def end(self) -> None:
        """What only the end of the file tells: an event may come late, and a restore is told after what it lost."""
        for number, found, signed in self.unlike:
            if not self.is_told_lost(signed):
                self.fault("journal-rewritten", number, found, detail=str(signed["day"]))
        for sequence, line in sorted(self.missing.items()):
            self.fault("journal-removed", line, {"sequence": sequence})
        for sequence, several in sorted(self.checkpoints.items()):
            if sequence > self.sequence and (lost := [one for one in several if not self.is_told_lost(one)]):
                self.fault("journal-truncated", 0, {"sequence": sequence}, detail=str(lost[0]["day"]))
        self.verdict.faults.sort(key=lambda fault: fault.line or math.inf)


def _document(text: str) -> Any:
    """As `json.loads`, less the spaces that a canonical text never has around it."""
    document, end = DECODE(text)
    if end != len(text):
        raise ValueError(end)
    return document


def _lines(source: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their number; of one longer than the limit, only the beginning."""
    number = 0
    while line := source.readline(MAX_LINE):
        number += 1
        rest = line
        while len(rest) == MAX_LINE and not rest.endswith(b"\n"):
            rest = source.readline(MAX_LINE)
        yield number, line
