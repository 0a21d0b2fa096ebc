"""Part 1: each duty of the law on the last day of the period, with what proves it or what is missing."""

from sobria.engine.editions.blocks import Block, Line, Part, Span, grid, line, text
from sobria.engine.editions.reader import Reader, Row

COLUMNS = ("duty", "state", "compared", "evidence", "missing")


def part(reader: Reader) -> Part:
    day = reader.day(reader.document["period_end"])
    blocks: list[Block] = [text(reader.say("duties-lead", day=day))]
    found = reader.document["duties"]
    if found:
        rows = [_row(reader, one) for one in found]
        blocks.append(grid(reader.say("duties-caption", day=day), reader.columns(*COLUMNS), rows))
    else:
        blocks.append(text(reader.say("no-duty"), nature="missing"))
    return Part("obligations", 1, reader.say("part-1"), tuple(blocks))


def _row(reader: Reader, duty: Row) -> tuple[Line, ...]:
    name = Span(reader.pick(duty["name"]), url=reader.pick(duty["page"]))
    law = f", {reader.pick(duty['text'])}, {duty['article']}"
    rule = duty["status"]
    status = "" if rule == "settled" else f" ({reader.say(f'rule-{rule}')})"
    compared = " ".join(reader.pick(one) for one in duty["why"])
    missing = reader.say("semicolon").join(reader.pick(one) for one in duty["missing"])
    return (
        line(name, law, status),
        line(reader.say(f"state-{duty['state']}")),
        line(compared or "–"),
        _evidence(reader, duty) or line(reader.say("no-evidence")),
        line(missing or reader.say("nothing-missing")),
    )


def _evidence(reader: Reader, duty: Row) -> Line:
    spans: list[str | Span] = []
    for one in duty["evidence"]:
        words = one["reference"] or reader.pick(one["about"]) or reader.say("evidence")
        spans += [reader.say("semicolon")] if spans else []
        spans.append(Span(words, url=reader.pick(one["url"])))
    return line(*spans)
