"""A city is served by real processes: they answer, stop together, and leave none behind."""

import os
import pty
import re
import select
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.fixture
def running(tmp_path: Path, socket_enabled: None) -> Iterator[Running]:
    found = Running(tmp_path / "data")
    yield found
    if found.process.poll() is None:
        found.stop(signal.SIGTERM)
    os.close(found.output)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_city_answers_once_it_says_so_and_stops_without_orphan(running: Running, number: int) -> None:
    said = running.read_until("Ctrl-C")
    assert said.index(f"Sobria : http://127.0.0.1:{running.port}") < said.index(
        f"Sobria: http://127.0.0.1:{running.port}"
    )
    status, page = running.get()
    assert status == 200
    assert '<html lang="fr"' in page
    assert len(processes_of(running.folder)) >= 3, "the command, the page server and the worker"
    assert running.stop(number) == 0
    assert gone(running.folder)


def test_a_command_that_is_killed_leaves_no_server_behind(running: Running) -> None:
    running.read_until("Ctrl-C")
    running.process.kill()
    running.process.wait()
    assert gone(running.folder)


def test_a_worker_that_falls_is_started_again(running: Running) -> None:
    running.read_until("Ctrl-C")

    def workers() -> list[int]:
        return [pid for pid in processes_of(running.folder) if b"worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    first = workers()
    assert len(first) == 1
    os.kill(first[0], signal.SIGKILL)
    deadline = time.monotonic() + 120
    while workers() in (first, []) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert workers() not in (first, [])
    assert running.get()[0] == 200


def test_a_page_server_that_dies_ends_the_command_with_a_sentence(running: Running) -> None:
    running.read_until("Ctrl-C")
    servers = [pid for pid in processes_of(running.folder) if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    for pid in servers:
        os.kill(pid, signal.SIGKILL)
    assert running.process.wait(timeout=120) == 1
    running.read_until("The page server stopped")
    assert gone(running.folder)


def test_the_second_start_changes_no_account_and_is_as_ready(running: Running) -> None:
    running.read_until("Ctrl-C")
    assert "agent@localhost" in running.seen
    running.stop(signal.SIGTERM)
    again = Running(running.folder)
    try:
        assert "agent@localhost" not in again.read_until("Ctrl-C")
    finally:
        again.stop(signal.SIGTERM)
        os.close(again.output)


def test_a_kept_output_never_holds_the_first_password(running: Running) -> None:
    said = running.read_until("Ctrl-C")
    path = running.folder / "first-account.txt"
    email, password = path.read_text(encoding="ascii").split()
    assert email == "agent@localhost"
    assert password not in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_terminal_shows_the_first_password_once_and_no_file_keeps_it(tmp_path: Path, socket_enabled: None) -> None:
    running = Running(tmp_path / "data", terminal=True)
    try:
        said = running.read_until("Press Ctrl-C")
    finally:
        running.stop(signal.SIGTERM)
        os.close(running.output)
    passwords = set(re.findall(r"\b(?:[a-z2-9]{4}-){4}[a-z2-9]{4}\b", said))
    assert len(passwords) == 1
    secret = passwords.pop().encode()
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file() and secret in path.read_bytes()]


def test_the_demonstration_is_served_with_its_accounts_and_says_it_is_synthetic(
    tmp_path: Path, socket_enabled: None
) -> None:
    running = Running(tmp_path / "data", "--devices", "200", verb="demo")
    try:
        said = running.read_until("Press Ctrl-C")
        _, page = running.get("/en/")
        figures, _ = running.get("/empreinte/")
    finally:
        running.stop(signal.SIGTERM)
        os.close(running.output)
    assert "agent@lutece.example" in said
    assert "audit@lutece.example" in said
    assert "Lutèce" in page
    assert "synthetic data" in page
    assert figures == 200
    assert gone(running.folder)


def start_refused(folder: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sobria.cli.main", "start", *words],
        capture_output=True, text=True, check=False, timeout=SECONDS, env={**environment(folder), **changes},
    )  # fmt: skip


def test_a_taken_port_is_a_sentence_in_both_languages(tmp_path: Path, socket_enabled: None) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start_refused(tmp_path / "data", "--port", str(port))
    assert done.returncode == 1
    french, english = done.stderr.splitlines()
    assert f"Le port {port} de 127.0.0.1 est déjà pris" in french
    assert f"--port {port + 1}" in english
    assert not (tmp_path / "data").exists(), "nothing is prepared before the port is known to be free"


def test_an_address_of_another_machine_is_a_sentence(tmp_path: Path) -> None:
    done = start_refused(tmp_path / "data", "--host", "192.0.2.1")
    assert done.returncode == 1
    assert "192.0.2.1:8000 cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_is_a_file_is_a_sentence(tmp_path: Path, socket_enabled: None) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    done = start_refused(tmp_path / "file", "--port", str(free_port()))
    assert done.returncode == 1
    assert "SOBRIA_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path: Path, socket_enabled: None) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    done = start_refused(tmp_path / "data", "--port", str(free_port()), DATABASE_URL=url)
    assert done.returncode == 1
    assert "Check DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
