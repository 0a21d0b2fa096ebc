"""What the decree on reuse counts and leaves out, as `catalogue/reuse/` says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table


@dataclass(frozen=True, slots=True)
class Rule:
    """`value`: a number when the rule has one; `status`: settled, contested or to-confirm."""

    code: str
    value: int | None
    sentences: tuple[str, str]
    source: str
    status: str

    def sentence(self, language: str = "fr") -> str:
        return self.sentences[language.startswith("en")]


@cache
def rules() -> Mapping[str, Rule]:
    return {
        row["code"]: Rule(
            *(row["code"], int(row["value"]) if row["value"] else None, (row["fr"], row["en"])),
            *(row["source"], row["status"]),
        )
        for row in table("reuse/rules")
    }


@cache
def outside() -> frozenset[str]:
    """Categories of equipment that the decree does not speak of."""
    return frozenset(row["category"] for row in table("reuse/scope") if row["inside"] == "no")


@cache
def routes() -> Mapping[str, tuple[str, str]]:
    """Ways out that count as reuse → their names."""
    return {row["route"]: (row["fr"], row["en"]) for row in table("reuse/routes") if row["counts"] == "yes"}
