"""A paper from a record: what the record says is written, what it does not say is named, nothing is invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sobria.engine.algorithms.content import Content
from sobria.engine.algorithms.fields import fields
from sobria.engine.algorithms.papers.delays import clock, delay
from sobria.engine.algorithms.papers.outlines import GIVEN, Item, Outline, outlines
from sobria.engine.algorithms.papers.values import day_words, shown
from sobria.engine.documents.structure import Block, Document, Heading, Paragraph
from sobria.engine.messages import Language, say


@dataclass(frozen=True, slots=True)
class Known:
    """What a paper knows beside the record.

    Attributes:
        on: day of the paper; also the day of the law.
        author: the administration that issues it, for the file's properties.
        page: address of the public page.
        requested_on: when the request for explanation came in.
        reference: what names the record and its version at the foot of each page.
    """

    on: date
    author: str = ""
    page: str = ""
    requested_on: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A written paper.

    Attributes:
        missing: fields the record should fill before the paper is used, in order, each once.
        remarks: to whoever prepares the paper; they are no part of it.
    """

    outline: Outline
    document: Document
    missing: tuple[str, ...]
    remarks: tuple[str, ...]


def write(code: str, content: Content, known: Known, *, language: Language = "fr") -> Paper:
    """The paper `code` (see `outlines`), in words of `language`; what the record says stays in its own words."""
    outline = outlines()[code]
    writer = _Writer(content, known, language)
    blocks: list[Block] = []
    for part in outline.parts:
        written = [block for item in part.items if writer.holds(item) for block in writer.blocks(item)]
        if part.heading and written:
            blocks.append(Heading(part.heading(language)))
        blocks += written
    document = Document(
        title=outline.title(language),
        language=language,
        author=known.author or content["administration"],
        day=known.on,
        blocks=tuple(blocks),
        footer=known.reference,
    )
    return Paper(outline, document, tuple(dict.fromkeys(writer.missing)), tuple(writer.remarks))


class _Writer:
    def __init__(self, content: Content, known: Known, language: Language) -> None:
        self.content = content
        self.language = language
        self.known = _known_values(known, language)
        self.missing: list[str] = []
        self.remarks: list[str] = []

    def value(self, code: str) -> str:
        """In words; empty when not said."""
        if code in self.known:
            return self.known[code]
        return shown(fields()[code], self.content[code], self.language)

    def holds(self, item: Item) -> bool:
        return all(
            bool(self.value(code)) if wanted == (GIVEN,) else (self.known | self.content)[code] in wanted
            for code, wanted in item.when.items()
        )

    def blocks(self, item: Item) -> Iterator[Block]:
        words = item.words(self.language)
        match item.act:
            case "field":
                yield from self._field(item.field)
            case "blank":
                yield Paragraph(words, "blank")
            case "note":
                self.remarks.append(words)
            case "confirm":
                self.remarks.append(say("paper-confirm", self.language, what=words))
            case "say":
                yield from self._sentence(item, words)

    def _sentence(self, item: Item, words: str) -> Iterator[Block]:
        values = {place: self.value(place) for place in item.places}
        lacking = [place for place in item.places if not values[place]]
        if lacking:
            yield from map(self._lack, lacking)
        else:
            yield Paragraph(words.format(**values))

    def _field(self, code: str) -> Iterator[Block]:
        field, value = fields()[code], self.value(code)
        if not value:
            yield self._lack(code)
            return
        yield Paragraph(say("paper-field", self.language, name=field.name(self.language), value=value))

    def _lack(self, code: str) -> Paragraph:
        self.missing.append(code)
        field = fields()[code]
        return Paragraph(
            say("paper-missing", self.language, name=field.name(self.language), meaning=field.meaning(self.language)),
            "missing",
        )


def _known_values(known: Known, language: Language) -> dict[str, str]:
    answer, cada = delay("explanation", known.on), delay("cada", known.on)
    running = clock(known.requested_on) if known.requested_on else None
    return {
        "page": known.page,
        "requested_on": day_words(known.requested_on, language) if known.requested_on else "",
        "refused_on": day_words(running.refused_on, language) if running else "",
        "cada_until": day_words(running.cada_until, language) if running else "",
        "explanation": answer.name(language),
        "cada": cada.name(language),
    }
