"""`sobria demo`: the synthetic city of Lutèce, loaded by the same road as a real one, then served."""

import argparse
import os
from importlib.metadata import version

from sobria.cli.children import check_port
from sobria.cli.serve import add_port, serve, until_stopped
from sobria.cli.telling import tell
from sobria.cli.with_django import load
from sobria.engine.messages import Refusal

HOST = "127.0.0.1"  # its passwords are public: the demonstration never leaves this machine
DATA_DIR = "var/demo"
CITY = "Lutèce"


def run(_verb: str, arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    return until_stopped(lambda: _demonstrate(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sobria demo", description="Populate the synthetic city of Lutèce and serve it on this machine."
    )
    add_port(parser)
    parser.add_argument("--devices", type=_size, default=60_000, help="lines of the inventory (default: %(default)s)")
    parser.add_argument(
        "--seed", type=int, default=2025, help="the same seed draws the same city (default: %(default)s)"
    )
    parser.add_argument("--no-serve", action="store_true", help="load, then stop")
    return parser


def _size(text: str) -> int:
    size = int(text)
    if not 1 <= size <= 1_000_000:  # noqa: PLR2004 - beyond, the command line is the place to compute
        raise argparse.ArgumentTypeError("between 1 and 1000000")
    return size


def _demonstrate(options: argparse.Namespace) -> None:
    if os.environ.get("DATABASE_URL"):
        raise Refusal("demo-database")
    if not options.no_serve:
        check_port(HOST, options.port)
    os.environ.setdefault("SOBRIA_DATA_DIR", DATA_DIR)
    os.environ.setdefault("SOBRIA_CITY_NAME", CITY)
    os.environ["SOBRIA_DEMO"] = "1"
    tell("serve-preparing")
    loading = load("sobria.cli.demo_loading")
    loading.ensure_loaded(devices=options.devices, seed=options.seed, release=version("sobria"))
    if not options.no_serve:
        accounts = load("sobria.cli.demo_accounts")
        serve(host=HOST, port=options.port, once_ready=lambda _address: accounts.tell_accounts())
