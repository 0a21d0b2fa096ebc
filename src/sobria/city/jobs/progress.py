"""Progress of a job, in a small file: an import runs in one transaction, so its rows cannot tell the others.

`DATA_DIR/jobs/<id>.json` holds stage and share; `<id>.lock` is locked by the process that runs the job. The system
frees the lock when that process dies, however it dies: a job said to be running whose lock is free was interrupted.
"""

import fcntl
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

Report = Callable[[str, float], None]
BEAT_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Progress:
    """`stage` is a code, `share` 0–1 within it, `beat` the Unix time of the last word."""

    stage: str
    share: float
    beat: float


def _path(job_id: str, suffix: str) -> Path:
    folder = Path(settings.DATA_DIR) / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{uuid.UUID(job_id)}{suffix}"


def read(job_id: str) -> Progress | None:
    """Last word of a job; None when it has said nothing yet."""
    try:
        return Progress(**json.loads(_path(job_id, ".json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def write(job_id: str, *, stage: str, share: float) -> None:
    """Replace the file whole, so that a reader never sees half of it."""
    path = _path(job_id, ".json")
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.write_text(json.dumps(asdict(Progress(stage, share, time.time()))), encoding="utf-8")
    draft.replace(path)


def alive(job_id: str) -> bool:
    """Whether a process is running this job now."""
    with _path(job_id, ".lock").open("a+b") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@contextmanager
def running(job_id: str) -> Iterator[Report]:
    """Hold the job's lock and give the function that reports its progress (written at most four times a second)."""
    last: list[tuple[str, float]] = [("", 0.0)]

    def report(stage: str, share: float) -> None:
        now = time.monotonic()
        if stage != last[0][0] or now - last[0][1] >= BEAT_SECONDS or share >= 1:
            last[0] = (stage, now)
            write(job_id, stage=stage, share=round(share, 4))

    with _path(job_id, ".lock").open("a+b") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield report


def forget(job_id: str) -> None:
    for suffix in (".json", ".lock"):
        _path(job_id, suffix).unlink(missing_ok=True)
