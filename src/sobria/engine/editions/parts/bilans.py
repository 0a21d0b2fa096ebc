"""Parts 2 and 3: what the city does within its walls, and what it does on its territory; a table per theme."""

from sobria.engine.editions import wording
from sobria.engine.editions.blocks import Block, Items, Line, Part, Span, Title, grid, line, text
from sobria.engine.editions.reader import Reader, Row

CITY_THEMES = (
    *("equipment", "footprint", "purchases", "services", "hosting", "algorithms"),
    *("dependency", "openness", "skills", "steering", "other"),
)
TERRITORY_THEMES = ("footprint", "data-centres", "screens", "inclusion", "youth", "participation", "other")
COLUMNS = ("figure", "value", "period", "before", "coverage", "state")


def city(reader: Reader) -> Part:
    blocks = [text(reader.say("city-lead")), *_themes(reader, "internal", CITY_THEMES)]
    return Part("ville", 2, reader.say("part-2"), tuple(blocks))


def territory(reader: Reader) -> Part:
    blocks: list[Block] = [text(reader.say("territory-lead"))]
    if not reader.figures(part="territory", theme="footprint"):
        blocks.append(text(reader.say("territory-footprint-unknown"), nature="missing"))
    blocks += _programme(reader)
    blocks += _themes(reader, "territory", TERRITORY_THEMES)
    return Part("territoire", 3, reader.say("part-3"), tuple(blocks))


def _themes(reader: Reader, part: str, themes: tuple[str, ...]) -> list[Block]:
    blocks: list[Block] = []
    for theme in themes:
        found = reader.figures(part=part, theme=theme)
        if not found:
            continue
        known = [one for one in found if reader.is_known(one)]
        blocks.append(Title(reader.theme(theme)))
        if known:
            rows = [_row(reader, one) for one in known]
            caption = reader.say(f"theme-caption-{part}", theme=reader.theme(theme))
            blocks.append(grid(caption, reader.columns(*COLUMNS), rows))
        lacking = [one for one in found if not reader.is_known(one)]
        if lacking:
            blocks.append(text(reader.say("unknown-list"), nature="note"))
            blocks.append(Items(tuple(_lacking(reader, one) for one in lacking)))
    return blocks


def _row(reader: Reader, figure: Row) -> tuple[Line, ...]:
    return (
        line(reader.link(figure)),
        line(reader.with_interval(figure)),
        line(reader.period(figure)),
        line(reader.before(figure)),
        line(wording.percent(figure["coverage"], reader.language)),
        line(reader.state(figure) or reader.say("no-target")),
    )


def _lacking(reader: Reader, figure: Row) -> Line:
    return line(reader.link(figure), wording.colon(reader.language), reader.unknown(figure))


def _programme(reader: Reader) -> list[Block]:
    """What the programme de travail says of the territory and of uses."""
    programme = reader.document["programme"]
    blocks: list[Block] = [Title(reader.say("programme-title"))]
    if programme is None:
        return [*blocks, text(reader.say("programme-none"), nature="missing")]
    told = {"number": programme["number"], "day": reader.day(programme["published_on"])}
    where = Span(reader.say("programme-link"), url=reader.pick(programme["page"]))
    blocks.append(text(reader.say("programme-version", **told), " ", where, "."))
    for name in ("impact", "uses"):
        blocks.append(Title(reader.say(f"programme-{name}"), 2))
        content = reader.pick(programme[name]["text"])
        blocks.append(text(content) if content else text(reader.say("programme-empty"), nature="missing"))
        source = reader.pick(programme[name]["source"])
        if source:
            blocks.append(text(reader.say("sources"), " ", source, nature="note"))
    return blocks
