"""A file of another register, kept from the look at it to the confirmation, then forgotten.

`DATA_DIR/algorithm-imports/<token>/<number of who gave it>/<name>`: apart from the files of the other registers, and
for who gave it, or for officers.
"""

import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.registers.imports import storage
from sobria.democratic.algorithms.models import REGISTER
from sobria.engine.algorithms.exchange.reading import read
from sobria.engine.algorithms.exchange.report import Report
from sobria.engine.algorithms.exchange.tables import limits
from sobria.engine.algorithms.retention import retention
from sobria.engine.messages import Refusal

MEBIBYTE = 2**20
OFFICERS = frozenset({Role.OFFICER})


def keep(name: str, size: int, chunks: Iterable[bytes], *, by: User) -> uuid.UUID:
    """Store what was given. Raises Refusal when it is empty or too big; nothing is left then."""
    if size > limits()["bytes"]:
        raise Refusal("algorithms-file-too-big", file=name, limit=limits()["bytes"] // MEBIBYTE)
    if not size:
        raise Refusal("algorithms-file-empty", file=name)
    token = uuid.uuid4()
    storage.store_in(folder(token) / str(by.pk), name=name, chunks=chunks)
    return token


def kept(token: uuid.UUID, *, by: User) -> Path:
    """The file given. Raises Refusal once it is forgotten, and for who may not see it, in the same words."""
    found = next((one for one in sorted(folder(token).glob("*/*")) if one.is_file()), None)
    if found is None or (found.parent.name != str(by.pk) and not by.holds(OFFICERS, scope=REGISTER)):
        raise Refusal("algorithms-file-forgotten")
    return found


def report_of(token: uuid.UUID, form: str, *, by: User) -> Report:
    """The file read. Raises Refusal when it is forgotten, somebody else's, or cannot be used."""
    return read(kept(token, by=by), format=form)


def forget(token: uuid.UUID, *, by: User) -> None:
    """Raises Refusal when there is no such file for this person; it stays then."""
    kept(token, by=by)
    shutil.rmtree(folder(token), ignore_errors=True)


def forget_old() -> int:
    """Each day: files that nobody confirmed nor gave up leave. Returns how many."""
    root = folder(uuid.UUID(int=0)).parent
    last = (timezone.now() - retention()["import-file"].time).timestamp()
    old = [one for one in root.iterdir() if one.stat().st_mtime < last] if root.is_dir() else []
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)


def folder(token: uuid.UUID) -> Path:
    return Path(settings.DATA_DIR) / "algorithm-imports" / str(token)
