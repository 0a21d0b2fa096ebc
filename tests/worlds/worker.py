"""A real worker process, on the database of the tests."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    """What a process needs to stand on the test database rather than on the city's."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        address = f"sqlite:///{name}"
    else:
        given = os.environ["DATABASE_URL"]
        path, _, query = given.partition("?")
        address = f"{path.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
    return os.environ | {
        "DATABASE_URL": address,
        "SOBRIA_DATA_DIR": str(settings.DATA_DIR),
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`run_jobs` in a process of its own; killed at the end if it still runs."""
    command = [sys.executable, "-m", "sobria.cli.main", "manage", "run_jobs", "--no-startup-delay", "--interval", "0.1"]
    process = subprocess.Popen([*command, *options], env=environment(), cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def work() -> None:
    """Run every waiting job in a process of its own, until none is left."""
    with worker("--batch") as process:
        assert process.wait(timeout=300) == 0
