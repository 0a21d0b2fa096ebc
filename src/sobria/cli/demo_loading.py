"""Load Lutèce by the real road: a file received, looked at, confirmed, imported by a worker, then computed."""

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sobria.city.jobs import progress
from sobria.city.people.models import User
from sobria.city.registers import directory
from sobria.city.registers.imports import services as imports
from sobria.city.registers.models import Import, State
from sobria.city.reports.services import freeze
from sobria.cli.children import Child
from sobria.cli.demo_accounts import make_accounts
from sobria.cli.demo_algorithms import load_decisions
from sobria.cli.demo_life import load_life
from sobria.cli.demo_spine import load_spine
from sobria.cli.prepare import prepare
from sobria.cli.telling import tell
from sobria.engine.demo.lutece import AS_OF, generate
from sobria.engine.demo.training import write_training
from sobria.engine.messages import Refusal
from sobria.sober.equipment.selectors import CODE
from sobria.sober.footprint import selectors as footprint

PACKAGE = Path(__file__).resolve().parent.parent
DRAWN_FROM = ("catalogue", "city", "cli", "democratic", "engine", "inclusive", "sober")
CODE_SUFFIXES = (".py", ".sql", ".csv", ".yaml")
MARK = "demo.json"
KEPT = {"secret-key", "static", MARK}
TICK_SECONDS = 0.2
CHUNK = 1024 * 1024
EDITION_REFERENCE = "2026-LUT-31 (synthétique)"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the data folder holds; `code` is a digest of what made it, `done` whether the loading ended."""

    devices: int
    seed: int
    code: str
    done: bool


def ensure_loaded(*, devices: int, seed: int, release: str) -> None:
    """Load the city unless the same one is there. Refuses a folder that holds anything but a demonstration."""
    if not settings.SOBRIA_DEMO:
        raise ImproperlyConfigured("the demonstration is loaded only under SOBRIA_DEMO=1")
    wanted = Mark(devices, seed, f"{release}-{code_digest()}", done=True)
    folder = Path(settings.DATA_DIR)
    found = _read_mark(folder)
    if found == asdict(wanted):
        prepare()
        tell("demo-reused", path=folder)
        return
    _make_room(folder, known=found is not None)
    _write_mark(folder, Mark(devices, seed, wanted.code, done=False))
    started = time.monotonic()
    prepare()
    _load(folder, devices=devices, seed=seed)
    _write_mark(folder, wanted)
    tell("demo-loaded", seconds=_since(started))


def code_digest() -> str:
    """Digest of the code and the figures that a loaded demonstration depends on."""
    digest = hashlib.sha256()
    for room in DRAWN_FROM:
        for path in sorted((PACKAGE / room).rglob("*")):
            if path.suffix in CODE_SUFFIXES:
                digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _read_mark(folder: Path) -> dict[str, object] | None:
    try:
        found = json.loads((folder / MARK).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _write_mark(folder: Path, mark: Mark) -> None:
    draft = folder / f"{MARK}.new"
    draft.write_text(json.dumps(asdict(mark)), encoding="ascii")
    draft.replace(folder / MARK)


def _make_room(folder: Path, *, known: bool) -> None:
    """Empty a folder that a demonstration filled; refuse one that holds someone's data."""
    held = [path for path in folder.iterdir() if path.name not in KEPT]
    if not held:
        return
    if not known:
        raise Refusal("demo-not-ours", path=folder)
    tell("demo-outdated", path=folder)
    for path in held:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _load(folder: Path, *, devices: int, seed: int) -> None:
    people = make_accounts()
    officer = people["officer"]
    source = folder / "source"
    source.mkdir()
    started = time.monotonic()
    written = generate(source, devices=devices, seed=seed)
    tell("demo-generated", lines=written.lines, seconds=_since(started), path=written.inventory)
    _import([written.inventory, write_training(source)], officer)
    load_spine(officer)
    load_decisions(people)
    load_life(people)
    _compute()
    _freeze(officer)


def _received(path: Path, officer: User) -> Import:
    """Give the file as a person would, and confirm what its head announces."""
    register = directory.register(CODE)
    found = imports.receive(register, name=path.name, chunks=_chunks(path), by=officer)
    if not imports.confirm(register, found):
        raise _refused(found)
    found.refresh_from_db()
    return found


def _refused(found: Import) -> Refusal:
    """The reason of the import itself, when it has one."""
    if found.refusal:
        return Refusal(found.refusal["code"], **found.refusal["params"])
    return Refusal("demo-import-failed", reason=found.get_state_display())


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            yield chunk


def _import(files: Sequence[Path], officer: User) -> None:
    """Run the imports in a real worker, and nothing else yet; say how far each is."""
    started = time.monotonic()
    waiting = [_received(path, officer) for path in files]
    with _worker("--max-tasks", str(len(waiting))) as worker:
        tell("demo-importing")
        while worker.status() is None and any(one.state in {State.QUEUED, State.RUNNING} for one in waiting):
            _show(next((one.job_id for one in waiting if one.state == State.RUNNING), ""))
            time.sleep(TICK_SECONDS)
            for one in waiting:
                one.refresh_from_db()
    for one in waiting:
        if one.state != State.DONE:
            raise _refused(one)
    created, rejected = sum(one.created for one in waiting), sum(one.rejected for one in waiting)
    tell("demo-imported", created=created, rejected=rejected, seconds=_since(started))


def _compute() -> None:
    """The footprint that the imports and the acts ask for, in a real worker."""
    started = time.monotonic()
    with _worker() as worker:
        tell("demo-computing")
        while worker.status() is None:
            _show(footprint.job_under_way())
            time.sleep(TICK_SECONDS)
    if not footprint.current_runs():
        raise Refusal("demo-not-computed", reason=footprint.last_failure())
    tell("demo-computed", seconds=_since(started))


def _freeze(officer: User) -> None:
    """The review of the year before, as the officer published it: the next one has something to be compared with."""
    started = time.monotonic()
    year = AS_OF.year - 1
    freeze(year, by=officer, reference=EDITION_REFERENCE)
    tell("demo-edition", year=year, seconds=_since(started))


@contextmanager
def _worker(*options: str) -> Iterator[Child]:
    """A worker that stops when nothing waits any more."""
    worker = Child([sys.executable, "-m", "sobria.cli.main", "worker", "--batch", "--no-startup-delay", *options])
    try:
        yield worker
    finally:
        worker.ask_to_stop()
        worker.wait_until_stopped(seconds=10)


def _show(job_id: str) -> None:
    """A percentage that replaces itself, for a person only."""
    if job_id and sys.stdout.isatty() and (word := progress.read(job_id)):
        print(f"  {word.stage} {word.share:4.0%}   ", end="\r", flush=True)


def _since(moment: float) -> str:
    return f"{time.monotonic() - moment:.1f}"
