"""Where each result stands in the edition, which of the five finalities of the law it serves (`catalogue/editions`)."""

from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table

DEFAULT_PART, DEFAULT_THEME = "internal", "other"


@dataclass(frozen=True, slots=True)
class Finality:
    """`status`: settled, contested or to-confirm."""

    code: str
    fr: str
    en: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Tag:
    """`key`: rank among the figures of the first page, 0 for the others."""

    part: str = DEFAULT_PART
    theme: str = DEFAULT_THEME
    finalities: tuple[str, ...] = ()
    key: int = 0


@cache
def finalities() -> dict[str, Finality]:
    """In the order of the law."""
    return {
        row["code"]: Finality(row["code"], row["fr"], row["en"], row["source"], row["status"])
        for row in table("editions/finalities")
    }


@cache
def indicator_tags() -> dict[str, Tag]:
    return {
        row["code"]: Tag(row["part"], row["theme"], tuple(row["finalities"].split()), int(row["key"] or 0))
        for row in table("editions/indicators")
    }


@cache
def duty_finalities() -> dict[str, tuple[str, ...]]:
    return {row["code"]: tuple(row["finalities"].split()) for row in table("editions/duties")}
