"""`sobria start` or `sobria demo` as a real process, on a data folder of its own."""

import os
import pty
import select
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SECONDS = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOBRIA_", "DATABASE_", "COV"))}
    return {**kept, "SOBRIA_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}


def processes_of(folder: Path) -> list[int]:
    """Processes whose environment names this data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"SOBRIA_DATA_DIR={folder}".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def gone(folder: Path) -> bool:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if not processes_of(folder):
            return True
        time.sleep(0.2)
    return False


class Running:
    """`sobria start` with its output read line by line."""

    def __init__(self, folder: Path, *words: str, verb: str = "start", terminal: bool = False) -> None:
        self.folder, self.port, self.seen = folder, free_port(), ""
        command = [sys.executable, "-m", "sobria.cli.main", verb, "--port", str(self.port), *words]
        ours, theirs = pty.openpty() if terminal else os.pipe()
        self.process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment(folder))
        os.close(theirs)
        self.output = ours

    def read_until(self, words: str) -> str:
        deadline = time.monotonic() + SECONDS
        while words not in self.seen and time.monotonic() < deadline:
            if select.select([self.output], [], [], 0.2)[0]:
                try:
                    chunk = os.read(self.output, 65536)
                except OSError:  # a terminal whose other side is closed
                    chunk = b""
                if not chunk:
                    break
                self.seen += chunk.decode()
        assert words in self.seen, self.seen
        return self.seen

    def get(self, path: str = "/") -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=120) as answer:
            return answer.status, answer.read().decode()

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=120)
