"""A restore from a backup loses what was written since; the journal says so, with the checkpoint that proves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sobria.engine.journal import signing


@dataclass(frozen=True, slots=True)
class Gap:
    """Events lost: `first` to `last` by their number, the last one signed on `day`; `event` says it."""

    event: int
    first: int
    last: int
    day: str
    signed_at: str

    def covers(self, checkpoint: dict[str, Any]) -> bool:
        """Whether a checkpoint signed one of the events lost. One signed later, on the same number, is not excused."""
        return self.first <= checkpoint["sequence"] <= self.last and str(checkpoint["recorded_at"]) <= self.signed_at


def gap_told(event: dict[str, Any], keys: Mapping[str, Ed25519PublicKey]) -> Gap | None:
    """What a restore event says was lost; None when no key of the city proves it, or when it makes no sense."""
    data = event["data"] if isinstance(event["data"], dict) else {}
    signed, first = data.get("checkpoint"), data.get("first")
    if not isinstance(signed, dict) or type(signed.get("sequence")) is not int or type(first) is not int:
        return None
    key = keys.get(str(signed.get("key")))
    if key is None or not signing.is_signed(signed, key) or not first <= min(signed["sequence"], event["sequence"]):
        return None
    return Gap(event["sequence"], first, signed["sequence"], str(signed["day"]), str(signed["recorded_at"]))
