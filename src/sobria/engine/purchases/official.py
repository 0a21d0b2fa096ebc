"""The declaration as the file that the State asks for: UTF-8, commas, decimal points, one row per product."""

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal

from sobria.engine.messages import Refusal
from sobria.engine.purchases.declaration import Amounts
from sobria.engine.purchases.products import columns, products

SIRET = re.compile(r"\d{14}", re.ASCII)
CENT = Decimal("0.01")


def official(rows: Sequence[Amounts], *, year: int, siret: str, name: str, comments: dict[str, str]) -> str:
    """Rows of which at least one price is known.

    Raises Refusal for a SIRET or a name that the schema does not take, nothing to declare, and a product none of
    whose lines says whether it was bought new or reused.

    `comments`: by product, what its amounts do not count.
    """
    digits = re.sub(r"\s", "", siret)
    if not SIRET.fullmatch(digits):
        raise Refusal("declaration-siret", value=siret[:40])
    if not name.strip():
        raise Refusal("declaration-name")
    if not any(row.is_known for row in rows):
        raise Refusal("declaration-empty")
    for row in rows:
        if row.is_known and not row.told:  # the file has no word for unknown: a zero would be said by nobody
            product = products()[row.product]
            raise Refusal("declaration-untold", product=product.name(), product_en=product.name("en"), lines=row.lines)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in columns()])
    for row in rows:
        if row.is_known:
            given = {
                "year": str(year),
                "siret": digits,
                "name": harmless(name.strip()),
                "product": products()[row.product].value,
                "total": amount(row.total_eur),
                "reused": amount(row.reused_eur),
                "gifts": amount(row.gifts_eur),
                "recycled": amount(row.recycled_eur),
                "reused-and-gifts": amount(row.counted_eur),
                "comment": harmless(comments.get(row.product, "")),
            }
            writer.writerow([given[column.gives] for column in columns()])
    return text.getvalue()


def amount(value: Decimal) -> str:
    """Two decimals at most, a point, no grouping: 1234.5 → "1234.50"."""
    return f"{value.quantize(CENT):f}"


def harmless(text: str) -> str:
    """A text a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
