"""Small journals made by hand, for the tests of their verification."""

from typing import Any

from sobria.engine.journal import signing
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import FORMAT, GENESIS, digest, sealed

KEY = signing.private_key(signing.new_key())
PUBLIC = KEY.public_key()


def event(sequence: int, previous: str, **changes: Any) -> dict[str, Any]:
    written = f"2026-11-24T10:{sequence // 60:02}:{sequence % 60:02}.000000Z"
    return {
        "actor": "officer", "data": {"value": sequence}, "kind": "x.done", "personal": {}, "previous": previous,
        "recorded_at": written, "sequence": sequence, "subject": f"x:{sequence}", **changes,
    }  # fmt: skip


def chain(count: int, **changes: Any) -> list[dict[str, Any]]:
    found, previous = [], GENESIS
    for sequence in range(1, count + 1):
        found.append(event(sequence, previous, **changes))
        previous = digest(found[-1])
    return found


def checkpoint(document: dict[str, Any]) -> dict[str, Any]:
    signed = {
        "day": "2026-11-24", "hash": digest(document), "key": signing.key_id(PUBLIC),
        "recorded_at": document["recorded_at"], "sequence": document["sequence"],
    }  # fmt: skip
    return {**signed, "signature": signing.sign(signed, KEY)}


def exported(events: list[dict[str, Any]], *signed: dict[str, Any]) -> list[str]:
    head = canonical({"format": FORMAT, "keys": [signing.public_pem(PUBLIC)] if signed else []})
    return [head, *(canonical({"checkpoint": one}) for one in signed), *(sealed(one) for one in events)]


def as_bytes(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def public_pem() -> str:
    return signing.public_pem(PUBLIC)


EVENTS = chain(6)
LINES = exported(EVENTS)
SIGNED = exported(EVENTS, checkpoint(EVENTS[3]))
