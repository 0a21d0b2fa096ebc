"""A selection of devices, kept for a day for who made it, from the choice to the result.

`DATA_DIR/device-selections/<number of who made it>/<token>.json`.
"""

import json
import uuid
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from sobria.city.people.models import User
from sobria.engine.messages import Refusal

KEPT = timedelta(days=1)
GONE = "handling-selection-gone"


@dataclass(slots=True)
class Chosen:
    """The state of one selection.

    Attributes:
        lost: (line, value, code) of what was pasted and names no device.
        act, typed: what is about to be done, and what its form holds.
        done: devices moved, once confirmed; None before. `refused`: (device, sentence) of the others.
    """

    devices: list[int]
    lost: list[tuple[int, str, str]] = field(default_factory=list)
    act: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    done: list[int] | None = None
    refused: list[tuple[int, str]] = field(default_factory=list)


def keep(chosen: Chosen, *, by: User, token: uuid.UUID | None = None) -> uuid.UUID:
    """Write a selection, new or not; what was there is replaced at once."""
    token = token or uuid.uuid4()
    path = _path(token, by)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{uuid.uuid4().hex}")
    draft.write_text(json.dumps(asdict(chosen), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)
    return token


def kept(token: uuid.UUID, *, by: User) -> Chosen:
    """Raises Refusal once it is forgotten, and for anybody else, in the same words."""
    try:
        told: dict[str, Any] = json.loads(_path(token, by).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refusal(GONE) from None
    return Chosen(**told)


def forget_old() -> int:
    """Each day: selections older than KEPT leave. Returns how many."""
    last = (timezone.now() - KEPT).timestamp()
    old = [one for one in _root().glob("*/*") if one.stat().st_mtime < last]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def _root() -> Path:
    return Path(settings.DATA_DIR) / "device-selections"


def _path(token: uuid.UUID, by: User) -> Path:
    return _root() / str(by.pk) / f"{token}.json"
