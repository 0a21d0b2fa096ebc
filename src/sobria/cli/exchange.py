"""`sobria import algorithms FILE --format F`, `sobria export algorithms --format F -o FILE`.

An import with `--dry-run` reads the file and says what would be lost: it needs neither Django nor a database.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from sobria.cli import spoken
from sobria.cli.display import shortened, table
from sobria.engine.algorithms.exchange.reading import read
from sobria.engine.algorithms.exchange.rejects import refused_file
from sobria.engine.algorithms.exchange.report import Report, read_payload, unread_payload, written_payload
from sobria.engine.algorithms.exchange.tables import load_formats
from sobria.engine.messages import LANGUAGES, Language, Refusal, say

CATEGORIES = ("approximated", "dropped", "kept_raw", "missing")
MOST_PROBLEMS = 20
WIDTH = 90


def run(verb: str, arguments: list[str]) -> int:
    """0: done. 1: a refusal, or no record of the file could be used. 2: wrong usage."""
    asked = _parser(verb, spoken.asked(arguments)).parse_args(arguments)
    try:
        _spare(asked)
        return (_import if verb == "import" else _export)(asked)
    except Refusal as refusal:
        return _refused(refusal.sentence(asked.lang))
    except OSError as error:
        params = {"file": error.filename or "-", "why": error.strerror or type(error).__name__}
        return _refused(say("algorithms-file-unwritable", asked.lang, **params))
    except KeyboardInterrupt:
        return _refused(say("cli-interrupted", asked.lang))
    except Exception as error:
        if os.environ.get("SOBRIA_TRACEBACK"):
            raise
        return _refused(say("cli-unexpected", asked.lang, kind=type(error).__name__, detail=error))


def _import(asked: argparse.Namespace) -> int:
    """A file refused whole is also told in the JSON answer, as a problem."""
    try:
        return _imported(asked)
    except Refusal as refusal:
        if asked.json:
            _print(asked, unread_payload(refusal, asked.format, asked.lang) | {"dry_run": asked.dry_run}, "")
        raise


def _imported(asked: argparse.Namespace) -> int:
    report = read(sys.stdin.buffer if asked.file == "-" else Path(asked.file), format=asked.format)
    payload = read_payload(report, asked.lang) | {"dry_run": asked.dry_run}
    if asked.rejects:
        Path(asked.rejects).write_bytes(refused_file(report.refused())[1])
    if not asked.dry_run:
        payload |= _written(report, asked)
    _print(asked, payload, _import_text(payload, asked.lang))
    return 0 if report.records else 1


def _room(name: str) -> ModuleType:
    """A module of the register, that needs Django: a dry run never pays for it."""
    loading = importlib.import_module("sobria.cli.with_django")
    found: ModuleType = loading.load(f"sobria.democratic.algorithms.exchange.{name}")
    return found


def _written(report: Report, asked: argparse.Namespace) -> dict[str, Any]:
    importing = _room("importing")
    name = "" if asked.file == "-" else Path(asked.file).name
    done = importing.import_records(report.records, format=report.format, file_name=name, by=None)
    aside = [
        {"code": one.code, "source_id": one.source_id, "name": one.name, "reason": say(one.reason, asked.lang)}
        for one in done.aside
    ]
    return {"created": len(done.created), "changed": len(done.changed), "unchanged": done.unchanged, "aside": aside}


def _export(asked: argparse.Namespace) -> int:
    exporting = _room("exporting")
    suffix = Path(asked.output).suffix if asked.output != "-" else ""
    written = exporting.export_public(format=asked.format, suffix=suffix)
    if asked.output == "-":
        sys.stdout.buffer.write(written.content)
    else:
        Path(asked.output).write_bytes(written.content)
    payload = written_payload(written, asked.lang)
    if asked.json or asked.output != "-":
        _print(asked, payload, _export_text(payload, asked))
    return 0


def _print(asked: argparse.Namespace, payload: dict[str, Any], text: str) -> None:
    content = json.dumps(payload, ensure_ascii=False, allow_nan=False) + "\n"
    if asked.json == "-":
        sys.stdout.write(content)
        return
    if asked.json:
        Path(asked.json).write_text(content, encoding="utf-8")
    if getattr(asked, "output", "") != "-":
        sys.stdout.write(text)


def _import_text(payload: dict[str, Any], language: Language) -> str:
    counts = {name: payload[name] for name in ("records", "accepted", "rejected")}
    lines = [say("algorithms-cli-read", language, **counts)]
    if payload["dry_run"]:
        lines.append(say("algorithms-cli-dry", language))
    else:
        told = {name: payload[name] for name in ("created", "changed", "unchanged")}
        lines.append(say("algorithms-cli-written", language, **told, aside=len(payload["aside"])))
        lines += [f"  {one['code']} {one['name']}: {one['reason']}" for one in payload["aside"][:MOST_PROBLEMS]]
    if payload["mapped"]:
        whole = ", ".join(one["field"] for one in payload["mapped"])
        lines.append(say("algorithms-cli-mapped", language, fields=whole))
    lines += _losses(payload, language)
    for one in payload["problems"][:MOST_PROBLEMS]:
        lines.append("  " + say("algorithms-cli-problem", language, **one))
    if len(payload["problems"]) > MOST_PROBLEMS:
        more = len(payload["problems"]) - MOST_PROBLEMS
        lines.append("  " + say("algorithms-cli-more", language, count=more))
    return "\n".join(lines) + "\n"


def _export_text(payload: dict[str, Any], asked: argparse.Namespace) -> str:
    said = say("algorithms-cli-exported", asked.lang, count=payload["records"], file=asked.output)
    return "\n".join([said, *_losses(payload, asked.lang)]) + "\n"


def _losses(payload: dict[str, Any], language: Language) -> Iterable[str]:
    rows = [
        [say(f"algorithms-cli-{category}", language), one["field"] or "-", one["reason"], str(one["count"])]
        for category in CATEGORIES
        for one in payload.get(category, ())
    ]
    if rows:
        names = ("loss", "field", "why", "count")
        header = [say(f"algorithms-cli-column-{name}", language) for name in names]
        yield table(header, [[*row[:2], shortened(row[2], WIDTH), row[3]] for row in rows], left=3)


def _spare(asked: argparse.Namespace) -> None:
    """No output replaces the file being read, nor another output. Raises Refusal."""
    named = [getattr(asked, name, None) for name in ("file", "output", "json", "rejects")]
    paths = [Path(one).resolve() for one in named if one and one != "-"]
    if getattr(asked, "output", "") == asked.json == "-":
        raise Refusal("algorithms-file-taken", file="-")
    for path in paths:
        if paths.count(path) > 1 and not path.is_char_device():
            raise Refusal("algorithms-file-taken", file=path)


def _parser(verb: str, language: Language) -> argparse.ArgumentParser:
    def told(name: str, **params: object) -> str:
        return say(f"algorithms-option-{name}", language, **params)

    parser = argparse.ArgumentParser(prog=f"sobria {verb}", description=told(verb))
    parser.add_argument("register", choices=["algorithms"], help=told("register"))
    if verb == "import":
        parser.add_argument("file", metavar="FILE|-", help=told("file"))
        parser.add_argument("--dry-run", action="store_true", help=told("dry-run"))
        parser.add_argument("--rejects", metavar="FILE", help=told("rejects"))
    else:
        parser.add_argument("-o", "--output", metavar="FILE|-", required=True, help=told("output"))
    parser.add_argument(
        "--format", required=True, metavar="FORMAT", help=told("format", known=", ".join(load_formats()))
    )
    parser.add_argument("--json", metavar="FILE|-", help=told("json"))
    parser.add_argument("--lang", choices=LANGUAGES, default=language, help=told("lang"))
    return parser


def _refused(sentence: str) -> int:
    print(f"sobria: {sentence}", file=sys.stderr)
    return 1
