"""One document, three files: tagged PDF, plain text, office file."""

import io
import re
import time
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sobria.engine.documents.odt import odt
from sobria.engine.documents.pdf import glyphs, pdf
from sobria.engine.documents.plain import plain
from sobria.engine.documents.structure import Block, Bullets, Document, Heading, Paragraph, Table

DAY = date(2026, 11, 25)
MINUTES: tuple[Block, ...] = (
    Heading("Présents"),
    Bullets(("Ada", "Blaise"), ordered=True),
    Heading("Votes", 2),
    Table("Votes sur l’avis", ("Membre", "Sens"), (("Ada", "pour"), ("Blaise", "contre"))),
    Paragraph("le nom de l’agent", "blank"),
    Paragraph("Base légale", "missing"),
)


def document(*blocks: Block, title: str = "Procès-verbal", language: str = "fr", footer: str = "") -> Document:
    return Document(title, language, "Ville de Lutèce", DAY, blocks, footer)


def test_a_pdf_is_tagged_titled_and_says_its_language() -> None:
    made = pdf(document(*MINUTES))
    assert made.startswith(b"%PDF-1.7")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang(fr", b"<pdfuaid:part>1<", b"/DisplayDocTitle true"):
        assert mark in made, mark
    assert "Procès-verbal".encode("utf-16-be").hex().encode() in made.lower().replace(b" ", b"")
    english = pdf(document(*MINUTES, language="en"))
    assert b"/Lang(en" in english


def test_a_pdf_names_headings_lists_and_tables_for_a_screen_reader() -> None:
    made = pdf(document(*MINUTES))
    tags = set(re.findall(rb"/S\s*/(\w+)", made))
    assert {b"H1", b"H2", b"H3", b"L", b"LI", b"Table", b"TR", b"TH", b"TD", b"Caption", b"P"} <= tags


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf(document(*MINUTES)) == pdf(document(*MINUTES))


HOSTILE = (
    '#import "@preview/x:1" #read("/etc/passwd") $x$ *b* _i_ `c` \\ @label <label> [x] // /* <script>alert(1)</script>'
)


def test_words_are_never_read_as_code() -> None:
    blocks = (Paragraph(HOSTILE), Bullets((HOSTILE,)), Table(HOSTILE, (HOSTILE,), ((HOSTILE,),)), Heading(HOSTILE))
    assert len(pdf(document(*blocks, title=HOSTILE, footer=HOSTILE))) > len(pdf(document()))
    assert "<script>" not in zipped(odt(document(*blocks, title=HOSTILE)), "content.xml")


@settings(deadline=None)
@given(text=st.text(max_size=80), title=st.text(max_size=20))
def test_no_text_breaks_a_file(text: str, title: str) -> None:
    blocks = (
        Heading(text), Paragraph(text), Paragraph(text, "blank"), Bullets((text, "")), Bullets(()),
        Table(text, (text, ""), ((text, ""),)), Table(text, (text,), ()),
    )  # fmt: skip
    made = document(*blocks, title=title, footer=text)
    assert pdf(made).startswith(b"%PDF")
    ET.fromstring(zipped(odt(made), "content.xml"))  # noqa: S314 - our own file
    assert plain(made).endswith("\n")


def test_every_character_said_to_be_known_is_shown() -> None:
    known = "".join(sorted(glyphs() - {"\n"}))
    lines = tuple(known[start : start + 60] for start in range(0, len(known), 60))
    assert pdf(document(*(Heading(line) for line in lines), *(Paragraph(line) for line in lines), Bullets(lines)))


def test_what_french_and_its_neighbours_write_is_known() -> None:
    assert set("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÆŒàâäçéèêëîïôöùûüÿæœ’«»–—…€₂ºª ñáíóúşğıİöŁłńßøåÅđčšž‑") <= glyphs()


def test_a_character_the_fonts_lack_is_said() -> None:
    lacking, whole = pdf(document(Paragraph("漢字"))), pdf(document(Paragraph("ab")))
    assert len(lacking) > len(whole) + 500


def test_plain_text_says_what_a_frame_would_show() -> None:
    text = plain(document(*MINUTES, footer="Registre"))
    assert text.startswith("Procès-verbal\n#############\n")
    assert "1. Ada\n2. Blaise" in text
    assert "[À remplir\u00a0: le nom de l’agent]" in text
    assert "[Manque dans la fiche\u00a0: Base légale]" in text
    assert "- Membre\u00a0: Blaise\n- Sens\u00a0: contre" in text
    assert "[To fill: le nom de l’agent]" in plain(document(*MINUTES, language="en"))


def zipped(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode("utf-8")


def test_an_office_file_has_real_headings_lists_tables_and_language() -> None:
    made = odt(document(*MINUTES))
    content = zipped(made, "content.xml")
    assert re.findall(r'outline-level="(\d)"', content) == ["1", "2", "3"]
    assert content.count("<table:table-cell") == 6
    assert content.count("<text:list-item") == 2
    assert "Procès-verbal" in zipped(made, "meta.xml")
    assert 'fo:language="fr"' in zipped(made, "styles.xml")


@pytest.mark.parametrize("levels", [(2,), (1, 3), (1, 2, 4), (0,), (1, 2, 3, 4, 5)])
def test_a_level_of_heading_is_never_skipped(levels: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="level"):
        document(*(Heading("x", level) for level in levels))


def test_a_table_has_as_many_cells_in_each_row() -> None:
    with pytest.raises(ValueError, match="cells"):
        Table("Votes", ("Membre", "Sens"), (("Ada",),))


def test_an_edition_of_a_hundred_pages_takes_seconds() -> None:
    rows = tuple((f"Action {rank}", "x " * 40) for rank in range(2000))
    started = time.perf_counter()
    assert pdf(document(Heading("Actions"), Table("Actions", ("Nom", "Texte"), rows)))
    assert time.perf_counter() - started < 20
