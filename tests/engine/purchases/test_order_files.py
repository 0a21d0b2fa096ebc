"""Files of order lines: good ones go in, bad ones are named with their place."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from sobria.engine.messages import Refusal
from sobria.engine.purchases.order_files import Reading, read_orders

TODAY = date(2026, 11, 26)
HEAD = (
    "Commande;Date;Fournisseur;Désignation;Catégorie AGEC;Type;"
    "État;Quantité;Prix unitaire HT;Indice;Note sur 10;Couleur"
)


def read(*lines: str, encoding: str = "utf-8") -> Reading:
    return read_orders("achats.csv", "\n".join([HEAD, *lines]).encode(encoding), today=TODAY)


def test_words_of_people_become_codes_and_ranks_follow_the_order() -> None:
    reading = read(
        "BC-1;12/03/2026;Ateliers;Portable;Matériel informatique et téléphonie;Ordinateur portable;"
        "Reconditionné;10;412,50;indice de réparabilité;7,9;bleu",
        "BC-1;12/03/2026;;Papier;Papier;;neuf;3;;;;",
    )
    assert not reading.faults
    first, second = reading.lines
    assert (first.reference, first.rank, first.day, first.supplier) == ("BC-1", 1, date(2026, 3, 12), "Ateliers")
    assert first.values == {
        "label": "Portable",
        "product": "it-telephony",
        "category": "laptop",
        "condition": "refurbished",
        "quantity": 10,
        "unit_eur": Decimal("412.50"),
        "index_kind": "repair_fr",
        "index_mark": Decimal("7.9"),
        "index_class": "",
    }
    assert (second.rank, second.values["unit_eur"], second.supplier) == (2, None, "Ateliers")
    assert reading.dropped == ["Couleur"]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("BC-1;12/03/2999;;A;;;neuf;1;1;;;", "Date", "purchase-future"),
        ("BC-1;hier;;A;;;neuf;1;1;;;", "Date", "strategy-cell-date"),
        (";12/03/2026;;A;;;neuf;1;1;;;", "Commande", "purchase-cell-needed"),
        ("BC-1;12/03/2026;;A;Ordinateurs;;neuf;1;1;;;", "Catégorie AGEC", "purchase-product-unknown"),
        ("BC-1;12/03/2026;;A;;;volé;1;1;;;", "État à l’achat", "purchase-word"),
        ("BC-1;12/03/2026;;A;;;neuf;0;1;;;", "Quantité", "purchase-quantity"),
        ("BC-1;12/03/2026;;A;;;neuf;1,5;1;;;", "Quantité", "strategy-cell-integer"),
        ("BC-1;12/03/2026;;A;;;neuf;1;-4;;;", "Prix unitaire HT", "purchase-price"),
        ("BC-1;12/03/2026;;A;;Smartphone;neuf;1;300;indice de réparabilité;8;", "Indice", "purchase-mark-repair-eu"),
    ],
)
def test_a_bad_line_is_named_by_line_and_column_and_does_not_block_the_others(
    line: str, column: str, code: str
) -> None:
    reading = read(line, "BC-2;12/03/2026;;Bon;;;neuf;1;1;;;")
    (fault,) = reading.faults
    assert (fault.line, fault.column, fault.code) == (2, column, code)
    assert fault.sentence("fr")
    assert [one.reference for one in reading.lines] == ["BC-2"]
    assert reading.raw[2]["Commande"] == line.split(";", maxsplit=1)[0]


def test_a_refused_line_keeps_its_rank_so_that_it_can_come_back_alone() -> None:
    reading = read("BC-1;12/03/2026;;A;;;volé;1;1;;;", "BC-1;12/03/2026;;B;;;neuf;1;1;;;")
    assert reading.lines[0].rank == 2
    assert reading.raw[2]["Ligne"] == "1"


def test_an_order_has_one_day() -> None:
    reading = read("BC-1;12/03/2026;;A;;;neuf;1;1;;;", "BC-1;13/03/2026;;B;;;neuf;1;1;;;")
    assert [fault.code for fault in reading.faults] == ["purchase-day-differs"]


def test_an_unknown_kind_of_equipment_and_a_long_price_are_said() -> None:
    reading = read("BC-1;12/03/2026;;A;;Grille-pain;neuf;1;1,239;;;", "BC-1;12/03/2026;;A;;Portable;neuf;1;10,2394;;;")
    assert [one.code for one in reading.faults] == ["strategy-cell-ambiguous"]
    assert [one.code for one in reading.kept] == ["purchase-price-rounded"]
    assert reading.lines[0].values["unit_eur"] == Decimal("10.24")


def test_a_workbook_and_an_old_spreadsheet_are_read_too() -> None:
    assert read("BC-1;12/03/2026;Été;A;;;don reçu;1;1;;;", encoding="cp1252").lines[0].supplier == "Été"
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Achats")
        sheet.write_row(0, 0, ["Suivi des achats"])
        sheet.write_row(2, 0, ["Order", "Date", "Label", "Quantity", "Unit price before tax"])
        sheet.write_row(3, 0, ["BC-9", "2026-02-01", "Laptop", 2, 99.9])
    (line,) = read_orders("achats.xlsx", out.getvalue(), today=TODAY).lines
    assert (line.line, line.values["quantity"], line.values["unit_eur"]) == (4, 2, Decimal("99.90"))


def test_a_file_without_the_needed_columns_is_refused_with_their_names() -> None:
    with pytest.raises(Refusal) as refused:
        read_orders("x.csv", b"a;b\n1;2\n", today=TODAY)
    assert "Quantité" in refused.value.sentence("fr")
    with pytest.raises(Refusal):
        read_orders("x.csv", b"", today=TODAY)
