"""A city is served by real processes: they answer, stop together, and leave none behind."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.worlds.serving import SECONDS, Running, environment, free_port, gone, processes_of


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder ready to serve a city nobody has entered: making it takes longer than serving it."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    program = "from sobria.cli.with_django import load; load('sobria.cli.prepare').prepare()"
    subprocess.run([sys.executable, "-c", program], env=environment(folder), check=True, timeout=SECONDS)
    return folder


@pytest.fixture
def running(prepared: Path, tmp_path: Path, socket_enabled: None) -> Iterator[Running]:
    found = Running(Path(shutil.copytree(prepared, tmp_path / "data")))
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
    # Nothing is prepared here: this is the very first start of a city.
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
