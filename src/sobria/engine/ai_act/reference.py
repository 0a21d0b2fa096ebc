"""The reference page of the AI Act table, written from the catalogue: docs/reference/ai-act.md is this text."""

from collections.abc import Iterator

from sobria.engine.ai_act.conditions import text
from sobria.engine.ai_act.definitions import Dated, LegalDate, ObligationRule, Question, Reading, Rule, Table

OPENING = """# AI Act

The rule table of `catalogue/ai_act/`: versions of the law, dates, questions, classes, rules. Written from the
catalogue; the test `tests/consistency/test_ai_act_reference.py` checks that they agree. How a system is assessed:
[methodology](../methodology/ai-act.md).

**To be confirmed by a lawyer before relying on it.** The table was made from secondary sources that agree with each
other: EUR-Lex itself was not read. Confidence: A, text read; B, several consistent secondary sources; C, one source, a
partial one, or general knowledge of the text.
"""


def written(table: Table) -> str:
    lines = [OPENING, *_laws(table), *_dates(table), *_classes(table), *_questions(table), *_terms(table)]
    for rule in table.rules.values():
        lines += _rule(rule)
    return "\n".join(lines)


def _laws(table: Table) -> Iterator[str]:
    yield "## Versions of the law\n"
    yield "| code | name | in force from | source | confidence |\n|---|---|---|---|---|"
    for one in table.laws:
        yield f"| `{one.code}` | {one.name('en')} | {one.start} | {one.source} | {one.confidence} |"
    yield ""


def _dates(table: Table) -> Iterator[str]:
    yield "## Dates\n"
    yield "A version that gives no date keeps the one of the version before.\n"
    yield "| code | what | version | date | status | source | confidence |\n|---|---|---|---|---|---|---|"
    for one in table.dates.values():
        for reading in one.readings:
            yield _date(one, reading)
    yield ""


def _date(one: LegalDate, reading: Reading) -> str:
    on = str(reading.on or "an event")
    status = f"{reading.status}, other reading {reading.otherwise}" if reading.otherwise else reading.status
    cells = f"`{one.code}` | {one.words('en')} | {reading.law} | {on} | {status} | {reading.source}"
    return f"| {cells} | {reading.confidence} |"


def _classes(table: Table) -> Iterator[str]:
    yield "## Classes\n"
    yield "Decided in this order: the first whose rule holds.\n"
    yield "| code | level | English | French | meaning |\n|---|---|---|---|---|"
    for one in table.classes.values():
        yield f"| `{one.code}` | {one.level} | {one.name('en')} | {one.name('fr')} | {one.words('en')} |"
    yield ""


def _questions(table: Table) -> Iterator[str]:
    yield "## Questions\n"
    yield "Answers are `yes`, `no` or `unknown` unless others are listed; what is absent or blank is unknown."
    group = ""
    for one in table.questions.values():
        if one.group.code != group:
            group = one.group.code
            yield f"\n### {one.group.name('en')}\n"
            yield "| code | feeds | question |\n|---|---|---|"
        yield f"| `{one.code}` | {one.rule}, {one.article} | {_asked(one)} |"
    yield ""


def _asked(one: Question) -> str:
    others = "" if {answer.code for answer in one.answers} == {"yes", "no"} else _answers(one)
    return f"{one.words('en')} {one.help('en')}{others}"


def _answers(one: Question) -> str:
    return " Answers: " + "; ".join(f"`{answer.code}` {answer.words('en')}" for answer in one.answers) + "."


def _terms(table: Table) -> Iterator[str]:
    yield "## Named conditions\n"
    yield "A code alone stands for a question answered yes.\n"
    yield "| name | holds when |\n|---|---|"
    for code, condition in table.terms.items():
        yield f"| *{code}* | {text(condition)} |"
    yield "\n## Rules\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code} {rule.name('en')}\n"
    rows = [
        ("In French", rule.name("fr")),
        ("Article", rule.article),
        ("Holds when", text(rule.when)),
        ("Class", f"`{rule.outcome}`" if rule.outcome else ""),
        ("Decides from", f"`{rule.start.code}`" if rule.start else ""),
        ("Source", f"{rule.source} (confidence {rule.confidence})"),
    ]
    yield "| | |\n|---|---|"
    yield from (f"| {name} | {words} |" for name, words in rows if words)
    yield ""
    if rule.obligations:
        yield "| obligation | article | actor | from | what |\n|---|---|---|---|---|"
        yield from map(_obligation, rule.obligations)
        yield ""


def _obligation(one: ObligationRule) -> str:
    when = "" if text(one.when) == "always" else f" If {text(one.when)}."
    confirm = " **To be confirmed by a lawyer.**" if one.to_confirm else ""
    dates = "; ".join(map(_dated, one.timeline))
    return f"| `{one.code}` | {one.article} | {one.actor} | {dates} | {one.words('en')}{when}{confirm} |"


def _dated(one: Dated) -> str:
    when = text(one.when)
    return f"`{one.date.code}`" if when == "always" else f"`{one.date.code}` if {when}"
