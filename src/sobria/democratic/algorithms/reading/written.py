"""What a field of a record says, in words: for pages, for comparing two versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from sobria.engine.ai_act import questions
from sobria.engine.algorithms.content import Content
from sobria.engine.algorithms.fields import NUMBERS, Field, fields
from sobria.engine.messages import Language
from sobria.ui import numbers

INSIDE = frozenset({"kept"})
"""Fields nobody reads outside."""
NOTHING: tuple[Any, ...] = ("", None, [], {})


@dataclass(frozen=True, slots=True)
class Said:
    """One field. `ground`: the legal ground on which it is withheld, and then nothing else is said."""

    code: str
    name: str
    lines: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    ground: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def is_known(self) -> bool:
        return bool(self.lines or self.links or self.ground)


def reader() -> Language:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def said(code: str, content: Content, *, principles: Mapping[str, str] | None = None) -> Said:
    """One field of a content, withheld or not. `principles`: code → title."""
    field = fields()[code]
    name, held = field.name(reader()), content["withheld"]
    if code in held:
        return Said(code, name, ground=held[code])
    value = None if code in INSIDE else content.get(code)
    if field.kind == "links" and value:
        return Said(code, name, links=tuple((row["title"] or row["url"], row["url"]) for row in value))
    if field.kind == "url" and value:
        return Said(code, name, links=((value, value),))
    return Said(code, name, lines=tuple(_lines(field, value, principles or {})))


def lines(code: str, content: Content, *, principles: Mapping[str, str] | None = None) -> list[str]:
    """The same as plain lines, addresses included; what is withheld gives none."""
    found = said(code, content, principles=principles)
    return [*found.lines, *(title if title == url else f"{title} ({url})".strip() for title, url in found.links)]


def changed_fields(before: Content | None, after: Content) -> list[str]:
    """Codes of the fields that differ, withheld ones too; none when there is nothing before."""
    if before is None:
        return []
    return [code for code in fields() if code not in INSIDE and before.get(code) != after.get(code)]


def names(codes: list[str]) -> str:
    return ", ".join(fields()[code].name(reader()) for code in codes if code in fields() and code not in INSIDE)


def _lines(field: Field, value: Any, principles: Mapping[str, str]) -> list[str]:
    if value in NOTHING:
        return []
    if field.kind == "choice":
        return [field.label(value, reader())]
    if field.kind in NUMBERS:
        unit = f"\u00a0{field.unit(reader())}" if field.unit(reader()) else ""
        return [f"{numbers.decimal(value, places=0 if float(value).is_integer() else 2)}{unit}"]
    if field.kind == "answers":
        return _answers(value)
    if field.kind == "principles":
        return [f"{principles.get(code, code)}{numbers.colon()}{text}" for code, text in value.items()]
    if field.kind == "withheld":
        return [
            f"{fields()[code].name(reader())}{numbers.colon()}{ground}"
            for code, ground in value.items()
            if code in fields()
        ]
    return str(value).splitlines()


def _answers(value: Mapping[str, str]) -> list[str]:
    """In the order in which they are asked; a question the catalogue no longer has keeps its code."""
    language = reader()
    found, left = [], dict(value)
    for one in questions():
        answer = left.pop(one.code, "")
        if answer:
            words = next((known.words(language) for known in one.answers if known.code == answer), answer)
            found.append(f"{one.words(language)} {words}")
    return [*found, *(f"{code}{numbers.colon()}{answer}" for code, answer in left.items())]
