"""Rows of the public-service schema, written and read back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.indicators.public_service_schema import (
    MAX_LINES,
    Row,
    fields,
    read_comment,
    read_rows,
    write_comment,
    write_rows,
)
from sobria.engine.messages import Refusal, say

ROW = Row(
    administration="Lutèce",
    service="Stratégie",
    indicator="S12 – Achats",
    value=18.5,
    unit="%",
    is_target=False,
    frequency="annuelle",
    on=date(2025, 12, 31),
    is_period=True,
    start=date(2025, 1, 1),
    is_automated=False,
    source="Tableau des achats",
    insee="75056",
    dataviz="linechart",
    comment="méthode: relevé",
)


def content(*lines: str) -> bytes:
    return "\r\n".join([",".join(field.name for field in fields()), *lines]).encode()


def line(**changed: str) -> str:
    cells = dict(
        zip(
            [field.name for field in fields()],
            ["Lutèce", "Stratégie", "S12", "18.5", "%", "false", "annuelle", "2025-12-31", "true", "2025-01-01",
             "false",
             "Achats", "", "", ""],
            strict=True,
        )
    )  # fmt: skip
    return ",".join((cells | changed).values())


def test_the_columns_are_those_of_the_schema_in_its_order() -> None:
    assert [(field.name, field.required) for field in fields()] == [
        ("administration_rattachement", True),
        ("nom_service_public_numerique", True),
        ("indicateur", True),
        ("valeur", True),
        ("unite_mesure", True),
        ("est_cible", True),
        ("frequence_monitoring", True),
        ("date", True),
        ("est_periode", True),
        ("date_debut", False),
        ("est_automatise", True),
        ("source_collecte", True),
        ("code_insee", False),
        ("dataviz_wish", False),
        ("commentaires", False),
    ]


texts = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(st.floats(allow_nan=False, allow_infinity=False), texts, texts, st.booleans())
def test_what_is_written_reads_back_the_same(amount: float, indicator: str, source: str, is_target: bool) -> None:
    row = replace(ROW, value=amount, indicator=indicator, source=source, is_target=is_target)
    reading = read_rows(write_rows([row, ROW]).encode())
    assert [found for _line, found in reading.rows] == [row, ROW]
    assert reading.rejected == ()


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless_and_read_back() -> None:
    row = replace(ROW, source="=HYPERLINK(1)")
    text = write_rows([row])
    assert "'=HYPERLINK" in text
    assert read_rows(text.encode()).rows[0][1] == row


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"valeur": "douze"}, "valeur", "exchange-not-a-number"),
        ({"valeur": "nan"}, "valeur", "exchange-not-a-number"),
        ({"valeur": ""}, "valeur", "exchange-blank"),
        ({"est_cible": "oui"}, "est_cible", "exchange-not-a-boolean"),
        ({"date": "31/12/2025"}, "date", "exchange-not-a-date"),
        ({"frequence_monitoring": "parfois"}, "frequence_monitoring", "exchange-not-in-list"),
        ({"date_debut": ""}, "date_debut", "exchange-period-no-start"),
        ({"date_debut": "2026-01-01"}, "date_debut", "exchange-period-reversed"),
    ],
)
def test_a_faulty_line_is_named_and_good_ones_are_read(changed: dict[str, str], column: str, code: str) -> None:
    reading = read_rows(content(line(), line(**changed)))
    assert [found for found, _row in reading.rows] == [2]
    assert [(one.line, one.column, one.code) for one in reading.rejected] == [(3, column, code)]
    assert say(code, "fr", value="x", known="y")


def test_a_line_with_too_many_cells_is_refused() -> None:
    reading = read_rows(content(f"{line()},de trop"))
    assert [one.code for one in reading.rejected] == ["exchange-extra-cells"]


def test_columns_outside_the_schema_are_dropped_and_said() -> None:
    text = content(line()).decode().replace("commentaires", "humeur")
    assert read_rows(text.encode()).dropped == ("humeur",)


def test_semicolons_and_a_byte_order_mark_are_read() -> None:
    text = "\N{ZERO WIDTH NO-BREAK SPACE}" + content(line()).decode().replace(",", ";")
    assert len(read_rows(text.encode()).rows) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "exchange-empty"),
        (b"\xff\xfe\x00", "exchange-unreadable"),
        (b"a,b\n1,2\n", "exchange-missing-columns"),
        (content(line()).replace(b"commentaires", b"date"), "exchange-duplicate-columns"),
        (content(*[line()] * (MAX_LINES + 1)), "exchange-too-many-lines"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(text: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rows(text)
    assert refused.value.code == code
    assert refused.value.sentence("fr")


def test_a_comment_of_ours_is_read_back_and_another_is_kept_whole() -> None:
    written = write_comment({"classe": "B", "méthode": "a | b \\\nc", "preuve": ""})
    assert read_comment(written, ("classe", "méthode")) == {"classe": "B", "méthode": "a | b \\ c"}
    assert read_comment("Attention : biais", ("classe",)) == {"": "Attention : biais"}
