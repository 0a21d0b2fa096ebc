"""The categories of the AGEC declaration and its columns, carried from the published schema (`catalogue/agec/`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table


@dataclass(frozen=True, slots=True)
class Product:
    """`value`: as the schema spells it; `is_digital`: counted by the step on IT and telephony."""

    code: str
    value: str
    names: tuple[str, str]
    is_digital: bool
    source: str

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Column:
    """`gives`: what of ours fills it; `status`: settled, contested or to-confirm."""

    name: str
    gives: str
    required: bool
    meanings: tuple[str, str]
    source: str
    status: str
    note: str

    def meaning(self, language: str = "fr") -> str:
        return self.meanings[language.startswith("en")]


@cache
def products() -> Mapping[str, Product]:
    return {
        row["code"]: Product(
            row["code"], row["value"], (row["fr"], row["en"]), row["is_digital"] == "yes", row["source"]
        )
        for row in table("agec/products")
    }


@cache
def columns() -> tuple[Column, ...]:
    return tuple(
        Column(
            *(row["column"], row["gives"], row["required"] == "yes", (row["fr"], row["en"])),
            *(row["source"], row["status"], row["note"]),
        )
        for row in table("agec/columns")
    )


def digital() -> frozenset[str]:
    return frozenset(code for code, one in products().items() if one.is_digital)
