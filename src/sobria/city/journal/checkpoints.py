"""Each day the end of the chain is signed and published, and the whole chain read again."""

import os
from contextlib import suppress
from datetime import timedelta
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sobria.city.journal import exporting
from sobria.city.journal.models import Check, Checkpoint, Event
from sobria.city.journal.services import locked_head, record, written
from sobria.engine.journal import signing
from sobria.engine.journal.verifying import verify
from sobria.engine.messages import Refusal

KEPT = timedelta(days=366)


def signing_key() -> Ed25519PrivateKey:
    """The city's private key: the one of the environment, else one made once in the data folder."""
    if settings.SOBRIA_JOURNAL_KEY:
        return signing.private_key(settings.SOBRIA_JOURNAL_KEY.encode("ascii"))
    path = Path(settings.DATA_DIR) / "journal-key.pem"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(signing.new_key())
        with suppress(FileExistsError):
            os.link(draft, path)  # another process was first: its key stands
        draft.unlink()
    return signing.private_key(path.read_bytes())


@transaction.atomic
def sign_today() -> Checkpoint | None:
    """Sign the end of the chain, once a day. None when it is done already, or when nothing was ever written."""
    head = locked_head()
    today = timezone.localdate()
    if not head.sequence or Checkpoint.objects.filter(day=today).exists():
        return None
    key = signing_key()
    public = key.public_key()
    document = {
        "day": today.isoformat(),
        "hash": head.hash,
        "key": signing.key_id(public),
        "recorded_at": written(max(timezone.now(), head.recorded_at or timezone.now())),
        "sequence": head.sequence,
    }
    return Checkpoint.objects.create(
        **{**document, "day": today}, signature=signing.sign(document, key), public_key=signing.public_pem(public)
    )


def check_itself() -> Check:
    """Read the whole journal as anyone would, and keep what was found. Linear in events, bounded in memory."""
    verdict = verify(BufferedReader(_Lines()))
    faults = [{"fr": fault.sentence("fr"), "en": fault.sentence("en")} for fault in verdict.faults]
    return Check.objects.create(events=verdict.events, faults=faults)


def nightly() -> None:
    """Named in the setting PURGES, run each day by the worker: check, then sign what stands."""
    if check_itself().faults == []:
        sign_today()
    Check.objects.filter(checked_at__lt=timezone.now() - KEPT).delete()


@transaction.atomic
def resume(checkpoint: dict[str, Any]) -> dict[str, Any]:
    """After a restore: write in the journal that what a published checkpoint signed is lost.

    Raises Refusal when the checkpoint is not signed by this city's key, or when nothing is missing.
    """
    if not signing.is_signed(checkpoint, signing_key().public_key()):
        raise Refusal("journal-checkpoint-edited", line=1, detail=str(checkpoint.get("day")))
    head = locked_head()
    sequence, day = int(checkpoint["sequence"]), str(checkpoint["day"])
    if Event.objects.filter(sequence=sequence, hash=checkpoint["hash"]).exists():
        raise Refusal("journal-not-behind", sequence=sequence)
    found = {"first": head.sequence + 1, "last": sequence, "day": day, "hash": str(checkpoint["hash"])}
    record("journal.restored", by=None, subject="journal", data=found)
    return found


class _Lines(RawIOBase):
    """The export as a binary stream, made as it is read."""

    def __init__(self) -> None:
        self._lines = exporting.lines()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            line = next(self._lines, None)
            if line is None:
                return 0
            self._rest = line.encode("utf-8")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
