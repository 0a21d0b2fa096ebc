"""Part 5: what is counted and how, what is estimated or missing, what changed and why, how the work is led."""

from typing import Any

from sobria.engine.editions import wording
from sobria.engine.editions.blocks import Block, Items, Line, Part, Title, grid, line, text
from sobria.engine.editions.reader import Reader, Row

CHANGES = ("figure", "edition-before", "edition-now", "change", "of-method", "of-corrections", "of-city")
DIFFERENCES = ("what", "field", "was", "is")
SHOWN_TEXT = 200


def part(reader: Reader) -> Part:
    blocks: list[Block] = [
        Title(reader.say("perimeter")),
        text(reader.say("perimeter-words", **_counts(reader))),
        *_notes(reader),
        *_facts(reader),
        *_gaps(reader),
        *_comparison(reader),
        *_revisions(reader),
        *_governance(reader),
    ]
    return Part("methode", 5, reader.say("part-5"), tuple(blocks))


def _counts(reader: Reader) -> dict[str, object]:
    figures = reader.document["figures"]
    origins = [one["origin"] for one in figures if reader.is_known(one)]
    day = reader.day(reader.document["frozen_on"])
    counted = {name: origins.count(name) for name in ("computed", "entered", "imported")}
    intervals = sum(one["low"] is not None for one in figures)
    return {"day": day, "intervals": intervals, **counted}


def _notes(reader: Reader) -> list[Block]:
    notes = reader.document["notes"]
    if not notes:
        return []
    return [Title(reader.say("methods")), Items(tuple(line(reader.pick(one)) for one in notes))]


def _facts(reader: Reader) -> list[Block]:
    facts = reader.figures(group="fact")
    known = [one for one in facts if reader.is_known(one)]
    blocks: list[Block] = [Title(reader.say("facts"))]
    if known:
        rows = [
            (line(reader.link(one)), reader.value(one), reader.period(one), reader.pick(one["source"])) for one in known
        ]
        blocks.append(grid(reader.say("facts-known"), reader.columns("figure", "value", "period", "source"), rows))
    lacking = [reader.pick(one["name"]) for one in facts if not reader.is_known(one)]
    if lacking:
        blocks.append(text(reader.say("facts-missing"), " ", ", ".join(lacking), ".", nature="missing"))
    return blocks


def _gaps(reader: Reader) -> list[Block]:
    year = str(reader.document["year"])
    asked = reader.figures(group="indicator")
    lacking = [one for one in asked if not reader.is_known(one)]
    old = [one for one in asked if reader.is_known(one) and one["end"] < year]
    partial = [one for one in reader.document["figures"] if one["coverage"] is not None and one["coverage"] < 1]
    blocks: list[Block] = [Title(reader.say("gaps"))]
    told = {"unknown": len(lacking), "total": len(asked), "partial": len(partial), "old": len(old)}
    blocks.append(text(reader.say("gaps-words", **told)))
    for name, found in (("gaps-unknown", lacking), ("gaps-partial", partial), ("gaps-old", old)):
        if found:
            blocks.append(text(reader.say(name), " ", *reader.listed(one["code"] for one in found), "."))
    if reader.document["failures"]:
        rooms = ", ".join(reader.document["failures"])
        blocks.append(text(reader.say("failures", rooms=rooms), nature="missing"))
    return blocks


def _comparison(reader: Reader) -> list[Block]:
    compared = reader.document["comparison"]
    blocks: list[Block] = [Title(reader.say("comparison"))]
    if compared is None:
        return [*blocks, text(reader.say("comparison-none"))]
    told = {"year": compared["year"], "revision": compared["revision"]}
    blocks.append(text(reader.say("comparison-words", **told)))
    known = [one for one in compared["changes"] if one["code"] in reader.by_code]
    still = sum(is_still(one) for one in known)
    if still:
        blocks.append(text(reader.say("comparison-still", number=still)))
    rows = [_changed(reader, one) for one in known if not is_still(one)]
    if rows:
        blocks.append(grid(reader.say("comparison-caption", **told), reader.columns(*CHANGES), rows))
    return blocks


def is_still(change: Row) -> bool:
    """The same value of the same period: nobody gave a newer one."""
    return change["way"] == "same-period" and not change["change"]


def _changed(reader: Reader, change: Row) -> tuple[Line, ...]:
    figure = reader.by_code[change["code"]]
    cells = [wording.signed(figure, change[name], reader.language) for name in ("change", "method", "revised", "real")]
    apart = [one or reader.say("not-told") for one in cells[1:]]
    if change["way"] in {"new", "lost", "not-separable"}:
        apart[0] = reader.say(f"way-{change['way']}")
    return (
        line(reader.link(figure)),
        line(reader.measured(figure, change["before"])),
        line(reader.measured(figure, change["after"])),
        line(cells[0] or reader.say("not-told")),
        *(line(one) for one in apart),
    )


def _revisions(reader: Reader) -> list[Block]:
    document = reader.document
    blocks: list[Block] = [Title(reader.say("revisions"))]
    if document["corrects"] is None:
        return [*blocks, text(reader.say("first-revision"))]
    told = {"number": document["corrects"]["revision"], "reason": document["reason"]}
    blocks.append(text(reader.say("corrects", **told)))
    rows = [_difference(reader, one) for one in document["corrects"]["differences"]]
    blocks.append(grid(reader.say("differences"), reader.columns(*DIFFERENCES), rows))
    return blocks


def _difference(reader: Reader, row: Row) -> tuple[Line, ...]:
    name = reader.name(row["code"]) if row["kind"] == "figures" else row["code"] or reader.say("edition")
    figure = reader.by_code.get(row["code"])
    sides = [_side(reader, figure, row["field"], row[side]) for side in ("before", "after")]
    field = reader.say(f"field-{row['field'] or 'row'}")
    return (line(name), line(field), *(line(one) for one in sides))


def _side(reader: Reader, figure: Row | None, field: str, value: Any) -> str:
    """A value as it was written; a longer content is shortened, the files of both revisions hold it whole."""
    if value is None or value in ("", [], {}):
        return reader.say("unknown" if field in {"value", "low", "high"} else "nothing")
    if isinstance(value, float | int) and not isinstance(value, bool):
        if figure and field in {"value", "low", "high"}:
            return wording.with_unit(wording.exact(float(value), reader.language), reader.pick(figure["unit_words"]))
        return wording.exact(float(value), reader.language)
    words = _flat(reader, value)
    return words if len(words) <= SHOWN_TEXT else f"{words[:SHOWN_TEXT]}…"


def _flat(reader: Reader, value: Any) -> str:
    if isinstance(value, dict):
        if set(value) == {"fr", "en"}:
            return str(reader.pick(value))
        return ", ".join(_flat(reader, one) for one in value.values() if one not in (None, "", [], {}))
    if isinstance(value, list):
        return reader.say("semicolon").join(_flat(reader, one) for one in value)
    return wording.exact(float(value), reader.language) if isinstance(value, float) else str(value)


def _governance(reader: Reader) -> list[Block]:
    document = reader.document
    programme, measures = document["programme"], document["measures"]
    told: list[str] = []
    if programme:
        told.append(reader.say("participation", number=programme["actors"]))
    piloted = sum(bool(reader.pick(one["pilot"])) for one in measures)
    told.append(reader.say("piloted", number=piloted, total=len(measures)))
    proven = sum(bool(one["indicators"]) for one in measures)
    told.append(reader.say("evaluated", number=proven, total=len(measures)))
    return [Title(reader.say("governance")), Items(tuple(line(one) for one in told))]
