"""The processes of a running Sobria: a page server that must live, a worker that is started again when it falls."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from sobria.engine.messages import Refusal

ANSWER_SECONDS = 60
STOP_SECONDS = 10
TICK_SECONDS = 0.2
WORKER_FALLS = 5  # falls within one minute after which the worker is not started again
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


class StopAsked(Exception):  # noqa: N818 - a wish of the person at the terminal, not a fault
    """Ctrl-C or SIGTERM."""


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turn SIGINT and SIGTERM into StopAsked inside the block."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        raise StopAsked

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def check_port(host: str, port: int) -> None:
    """Refuse with a sentence when the address cannot be listened to."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno in {98, 48}:  # address in use: Linux, BSD
                raise Refusal("serve-port-taken", host=host, port=port, other=port + 1) from problem
            raise Refusal("serve-host-refused", host=host, port=port, reason=problem.strerror) from problem


def _die_with_parent() -> None:
    """Even a parent that is killed outright leaves no child behind (Linux)."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


class Child:
    """One process in a session of its own, so that Ctrl-C reaches it through us, once."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs here
        )

    def status(self) -> int | None:
        """Exit status, None while it runs."""
        return self._process.poll()

    def start_again(self) -> None:
        self._process = self._start()

    def ask_to_stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()

    def wait_until_stopped(self, *, seconds: float) -> None:
        """Wait, then end by force whatever remains of its session."""
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def wait_for_answer(web: Child, *, host: str, port: int) -> None:
    """Return once the home page answers; refuse when the server dies or stays silent."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        status = web.status()
        if status is not None:
            raise Refusal("serve-web-failed", status=status)
        if _answers(host, port):
            return
        time.sleep(TICK_SECONDS)
    raise Refusal("serve-no-answer", seconds=ANSWER_SECONDS)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=10)
    try:
        connection.request("GET", "/", headers={"User-Agent": "sobria-start"})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound


def watch(web: Child, worker: Child) -> None:
    """Run until the page server dies or the worker keeps falling; both are refusals. StopAsked passes through."""
    falls: list[float] = []
    while True:
        time.sleep(TICK_SECONDS)
        status = web.status()
        if status is not None:
            raise Refusal("serve-web-failed", status=status)
        status = worker.status()
        if status is not None:
            now = time.monotonic()
            falls = [*(moment for moment in falls if now - moment < 60), now]  # noqa: PLR2004 - one minute
            if len(falls) >= WORKER_FALLS:
                raise Refusal("serve-worker-failed", status=status)
            worker.start_again()
