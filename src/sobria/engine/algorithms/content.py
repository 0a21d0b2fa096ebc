"""The content of a record in canonical form: what forms, imports and versions exchange.

    {field code: text ("" when not said), number (None when not said), [{"title", "url"}], or {key: text}}

Every field is there, in the order of the catalogue. `clean` is the only way in.
"""

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from sobria.engine.ai_act import UNKNOWN, questions
from sobria.engine.algorithms.fields import MAPPINGS, NUMBERS, Field, fields
from sobria.engine.algorithms.plain_text import is_markup, loses_words, plain_text
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.journal.canonical import canonical
from sobria.engine.messages import Refusal

Content = dict[str, Any]
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST = 20_000
SHORT = 300
"""Characters of a field of one line, where nothing said may be lost."""
LONGEST_RAW = 200_000
MOST_LINKS = 50
MOST_KEYS = 200
LARGEST = 1e15
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def blank() -> Content:
    """A record that says nothing."""
    return {code: _nothing(field) for code, field in fields().items()}


def clean(values: Mapping[str, Any]) -> Content:
    """The fields given, in canonical form. Raises Refusal, with a sentence, on what cannot be said there."""
    unknown = sorted(set(values) - set(fields()))
    if unknown:
        raise Refusal("algorithm-field-unknown", field=unknown[0][:60], near=_near(unknown[0], fields()))
    found = {code: _CLEANERS[field.kind](field, values[code]) for code, field in fields().items() if code in values}
    for low, high in (("tokens_low", "tokens_high"), ("kwh_low", "kwh_high")):
        if found.get(low) is not None and found.get(high) is not None and found[low] > found[high]:
            raise Refusal("algorithm-bounds-crossed", field=fields()[low].name(), low=found[low], high=found[high])
    return found


def complete(values: Mapping[str, Any]) -> Content:
    """A whole content from part of one."""
    return blank() | clean(values)


def missing(content: Content) -> tuple[str, ...]:
    """Codes of the required fields that say nothing."""
    return tuple(code for code, field in fields().items() if field.required and content[code] in ("", None, [], {}))


def fingerprint(content: Content) -> str:
    """SHA-256 of the material fields: what a decision is about."""
    return _digest({code: content[code] for code, field in fields().items() if field.material})


def digest(content: Content) -> str:
    """SHA-256 of the whole content."""
    return _digest(content)


def material_changes(before: Content, after: Content) -> tuple[str, ...]:
    """Codes of the material fields that differ."""
    return tuple(c for c, field in fields().items() if field.material and before[c] != after[c])


def public(content: Content) -> Content:
    """What everyone reads: withheld fields say nothing, what the register does not know stays inside."""
    held = content["withheld"]
    return {code: _nothing(fields()[code]) if code in held or code == "kept" else content[code] for code in content}


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def _nothing(field: Field) -> Any:
    if field.kind in NUMBERS:
        return None
    if field.kind == "links":
        return []
    return {} if field.kind in MAPPINGS else ""


def _near(given: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(given, list(known), n=1)
    return close[0] if close else ", ".join(list(known)[:5]) + "…"


def _text(field: Field, value: Any) -> str:
    text = str("" if value is None else value).replace("\r\n", "\n").replace("\r", "\n")
    limit = field.max_length or LONGEST
    if len(text) > max(limit * 4, LONGEST):  # refused before it is read: markup may be longer than what it says
        raise Refusal("algorithm-text-too-long", field=field.name(), length=len(text), limit=limit)
    text = CONTROLS.sub("", text)
    if field.max_length and field.max_length <= SHORT and loses_words(text):
        raise Refusal("algorithm-text-markup", field=field.name())
    text = (plain_text(text) if is_markup(text) else text).strip()
    if len(text) > limit:
        raise Refusal("algorithm-text-too-long", field=field.name(), length=len(text), limit=limit)
    return text


def _choice(field: Field, value: Any) -> str:
    text = _text(field, value)
    if text and text not in field.choices:
        known = ", ".join(field.choices)
        raise Refusal("algorithm-choice-unknown", field=field.name(), value=text[:60], known=known)
    return text


def _email(field: Field, value: Any) -> str:
    text = _text(field, value)
    if text and not EMAIL.fullmatch(text):
        raise Refusal("algorithm-email-invalid", field=field.name(), value=text[:60])
    return text


def _url(field: Field, value: Any) -> str:
    text = _text(field, value)
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.netloc) and not re.search(r"\s", text)
    except ValueError:
        good = False
    if text and not good:
        raise Refusal("algorithm-url-invalid", field=field.name(), value=text[:100])
    return text


