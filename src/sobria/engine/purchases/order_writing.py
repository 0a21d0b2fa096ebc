"""Order lines as a file that this register reads back: CSV or XLSX, headers and words in the reader's language."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from sobria.engine.messages import Language
from sobria.engine.purchases.order_columns import choices, columns
from sobria.engine.purchases.products import products
from sobria.engine.strategy.cells import neutralised

ORDER = (
    *("reference", "rank", "day", "supplier", "label", "product", "category"),
    *("condition", "quantity", "unit_eur", "index_kind", "index_mark", "index_class"),
)
LISTS = {"condition": "condition", "index_kind": "index"}
Row = Sequence[Any]


def headers(language: Language) -> list[str]:
    return [columns()[key].header(language) for key in ORDER]


def csv_text(rows: Iterable[Row], language: Language) -> Iterator[str]:
    """Semicolons and a byte-order mark, as spreadsheets of the city read it, one piece per row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    text.write("\ufeff")
    writer.writerow(headers(language))
    yield text.getvalue()
    for row in rows:
        text.seek(0)
        text.truncate()
        writer.writerow([_written(one, language) for one in _cells(row, language)])
        yield text.getvalue()


def workbook(rows: Iterable[Row], language: Language) -> bytes:
    handle = io.BytesIO()
    book = xlsxwriter.Workbook(handle, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    page = book.add_worksheet()
    page.freeze_panes(1, 0)
    page.set_column(0, len(ORDER) - 1, 18)
    for at, header in enumerate(headers(language)):
        page.write_string(0, at, header, bold)
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(_cells(row, language)):
            if isinstance(value, date):
                page.write_datetime(line, at, value, day)
            elif isinstance(value, str):
                page.write_string(line, at, value)
            elif value is not None:
                page.write_number(line, at, value)
    book.close()
    return handle.getvalue()


def _cells(row: Row, language: Language) -> Iterator[str | int | Decimal | date | None]:
    for key, value in zip(ORDER, row, strict=True):
        if value is None or value == "":
            yield None
        elif key in LISTS:
            yield choices(LISTS[key])[value][language == "en"]
        elif key == "product":
            yield products()[value].value
        else:
            yield neutralised(value) if isinstance(value, str) else value


def _written(value: str | int | Decimal | date | None, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value) if language == "en" else str(value).replace(".", ",")
    return value.isoformat() if isinstance(value, date) else str(value)
