"""`sobria factors`: convert public tables into factor packs, check a city's own pack, list what is known."""

import argparse
import csv
import sys
from pathlib import Path

from sobria.cli import spoken
from sobria.engine.footprint.boavizta import Conversion, convert_boavizta
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.pack_files import read_pack
from sobria.engine.footprint.packs import catalogue_rows, chosen_rows, refuse_faults
from sobria.engine.messages import Language, Refusal, say


def run(verb: str, arguments: list[str]) -> int:
    options = _parser(verb).parse_args(arguments)
    language: Language = options.language
    try:
        if options.act == "convert":
            _convert(options, language)
        elif options.act == "check":
            _check(options.pack, language)
        else:
            _list(language)
    except Refusal as refusal:
        print(refusal.sentence(language), file=sys.stderr)
        return 1
    return 0


def _parser(verb: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"sobria {verb}", description=__doc__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--lang",
        "--language",
        dest="language",
        choices=("fr", "en"),
        default=spoken.usual(),
        help="language of the sentences",
    )
    acts = parser.add_subparsers(dest="act", required=True)
    convert = acts.add_parser("convert", parents=[common], help="turn a public table into a factor pack")
    convert.add_argument("table", choices=("boavizta",), help="kind of table")
    convert.add_argument("source", type=Path, metavar="FILE.csv")
    convert.add_argument("-o", "--output", type=Path, required=True, metavar="PACK.csv")
    convert.add_argument("--losses", type=Path, metavar="OUT.csv", help="write the sheets left out and why")
    check = acts.add_parser("check", parents=[common], help="pass a factor pack through the gate")
    check.add_argument("pack", type=Path, metavar="PACK.csv")
    acts.add_parser("list", parents=[common], help="list the packs of the catalogue")
    return parser


def _convert(options: argparse.Namespace, language: Language) -> None:
    taken = {options.source.resolve()}
    for path in filter(None, (options.output, options.losses)):
        if path.resolve() in taken:
            raise Refusal("factors-output-taken", file=path)
        taken.add(path.resolve())
    try:
        done = convert_boavizta(options.source, options.output, load_catalogue())
        if options.losses:
            _write_losses(options.losses, done, language)
    except OSError as error:
        raise Refusal("factors-not-written", file=error.filename, reason=error.strerror or str(error)) from error
    print(
        say(
            "factors-converted",
            language,
            read=done.read,
            models=done.models,
            rows=done.rows,
            split=done.split,
            dropped=len(done.dropped),
        )
    )
    for code, count in done.reasons.items():
        print(f"  {count:>5}  {say(code, language)}")
    print(say("factors-converted-to", language, file=options.output))
    print(say("factors-licence-odbl", language))


def _write_losses(path: Path, done: Conversion, language: Language) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["line", "name", "reason", "value"])
        for row in done.dropped:
            writer.writerow([row.line, _harmless(row.name), say(row.code, language), _harmless(row.detail)])


def _harmless(text: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _check(path: Path, language: Language) -> None:
    catalogue = load_catalogue()
    pack = read_pack(path, name=path.stem, catalogue=catalogue)
    refuse_faults([pack], catalogue, beside=chosen_rows(catalogue, None))
    print(
        say(
            "factors-good",
            language,
            file=path.name,
            rows=len(pack.rows),
            categories=len({row.category for row in pack.rows}),
            models=len({row.model_key for row in pack.rows if row.model_key}),
        )
    )


def _list(language: Language) -> None:
    catalogue = load_catalogue()
    for pack in catalogue.packs.values():
        rows = catalogue_rows(pack.name)
        mark = "*" if pack.in_default else " "
        criteria = ", ".join(sorted({row.criterion for row in rows}))
        print(f"{mark} {pack.name:<28}{len(rows):>5}  {pack.label(language)} · {pack.licence} · {criteria}")
