"""Frozen parts as pages show them: pieces of text with the address each leads to, cut in light pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.city.registers.imports.sentences import language
from sobria.city.reports import selectors
from sobria.city.reports.models import Edition, EditionFile
from sobria.engine.editions import wording
from sobria.engine.editions.blocks import Block, Grid, Items, Line, Part, Span, Text, Title, labelled, pages
from sobria.engine.editions.parts import WRITERS
from sobria.engine.editions.parts.method import is_still
from sobria.engine.editions.reader import Reader, Row
from sobria.ui.downloads import Download

MOST_ELEMENTS = 230
FIRST = "essentiel"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A block ready for its template. `kind`: title, subtitle, text, items, grid."""

    kind: str
    text: str = ""
    label: str = ""
    nature: str = ""
    line: tuple[Piece, ...] = ()
    lines: tuple[tuple[Piece, ...], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """An edition opened: its reader, and the query that keeps the pages on the same revision."""

    edition: Edition
    reader: Reader
    query: str

    def address(self, name: str, *args: object) -> str:
        return reverse(f"reports:{name}", args=[self.edition.year, *args]) + self.query

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Title and address of each part."""
        found = [(code, write(self.reader).title) for code, write in WRITERS.items()]
        return [(title, self.home if code == FIRST else self.address("part", code)) for code, title in found]

    @property
    def label(self) -> str:
        """A year is not a quantity: it has no thousands."""
        return str(self.edition.year)

    @property
    def home(self) -> str:
        return self.address("edition")


def opened(edition: Edition, *, is_latest: bool) -> Shelf:
    query = "" if is_latest else f"?revision={edition.revision}"
    return Shelf(edition, selectors.read(edition.text, language()), query)


def part_page(shelf: Shelf, part: Part, number: str | None) -> tuple[Page[Any], list[Shown]]:
    """One page of a part; a number that cannot be read gives the first, one too far the last."""
    cut = pages(part.blocks, most=MOST_ELEMENTS)
    page = Paginator(cut, 1).get_page(number)
    blocks: tuple[Block, ...] = page.object_list[0]
    return page, [_shown(shelf, block) for block in blocks]


def _shown(shelf: Shelf, block: Block) -> Shown:
    match block:
        case Title():
            return Shown("title" if block.level == 1 else "subtitle", text=block.text)
        case Text():
            label = labelled(block, shelf.reader.language)
            return Shown("text", label=label, nature=block.nature, line=_line(shelf, block.line))
        case Items():
            return Shown("items", lines=tuple(_line(shelf, one) for one in block.lines))
        case Grid():
            rows = tuple(tuple(_line(shelf, cell) for cell in row) for row in block.rows)
            return Shown("grid", text=block.caption, columns=block.columns, rows=rows)


def _line(shelf: Shelf, line: Line) -> tuple[Piece, ...]:
    return tuple(Piece(span.text, _url(shelf, span)) for span in line)


def _url(shelf: Shelf, span: Span) -> str:
    if span.figure in shelf.reader.by_code:
        return shelf.address("figure", span.figure)
    return span.url if span.url.startswith(("/", "https://", "http://")) else ""


def downloads(files: list[EditionFile], year: int) -> list[Download]:
    """Those of the reader's language, then those that have none."""
    kept = [one for one in files if one.language in {language(), ""}]
    return [Download(reverse("reports:file", args=[year, one.name]), one.format.upper(), one.size) for one in kept]


@dataclass(frozen=True, slots=True)
class FigurePage:
    """One figure as it was frozen. `links`: words and address, from the evidence to the open data."""

    name: str
    value: str
    interval: str
    unknown: str
    sentence: str
    facts: list[tuple[str, str]]
    links: list[tuple[str, str]]
    measures: list[tuple[str, str]]


def figure_page(shelf: Shelf, figure: Row, files: list[EditionFile]) -> FigurePage:
    reader = shelf.reader
    return FigurePage(
        name=reader.pick(figure["name"]),
        value=reader.value(figure),
        interval=wording.interval(figure, reader.language),
        unknown="" if reader.is_known(figure) else reader.unknown(figure),
        sentence=_change(reader, figure),
        facts=[(term, words) for term, words in _facts(reader, figure) if words],
        links=_links(shelf, figure, files),
        measures=[
            (f"{one['code']} · {reader.pick(one['title'])}", reader.pick(one["page"]))
            for one in reader.document["measures"]
            if figure["code"] in one["indicators"]
        ],
    )


def _facts(reader: Reader, figure: Row) -> list[tuple[str, str]]:
    is_known = reader.is_known(figure)
    past, base = figure["previous"], figure["baseline"]
    named = {one["code"]: reader.pick(one["name"]) for one in reader.document["finalities"]}
    return [
        (_("Période"), reader.period(figure) if is_known else ""),
        (_("Couverture"), wording.percent(figure["coverage"], reader.language) if is_known else ""),
        (_("Méthode"), figure["method"]),
        (_("Formule"), reader.pick(figure["formula"])),
        (_("Source"), reader.pick(figure["source"])),
        (_("Période précédente"), f"{reader.before(figure)}, {reader.period(past)}" if past else ""),
        (_("Départ"), f"{reader.measured(figure, base['value'])}, {reader.short_day(base['on'])}" if base else ""),
        (_("Cible de la ville"), _aim(reader, figure, figure["target"])),
        (_("Ce que la loi demande"), _aim(reader, figure, figure["law"])),
        (_("Finalités"), ", ".join(named[code] for code in figure["finalities"] if code in named)),
        (_("Code"), figure["code"]),
    ]


def _aim(reader: Reader, figure: Row, aim: Row | None) -> str:
    if aim is None:
        return ""
    told = {"value": reader.measured(figure, aim["value"]), "day": reader.short_day(aim["on"])}
    target = reader.say("target", **told)
    gap = wording.signed(figure, aim["gap"], reader.language) or reader.say("no-gap")
    expected = reader.measured(figure, aim["expected"])
    words = {"target": target, "expected": expected, "gap": gap, "state": reader.pick(aim["words"])}
    return _("%(target)s. Attendu : %(expected)s. Écart : %(gap)s, %(state)s.") % words


def _change(reader: Reader, figure: Row) -> str:
    """What changed since the previous edition, and of what."""
    compared = reader.document["comparison"]
    changes: Mapping[str, Row] = {one["code"]: one for one in compared["changes"]} if compared else {}
    change = changes.get(figure["code"])
    if compared is None or change is None or change["change"] is None:
        return ""
    if is_still(change):
        return _("Aucune valeur plus récente que dans l’édition %(year)s.") % {"year": compared["year"]}
    names = ("change", "method", "revised", "real")
    apart = {name: wording.signed(figure, change[name], reader.language) for name in names}
    told = {"year": compared["year"], **apart}
    if change["method"] is None:
        return _("Depuis l’édition %(year)s : %(change)s ; la part de la méthode ne peut pas être séparée.") % told
    words = _(
        "Depuis l’édition %(year)s : %(change)s, dont méthode %(method)s, corrections %(revised)s, réel %(real)s."
    )
    return words % told


def _links(shelf: Shelf, figure: Row, files: list[EditionFile]) -> list[tuple[str, str]]:
    reader = shelf.reader
    frozen = next((one.name for one in files if one.format == "csv" and one.language == reader.language), "")
    found = [
        (_("D’où vient ce chiffre ?"), reader.pick(figure["evidence"])),
        (_("Ce chiffre aujourd’hui"), reader.pick(figure["page"])),
        (_("Données ouvertes d’aujourd’hui (CSV)"), reader.pick(figure["data"])),
        (
            _("Données figées de ce bilan (CSV)"),
            reverse("reports:file", args=[shelf.edition.year, frozen]) if frozen else "",
        ),
    ]
    return [(words, url) for words, url in found if url.startswith(("/", "https://", "http://"))]
