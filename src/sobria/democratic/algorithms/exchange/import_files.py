"""A file of another register, kept from the look at it to the confirmation, then forgotten."""

import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from sobria.city.registers.imports import storage
from sobria.engine.algorithms.exchange.reading import read
from sobria.engine.algorithms.exchange.report import Report
from sobria.engine.algorithms.exchange.tables import limits
from sobria.engine.messages import Refusal

MEBIBYTE = 2**20


def keep(name: str, size: int, chunks: Iterable[bytes]) -> uuid.UUID:
    """Store what was given. Raises Refusal when it is empty or too big; nothing is left then."""
    if size > limits()["bytes"]:
        raise Refusal("algorithms-file-too-big", file=name, limit=limits()["bytes"] // MEBIBYTE)
    if not size:
        raise Refusal("algorithms-file-empty", file=name)
    token = uuid.uuid4()
    storage.store(token, name=name, chunks=chunks)
    return token


def kept(token: uuid.UUID) -> Path:
    """The file given. Raises Refusal once it is forgotten."""
    folder = storage.folder(token)
    found = next((one for one in sorted(folder.iterdir()) if one.is_file()), None) if folder.is_dir() else None
    if found is None:
        raise Refusal("algorithms-file-forgotten")
    return found


def report_of(token: uuid.UUID, form: str) -> Report:
    """The file read. Raises Refusal when it is forgotten or cannot be used."""
    return read(kept(token), format=form)


def forget(token: uuid.UUID) -> None:
    shutil.rmtree(storage.folder(token), ignore_errors=True)
