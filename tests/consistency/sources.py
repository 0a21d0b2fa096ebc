"""The files the house rules are about, as git knows them."""

import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files of the repository that match, those not yet committed included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def faulty(paths: Iterable[Path], faults_of: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """The files where something was found, and what: one test asks them all, for a test a file costs more to count."""
    return {short(path): found for path in paths if (found := faults_of(path))}


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")
