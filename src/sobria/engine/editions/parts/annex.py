"""The annex: the decision that records the review, the open data, and where each figure is proven."""

from sobria.engine.editions.blocks import Block, Items, Line, Part, Span, Title, grid, line, text
from sobria.engine.editions.reader import Reader, Row

COLUMNS = ("code", "figure", "value", "method", "evidence")


def part(reader: Reader) -> Part:
    document = reader.document
    blocks: list[Block] = [Title(reader.say("reference-title"))]
    if document["reference"]:
        blocks.append(text(reader.say("reference", reference=document["reference"])))
    else:
        blocks.append(text(reader.say("reference-none"), nature="blank"))
    blocks += [Title(reader.say("open-data")), Items(tuple(_open_data(reader, one) for one in document["links"]))]
    blocks.append(text(reader.say("frozen-csv")))
    blocks += [Title(reader.say("seal")), text(reader.say("seal-words", digest=reader.digest), nature="note")]
    caption = reader.say("all-figures")
    rows = [_row(reader, one) for one in document["figures"]]
    blocks.append(Title(caption))
    if rows:
        blocks.append(grid(caption, reader.columns(*COLUMNS), rows))
    else:
        blocks.append(text(reader.say("no-figure"), nature="missing"))
    return Part("annexe", None, reader.say("part-annex"), tuple(blocks))


def _open_data(reader: Reader, one: Row) -> Line:
    address = reader.address(one["url"])
    return line(Span(reader.pick(one["name"]), url=reader.pick(one["url"])), f" ({address})")


def _row(reader: Reader, figure: Row) -> tuple[Line, ...]:
    address = reader.pick(figure["evidence"])
    shown = Span(reader.address(figure["evidence"]), url=address) if address else Span(reader.say("no-evidence"))
    return (
        line(figure["code"]),
        line(reader.link(figure)),
        line(_value(reader, figure)),
        line(figure["method"] or reader.say("unsaid")),
        line(shown),
    )


def _value(reader: Reader, figure: Row) -> str:
    if reader.is_known(figure):
        return f"{reader.with_interval(figure)}, {reader.period(figure)}"
    return f"{reader.say('unknown')}. {reader.unknown(figure)}"
