"""Received files: `DATA_DIR/imports/<id>/<name>`, bounded in size, never opened by their name in an address."""

import hashlib
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.text import get_valid_filename

from sobria.engine.messages import Refusal

NAME_LENGTH = 120
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Stored:
    name: str
    size: int
    sha256: str


def limit_bytes() -> int:
    return int(settings.SOBRIA_MAX_UPLOAD_MB) * MEGABYTE


def folder(pk: uuid.UUID) -> Path:
    return Path(settings.DATA_DIR) / "imports" / str(pk)


def store(pk: uuid.UUID, *, name: str, chunks: Iterable[bytes]) -> Stored:
    """Write the file of an import as it comes. Raises Refusal."""
    return store_in(folder(pk), name=name, chunks=chunks)


def store_in(place: Path, *, name: str, chunks: Iterable[bytes]) -> Stored:
    """Write a file as it comes, alone in a folder made for it.

    Raises Refusal when it is empty or grows past the limit; nothing is left then.
    """
    safe = _safe_name(name)
    place.mkdir(parents=True)
    try:
        return _write(place / safe, name, chunks)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _write(path: Path, name: str, chunks: Iterable[bytes]) -> Stored:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as handle:
        for chunk in chunks:
            size += len(chunk)
            if size > limit_bytes():
                raise Refusal("import-too-big", file=name, limit=settings.SOBRIA_MAX_UPLOAD_MB)
            digest.update(chunk)
            handle.write(chunk)
    if not size:
        raise Refusal("import-empty", file=name)
    return Stored(path.name, size, digest.hexdigest())


def _safe_name(name: str) -> str:
    """The name people know, without what could leave its folder; the suffix is kept when the name is cut."""
    plain = get_valid_filename(Path(name.replace("\\", "/")).name or "fichier")
    suffix = Path(plain).suffix[:10]
    return plain if len(plain) <= NAME_LENGTH else plain[: NAME_LENGTH - len(suffix)] + suffix
