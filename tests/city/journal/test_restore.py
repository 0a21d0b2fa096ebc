"""A real database file, copied, worked on, put back: the journal sees it, says it, and goes on."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ACT = """
from sobria.cli.with_django import load
services, checkpoints = load("sobria.city.journal.services"), load("sobria.city.journal.checkpoints")
from django.db import transaction
import sys
for number in range(int(sys.argv[1])):
    with transaction.atomic():
        services.record("x.done", by=None, subject=f"x:{number}", data={})
check = checkpoints.check_itself()
if not check.faults:
    checkpoints.sign_today()
print([fault["en"] for fault in check.faults])
"""


class City:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self.environment |= {"SOBRIA_DATA_DIR": str(folder / "var"), "LANG": "C.UTF-8"}
        self.database = folder / "var" / "sobria.sqlite3"

    def python(self, *words: str, status: int = 0) -> str:
        found = subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, check=False, env=self.environment
        )
        assert found.returncode == status, found.stderr
        return found.stdout

    def sobria(self, *words: str, status: int = 0) -> str:
        return self.python("-m", "sobria.cli.main", *words, status=status)

    def write(self, count: int) -> str:
        """Write events, then do what the night does."""
        return self.python("-c", ACT, str(count))

    def copy(self, start: Path, end: Path) -> None:
        with closing(sqlite3.connect(start)) as source, closing(sqlite3.connect(end)) as target:
            source.backup(target)


def test_a_restore_is_seen_told_and_verified(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.sobria("manage", "migrate", "--verbosity", "0")
    backup, kept = tmp_path / "backup.sqlite3", tmp_path / "var" / "journal-checkpoint.json"
    city.python("-c", ACT.split("check =", maxsplit=1)[0], "3")
    city.copy(city.database, backup)
    assert city.write(2) == "[]\n"
    assert json.loads(kept.read_text())["checkpoints"][0]["sequence"] == 5
    published = tmp_path / "published.json"
    published.write_bytes(kept.read_bytes())
    city.copy(backup, city.database)
    assert "event 5, signed on" in city.write(0)
    assert "events 4 to 5" in city.sobria("journal", "resume", str(kept))
    assert city.write(3) == "[]\n"
    exported = tmp_path / "journal.jsonl"
    city.sobria("journal", "export", str(exported))
    said = city.sobria("journal", "verify", str(exported), "--checkpoints", str(published))
    assert "Journal whole: 7 events" in said
    assert "a restore lost events 4 to 5" in said
