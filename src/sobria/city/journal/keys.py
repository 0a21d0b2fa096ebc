"""The city's keys: the one that signs today, and those that signed before it."""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from sobria.city.journal.models import Checkpoint
from sobria.engine.journal import signing


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


def public_keys() -> dict[str, Ed25519PublicKey]:
    """By id: the keys of the checkpoints kept, and the one that signs today. One query."""
    kept = Checkpoint.objects.order_by().values_list("public_key", flat=True).distinct()
    keys = [signing.public_key(pem.encode("ascii")) for pem in kept] + [signing_key().public_key()]
    return {signing.key_id(key): key for key in keys}
