"""Events that hold one another: each carries the digest of the one before it.

An event is a document {actor, data, kind, personal, previous, recorded_at, sequence, subject}; its hash is the SHA-256
of its canonical text. `personal` holds commitments, never values: SHA-256(salt ‖ value), with the salt and the value
kept apart, so that erasing both leaves the chain whole and the value unguessable.
"""

import hashlib
import re
import secrets
from typing import Any

from sobria.engine.journal.canonical import as_written, canonical

GENESIS = "0" * 64
FORMAT = "sobria-journal/1"
RESTORED = "journal.restored"
SALT_BYTES = 32
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of an event without its own hash, in hexadecimal."""
    return hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()


def sealed(document: dict[str, Any]) -> str:
    """The line of an event in an export: its document and its hash, in canonical text, without the end of line."""
    return canonical({**document, "hash": digest(document)})


def read_back(line: str, document: dict[str, Any]) -> str | None:
    """The digest of a line of an export, or None when the line is not the canonical text of `document`, read from it.

    An event is written once only: what is hashed is its text without its "hash", cut out where it stands.
    """
    hashed = document["hash"]
    if not isinstance(hashed, str) or not HASH.fullmatch(hashed):
        return _read_back_apart(line, document)
    if line != as_written(document):
        return None
    entry = f'"hash":"{hashed}",'
    if line.count(entry) != 1:  # data that quotes a hash
        return _read_back_apart(line, document)
    return hashlib.sha256(line.replace(entry, "", 1).encode()).hexdigest()


def _read_back_apart(line: str, document: dict[str, Any]) -> str | None:
    """The same, slower: "hash" stands between what sorts before it and what sorts after it."""
    before = as_written({name: value for name, value in document.items() if name < "hash"})
    after = as_written({name: value for name, value in document.items() if name > "hash"})
    if line != f'{before[:-1]},"hash":{as_written(document["hash"])},{after[1:]}':
        return None
    return hashlib.sha256(f"{before[:-1]},{after[1:]}".encode()).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def commitment(salt: str, value: str) -> str:
    """What may be published of a personal value. `salt`: hexadecimal, of `new_salt`."""
    return hashlib.sha256(bytes.fromhex(salt) + value.encode("utf-8")).hexdigest()
