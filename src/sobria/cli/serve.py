"""`sobria start` serves a city; `sobria worker` runs its queued jobs alone, as a production would."""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack

from sobria.cli import manage
from sobria.cli.children import Child, StopAsked, check_port, stop_signals, wait_for_answer, watch
from sobria.cli.telling import tell, tell_refusal
from sobria.cli.with_django import load
from sobria.engine.messages import Refusal

THREADS = 4
LOCAL = ("127.0.0.1", "localhost", "::1")


def run(verb: str, arguments: list[str]) -> int:
    if verb == "worker":
        return manage.run(verb, ["run_jobs", *arguments])
    options = _parser().parse_args(arguments)
    return until_stopped(lambda: _start(options))


def until_stopped(act: Callable[[], None]) -> int:
    """Do `act` until it ends or someone stops it. Returns the exit status: 1 after a refusal, said in a sentence."""
    try:
        with stop_signals():
            act()
    except Refusal as refusal:
        tell_refusal(refusal)
        return 1
    except StopAsked:
        tell("serve-stopped")
    return 0


def _start(options: argparse.Namespace) -> None:
    check_port(options.host, options.port)
    tell("serve-preparing")
    load("sobria.cli.prepare").prepare()
    serve(host=options.host, port=options.port, once_ready=_welcome)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sobria start", description="Prepare the database, then serve the pages and run the queued jobs."
    )
    add_port(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen to (default: %(default)s)")
    return parser


def add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="port to listen to (default: %(default)s)")


def address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _welcome(url: str) -> None:
    """After the server answers: a password said before a failed start would be lost."""
    load("sobria.cli.first_account").ensure_first_account(address=url)


def serve(*, host: str, port: int, once_ready: Callable[[str], None]) -> None:
    """Run the page server and the worker until StopAsked; stops both on every way out."""
    allow_host(host)
    with ExitStack() as stack:
        web = _child(stack, _web(host, port))
        worker = _child(stack, [sys.executable, "-m", "sobria.cli.main", "worker"])
        wait_for_answer(web, host=host, port=port)
        tell("serve-ready", address=address(host, port))
        once_ready(address(host, port))
        tell("serve-stop-hint")
        watch(web, worker)


def allow_host(host: str) -> None:
    """Let the pages answer under the address asked for, unless the environment already says which are allowed."""
    if host not in LOCAL and "SOBRIA_ALLOWED_HOSTS" not in os.environ:
        os.environ["SOBRIA_ALLOWED_HOSTS"] = f"127.0.0.1,localhost,[::1],{host}"


def _child(stack: ExitStack, command: list[str]) -> Child:
    """Start a process; on the way out, ask every one to stop before waiting for any."""
    child = Child(command)
    stack.callback(child.wait_until_stopped, seconds=10)
    stack.callback(child.ask_to_stop)
    return child


def _web(host: str, port: int) -> list[str]:
    """One process with threads: SQLite has one writer, and the page cache is per process (docs/adr)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", str(THREADS)),
        *("--workers-kill-timeout", "5", "--log-level", "warning"),
        "sobria.config.wsgi:application",
    ]
