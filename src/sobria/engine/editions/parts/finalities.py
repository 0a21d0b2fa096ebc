"""Part 6: the results of the year under each of the five finalities of the law."""

from sobria.engine.editions import wording
from sobria.engine.editions.blocks import Block, Items, Line, Part, Span, Title, line, text
from sobria.engine.editions.reader import Reader, Row


def part(reader: Reader) -> Part:
    blocks: list[Block] = [text(reader.say("finalities-lead"))]
    for finality in reader.document["finalities"]:
        blocks.append(Title(reader.pick(finality["name"])))
        blocks += _results(reader, finality["code"])
    return Part("finalites", 6, reader.say("part-6"), tuple(blocks))


def _results(reader: Reader, code: str) -> list[Block]:
    figures = [one for one in reader.document["figures"] if code in one["finalities"]]
    duties = [one for one in reader.document["duties"] if code in one["finalities"]]
    measures = [one for one in reader.document["measures"] if code in one["finalities"]]
    known = [one for one in figures if reader.is_known(one)]
    lines: list[Line] = [_figure(reader, one) for one in known]
    lines += [_duty(reader, one) for one in duties if one["state"] in {"met", "not-met"}]
    lines += [_measure(reader, one) for one in measures]
    unknown = sum(one["state"] == "unknown" for one in duties)
    told = {"figures": len(figures) - len(known), "duties": unknown}
    blocks: list[Block] = [Items(tuple(lines))] if lines else [text(reader.say("finality-empty"), nature="missing")]
    return [*blocks, text(reader.say("finality-unknown", **told), nature="note")]


def _figure(reader: Reader, figure: Row) -> Line:
    words = f"{wording.colon(reader.language)}{reader.with_interval(figure)}, {reader.period(figure)}"
    return line(reader.link(figure), words)


def _duty(reader: Reader, duty: Row) -> Line:
    name = Span(reader.pick(duty["name"]), url=reader.pick(duty["page"]))
    return line(name, wording.colon(reader.language), reader.say(f"state-{duty['state']}").lower())


def _measure(reader: Reader, measure: Row) -> Line:
    name = Span(f"{measure['code']} · {reader.pick(measure['title'])}", url=reader.pick(measure["page"]))
    return line(name, wording.colon(reader.language), reader.pick(measure["status"]).lower())
