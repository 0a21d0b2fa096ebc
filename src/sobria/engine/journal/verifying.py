"""Verification of an exported journal, by anyone, with nothing but the file (and the public key, had from elsewhere).

The file is read once, line by line: a header, the checkpoints, then the events in order. Memory holds the checkpoints.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sobria.engine.journal import signing
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import FORMAT, GENESIS, digest
from sobria.engine.messages import Language, Refusal

MAX_LINE = 16 * 1024 * 1024
MAX_FAULTS = 50
CHECKPOINT = {*signing.SIGNED, "signature"}
FIELDS = {"actor", "data", "hash", "kind", "personal", "previous", "recorded_at", "sequence", "subject"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which event. `code`: a key of the messages; `line`: of the file, from 1."""

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
    """What was verified. `signed_by`: id of the key that signs every checkpoint, empty when there is none."""

    events: int = 0
    checkpoints: int = 0
    last_hash: str = GENESIS
    signed_by: str = ""
    key_given: bool = False
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def verify(source: IO[bytes], *, key: Ed25519PublicKey | None = None) -> Verdict:
    """Read a journal through. Never raises for what the file holds: each fault is listed, in the order of the file."""
    return _Reader(key).read(source)


class _Reader:
    def __init__(self, key: Ed25519PublicKey | None) -> None:
        self.key = key
        self.verdict = Verdict(key_given=key is not None)
        self.keys: dict[str, Ed25519PublicKey] = {} if key is None else {signing.key_id(key): key}
        self.checkpoints: dict[int, dict[str, Any]] = {}
        self.previous = GENESIS  # the hash that the next event must hold; "" once unknown
        self.sequence = 0
        self.moment = ""
        self.missing: dict[int, int] = {}  # sequence → line where it lacked

    def read(self, source: IO[bytes]) -> Verdict:
        empty = True
        for number, line in _lines(source):
            empty = False
            if len(self.verdict.faults) >= MAX_FAULTS:
                break
            if not line.endswith(b"\n"):
                self.fault("journal-cut" if len(line) < MAX_LINE else "journal-long", number)
            self.take(number, line.rstrip(b"\n"))
        if empty:
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
        try:
            text = line.decode("utf-8")
            document = json.loads(text)
            exact = isinstance(document, dict) and canonical(document) == text
        except (ValueError, RecursionError, Refusal):
            self.unreadable(number)
            return
        if not exact:
            self.unreadable(number, document if isinstance(document, dict) else None)
        elif number == 1:
            self.header(document)
        elif document.keys() == {"checkpoint"}:
            self.checkpoint(number, document["checkpoint"])
        else:
            self.event(number, document)

    def unreadable(self, number: int, document: dict[str, Any] | None = None) -> None:
        """A line that nobody wrote so. Where an event was expected, it is the next one."""
        if number == 1:
            self.fault("journal-no-header", number)
        elif document and "checkpoint" in document:
            self.fault("journal-checkpoint-edited", number)
        else:
            self.fault("journal-edited", number, {**(document or {}), "sequence": self.sequence + 1})
            self.sequence += 1
            self.previous = ""

    def header(self, document: dict[str, Any]) -> None:
        keys = document.get("keys")
        if document.keys() != {"format", "keys"} or document["format"] != FORMAT or not isinstance(keys, list):
            self.fault("journal-no-header", 1)
            return
        for pem in keys:
            try:
                key = signing.public_key(str(pem).encode("utf-8"))
            except Refusal:
                self.fault("journal-no-header", 1)
                continue
            if signing.public_pem(key) != pem:
                self.fault("journal-no-header", 1)
            elif self.key is None:
                self.keys[signing.key_id(key)] = key

    def checkpoint(self, number: int, found: Any) -> None:
        if not isinstance(found, dict) or found.keys() != CHECKPOINT or not isinstance(found["sequence"], int):
            self.fault("journal-checkpoint-edited", number)
            return
        key = self.keys.get(str(found.get("key")))
        if key is None:
            self.fault("journal-unknown-key", number, found, detail=str(found.get("key")))
        elif not signing.is_signed(found, key):
            self.fault("journal-checkpoint-edited", number, found, detail=str(found.get("day")))
        else:
            self.verdict.checkpoints += 1
            self.verdict.signed_by = str(found["key"])
            self.checkpoints[found["sequence"]] = found

    def event(self, number: int, found: dict[str, Any]) -> None:
        sequence = found.get("sequence")
        if found.keys() != FIELDS or not isinstance(sequence, int) or isinstance(sequence, bool):
            self.unreadable(number, found)
            return
        self.verdict.events += 1
        self.place(number, sequence, found)
        claimed = found.pop("hash")
        if digest(found) != claimed:
            self.fault("journal-edited", number, found)
        elif self.previous and found["previous"] != self.previous:
            self.fault("journal-broken", number, found)
        moment = str(found["recorded_at"])
        if moment < self.moment:
            self.fault("journal-backdated", number, found, detail=moment)
        self.moment = max(self.moment, moment)
        self.sequence = max(self.sequence, sequence)
        self.previous = claimed if sequence == self.sequence else ""
        self.verdict.last_hash = claimed
        self.against_checkpoint(number, found, claimed)

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

    def against_checkpoint(self, number: int, found: dict[str, Any], claimed: str) -> None:
        signed = self.checkpoints.pop(found["sequence"], None)
        if signed is None:
            return
        if signed["hash"] != claimed:
            self.fault("journal-rewritten", number, found, detail=str(signed["day"]))
        self.moment = max(self.moment, str(signed["recorded_at"]))  # what follows was written after the signature

    def end(self) -> None:
        for sequence, line in sorted(self.missing.items()):
            self.fault("journal-removed", line, {"sequence": sequence})
        for sequence, signed in sorted(self.checkpoints.items()):
            if sequence > self.sequence:
                self.fault("journal-truncated", 0, {"sequence": sequence}, detail=str(signed["day"]))


def _lines(source: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their number; one longer than the limit comes in pieces, each refused."""
    number = 0
    while line := source.readline(MAX_LINE):
        number += 1
        yield number, line
