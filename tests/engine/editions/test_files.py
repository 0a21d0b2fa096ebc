"""What is read in the files of an edition, and that they are the same each time they are made."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pypdf
import pytest
import time_machine
from tests.engine.editions.documents import aim, document, duty, figure, measure, said

from sobria.engine.documents.structure import DEEPEST
from sobria.engine.duties import load_duties
from sobria.engine.editions import files, rows
from sobria.engine.editions.blocks import Grid, Items, Line, Title, line, pages, text
from sobria.engine.editions.files import File
from sobria.engine.editions.page import as_html
from sobria.engine.editions.parts import parts
from sobria.engine.editions.tags import duty_finalities, finalities, indicator_tags
from sobria.engine.indicators.definitions import load_indicators

LONG = "Un très long texte écrit par la ville, avec des accents. " * 180  # more than 10,000 characters
WORD = "mot" * 3500
PROGRAMME = {
    "number": 2,
    "published_on": "2026-05-01",
    "actors": 3,
    "impact": {"text": said(LONG), "source": said("Insee")},
    "uses": {"text": said(""), "source": said("")},
    "page": said("/strategie/programme/2/"),
}


def wide(**more: Any) -> dict[str, Any]:
    """Sixty indicators with every cell filled, sixty measures, texts of ten thousand characters, a word without end."""
    shown = {"low": 1.0, "high": 2e6, "target": aim(source=LONG), "baseline": {"on": "2024-12-31", "value": 3.0}}
    figures = [figure(f"S{rank}", 1000.0 * rank, **shown) for rank in range(1, 61)]
    return document(
        figures=[*figures, figure("D3", unknown=said(LONG))],
        duties=[duty(f"duty-{rank}", "not-met", why=[said(LONG if rank < 3 else "Court.")]) for rank in range(60)],
        measures=[measure(f"M{rank}", notes=[{"day": "2026-01-01", "text": said(WORD)}]) for rank in range(3)],
        programme=PROGRAMME,
        **more,
    )


@cache
def made(name: str) -> dict[tuple[str, str], File]:
    given = {"small": document, "wide": wide}[name]()
    text_, _digest = files.frozen(given)
    found = files.files(text_) if name == "small" else files.in_language(text_, "fr", name)
    return {(one.format, one.language): one for one in found}


def content(name: str, form: str, language: str = "fr") -> bytes:
    return made(name)[form, language].content


def test_the_same_text_gives_the_same_bytes_on_another_day() -> None:
    text_, _digest = files.frozen(document())
    with time_machine.travel(datetime(2031, 5, 6, 7, 8, tzinfo=UTC), tick=False):
        again = files.files(text_)
    assert {one.name: one.digest for one in again} == {one.name: one.digest for one in made("small").values()}


def test_the_checksums_are_those_of_every_other_file() -> None:
    lines = content("small", "sha256", "").decode().splitlines()
    known = {one.name: one.digest for one in made("small").values() if one.format != "sha256"}
    assert dict(reversed(one.split("  ")) for one in lines) == known
    assert len(known) == 9


def nodes(tree: Any) -> Iterator[Any]:
    stack = [tree]
    while stack:
        node = stack.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            yield node
            inside = node.get("/K", [])
            inside = inside.get_object() if hasattr(inside, "get_object") else inside
            stack += reversed(inside if isinstance(inside, list) else [inside])


@pytest.mark.parametrize(("name", "language"), [("small", "fr"), ("small", "en"), ("wide", "fr")])
def test_the_pdf_is_tagged_titled_in_its_language_with_headings_in_order(name: str, language: str) -> None:
    found = pypdf.PdfReader(io.BytesIO(content(name, "pdf", language)))
    root: Any = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Lutèce" in str(found.metadata.title if found.metadata else "")
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    kinds = [str(node.get("/S", "")) for node in nodes(root["/StructTreeRoot"])]
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert max(levels) <= DEEPEST
    assert "/Table" in kinds
    assert kinds.count("/TH") >= 5
    pictures = [node for node in nodes(root["/StructTreeRoot"]) if node.get("/S") == "/Figure"]
    assert all(node.get("/Alt") for node in pictures)


def test_ten_thousand_characters_and_sixty_rows_are_all_in_the_pdf() -> None:
    found = pypdf.PdfReader(io.BytesIO(content("wide", "pdf")))
    words = re.sub(r"[\s\u00ad-]", "", "".join(page.extract_text() for page in found.pages))
    assert words.count("Untrèslongtexteécritparlaville") >= 180 * 3
    assert "Chiffre S60".replace(" ", "") in words
    assert words.count("mot") >= 3500


def test_the_office_file_holds_headings_and_tables() -> None:
    with zipfile.ZipFile(io.BytesIO(content("small", "odt"))) as archive:
        assert archive.namelist()[0] == "mimetype"
        words = archive.read("content.xml").decode()
    assert words.count("<table:table ") >= 4
    assert 'text:outline-level="1"' in words
    assert "Chiffre S1" in words


def test_an_unknown_figure_is_printed_unknown_with_what_is_missing() -> None:
    for language, unknown in (("fr", "inconnu"), ("en", "unknown")):
        page = content("small", "html", language).decode()
        (row,) = re.findall(r'<tr id="figure-D3">.*?</tr>', page)
        assert unknown in row
        assert "Il manque un relevé." in row
        assert ">0<" not in row


def test_a_sentence_leads_to_its_figure_and_the_figure_to_its_evidence() -> None:
    page = content("small", "html").decode()
    first = page[page.index('id="essentiel"') : page.index('id="obligations"')]
    assert '<a href="#figure-S1">Chiffre S1</a>' in first
    (row,) = re.findall(r'<tr id="figure-S1">.*?</tr>', page)
    assert 'href="https://lutece.example/preuves/S1/"' in row
    assert page.count("<h1>") == 1
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= set(re.findall(r'id="([^"]+)"', page))


def test_each_table_of_the_page_has_a_name_of_its_own() -> None:
    told = {"theme": "footprint", "key": 0}
    given = document(figures=[figure("S1", 1.0, **told), figure("D4", 1.0, part="territory", **told)])
    reading = files.reader(files.frozen(given)[0], "fr")
    page = as_html(reading, parts(reading)).decode()
    names = re.findall(r'role="region" aria-label="([^"]+)"', page)
    assert len(names) == len(set(names)) > 2


def test_what_a_city_wrote_never_becomes_markup_nor_a_formula() -> None:
    given = document(measures=[measure(title=said("<script>x</script>"))])
    given["figures"][0] |= {"source": said("=cmd()"), "name": said("+1")}
    found = {one.format: one.content.decode() for one in files.files(files.frozen(given)[0])[2:4]}
    assert "<script>" not in found["html"]
    row = next(csv.DictReader(io.StringIO(found["csv"])))
    assert (row["source"], row["name"]) == ("'=cmd()", "'+1")


def test_the_csv_has_one_row_per_figure_and_one_per_target_with_whole_numbers() -> None:
    found = list(csv.DictReader(io.StringIO(content("small", "csv").decode())))
    assert list(found[0]) == [one["name"] for one in rows.columns()]
    told = [(one["code"], one["is_target"], one["value"], one["year"]) for one in found]
    assert told == [
        ("S1", "false", "100.0", "2026"),
        ("S1", "true", "50.0", "2030"),
        ("D3", "false", "", ""),
        ("fte", "false", "1200.0", "2026"),
    ]
    assert found[2]["unknown"] == "Il manque un relevé."


def test_what_a_revision_and_a_comparison_change_is_listed() -> None:
    changed = {"kind": "figures", "code": "S1", "field": "value", "before": 90.0, "after": 100.0}
    given = document(
        revision=2,
        reason="Un relevé avait été oublié.",
        corrects={"revision": 1, "digest": "a" * 64, "differences": [changed]},
        comparison={
            "year": 2025,
            "revision": 1,
            "digest": "b" * 64,
            "changes": [
                {"code": "S1", "way": "restated", "before": 120.0, "after": 100.0, "change": -20.0}
                | {"method": 5.0, "revised": 0.0, "real": -25.0}
            ],
        },
    )
    page = files.files(files.frozen(given)[0])[2].content.decode()
    method = page[page.index('id="methode"') : page.index('id="finalites"')]
    for words in ("−20,0", "+5,0", "−25,0", "Un relevé avait été oublié.", "90\N{NO-BREAK SPACE}tCO₂e"):
        assert words in method


def test_pages_stay_light_and_lose_nothing() -> None:
    reader = files.reader(files.frozen(wide())[0], "fr")
    for part in parts(reader):
        cut = pages(part.blocks, most=200)
        assert all(sum(block.weight for block in page) <= 200 or len(page) == 1 for page in cut)
        assert not any(isinstance(page[-1], Title) for page in cut[:-1])
        assert kept(part.blocks) == [one for page in cut for one in kept(page)]


def kept(blocks: tuple[Any, ...]) -> list[Any]:
    found: list[Any] = []
    for block in blocks:
        found += block.rows if isinstance(block, Grid) else block.lines if isinstance(block, Items) else [block]
    return found


def test_a_row_heavier_than_a_page_is_alone() -> None:
    row: tuple[Line, ...] = tuple(line("x") for _ in range(50))
    cut = pages([text("avant"), Grid("c", tuple("x" * 50), (row, row))], most=30)
    assert [len(page) for page in cut] == [1, 1, 1]


def test_every_indicator_and_duty_has_its_place_and_its_finalities() -> None:
    assert set(indicator_tags()) == set(load_indicators())
    assert set(duty_finalities()) == set(load_duties())
    named = {one for tag in indicator_tags().values() for one in tag.finalities}
    named |= {one for codes in duty_finalities().values() for one in codes}
    assert named <= set(finalities())
    assert len(finalities()) == 5
