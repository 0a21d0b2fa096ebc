"""Acts of the footprint: ask for a computation, make it, keep it.

A computation answers several questions on one snapshot of the register: the current year and the year before under the
default factors, and the current year under each other pack. All of them become current together, or none does.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from sobria.city.jobs import queue
from sobria.engine.footprint.catalogue import folder as factors_folder
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.compare import comparable_packs
from sobria.engine.footprint.dossier import Dossier, Question, answers
from sobria.engine.footprint.method import METHOD
from sobria.engine.footprint.pipeline import Options
from sobria.engine.footprint.snapshot import write_snapshot
from sobria.engine.messages import LANGUAGES, Refusal
from sobria.sober.equipment import selectors as equipment
from sobria.sober.footprint import keeping, selectors
from sobria.sober.footprint.models import Run, runs_dir

Progress = Callable[[str, float], None]


def request_recompute() -> str:
    """Queue a computation, unless one already waits. Returns the job's id."""
    return queue.enqueue_once(selectors.TASK)


def compute_runs(*, today: date | None = None, job: str = "", progress: Progress | None = None) -> list[Run]:
    """Compute every question from the register as it is now, and make the answers current.

    Returns the new runs; none when the register is empty, when nothing the figures depend on has changed, or when the
    computation is refused: the reason is then kept with the run. Any other failure is kept too, then raised.
    """
    today = today or timezone.localdate()
    version = str(equipment.register_version())
    fingerprint = fingerprint_of(version, year=today.year)
    if equipment.device_count() == 0 or selectors.is_computed(fingerprint, today.year):
        return []
    keeping.close_interrupted(job)
    run = Run.objects.create(
        year=today.year, state=Run.State.RUNNING, job=job, register_version=version, fingerprint=fingerprint
    )
    try:
        return _compute(run, today=today, progress=progress or (lambda _stage, _share: None))
    except Refusal as refusal:
        keeping.fail(run, {language: refusal.sentence(language) for language in LANGUAGES})
        return []
    except Exception:
        keeping.fail(run, keeping.unexpected())
        raise


def fingerprint_of(register_version: str, *, year: int) -> str:
    """Digest of all that the figures depend on: register, factors, method, year, country."""
    parts = (register_version, METHOD, str(year), settings.SOBRIA_COUNTRY, catalogue_digest())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def catalogue_digest() -> str:
    """Digest of every file of the factors, read once per process: they change only with the software."""
    digest = hashlib.sha256()
    for path in _files(factors_folder()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _compute(run: Run, *, today: date, progress: Progress) -> list[Run]:
    runs_dir().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs_dir(), prefix="draft-") as folder:
        snapshot = Path(folder) / "snapshot.parquet"
        progress("snapshot", 0.0)
        columns, rows = equipment.snapshot_rows()
        digest = write_snapshot(rows, columns, snapshot)
        found = answers(
            snapshot,
            questions(today, Path(folder)),
            country=settings.SOBRIA_COUNTRY,
            today=today,
            progress=progress,
        )
        dossiers = _worth_keeping(list(found))
        progress("record", 0.0)
        runs = keeping.keep(run, dossiers, snapshot=snapshot, digest=digest)
    keeping.prune()
    progress("record", 1.0)
    return runs


def questions(today: date, folder: Path) -> list[Question]:
    """This year, the year before, the year before restated with this year's factors, then this year by each pack."""
    year, packs = today.year, comparable_packs(load_catalogue())
    factors_day = Options(today=today, year=year).factors_on
    return [
        Question(year, lines=folder / "lines.parquet"),
        Question(year - 1, lines=folder / "lines-before.parquet"),
        Question(year - 1, factors_day=factors_day),
        *(Question(year, pack=pack, lines=folder / f"lines-{pack}.parquet", whole=False) for pack in packs),
    ]


def _worth_keeping(dossiers: list[Dossier]) -> list[Dossier]:
    """Drop the packs that change nothing of this inventory: they use the very same factor rows."""
    usual = dossiers[0].evidence.factors
    return [one for one in dossiers if one.question.pack is None or one.evidence.factors != usual]
