"""Message codes kept in the database, said in the reader's language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from sobria.city.registers.models import Reject
from sobria.engine.messages import Language, say


@dataclass(frozen=True, slots=True)
class Complaint:
    """One refusal as the reader sees it."""

    line: int
    column: str
    value: str
    reason: str


def language() -> Language:
    return "fr" if (get_language() or "fr").startswith("fr") else "en"


def sentence(code: str, params: dict[str, Any]) -> str:
    """The sentence; the code itself when the catalogue no longer knows it (an old import)."""
    try:
        return say(code, language(), **params)
    except KeyError:
        return code


def complaint(line: int, column: str | None, value: str | None, code: str, detail: str | None) -> Complaint:
    said = sentence(code, {"column": column or "", "value": value or "", "detail": detail or ""})
    return Complaint(line, column or "", value or "", said)


def of_reject(reject: Reject) -> Complaint:
    return complaint(reject.line, reject.column, reject.value, reject.code, reject.detail)
