"""The columns of a file of order lines and the words of their cells (`catalogue/agec/`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table
from sobria.engine.footprint.catalogue import load_catalogue, words
from sobria.engine.footprint.readers.words import plain
from sobria.engine.messages import Language
from sobria.engine.purchases.products import products


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, integer, number, date, or the list that its words belong to. `most`: characters of a text."""

    key: str
    headers: tuple[str, str]
    kind: str
    needed: bool
    most: int
    known_as: frozenset[str]

    def header(self, language: Language) -> str:
        return self.headers[language == "en"]


@cache
def columns() -> Mapping[str, Column]:
    return {
        row["key"]: Column(
            *(row["key"], (row["fr"], row["en"]), row["kind"], row["needed"] == "yes", int(row["most"] or 0)),
            frozenset(plain(one) for one in (row["key"], row["fr"], row["en"], *row["also"].split("|"))),
        )
        for row in table("agec/order_columns")
    }


def column_named(header: str) -> Column | None:
    said = plain(header)
    return next((one for one in columns().values() if said in one.known_as), None) if said else None


@cache
def choices(name: str) -> Mapping[str, tuple[str, str]]:
    """Code → its words in French and in English."""
    return {row["code"]: (row["fr"], row["en"]) for row in table("agec/words") if row["list"] == name}


@cache
def _known_words(name: str) -> Mapping[str, str]:
    found = {}
    for row in table("agec/words"):
        if row["list"] == name:
            for said in (row["code"], row["fr"], row["en"], *row["also"].split("|")):
                found[plain(said)] = row["code"]
    return found


@cache
def _known_products() -> Mapping[str, str]:
    return {plain(said): one.code for one in products().values() for said in (one.code, one.value, *one.names)}


@cache
def _known_categories() -> Mapping[str, str]:
    """Only equipment: what is excluded or flows is not bought as a device."""
    catalogue = load_catalogue()
    found = {words(alias.words): alias.category for alias in catalogue.aliases}
    for code, one in catalogue.categories.items():
        found |= {words(code): code, words(one.label("fr")): code, words(one.label("en")): code}
    return {said: code for said, code in found.items() if code and catalogue.categories[code].kind == "equipment"}


def code_of(kind: str, text: str) -> str | None:
    """What a word stands for, whatever case and accents; None when the list does not know it."""
    if kind == "product":
        return _known_products().get(plain(text))
    if kind == "category":
        return _known_categories().get(words(text))
    return _known_words(kind).get(plain(text))
