"""Files of certificates, kept from the look at them until they are given up or a week has passed.

`DATA_DIR/erasure-imports/<token>/<number of who gave it>/`: the files as given, in order, and `reading.json`, what was
read in them: a thousand pages of PDF are read once.
"""

import json
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.registers.imports import storage
from sobria.engine.erasure.certificates import Fault, Line, Pair, Reading
from sobria.engine.erasure.reading import read
from sobria.engine.erasure.settling import settled
from sobria.engine.erasure.words import limits
from sobria.engine.messages import Refusal
from sobria.sober.equipment.selectors import CODE

OFFICERS = frozenset({Role.OFFICER})
READING = "reading.json"
EMPTY = "import-empty"
DAY_SECONDS = 86_400
T = TypeVar("T", Line, Fault, Pair)


@dataclass(frozen=True, slots=True)
class Given:
    """A file as a person gives it."""

    name: str
    chunks: Iterable[bytes]


def keep(files: Sequence[Given], *, by: User) -> uuid.UUID:
    """Store files and read them. Raises Refusal when there is none, too many, or one too big; nothing is left then."""
    if not files:
        raise Refusal("erasure-file-missing")
    if len(files) > limits()["files"]:
        raise Refusal("erasure-files-many", count=len(files), limit=limits()["files"])
    token = uuid.uuid4()
    place = folder(token) / str(by.pk)
    place.mkdir(parents=True)
    try:
        readings = [_stored(place / str(number), one) for number, one in enumerate(files)]
        (place / READING).write_text(json.dumps(_written(readings), ensure_ascii=False), encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder(token), ignore_errors=True)
        raise
    return token


def _stored(place: Path, given: Given) -> Reading:
    """An empty file is told among the faults: it does not hold back the others."""
    try:
        stored = storage.store_in(place, name=given.name, chunks=given.chunks)
    except Refusal as refusal:
        if refusal.code != EMPTY:
            raise
        return Reading(faults=(Fault(given.name, 0, "", "", "erasure-file-empty"),))
    return read(place / stored.name)


def reading_of(token: uuid.UUID, *, by: User) -> Reading:
    """What the files say, made to agree now, in the city's time. Raises Refusal once they are forgotten."""
    said = json.loads((_place(token, by) / READING).read_text(encoding="utf-8"))
    return settled((_read(one) for one in said), now=timezone.now(), zone=timezone.get_default_timezone())


def names_of(token: uuid.UUID, *, by: User) -> list[str]:
    numbered = sorted((one for one in _place(token, by).iterdir() if one.is_dir()), key=lambda one: int(one.name))
    return [file.name for one in numbered for file in one.iterdir()]


def forget(token: uuid.UUID, *, by: User) -> None:
    """Raises Refusal when there is no such file for this person; it stays then."""
    _place(token, by)
    shutil.rmtree(folder(token), ignore_errors=True)


def forget_old() -> int:
    """Each day: files kept long enough leave. Returns how many givings."""
    root = folder(uuid.UUID(int=0)).parent
    last = timezone.now().timestamp() - limits()["kept_days"] * DAY_SECONDS
    old = [one for one in root.iterdir() if one.stat().st_mtime < last] if root.is_dir() else []
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)


def folder(token: uuid.UUID) -> Path:
    return Path(settings.DATA_DIR) / "erasure-imports" / str(token)


def _place(token: uuid.UUID, by: User) -> Path:
    """Raises Refusal in the same words once it is forgotten and for who may not see it."""
    found = next(iter(sorted(folder(token).glob("*"))), None)
    if found is None or (found.name != str(by.pk) and not by.holds(OFFICERS, scope=CODE)):
        raise Refusal("erasure-file-forgotten")
    return found


def _written(readings: Iterable[Reading]) -> list[dict[str, Any]]:
    return [
        {
            "lines": [asdict(one) | {"finished_at": one.finished_at.isoformat()} for one in reading.lines],
            "faults": [asdict(one) for one in reading.faults],
            "pairs": [asdict(one) for one in reading.pairs],
        }
        for reading in readings
    ]


def _read(said: dict[str, Any]) -> Reading:
    lines = (one | {"finished_at": datetime.fromisoformat(one["finished_at"])} for one in said["lines"])
    return Reading(
        tuple(_made(Line, one) for one in lines),
        tuple(_made(Fault, one) for one in said["faults"]),
        tuple(_made(Pair, one) for one in said["pairs"]),
    )


def _made(kind: type[T], values: dict[str, Any]) -> T:
    return kind(**{field.name: values[field.name] for field in fields(kind) if field.name in values})
