"""Keep the answers of a computation: rows and files appear together, old runs leave together."""

import shutil
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from sobria.city.jobs import queue
from sobria.city.journal.services import record
from sobria.engine.footprint.compare import TwoYears, two_years
from sobria.engine.footprint.dossier import Dossier
from sobria.engine.footprint.evidence import Scope, profiles
from sobria.engine.footprint.result import Driver
from sobria.sober.footprint.codes import entity_slugs
from sobria.sober.footprint.models import Run, runs_dir, snapshot_path
from sobria.sober.footprint.recording import Recorder
from sobria.sober.footprint.standing import INTERRUPTED

KEPT = 5
"""Runs kept for each year, kind and pack: the one that stands and the four before it. Older figures live on in the
downloads people took; a run can be computed again from the copy of the inventory, whose digest each figure carries."""
DRIVERS_KEPT = 10
ABANDONED_SECONDS = 24 * 60 * 60
"""Age from which the draft folder of a computation belongs to a process that was killed."""
_UNEXPECTED = gettext_noop(
    "Le programme s’est arrêté sur une erreur inattendue. Les chiffres précédents restent valables ; "
    "l’administrateur trouvera le détail dans le journal du serveur."
)


def keep(run: Run, dossiers: list[Dossier], *, snapshot: Path, digest: str) -> list[Run]:
    """Write every run, its figures and its files in one transaction. The first dossier answers for `run`.

    A dossier without lines is there only for the changes. Files move last, inside the transaction: should one fail to
    move, no row stays.
    """
    _keep_file(snapshot, snapshot_path(digest))
    figures = (figure for dossier in dossiers for figure in dossier.footprint.figures)
    slugs = entity_slugs(figure.entity for figure in figures if figure.entity is not None)
    lasting = [dossier for dossier in dossiers if dossier.question.lines]
    with transaction.atomic():
        runs = [_run_of(run, dossier, digest=digest, slugs=slugs) for dossier in lasting]
        for one, dossier in zip(runs, lasting, strict=True):
            recorder = Recorder(one, slugs, pack=dossier.question.pack or "")
            recorder.figures(dossier.footprint.figures)
            recorder.evidence(dossier.evidence)
        Recorder(runs[0], slugs).changes(_changes(dossiers))
        for one, dossier in zip(runs, lasting, strict=True):
            if dossier.question.lines:
                _keep_file(dossier.question.lines, one.lines_path)
        for one in runs:
            if one.kind == Run.Kind.CURRENT:
                data = {"method": one.method, "snapshot": digest, "packs": one.packs, "fingerprint": one.fingerprint}
                record("footprint.computed", by=None, subject=f"footprint:{one.year}", data=data)
    return runs


def fail(run: Run, reason: dict[str, str]) -> None:
    Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(
        state=Run.State.FAILED, reason=reason, ended=timezone.now()
    )


def unexpected() -> dict[str, str]:
    """What people are told when the program itself is at fault; the details are in the server's log."""
    return _in_each_language(_UNEXPECTED)


def close_interrupted(job: str) -> None:
    """Mark as failed the runs left open by a process that died. One query, and one per open run."""
    for run in Run.objects.under_way().exclude(job=job):
        if not run.job or queue.is_failed(run.job):
            fail(run, _in_each_language(INTERRUPTED))


def prune() -> None:
    """Forget the runs beyond the `KEPT` latest of each kind, failed ones too, and the files nobody needs."""
    seen: dict[tuple[Any, ...], int] = {}
    for run in Run.objects.exclude(state=Run.State.RUNNING).order_by("-created", "-pk"):
        key = (run.year, run.kind, run.pack, run.state)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > KEPT:
            folder = run.folder
            run.delete()
            shutil.rmtree(folder, ignore_errors=True)
    for path in runs_dir().glob("draft-*"):
        if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
    needed = set(Run.objects.values_list("snapshot", flat=True))
    for path in snapshot_path("any").parent.glob("*.parquet"):
        if path.stem not in needed:
            path.unlink(missing_ok=True)


def _run_of(run: Run, dossier: Dossier, *, digest: str, slugs: dict[str, str]) -> Run:
    """The row of a dossier, done: the one that was opened for the first question, new ones for the others."""
    question = dossier.question
    is_first = question.year == run.year and question.pack is None
    row = run if is_first else Run(created=run.created, job=run.job, fingerprint=run.fingerprint)
    row.year, row.pack = question.year, question.pack or "default"
    row.kind = Run.Kind.COMPARISON if question.pack else Run.Kind.CURRENT
    row.state, row.ended = Run.State.DONE, timezone.now()
    found = dossier.footprint
    row.method, row.snapshot, row.register_version = found.method, digest, run.register_version
    row.lines, row.packs = asdict(found.lines), list(found.packs)
    row.assumptions = [one._asdict() for one in found.assumptions]
    row.drivers = _drivers(found.drivers)
    row.entities = {slug: name for name, slug in slugs.items()}
    row.save()
    return row


def _drivers(found: tuple[Driver, ...]) -> dict[str, Any]:
    """Criterion → its largest rows, and what share is left to the quality of the inventory's data."""
    kept: dict[str, Any] = {}
    for driver in found:
        own = kept.setdefault(driver.criterion, {"rows": [], "quality": 1.0})
        own["quality"] = max(0.0, own["quality"] - driver.share)
        if len(own["rows"]) < DRIVERS_KEPT:
            own["rows"].append(asdict(driver))
    return kept


def _changes(dossiers: list[Dossier]) -> dict[Scope, TwoYears]:
    """What changed from the year before, in each scope known on both sides; no change without the three dossiers."""
    usual = [dossier for dossier in dossiers if dossier.question.pack is None]
    if len(usual) != len(("after", "before", "restated")):
        return {}
    after, before, restated = (profiles(dossier.evidence) for dossier in usual)
    return {
        scope: two_years(scope[0], before[scope], restated[scope], after[scope])
        for scope in after
        if scope in before and scope in restated
    }


def _keep_file(draft: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft.replace(place)


def _in_each_language(message: str) -> dict[str, str]:
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = gettext(message)
    return said
