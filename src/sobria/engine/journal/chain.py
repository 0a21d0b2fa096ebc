"""Events that hold one another: each carries the digest of the one before it.

An event is a document {actor, data, kind, personal, previous, recorded_at, sequence, subject}; its hash is the SHA-256
of its canonical text. `personal` holds commitments, never values: SHA-256(salt ‖ value), with the salt and the value
kept apart, so that erasing both leaves the chain whole and the value unguessable.
"""

import hashlib
import secrets
from typing import Any

from sobria.engine.journal.canonical import canonical

GENESIS = "0" * 64
FORMAT = "sobria-journal/1"
SALT_BYTES = 32


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of an event without its own hash, in hexadecimal."""
    return hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()


def sealed(document: dict[str, Any]) -> str:
    """The line of an event in an export: its document and its hash, in canonical text, without the end of line."""
    return canonical({**document, "hash": digest(document)})


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def commitment(salt: str, value: str) -> str:
    """What may be published of a personal value. `salt`: hexadecimal, of `new_salt`."""
    return hashlib.sha256(bytes.fromhex(salt) + value.encode("utf-8")).hexdigest()
