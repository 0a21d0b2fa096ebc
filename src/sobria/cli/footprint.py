"""`sobria footprint`: from the files a city has to its footprint, on a terminal or in files."""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sobria.cli import spoken
from sobria.cli.outputs import pack_payload, payload, write_figures, write_json, write_rejects
from sobria.cli.progress import ProgressLine
from sobria.cli.report import Report, packs_text
from sobria.engine.footprint import listing, shares
from sobria.engine.footprint.compare import PackTotal, compare_packs
from sobria.engine.footprint.duckdb import write_lines
from sobria.engine.footprint.pipeline import Options, Run, opened
from sobria.engine.messages import LANGUAGES, Language, Refusal, say

MOST_UNMATCHED = 10
MOST_SHARES = 10
MOST_COLUMNS = 20
FIRST_YEAR = 1990


def run(_verb: str, arguments: list[str]) -> int:
    """Exit status: 0 a result exists, 1 refused with a sentence, 2 wrong usage."""
    asked = _parser(spoken.asked(arguments)).parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        return _footprint(asked)
    except Refusal as refusal:
        return _refused(refusal.sentence(asked.lang))
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing left to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        reason = error.strerror or error
        if not error.filename:
            return _refused(say("cli-output", asked.lang, reason=reason))
        return _refused(say("cli-file", asked.lang, path=error.filename, reason=reason))
    except KeyboardInterrupt:
        return _refused(say("cli-interrupted", asked.lang))
    except Exception as error:
        if os.environ.get("SOBRIA_TRACEBACK"):
            raise
        return _refused(say("cli-unexpected", asked.lang, kind=type(error).__name__, detail=error))


def _footprint(asked: argparse.Namespace) -> int:
    options = _options(asked)
    _spare_the_inputs(asked)
    progress = ProgressLine(asked.lang)
    with opened(asked.files, options=options, progress=progress) as done:
        shared = shares.has_shares(done.connection)
        if shared:
            shares.share_out(done.connection)
        refused = listing.rejects(done.connection, language=asked.lang)
        if asked.lines:
            write_lines(done.connection, asked.lines)
        if asked.rejects:
            write_rejects(refused, asked.rejects)
        if asked.csv:
            write_figures(done.footprint, asked.csv)
        text = _report(done, refused, shared=shared, language=asked.lang)
        packs = compare_packs(done, options=options) if asked.compare_packs else ()
        progress.close()
        content = payload(done.footprint, refused, language=asked.lang)
        if packs:
            content["compare_packs"] = pack_payload(packs)
        _print(asked, content=content, text=text, packs=packs, done=done)
    return 0


def _print(asked: argparse.Namespace, *, content: object, text: str, packs: Sequence[PackTotal], done: Run) -> None:
    if asked.json == "-":
        write_json(content, sys.stdout)
        return
    if asked.json:
        with Path(asked.json).open("w", encoding="utf-8") as handle:
            write_json(content, handle)
    sys.stdout.write(text)
    if packs:
        sys.stdout.write("\n" + packs_text(packs, done.catalogue, language=asked.lang))


def _report(done: Run, refused: Sequence[listing.Reject], *, shared: bool, language: Language) -> str:
    return Report(
        footprint=done.footprint,
        catalogue=done.catalogue,
        why=[note.sentence(language) for note in done.reading.why],
        decisions=[*(note.sentence(language) for note in done.reading.decisions), *_unused(done, language)],
        rejects=refused,
        unmatched=listing.unmatched(done.connection, limit=MOST_UNMATCHED) if done.footprint.lines.unmatched else [],
        exclusions=listing.exclusions(done.connection),
        shares=shares.largest(done.connection, limit=MOST_SHARES) if shared else [],
        share_faults=shares.faults(done.connection) if shared else [],
        language=language,
    ).text()


def _unused(done: Run, language: Language) -> Iterator[str]:
    """One sentence per file that has columns the computation does not know."""
    for read in done.reading.files:
        headers = [fate.header for fate in read.columns if fate.fate == "kept"]
        if headers:
            more = len(headers) - MOST_COLUMNS
            names = ", ".join(headers[:MOST_COLUMNS]) + (f", … (+{more})" if more > 0 else "")
            yield say("cli-columns-unused", language, file=read.file, headers=names)


def _spare_the_inputs(asked: argparse.Namespace) -> None:
    """No output replaces a file being read, nor another output of the same run."""
    inputs = [*asked.files, *asked.factors, *filter(None, [asked.mapping])]
    taken = {path.resolve() for path in inputs}
    outputs = {"--lines": asked.lines, "--rejects": asked.rejects, "--csv": asked.csv}
    outputs["--json"] = Path(asked.json) if asked.json and asked.json != "-" else None
    for option, path in outputs.items():
        if path is None:
            continue
        if path.resolve() in taken and not path.is_char_device():
            raise Refusal("cli-output-taken", option=option, path=path)
        taken.add(path.resolve())


def _options(asked: argparse.Namespace) -> Options:
    today = date.today()  # noqa: DTZ011 - the reader's own day
    if asked.year is not None and not FIRST_YEAR <= asked.year <= today.year + 1:
        raise Refusal("cli-year", year=asked.year, first=FIRST_YEAR, last=today.year + 1)
    return Options(
        today=today,
        format=asked.format,
        mapping=asked.mapping,
        factors=tuple(asked.factors),
        pack=asked.pack,
        country=asked.country,
        year=asked.year,
    )


def _parser(language: Language) -> argparse.ArgumentParser:
    def told(name: str) -> str:
        return say(f"cli-option-{name}", language)

    parser = argparse.ArgumentParser(prog="sobria footprint", description=told("footprint"))
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=told("files"))
    parser.add_argument("--format", default="auto", help=told("format"))
    parser.add_argument("--mapping", type=Path, metavar="M.yaml", help=told("mapping"))
    parser.add_argument("--factors", type=Path, metavar="PACK.csv", action="append", default=[], help=told("factors"))
    parser.add_argument("--pack", metavar="NAME", help=told("pack"))
    parser.add_argument("--country", metavar="FRA", help=told("country"))
    parser.add_argument("--year", type=int, metavar="Y", help=told("year"))
    parser.add_argument("--json", metavar="FILE|-", help=told("json"))
    parser.add_argument("--csv", type=Path, metavar="OUT", help=told("csv"))
    parser.add_argument("--lines", type=Path, metavar="OUT.parquet", help=told("lines"))
    parser.add_argument("--rejects", type=Path, metavar="OUT.csv", help=told("rejects"))
    parser.add_argument("--compare-packs", action="store_true", help=told("compare-packs"))
    parser.add_argument("--lang", choices=LANGUAGES, default=language, help=told("lang"))
    return parser


def _refused(sentence: str) -> int:
    print(f"sobria: {sentence}", file=sys.stderr)
    return 1
