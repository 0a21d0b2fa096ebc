"""An act in a process of its own, stopped before its n-th write, then killed: nothing is closed, nothing is undone.

The process forks one child an order: an order on its input, then on its output the number of the child, "paused" or
"done", and how the child ended.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.db import connection, transaction
from tests.worlds.worker import ROOT, environment

from sobria.city.people.models import User
from sobria.inclusive.devices.chain import lots
from sobria.inclusive.devices.chain.counting import Count
from sobria.inclusive.devices.models import Lot

PROGRAM = "import django; django.setup(); from tests.worlds.killed import serve; serve()"
WRITES = ("INSERT", "UPDATE", "DELETE")
PAUSED, KILLED = "paused", "-9"
ACTS: dict[str, Callable[..., object]] = {"collect": lots.collect, "receive": lots.receive}


@dataclass(frozen=True)
class Nursery:
    """A process that starts acts; the test kills them."""

    orders: IO[str]
    answers: IO[str]

    def kill_before(self, write: int, act: str, **told: Any) -> bool:
        """Whether the act was killed on its way; False: it was done, having fewer writes than that."""
        self.orders.write(json.dumps({"act": act, "write": write, **told}) + "\n")
        self.orders.flush()
        child = int(self.answers.readline())
        if self.answers.readline().strip() != PAUSED:
            assert self.answers.readline().strip() == "0"
            return False
        os.kill(child, signal.SIGKILL)
        assert self.answers.readline().strip() == KILLED
        return True


@contextmanager
def nursery() -> Iterator[Nursery]:
    given = environment() | {"DJANGO_SETTINGS_MODULE": "sobria.config.settings"}
    command = [sys.executable, "-c", PROGRAM]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=given, cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Nursery(process.stdin, process.stdout)


def serve() -> None:
    """Reads orders. It has no connection to the database: each child makes its own."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _say(os.getpid())
            _act(**json.loads(line))
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _act(*, act: str, write: int, lot: int, by: int, day: str) -> None:
    """The whole act, but for the write it is stopped before; the last stop is before the end of the transaction."""
    done = 0

    def pause(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal done
        if sql.startswith(WRITES):
            if done == write:
                _wait()
            done += 1
        return execute(sql, *rest)

    with connection.execute_wrapper(pause), transaction.atomic():
        what = Lot.objects.select_related("partner").get(pk=lot)
        ACTS[act](what, Count(), day=date.fromisoformat(day), by=User.objects.get(pk=by))
        if done == write:
            _wait()
    _say("done")


def _wait() -> None:
    _say(PAUSED)
    time.sleep(60)


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()
