"""`sobria trail FILE`: verify, offline, that every decision about an algorithm followed the rules.

Needs the exported journal and nothing else: neither Django, nor the database, nor an account.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from sobria.cli import spoken
from sobria.engine.algorithms.trail import Trail, verify
from sobria.engine.journal.verifying import verify as verify_chain
from sobria.engine.messages import Language, say


def run(_verb: str, arguments: list[str]) -> int:
    """0: the chain is whole and every move follows the rules. 1: a fault. 2: wrong usage, or nothing to read."""
    asked = _parser().parse_args(arguments)
    try:
        with Path(asked.file).open("rb") as source:
            whole = verify_chain(source).whole
        with Path(asked.file).open("rb") as source:
            trail = verify(source)
    except OSError as problem:
        print(say("trail-unreadable", asked.lang, file=asked.file, reason=problem.strerror), file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps({"chain_whole": whole, **asdict(trail)}, ensure_ascii=False, indent=2))
    else:
        _tell(trail, whole=whole, language=asked.lang)
    return 0 if whole and not trail.faults else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sobria trail", description="Verify the governance of algorithms from an exported journal."
    )
    parser.add_argument("file")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.add_argument("--lang", choices=("fr", "en"), default=spoken.usual())
    return parser


def _tell(trail: Trail, *, whole: bool, language: Language) -> None:
    if not whole:
        print(say("trail-chain", language))
    for fault in trail.faults:
        print(fault.sentence(language))
    if not trail.systems and not whole:
        return
    counts = {name: getattr(trail, name) for name in ("systems", "dossiers", "decisions", "votes")}
    print(say("trail-bad" if trail.faults else "trail-good", language, faults=len(trail.faults), **counts))
