"""`sobria ai-act FILE`: what the AI Act asks about one system or many, from a file of answers."""

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sobria.cli import spoken
from sobria.engine.ai_act import Assessment, Obligation, assess, blank, classes, grounds, law_name, questions, rules
from sobria.engine.ai_act.answers import shown
from sobria.engine.messages import Language, Refusal, say

USAGE = frozenset({"ai-act-cli-date", "ai-act-cli-file-needed"})
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Answers = dict[str, Any]


def run(verb: str, arguments: list[str]) -> int:
    """0: assessed. 1: refused with a sentence. 2: wrong usage."""
    asked = _parser(verb).parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        if asked.questions:
            print(json.dumps(blank(), ensure_ascii=False, indent=1))
        else:
            _assess(asked, _day(asked.on))
    except Refusal as refusal:
        print(refusal.sentence(asked.lang), file=sys.stderr)
        return 2 if refusal.code in USAGE else 1
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing left to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser(verb: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"sobria {verb}", description=__doc__)
    parser.add_argument("file", nargs="?", help="JSON: one object of answers, or a list of them (-: standard input)")
    parser.add_argument("--on", metavar="DATE", help="the law of that day, YYYY-MM-DD (default: today)")
    parser.add_argument("--json", metavar="OUT", help="write the answer as JSON (-: alone on the standard output)")
    parser.add_argument("--questions", action="store_true", help="print a blank questionnaire")
    parser.add_argument("--lang", choices=("fr", "en"), default=spoken.usual(), help="language of the text")
    return parser


def _day(given: str | None) -> date:
    if given is None:
        return date.today()  # noqa: DTZ011 - the law of the day where the person sits
    try:
        return date.fromisoformat(given if A_DAY.fullmatch(given) else "")
    except ValueError:
        raise Refusal("ai-act-cli-date", value=shown(given)) from None


def _assess(asked: argparse.Namespace, on: date) -> None:
    if asked.file is None:
        raise Refusal("ai-act-cli-file-needed")
    if asked.json and asked.json != "-" and Path(asked.json).resolve() == Path(asked.file).resolve():
        raise Refusal("cli-output-taken", option="--json", path=asked.json)
    given = _read(asked.file)
    sheets = [_answers(one, asked.file) for one in (given if isinstance(given, list) else [given])]
    found = []
    for rank, (_name, answers) in enumerate(sheets, start=1):
        try:
            found.append(assess(answers, on=on))
        except Refusal as refusal:
            if not isinstance(given, list):
                raise
            sentence = refusal.sentence(asked.lang)
            raise Refusal("ai-act-cli-at", path=asked.file, rank=rank, sentence=sentence) from None
    if asked.json:
        several = [_payload(name, one, asked.lang) for (name, _answers), one in zip(sheets, found, strict=True)]
        _write(several if isinstance(given, list) else several[0], asked.json)
    if asked.json != "-":
        texts = (_text(name, answers, one, on, asked.lang) for (name, answers), one in zip(sheets, found, strict=True))
        print("\n\n".join(texts))
        print(f"\n{say('ai-act-notice', asked.lang)}")


def _read(path: str) -> Any:
    """Raises Refusal, with the place of the fault."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        text = content.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, path))
    except OSError as problem:
        raise Refusal("ai-act-cli-unreadable", path=path, reason=problem.strerror) from problem
    except UnicodeDecodeError as problem:
        raise Refusal("ai-act-cli-not-text", path=path) from problem
    except json.JSONDecodeError as problem:
        raise Refusal("ai-act-cli-not-json", path=path, line=problem.lineno, column=problem.colno) from problem
    except (RecursionError, ValueError) as problem:  # a number of thousands of digits is a ValueError
        raise Refusal("ai-act-cli-too-deep", path=path) from problem


def _once(pairs: Iterable[tuple[str, Any]], path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refusal("ai-act-cli-key-twice", path=path, key=shown(key))
        found[key] = value
    return found


def _answers(given: Any, path: str) -> tuple[str | None, Answers]:
    """The name of a sheet, None when it has none, and its answers."""
    if not isinstance(given, dict):
        raise Refusal("ai-act-cli-shape", path=path)
    if "answers" not in given:
        return None, given
    beside = next((key for key in given if key not in {"answers", "id"}), None)
    if beside is not None:
        raise Refusal("ai-act-cli-beside", path=path, key=shown(beside))
    if not isinstance(given["answers"], dict):
        raise Refusal("ai-act-cli-shape", path=path)
    name = given.get("id")
    return None if name is None else shown(name), given["answers"]


def _write(content: object, path: str) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    if path == "-":
        print(text)
        return
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError as problem:
        raise Refusal("ai-act-cli-unreadable", path=path, reason=problem.strerror) from problem


def _payload(name: str | None, one: Assessment, language: Language) -> dict[str, Any]:
    found: dict[str, Any] = {} if name is None else {"id": name}
    return found | {
        "class": one.cls,
        "law": one.law,
        "prohibited_from": _iso(one.prohibited_from),
        "reasons": list(one.reasons),
        "obligations": [_obligation(each, language) for each in one.obligations],
        "unknown": list(one.unknown),
        "notice": say("ai-act-notice", language),
    }


def _obligation(one: Obligation, language: Language) -> dict[str, Any]:
    return {
        "code": one.code,
        "rule": one.rule,
        "article": one.article,
        "actor": one.actor,
        "borne_by": one.borne_by,
        "applies_from": _iso(one.applies_from),
        "other_reading": _iso(one.other_reading),
        "date_status": one.date_status,
        "law_version": one.law_version,
        "to_confirm": one.to_confirm,
        "assumed": one.assumed,
        "words": one.words(language),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(name: str | None, answers: Answers, one: Assessment, on: date, language: Language) -> str:
    definition = classes()[one.cls]
    said = {"name": definition.name(language), "code": one.cls, "on": on}
    lines = [name] if name is not None else []
    lines += [say("ai-act-text-class", language, **said), definition.words(language)]
    lines.append(say("ai-act-text-law", language, law=law_name(one.law)(language)))
    if one.prohibited_from:
        lines.append(say("ai-act-text-prohibited-from", language, on=one.prohibited_from))
    table = rules()
    lines += _list("reasons", [_reason(code, table[code].name(language), answers) for code in one.reasons], language)
    lines += _list("obligations", [_line(each, language) for each in one.obligations], language)
    asked = {question.code: question for question in questions()}
    unknown = [f"{asked[code].words(language)} ({code})" for code in one.unknown]
    return "\n".join([*lines, *_list("unknown", unknown, language)])


def _list(title: str, lines: Sequence[str], language: Language) -> list[str]:
    shown = lines or [say("ai-act-text-none", language)]
    return ["", say(f"ai-act-text-{title}", language), *(f"  {line}" for line in shown)]


def _reason(code: str, name: str, answers: Answers) -> str:
    because = ", ".join(question.code for question in grounds(code, answers))
    return f"{code}  {name}{f' ({because})' if because else ''}"


def _line(one: Obligation, language: Language) -> str:
    when = _iso(one.applies_from) or say("ai-act-text-event", language)
    marks = [one.article, say(f"ai-act-bearer-{one.borne_by}", language)]
    if one.date_status == "contested":
        marks.append(say("ai-act-text-contested", language))
    if one.other_reading:
        marks.append(say("ai-act-text-other-reading", language, on=one.other_reading))
    marks += [
        say(f"ai-act-text-{mark}", language)
        for mark, holds in (("assumed", one.assumed), ("to-confirm", one.to_confirm))
        if holds
    ]
    return f"{when:<10}  {one.words(language)} ({'; '.join(marks)})"
