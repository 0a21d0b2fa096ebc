"""`sobria journal export FILE`, `sobria journal verify FILE [--key KEY]`, `sobria journal resume FILE`.

Verifying needs the file and nothing else: neither Django nor the database is loaded.
"""

import argparse
import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

from sobria.cli import spoken
from sobria.engine.journal.signing import public_keys
from sobria.engine.journal.verifying import Verdict, verify
from sobria.engine.messages import Language, Refusal, say

# What was given is not what the command reads: nothing was verified.
UNUSABLE = frozenset({"journal-unreadable", "journal-bad-key", "journal-not-checkpoints"})


def run(_verb: str, arguments: list[str]) -> int:
    """0: done, or the journal is whole. 1: a fault was found, or a refusal. 2: wrong usage, or nothing to read."""
    asked = _parser().parse_args(arguments)
    try:
        return {"export": _export, "verify": _verify, "resume": _resume}[asked.act](asked)
    except Refusal as refusal:
        print(refusal.sentence(asked.lang), file=sys.stderr)
        return 2 if refusal.code in UNUSABLE else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sobria journal")
    acts = parser.add_subparsers(dest="act", required=True)
    export = acts.add_parser("export", help="write the whole journal to a file (- for the screen)")
    export.add_argument("file")
    check = acts.add_parser("verify", help="read an exported journal through; needs no database")
    check.add_argument("file")
    check.add_argument("--key", help="public key the city publishes (PEM)")
    check.add_argument("--json", action="store_true", help="the answer as JSON")
    check.add_argument("--checkpoints", help="checkpoints the city published earlier (JSON): they must be found again")
    resume = acts.add_parser(
        "resume", help="after a restore, write in the journal what a published checkpoint shows lost"
    )
    resume.add_argument("file", help="the published checkpoints, as JSON")
    for one in (export, check, resume):
        one.add_argument("--lang", choices=("fr", "en"), default=spoken.usual())
    return parser


def _verify(asked: argparse.Namespace) -> int:
    keys = public_keys(_read(asked.key)) if asked.key else ()
    published = _published(asked.checkpoints) if asked.checkpoints else ()
    try:
        with sys.stdin.buffer if asked.file == "-" else Path(asked.file).open("rb") as source:
            verdict = verify(source, keys=keys, published=published)
    except OSError as problem:
        raise Refusal("journal-unreadable", path=asked.file, reason=problem.strerror) from problem
    if asked.json:
        faults = [{**asdict(fault), "sentence": fault.sentence(asked.lang)} for fault in verdict.faults]
        print(json.dumps({**asdict(verdict), "whole": verdict.whole, "faults": faults}, ensure_ascii=False, indent=2))
    else:
        _tell(verdict, asked.lang)
    return 0 if verdict.whole else 1


def _tell(verdict: Verdict, language: Language) -> None:
    for fault in verdict.faults:
        print(fault.sentence(language))
    if verdict.is_partial:
        print(say("journal-partial", language, faults=len(verdict.faults)))
    for gap in verdict.gaps:
        print(say("journal-gap", language, event=gap.event, first=gap.first, last=gap.last, day=gap.day))
    if verdict.whole:
        counts = {"events": verdict.events, "checkpoints": verdict.checkpoints, "last_hash": verdict.last_hash}
        print(say("journal-whole", language, **counts))
    if not verdict.checkpoints:
        print(say("journal-no-checkpoint", language))
    elif not verdict.key_given:
        print(say("journal-own-key", language))


def _export(asked: argparse.Namespace) -> int:
    exporting = _with_django("sobria.city.journal.exporting")
    if asked.file == "-":
        sys.stdout.writelines(exporting.lines())
        return 0
    count = -1
    try:
        with Path(asked.file).open("w", encoding="utf-8", newline="") as target:
            for line in exporting.lines():
                target.write(line)
                count += 0 if line.startswith('{"checkpoint"') else 1
    except OSError as problem:
        raise Refusal("journal-unwritable", path=asked.file, reason=problem.strerror) from problem
    print(say("journal-exported", asked.lang, events=count, path=asked.file))
    return 0


def _resume(asked: argparse.Namespace) -> int:
    last = max(_published(asked.file), key=lambda one: int(one["sequence"]))
    restoring = _with_django("sobria.city.journal.restoring")
    print(say("journal-resumed", asked.lang, **restoring.resume(last)))
    return 0


def _published(path: str) -> list[dict[str, Any]]:
    """The checkpoints of a file, as the page gives them. Raises Refusal when it is something else."""
    try:
        given: Any = json.loads(_read(path))
        found = [one for one in given["checkpoints"] if type(one["sequence"]) is int]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refusal("journal-not-checkpoints", path=path) from error
    if not found:
        raise Refusal("journal-not-checkpoints", path=path)
    return found


def _with_django(module: str) -> ModuleType:
    """Only the acts that need the database pay for the web framework."""
    found: ModuleType = importlib.import_module("sobria.cli.with_django").load(module)
    return found


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as problem:
        raise Refusal("journal-unreadable", path=path, reason=problem.strerror) from problem
