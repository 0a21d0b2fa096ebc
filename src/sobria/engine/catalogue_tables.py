"""The tables of the catalogue, as they are written."""

import csv
import io
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Its lines, read once, by its path without suffix: `equipment/acts`. Raises FileNotFoundError."""
    text = files("sobria.catalogue").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text, newline="")))
