"""The refused records of a file, as they came, in a file of their own: to correct, then to import."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from sobria.engine.algorithms.exchange.table_records import to_cell
from sobria.engine.strategy.cells import shown


def refused_file(originals: Sequence[Any]) -> tuple[str, bytes]:
    """(suffix, content). Records of a JSON file keep their own text; rows of a table become a CSV."""
    if any(isinstance(one, str) for one in originals):
        return "json", ("[\n" + ",\n".join(str(one) for one in originals) + "\n]\n").encode("utf-8", "surrogatepass")
    columns = list(dict.fromkeys(key for one in originals for key in one if key))
    beyond = max((len(one.get("", [])) for one in originals), default=0)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([to_cell(name) for name in columns] + [""] * beyond)
    writer.writerows(
        [*(to_cell(shown(one.get(name))) for name in columns), *map(to_cell, one.get("", []))] for one in originals
    )
    return "csv", ("\ufeff" + text.getvalue()).encode("utf-8", "surrogatepass")
