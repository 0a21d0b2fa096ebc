"""Sentences for people, by code and language: the engine speaks without knowing a web framework.

`catalogue/vocabularies/messages/*.csv` (columns code, fr, en) hold the sentences, with `{name}` places, one
file per room.
"""

import csv
import io
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
MONTHS: dict[Language, str] = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
GROUPS: dict[Language, str] = {"fr": "\N{NARROW NO-BREAK SPACE}", "en": ","}
COUNTS = frozenset({"count", "entries", "length", "limit", "most", "pages"})
"""Places that hold how many: their thousands are grouped. A year, or a number that names, is left as it is."""


@cache
def _sentences() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(files("sobria.catalogue").joinpath("vocabularies/messages").iterdir(), key=str):
        if not path.name.endswith(".csv"):
            continue
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            if row["code"] in found:
                message = f"{path.name}: code {row['code']} is defined twice"
                raise ValueError(message)
            found[row["code"]] = row
    return found


def codes() -> frozenset[str]:
    return frozenset(_sentences())


def day(on: date, language: Language = "fr") -> str:
    """« 1er octobre 2026 », "1 October 2026"."""
    first = "1er" if on.day == 1 and language == "fr" else str(on.day)
    return f"{first} {MONTHS[language].split()[on.month - 1]} {on.year}"


def say(code: str, language: Language = "fr", /, **params: object) -> str:
    """The sentence of `code` in `language`, days in letters, thousands grouped, a refusal inside it too.

    Raises KeyError for an unknown code or a missing place.
    """
    told = {name: _told(name, value, language) for name, value in params.items()}
    return _sentences()[code][language].format(**told)


def _told(name: str, value: object, language: Language) -> object:
    if isinstance(value, Refusal):
        return value.sentence(language)
    if isinstance(value, int) and name in COUNTS:
        return f"{value:,}".replace(",", GROUPS[language])
    return day(value, language) if isinstance(value, date) else value


class Refusal(Exception):  # noqa: N818 - a refusal is an answer to a person, not a fault of the program
    """Something the city gave cannot be used; carries a code and what is needed to say it in a sentence."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def sentence(self, language: Language = "fr") -> str:
        return say(self.code, language, **self.params)

    def __str__(self) -> str:
        return self.sentence("en")
