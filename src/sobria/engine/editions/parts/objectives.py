"""Part 4: each measure of the strategy with its indicators against what was promised, its means, why it is late."""

from sobria.engine.editions import wording
from sobria.engine.editions.blocks import Block, Items, Line, Part, Text, Title, grid, line, text
from sobria.engine.editions.reader import PILLARS, Reader, Row

COLUMNS = ("indicator", "baseline", "before", "value", "expected", "target", "gap")
MEANS = ("means", "planned", "actual")


def part(reader: Reader) -> Part:
    strategy = reader.document["strategy"]
    if strategy is None:
        blocks: list[Block] = [text(reader.say("no-strategy"), nature="missing")]
    else:
        told = {"title": reader.pick(strategy["title"]), "day": reader.day(strategy["adopted_on"])}
        told["deliberation"] = reader.pick(strategy["deliberation"]) or reader.say("no-reference")
        blocks = [text(reader.say("strategy", **told)), *_measures(reader)]
    blocks += _other_targets(reader)
    return Part("objectifs", 4, reader.say("part-4"), tuple(blocks))


def _measures(reader: Reader) -> list[Block]:
    found = reader.document["measures"]
    if not found:
        return [text(reader.say("no-measure"), nature="missing")]
    blocks: list[Block] = []
    for pillar in (*PILLARS[:3], "all"):
        held = [one for one in found if one["pillar"] == pillar]
        if held:
            blocks.append(Title(reader.say(f"pillar-{pillar}")))
        for measure in held:
            blocks += _measure(reader, measure)
    return blocks


def _measure(reader: Reader, measure: Row) -> list[Block]:
    blocks: list[Block] = [Title(f"{measure['code']} · {reader.pick(measure['title'])}", 2), _about(reader, measure)]
    figures = [reader.by_code[code] for code in measure["indicators"] if code in reader.by_code]
    if figures:
        caption = reader.say("measure-indicators", code=measure["code"])
        blocks.append(grid(caption, reader.columns(*COLUMNS), [objective(reader, one) for one in figures]))
    else:
        blocks.append(text(reader.say("measure-no-indicator"), nature="missing"))
    if measure["budget"]:
        rows = [_means(reader, one) for one in measure["budget"]]
        blocks.append(grid(reader.say("measure-means", code=measure["code"]), reader.columns(*MEANS), rows))
    else:
        blocks.append(text(reader.say("measure-no-means"), nature="missing"))
    if measure["steps"]:
        blocks.append(Items(tuple(_step(reader, one) for one in measure["steps"])))
    if measure["is_late"]:
        blocks.append(_reason(reader, measure))
    return blocks


def _about(reader: Reader, measure: Row) -> Text:
    told = {
        "status": reader.pick(measure["status"]),
        "axis": reader.pick(measure["axis"]),
        "pilot": reader.pick(measure["pilot"]) or reader.say("unsaid"),
        "starts": reader.short_day(measure["starts"]),
        "ends": reader.short_day(measure["ends"]),
    }
    return text(reader.say("measure", **told))


def objective(reader: Reader, figure: Row) -> tuple[Line, ...]:
    aim = figure["target"] or figure["law"]
    base = figure["baseline"]
    nothing = reader.say("no-target")
    gap = "" if aim is None else wording.signed(figure, aim["gap"], reader.language)
    return (
        line(reader.link(figure)),
        line(reader.measured(figure, base["value"]) if base else reader.say("unsaid")),
        line(reader.before(figure)),
        line(f"{reader.value(figure)}, {reader.period(figure)}" if reader.is_known(figure) else reader.say("unknown")),
        line(nothing if aim is None or aim["expected"] is None else reader.measured(figure, aim["expected"])),
        line(nothing if aim is None else _target(reader, figure, aim)),
        line(gap or reader.say("no-gap"), f" ({reader.pick(aim['words'])})" if aim else ""),
    )


def _target(reader: Reader, figure: Row, aim: Row) -> str:
    """The next point promised, with its day."""
    told = {"value": reader.measured(figure, aim["value"]), "day": reader.short_day(aim["on"])}
    return reader.say("target", **told)


def _means(reader: Reader, row: Row) -> tuple[str, ...]:
    planned, actual = (_amount(reader, row, name) for name in ("planned", "actual"))
    kind = reader.say(f"means-{row['kind']}")
    return (f"{row['year']}, {kind}", planned, actual)


def _amount(reader: Reader, row: Row, name: str) -> str:
    amount = row[name]
    if amount is None:
        return reader.say("unsaid")
    return wording.with_unit(wording.exact(float(amount), reader.language), reader.say(f"unit-{row['unit']}"))


def _step(reader: Reader, step: Row) -> Line:
    told = {"title": reader.pick(step["title"]), "due": reader.short_day(step["due"])}
    if step["done"]:
        return line(reader.say("step-done", done=reader.short_day(step["done"]), **told))
    return line(reader.say("step-late" if step["is_late"] else "step-open", **told))


def _reason(reader: Reader, measure: Row) -> Text:
    if not measure["notes"]:
        return text(reader.say("late-unsaid"), nature="missing")
    last = measure["notes"][0]
    return text(reader.say("late", day=reader.short_day(last["day"]), text=reader.pick(last["text"])), nature="note")


def _other_targets(reader: Reader) -> list[Block]:
    """What was promised, by the city or by the law, outside any measure."""
    tied = {code for one in reader.document["measures"] for code in one["indicators"]}
    found = [one for one in reader.document["figures"] if (one["target"] or one["law"]) and one["code"] not in tied]
    if not found:
        return []
    rows = [objective(reader, one) for one in found]
    caption = reader.say("other-targets")
    return [Title(caption), grid(caption, reader.columns(*COLUMNS), rows)]
