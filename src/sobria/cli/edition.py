"""`sobria report YEAR --format pdf|odt|html|csv -o FILE`: a file of a frozen edition, as it was published."""

import argparse
import sys
from pathlib import Path

from sobria.cli import spoken, with_django
from sobria.engine.editions.files import FORMATS
from sobria.engine.messages import Refusal, say


def run(_verb: str, arguments: list[str]) -> int:
    """0: written. 1: refused with a sentence. 2: wrong usage."""
    asked = _parser().parse_args(arguments)
    try:
        _write(asked)
    except Refusal as refusal:
        print(refusal.sentence(asked.lang), file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sobria report", description="Write a file of the frozen review of a year.")
    parser.add_argument("year", type=int)
    parser.add_argument("--format", choices=(*FORMATS, "json", "sha256"), default="pdf")
    parser.add_argument("-o", "--output", required=True, help="file to write (- for the screen)")
    parser.add_argument("--revision", type=int, help="the latest when none is said")
    parser.add_argument("--lang", choices=("fr", "en"), default=spoken.usual(), help="of the file and of the answer")
    return parser


def _write(asked: argparse.Namespace) -> None:
    selectors = with_django.load("sobria.city.reports.selectors")
    edition = selectors.edition(asked.year, asked.revision)
    found = selectors.file_of(edition, asked.format, asked.lang if asked.format in FORMATS else "")
    content = bytes(found.content)
    if asked.output == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(asked.output).write_bytes(content)
    except OSError as problem:
        raise Refusal("edition-unwritable", path=asked.output, reason=problem.strerror) from problem
    told = {"year": edition.year, "revision": edition.revision, "digest": found.digest}
    print(say("edition-written", asked.lang, path=asked.output, size=len(content), **told))
