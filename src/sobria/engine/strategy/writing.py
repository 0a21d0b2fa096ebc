"""A strategy as a file: XLSX, ODS (one sheet per thing), or one CSV whose first column says what each line is."""

import csv
import io
from datetime import date
from decimal import Decimal

import xlsxwriter
from odfdo import Document, Table
from odfdo import Row as OdfRow

from sobria.engine.messages import Language
from sobria.engine.strategy.cells import neutralised
from sobria.engine.strategy.sheets import OBJECT_EN, OBJECT_FR, Book, Column, load_sheets, word
from sobria.engine.typed_numbers import AMBIGUOUS

Cell = str | int | float | date | None


def write(book: Book, suffix: str, language: Language = "fr") -> bytes:
    """`suffix`: xlsx, ods or csv. The same book gives the same cells in each."""
    return {"xlsx": _xlsx, "ods": _ods, "csv": _csv}[suffix](book, language)


def cell(column: Column, value: object, language: Language) -> Cell:
    """Words for choices, lines for lists, numbers and dates as they are; a text never runs as a formula."""
    if value is None or value == "":
        return None
    if column.kind == "choice":
        return word(column.words, str(value), language)
    if column.kind == "list":
        return neutralised("\n".join(str(one) for one in value)) if isinstance(value, list | tuple) else None
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int | float | date) else neutralised(str(value))


def _xlsx(book: Book, language: Language) -> bytes:
    handle = io.BytesIO()
    workbook = xlsxwriter.Workbook(handle, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, day = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "dd/mm/yyyy"})
    for sheet in load_sheets().values():
        page = workbook.add_worksheet(sheet.name(language))
        page.freeze_panes(1, 0)
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.header(language), bold)
            page.set_column(at, at, 40 if column.key in {"title", "description", "text"} else 18)
        for line, row in enumerate(book.get(sheet.key, []), start=1):
            for at, column in enumerate(sheet.columns):
                value = cell(column, row.get(column.key), language)
                if isinstance(value, date):
                    page.write_datetime(line, at, value, day)
                elif isinstance(value, str):
                    page.write_string(line, at, value)
                elif value is not None:
                    page.write_number(line, at, value)
    workbook.close()
    return handle.getvalue()


def _ods(book: Book, language: Language) -> bytes:
    document = Document("ods")
    document.body.clear()
    for sheet in load_sheets().values():
        table = Table(sheet.name(language))
        table.append_row(_odf_row([column.header(language) for column in sheet.columns]))
        for row in book.get(sheet.key, []):
            table.append_row(_odf_row([cell(column, row.get(column.key), language) for column in sheet.columns]))
        document.body.append(table)
    handle = io.BytesIO()
    document.save(handle)
    return handle.getvalue()


def _odf_row(values: list[Cell]) -> OdfRow:
    row = OdfRow()
    row.set_values(values)
    return row


def _csv(book: Book, language: Language) -> bytes:
    """Columns of the same name share one place. Begins with a byte-order mark, so that a spreadsheet reads accents."""
    sheets = load_sheets().values()
    headers = list(dict.fromkeys(column.header(language) for sheet in sheets for column in sheet.columns))
    text = io.StringIO(newline="")
    first = OBJECT_EN if language == "en" else OBJECT_FR
    writer = csv.DictWriter(text, [first, *headers], restval="")
    writer.writeheader()
    for sheet in sheets:
        for row in book.get(sheet.key, []):
            cells = {one.header(language): _plain(cell(one, row.get(one.key), language)) for one in sheet.columns}
            writer.writerow({first: sheet.name(language)} | cells)
    return ("\ufeff" + text.getvalue()).encode()


def _plain(value: Cell) -> str:
    """A number that could be taken for thousands (1.125) gets one more decimal."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        text = repr(value)
        return f"{text}0" if AMBIGUOUS.fullmatch(text) else text
    return "" if value is None else str(value)