def _country(field: Field, value: Any) -> str:
    text = _text(field, value).upper()
    if text and text not in load_catalogue().countries:
        raise Refusal("algorithm-country-unknown", field=field.name(), value=text[:20])
    return text


def _number(field: Field, value: Any) -> int | float | None:
    if value is None or value == "":
        return None
    try:
        number = float(str(value).replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        raise Refusal("algorithm-number-invalid", field=field.name(), value=str(value)[:60]) from None
    if isinstance(value, bool) or not math.isfinite(number) or not 0 <= number <= LARGEST:
        raise Refusal("algorithm-number-invalid", field=field.name(), value=str(value)[:60])
    if field.kind == "integer":
        if not number.is_integer():
            raise Refusal("algorithm-integer-invalid", field=field.name(), value=str(value)[:60])
        return int(number)
    return number


def _links(field: Field, value: Any) -> list[dict[str, str]]:
    """Rows with nothing in them leave."""
    rows = list(value or ())
    if len(rows) > MOST_LINKS:
        raise Refusal("algorithm-too-many", field=field.name(), count=len(rows), limit=MOST_LINKS)
    found = []
    for row in rows:
        if not isinstance(row, Mapping):
            raise Refusal("algorithm-shape", field=field.name())
        link = {"title": _text(field, row.get("title"))[:500], "url": _url(field, row.get("url"))}
        if link["title"] or link["url"]:
            found.append(link)
    return found


def _mapping(field: Field, value: Any) -> dict[str, str]:
    if value in (None, ""):
        return {}
    if not isinstance(value, Mapping):
        raise Refusal("algorithm-shape", field=field.name())
    if len(value) > MOST_KEYS:
        raise Refusal("algorithm-too-many", field=field.name(), count=len(value), limit=MOST_KEYS)
    cleaned = {str(key)[:100]: _text(field, one) for key, one in value.items()}
    return {key: cleaned[key] for key in sorted(cleaned) if cleaned[key]}


def _answers(field: Field, value: Any) -> dict[str, str]:
    """What is unknown is left out: it says nothing."""
    found = _mapping(field, value)
    known = {one.code: {answer.code for answer in one.answers} for one in questions()}
    for key, answer in found.items():
        if key not in known:
            raise Refusal("algorithm-question-unknown", question=key[:60], near=_near(key, known))
        if answer not in {*known[key], UNKNOWN}:
            choices = ", ".join([*sorted(known[key]), UNKNOWN])
            raise Refusal("algorithm-answer-unknown", question=key, value=answer[:60], known=choices)
    return {key: answer for key, answer in found.items() if answer != UNKNOWN}


def _withheld(field: Field, value: Any) -> dict[str, str]:
    """The name and the purpose of a system are always said."""
    found = _mapping(field, value)
    for key in found:
        if key not in fields() or key in ALWAYS_PUBLIC:
            raise Refusal("algorithm-not-withheld", field=fields()[key].name() if key in fields() else key)
    return found


def _raw(field: Field, value: Any) -> dict[str, Any]:
    """Kept as it came; refused whole when it is not plain data, or too large."""
    if value in (None, ""):
        return {}
    if not isinstance(value, Mapping):
        raise Refusal("algorithm-shape", field=field.name())
    if len(canonical(dict(value))) > LONGEST_RAW:
        raise Refusal("algorithm-text-too-long", field=field.name(), length=len(str(value)), limit=LONGEST_RAW)
    return dict(value)


ALWAYS_PUBLIC = frozenset(
    {"name", "summary", "purpose", "administration", "appeals", "ai_act", "principles", "withheld"}
)
_CLEANERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "choice": _choice,
    "email": _email,
    "url": _url,
    "country": _country,
    "integer": _number,
    "number": _number,
    "links": _links,
    "answers": _answers,
    "principles": _mapping,
    "withheld": _withheld,
    "raw": _raw,
}
