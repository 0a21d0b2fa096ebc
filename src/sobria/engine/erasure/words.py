"""What the words of the tools mean, as `catalogue/erasure/` says. An unknown word means nothing: never "erased"."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table
from sobria.engine.footprint.readers.words import plain, squeezed
from sobria.engine.messages import Language

ERASED, WARNING, FAILED = "erased", "warning", "failed"
GRAVITY = (ERASED, WARNING, FAILED)
NO_ERASURE = "none"
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of certificates: `names` and `meanings` in French then English."""

    field: str
    required: bool
    names: tuple[str, str]
    meanings: tuple[str, str]
    headers: frozenset[str]

    def name(self, language: Language) -> str:
        return self.names[language == "en"]

    def meaning(self, language: Language) -> str:
        return self.meanings[language == "en"]


def worst(*outcomes: str) -> str:
    return max(outcomes, key=GRAVITY.index)


@cache
def limits() -> Mapping[str, int]:
    return {row["name"]: int(row["value"]) for row in table("erasure/limits")}


@cache
def _words(kind: str) -> Mapping[tuple[str, str], str]:
    """(tool, word) → outcome."""
    rows = [row for row in table("erasure/outcomes") if row["kind"] == kind]
    return {(row["tool"], squeezed(row["word"])): row["outcome"] for row in rows}


def state_outcome(tool: str, word: str) -> str | None:
    """The outcome a word of a tool means; the table of certificates may use the words of any tool."""
    said = squeezed(word)
    if tool != PLAIN:
        return _words("state").get((tool, said))
    found = {_words("state").get((one, said)) for one in (PLAIN, *_tools())} - {None}
    return found.pop() if len(found) == 1 else None


def known_states(tool: str) -> tuple[str, ...]:
    rows = [row for row in table("erasure/outcomes") if row["kind"] == "state" and row["tool"] == tool]
    return tuple(row["word"] for row in rows)


def hidden_outcome(tool: str, text: str) -> str:
    """What is said of areas that a drive hides: erased when nothing is left there, a warning for any other word."""
    said = squeezed(text)
    tools = (tool,) if tool != PLAIN else (PLAIN, *_tools())
    found = [outcome for (one, word), outcome in _words("hidden").items() if one in tools and word in said]
    return worst(*found) if found else WARNING


@cache
def method_of(standard: str) -> str:
    """clear, purge, destroy, none (nothing was written), or "" when the name of the scheme does not tell."""
    said = squeezed(standard)
    return next((row["method"] for row in table("erasure/methods") if row["word"] in said), "") if said else ""


@cache
def labels() -> tuple[tuple[str, str], ...]:
    """(label, field), longest first; a field "" is one we leave."""
    rows = [(row["label"], row["field"]) for row in table("erasure/labels")]
    return tuple(sorted(rows, key=lambda one: -len(one[0])))


@cache
def columns() -> tuple[Column, ...]:
    return tuple(
        Column(
            row["field"],
            row["required"] == "yes",
            (row["fr"], row["en"]),
            (row["meaning_fr"], row["meaning_en"]),
            frozenset(plain(one) for one in (row["field"], row["fr"], row["en"], *row["aliases"].split("|"))),
        )
        for row in table("erasure/columns")
    )


@cache
def column_of(header: str) -> Column | None:
    return next((one for one in columns() if plain(header) in one.headers), None)


@cache
def _tools() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["tool"] for row in table("erasure/outcomes") if row["tool"] != PLAIN))
