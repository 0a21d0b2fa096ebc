"""Values of a record in words, as a paper shows them."""

import csv
import io
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sobria.engine.algorithms.fields import NUMBERS, Field
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.messages import Language

THIN = "\u202f"


def shown(field: Field, value: Any, language: Language) -> str:
    """Words of a value; empty when nothing is said."""
    if value in ("", None, [], {}):
        return ""
    if field.kind in NUMBERS:
        return number(value, language)
    if field.kind == "choice":
        return field.label(value, language)
    if field.kind == "country":
        return load_catalogue().countries[value].name(language)
    if field.kind == "links":
        return "\n".join(" — ".join(filter(None, (one["title"], one["url"]))) for one in value)
    if isinstance(value, dict):
        colon = ": " if language == "en" else "\u00a0: "
        return "\n".join(f"{key}{colon}{one}" for key, one in value.items())
    return str(value)


def number(value: float, language: Language) -> str:
    """Thousands apart, as the language writes them; as many decimals as were said."""
    text = f"{value:,}" if isinstance(value, int) or not float(value).is_integer() else f"{int(value):,}"
    return text if language == "en" else text.replace(",", THIN).replace(".", ",")


def day_words(day: date, language: Language) -> str:
    """« 1er mars 2027 », “1 March 2027”."""
    rank = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{rank} {_months()[day.month - 1][language == 'en']} {day.year}"


@cache
def _months() -> tuple[tuple[str, str], ...]:
    text = files("sobria.catalogue").joinpath("vocabularies/months.csv").read_text(encoding="utf-8")
    return tuple((row["fr"], row["en"]) for row in csv.DictReader(io.StringIO(text, newline="")))
