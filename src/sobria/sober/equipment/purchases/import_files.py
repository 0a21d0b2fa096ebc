"""A file of order lines, kept from the look at it to the confirmation, then forgotten.

`DATA_DIR/purchase-imports/<token>/<number of who gave it>/<name>`: for who gave it only.
"""

import shutil
import uuid
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from sobria.city.people.models import User
from sobria.city.registers.imports import storage
from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal
from sobria.engine.purchases.order_files import LARGEST, Reading, read_orders

KEPT = timedelta(days=1)


def keep(name: str, size: int, chunks: Iterable[bytes], *, by: User) -> uuid.UUID:
    """Store what was given. Raises Refusal when it is empty or too big; nothing is left then."""
    if size > LARGEST:
        raise Refusal("purchase-file-too-big", file=name, limit=LARGEST // 1_000_000)
    token = uuid.uuid4()
    storage.store_in(folder(token) / str(by.pk), name=name, chunks=chunks)
    return token


def kept(token: uuid.UUID, *, by: User) -> Path:
    """Raises Refusal once it is forgotten, and for who did not give it, in the same words."""
    place = folder(token) / str(by.pk)
    found = next((one for one in sorted(place.glob("*")) if one.is_file()), None)
    if found is None:
        raise Refusal("purchase-file-forgotten")
    return found


def reading_of(token: uuid.UUID, *, by: User) -> Reading:
    """Raises Refusal when the file is forgotten, somebody else's, or cannot be used."""
    path = kept(token, by=by)
    return read_orders(path.name, path.read_bytes(), today=timezone.localdate(), language=language())


def forget(token: uuid.UUID, *, by: User) -> None:
    kept(token, by=by)
    shutil.rmtree(folder(token), ignore_errors=True)


def forget_old() -> int:
    """Each day: files that nobody confirmed nor gave up leave. Returns how many."""
    root = folder(uuid.UUID(int=0)).parent
    last = (timezone.now() - KEPT).timestamp()
    old = [one for one in root.iterdir() if one.stat().st_mtime < last] if root.is_dir() else []
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)


def folder(token: uuid.UUID) -> Path:
    return Path(settings.DATA_DIR) / "purchase-imports" / str(token)
