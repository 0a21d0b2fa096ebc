"""Part 0, one page: at most four figures per pillar, against the year before and the target; where the law stands."""

from collections import Counter

from sobria.engine.editions import wording
from sobria.engine.editions.blocks import Block, Items, Line, Part, Span, Title, line, text
from sobria.engine.editions.reader import STATES, Reader, Row

SHOWN_PILLARS = ("sober", "democratic", "inclusive")
MOST_FIGURES = 4
MOST_NAMED = 8


def part(reader: Reader) -> Part:
    blocks: list[Block] = [text(lead(reader))]
    if reader.document["revision"] > 1:
        reason = reader.document["reason"]
        told = {"number": reader.document["revision"], "reason": reason}
        blocks.append(text(reader.say("revision-note", **told), nature="note"))
    if not reader.document["is_whole"]:
        day = reader.day(reader.document["period_end"])
        blocks.append(text(reader.say("not-whole", day=day, year=reader.document["year"]), nature="note"))
    for pillar in SHOWN_PILLARS:
        blocks.append(Title(reader.say(f"pillar-{pillar}")))
        blocks.append(Items(tuple(sentence(reader, one) for one in key_figures(reader, pillar))))
    blocks += _lights(reader)
    return Part("essentiel", 0, reader.say("part-0"), tuple(blocks))


def lead(reader: Reader) -> str:
    figures = reader.document["figures"]
    asked = [one for one in figures if one["group"] == "indicator"]
    known = sum(reader.is_known(one) for one in asked)
    told = {"city": reader.document["city"]["name"], "year": reader.document["year"]}
    return reader.say("lead", known=known, total=len(asked), **told)


def key_figures(reader: Reader, pillar: str) -> list[Row]:
    found = [one for one in reader.figures(pillar=pillar) if one["key"]]
    return sorted(found, key=lambda one: int(one["key"]))[:MOST_FIGURES]


def sentence(reader: Reader, figure: Row) -> Line:
    """One figure: its name, value, interval and period, then the year before, then what was promised."""
    name = reader.link(figure)
    if not reader.is_known(figure):
        return line(name, wording.colon(reader.language), reader.say("unknown"), ". ", reader.unknown(figure))
    parts = [f"{reader.with_interval(figure)}, {reader.period(figure)}", _trend(reader, figure), _aim(reader, figure)]
    semicolon = reader.say("semicolon")
    return line(name, wording.colon(reader.language), semicolon.join(one for one in parts if one), ".")


def _trend(reader: Reader, figure: Row) -> str:
    past = figure["previous"]
    if figure["value"] is None or past is None or past["value"] is None:
        return reader.say("no-before")
    difference = figure["value"] - past["value"]
    if round(difference, figure["places"]) == 0:
        return reader.say("as-before", period=reader.period(past))
    amount = wording.signed(figure, difference, reader.language)
    return reader.say("up" if difference > 0 else "down", amount=amount, period=reader.period(past))


def _aim(reader: Reader, figure: Row) -> str:
    aim = figure["target"] or figure["law"]
    if aim is None:
        return reader.say("no-target")
    expected = aim["expected"]
    if expected is None:
        return str(reader.pick(aim["words"]))
    return reader.say("aim", words=reader.pick(aim["words"]), expected=reader.measured(figure, expected))


def _lights(reader: Reader) -> list[Block]:
    found = reader.document["duties"]
    counted = Counter(one["state"] for one in found)
    tally = [line(reader.say(f"duties-{state}", number=counted[state])) for state in STATES if counted[state]]
    blocks: list[Block] = [Title(reader.say("lights", day=reader.day(reader.document["period_end"])))]
    blocks.append(Items(tuple(tally)) if tally else text(reader.say("no-duty"), nature="missing"))
    broken = [one for one in found if one["state"] == "not-met"]
    if broken:
        named: list[str | Span] = []
        for one in broken[:MOST_NAMED]:
            named += [", "] if named else []
            named.append(Span(reader.pick(one["name"]), url=reader.pick(one["page"])))
        more = len(broken) - MOST_NAMED
        tail = reader.say("and-more", number=more) if more > 0 else ""
        blocks.append(text(reader.say("broken"), *named, tail, "."))
    return blocks
