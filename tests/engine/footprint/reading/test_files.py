"""Files as they come: encodings, delimiters, broken lines, impostors, bombs. Each refusal is a clear sentence."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from tests.engine.footprint.reading.conftest import TODAY, Reader

from sobria.engine.footprint.readers import irregular
from sobria.engine.footprint.reading import check_mapping, preview
from sobria.engine.messages import Refusal

WorkbookWriter = Callable[..., Path]
HEAD = "item;catégorie;modèle;quantité\n"
ROW = "é1;Écran;E24;1\n"


def told(read: Reader, *given: str | bytes | Path, **options: Any) -> str:
    with pytest.raises(Refusal) as caught:
        read(*given, **options)
    assert caught.value.sentence("fr")
    return caught.value.sentence("en")


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("cp1252", "WINDOWS-1252"),
    ],
)
def test_an_encoding_is_detected_and_said(read: Reader, encoding: str, said: str) -> None:
    found = read((HEAD + ROW).encode(encoding))
    assert found.lines[0]["item"] == "é1"
    assert f"Encoding: {said}" in found.decisions()


def test_a_misencoded_line_among_good_ones_is_repaired_and_said(read: Reader) -> None:
    head = HEAD.encode() + ROW.encode() * 20000
    found = read(head.replace(b"\xc3\xa91", b"a", 0) + "é2;Écran;E24;1\n".encode("cp1252"))
    assert found.lines[-1]["item"] == "é2"
    assert "1 line(s) read as Windows-1252" in found.decisions()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_delimiter_is_detected_even_when_cells_hold_another(read: Reader, delimiter: str) -> None:
    text = (HEAD + 'a;Écran;"E24, 24 pouces";1\n').replace(";", delimiter)
    found = read(text)
    assert found.lines[0]["model"] == "E24, 24 pouces"


def test_lines_with_another_delimiter_are_refused_with_their_line(read: Reader) -> None:
    found = read(HEAD + ROW + "a,Écran,E24,1\n" + "b;Écran;E24;2\n")
    assert found.problems == [(3, None, "line-wrong-width")]
    assert "separator" in found.sentences()[0]
    assert [line["line"] for line in found.lines] == [2, 4]


def test_trailing_separators_missing_cells_and_blank_lines_keep_line_numbers_exact(read: Reader) -> None:
    found = read(HEAD + "a;Écran;E24;1;;\n\n  ;;;\nb;Écran;E24;2\nc;Écran\n")
    assert [(line["item"], line["line"]) for line in found.lines] == [("a", 2), ("b", 5)]
    assert found.problems == [(6, None, "line-wrong-width")]
    assert (found.reading.read, found.reading.rejected) == (3, 1)


def test_a_quoted_line_break_keeps_line_numbers_exact(read: Reader) -> None:
    found = read(HEAD + 'a;Écran;"E24\n24 pouces";1\nb;Écran;E24;-2\n')
    assert [line["line"] for line in found.lines] == [2]
    assert found.problems == [(4, "quantité", "cell-not-above")]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_are_read(read: Reader, end: str) -> None:
    found = read((HEAD + ROW + ROW.replace("é1", "b")).replace("\n", end))
    assert [line["line"] for line in found.lines] == [2, 3]


def test_a_file_of_odd_name_is_read(read: Reader) -> None:
    assert read(HEAD + ROW, name="l'été [1] {x}.csv").lines[0]["file"] == "l'été [1] {x}.csv"


def test_a_column_named_like_sql_is_only_a_name(read: Reader) -> None:
    found = read('item,catégorie,"x""; DROP TABLE line; --",quantité\na,PC,1,1\n', keep_extra=True)
    assert found.reading.accepted == 1


def test_an_empty_file_is_refused(read: Reader) -> None:
    assert "is empty" in told(read, b"")
    assert "is empty" in told(read, b"\n \n")


def test_a_header_alone_is_refused(read: Reader) -> None:
    assert "headers only" in told(read, HEAD)


def test_a_missing_header_is_refused_with_what_was_found(read: Reader) -> None:
    assert "format not recognised" in told(read, ROW * 3)


def test_a_header_twice_is_refused_when_it_matters(read: Reader) -> None:
    assert "several times (columns 2, 5)" in told(read, "item;catégorie;modèle;quantité;Catégorie\na;PC;x;1;y\n")
    found = read("item;catégorie;note;note;quantité\na;PC;x;y;1\n")
    assert [column.fate for column in found.reading.columns].count("kept") == 2


def test_a_missing_file_is_refused(read: Reader, tmp_path: Path) -> None:
    assert "does not exist" in told(read, tmp_path / "nulle-part.csv")


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"\x7fELF\x02\x01", b"\x00\x01\x02binary"])
def test_a_binary_renamed_csv_is_refused(read: Reader, head: bytes) -> None:
    assert "not a text file" in told(read, head + bytes(range(256)) * 20)


@pytest.mark.parametrize("record", ["a;Éc\0ran;E24;1\n", 'a;"Éc\0\nran";E24;1\n'])
def test_a_null_character_past_the_head_is_refused_with_its_line(read: Reader, record: str) -> None:
    assert "line 50002: the file holds a null character" in told(read, HEAD + ROW * 50_000 + record + ROW)


def test_a_null_character_in_a_wide_encoding_is_refused_with_its_line(read: Reader) -> None:
    assert "line 3: the file holds a null character" in told(read, (HEAD + ROW + "a;Éc\0ran;E24;1\n").encode("utf-16"))


def test_a_null_character_in_a_parquet_text_is_refused_with_its_row(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "parc.parquet"
    rows = "SELECT 'PC' AS item, 'Écran' AS catégorie, 1 AS quantité UNION ALL SELECT 'PC2', 'Éc' || chr(0) || 'ran', 1"
    duckdb.sql(rows).write_parquet(str(path))
    assert "line 2: the file holds a null character" in told(read, path)


def test_two_gigabytes_are_refused(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "gros.csv"
    with path.open("wb") as handle:
        handle.write(HEAD.encode())
        handle.truncate(2 << 30)
    assert "2.1 GB" in told(read, path)


def test_one_endless_line_is_refused(read: Reader) -> None:
    assert told(read, HEAD.encode() + b"a;\xe9;" + b"x" * 3_000_000 + b";1\n")


def test_a_quote_never_closed_is_refused_with_its_line(read: Reader) -> None:
    sentence = told(read, HEAD + ROW + 'a;"Écran;E24;1\n' + ROW * 20000)
    assert "line 3" in sentence


def test_too_many_columns_are_refused(read: Reader) -> None:
    assert "more than the 500" in told(read, ";".join(f"c{i}" for i in range(600)) + "\n")


@pytest.fixture
def workbook(tmp_path: Path) -> WorkbookWriter:
    def _workbook(rows: Sequence[Sequence[Any]], *, sheet: str = "Parc", before: Sequence[str] = ()) -> Path:
        path = tmp_path / "parc.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            for name in before:
                book.add_worksheet(name)
            page = book.add_worksheet(sheet)
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime):
                        page.write_datetime(at, column, value, day)
                    else:
                        page.write(at, column, value)
        return path

    return _workbook


def test_a_workbook_gives_real_dates_numbers_and_row_numbers(read: Reader, workbook: WorkbookWriter) -> None:
    rows = [["Parc au 1er janvier"], [], ["Nom", "Catégorie", "Quantité", "Date d'achat", "kWh/an"],
            ["a", "Écran", 2, datetime(2024, 4, 3), 32.5], [],  # noqa: DTZ001 - sheets have no time zone
            ["b", "PC", 1.0, "15/02/2023", ""], ["c", "PC", -1, "", ""]]  # fmt: skip
    found = read(workbook(rows, before=["Notes"]))
    assert [(line["line"], line["purchased"], line["quantity"]) for line in found.lines] == [
        (4, date(2024, 4, 3), 2), (6, date(2023, 2, 15), 1)
    ]  # fmt: skip
    assert found.lines[0]["kwh_year"] == 32.5
    assert found.problems == [(7, "Quantité", "cell-not-above")]
    assert "Sheet read: “Parc”" in found.decisions()


def test_a_workbook_that_starts_lower_keeps_its_row_numbers(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "bas.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(4, 1, ["Catégorie", "Quantité"])
        page.write_row(5, 1, ["PC", 3])
    assert [(line["line"], line["quantity"]) for line in read(path).lines] == [(6, 3)]


def test_formulas_of_a_workbook_give_their_values(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "formules.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Catégorie", "Quantité"])
        page.write(1, 0, "PC")
        page.write_formula(1, 1, "=2+3", None, 5)
    assert read(path).lines[0]["quantity"] == 5


def test_a_mapping_chooses_the_sheet(read: Reader, workbook: WorkbookWriter) -> None:
    path = workbook([["Famille"], ["PC"]], before=["Autre"])
    chosen = check_mapping({"columns": {"category": "Famille"}, "sheet": "Parc"}, file="m")
    assert read(path, mapping=chosen).lines[0]["category"] == "PC"
    absent = check_mapping({"columns": {"category": "Famille"}, "sheet": "Parc 2"}, file="m")
    assert "Sheets there: Autre, Parc" in told(read, path, mapping=absent)


def test_a_zip_bomb_is_refused_without_being_unpacked(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "bombe.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(100):
            member.write(bytes(1 << 20))
    assert "refused for safety" in told(read, path)


def test_an_archive_that_is_no_workbook_is_refused(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "rien")
    assert "does not open as a workbook" in told(read, path)
    assert "does not open as a workbook" in told(read, b"PK\x03\x04" + b"x" * 500, name="cassé.xlsx")


def test_an_empty_workbook_is_refused(read: Reader, workbook: WorkbookWriter) -> None:
    assert "is empty" in told(read, workbook([]))
    assert "headers only" in told(read, workbook([["Catégorie", "Quantité"]]))


def test_an_ods_sheet_is_read(read: Reader, tmp_path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Parc")
    for values in (["Catégorie", "Quantité", "Date d'achat"], ["PC", "3", "2024-05-06"]):
        row = TableRow()
        for value in values:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    path = tmp_path / "parc.ods"
    book.save(str(path))
    line = read(path).lines[0]
    assert (line["category"], line["quantity"], line["purchased"], line["line"]) == ("PC", 3, date(2024, 5, 6), 2)


def test_a_preview_reads_only_the_head(tmp_path: Path) -> None:
    path = tmp_path / "grand.csv"
    path.write_text(HEAD + "".join(f"i{i};Écran;E24;{i % 5}\n" for i in range(60000)), encoding="utf-8")
    seen = preview(path, today=TODAY)
    assert not seen.whole
    assert 1000 < seen.reading.read < 30000
    assert len(seen.rows) == 20
    assert seen.problems[0][4] == "cell-not-above"
    path.write_text(HEAD + ROW, encoding="utf-8")
    assert preview(path, today=TODAY).whole


def test_one_endless_line_is_refused_before_it_fills_the_memory(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(irregular, "MOST_CHARACTERS", 1 << 20)
    said = told(read, (HEAD + ROW + "x" * (1 << 21) + "\n" + ROW).encode())
    assert "line 3: the record cannot be read (> 1 MB)" in said
