"""What each permission asks of a partner (`catalogue/partners/permissions.csv`, `documents.csv`, `delays.csv`)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.utils.translation import get_language

from sobria.engine.catalogue_tables import table


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document. `renewed`: it always has a last day."""

    code: str
    names: tuple[str, str]
    meanings: tuple[str, str]
    renewed: bool
    source: str
    status: str

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.names[_is_english()]

    @property
    def meaning(self) -> str:
        return self.meanings[_is_english()]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a permission asks: codes of documents, in the order they are told."""

    code: str
    documents: tuple[str, ...]
    source: str
    status: str
    notes: tuple[str, str]

    @property
    def note(self) -> str:
        return self.notes[_is_english()]


@cache
def kinds() -> dict[str, Kind]:
    return {
        row["code"]: Kind(
            row["code"],
            (row["fr"], row["en"]),
            (row["meaning_fr"], row["meaning_en"]),
            row["renewed"] == "yes",
            row["source"],
            row["status"],
        )
        for row in table("partners/documents")
    }


@cache
def permissions() -> dict[str, Asked]:
    return {
        row["code"]: Asked(
            row["code"],
            tuple(row["documents"].split()),
            row["source"],
            row["status"],
            (row["note_fr"], row["note_en"]),
        )
        for row in table("partners/permissions")
    }


@cache
def notice() -> timedelta:
    """How long before its end a document or an agreement is to be renewed."""
    days = {row["code"]: int(row["days"]) for row in table("partners/delays")}
    return timedelta(days=days["notice"])


def kind_name(code: str) -> str:
    """In the reader's language; the code itself when the catalogue does not know it any more."""
    found = kinds().get(code)
    return found.name if found else code


def _is_english() -> bool:
    return (get_language() or "fr").startswith("en")
