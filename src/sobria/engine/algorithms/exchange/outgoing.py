"""One record of ours as a row of theirs, and why what cannot be said there is not."""

import html
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sobria.engine.algorithms.content import LONGEST, Content, blank
from sobria.engine.algorithms.exchange.incoming import shorten, take
from sobria.engine.algorithms.exchange.tables import Format, Spec, heading
from sobria.engine.algorithms.fields import fields
from sobria.engine.algorithms.plain_text import is_markup
from sobria.engine.messages import Language

NOTHING: tuple[Any, ...] = (None, "", [], {})
# Any fixed one does: the same identity always gives the same UUID.
NAMESPACE = uuid.NAMESPACE_URL


@dataclass(frozen=True, slots=True)
class Extra:
    """What the register knows of a record beyond its content; days as YYYY-MM-DD; "" when not said.

    Attributes:
        address: public page of the record.
        ai_class: class worked out from the answers, for their risk category.
        area: name of the city.
    """

    language: Language = "fr"
    address: str = ""
    published: str = ""
    changed: str = ""
    review: str = ""
    ai_class: str = ""
    area: str = ""


@dataclass(slots=True)
class Outgoing:
    """`why`: our code → reason code; `filled`, `missing`: (theirs, reason code)."""

    format: Format
    identity: str
    content: Content
    extra: Extra
    row: dict[str, Any] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    filled: list[tuple[str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    written: set[str] = field(default_factory=set)

    @property
    def kept(self) -> dict[str, Any]:
        """What an import from the same format kept of this record."""
        found = self.content["kept"].get(self.format.code)
        return found if isinstance(found, dict) else {}


def give(form: Format, identity: str, content: Content, extra: Extra) -> Outgoing:
    out = Outgoing(form, identity, content, extra)
    for theirs, spec in form.specs.items():
        value = _as_it_came(out, spec) or _KINDS[spec.kind](out, spec)
        out.written |= {spec.ours, *spec.joined}
        out.row[theirs] = value if value not in NOTHING else None
        if value in NOTHING and spec.required:
            _required(out, spec)
        elif spec.least and isinstance(value, str) and len(value) < spec.least:
            out.missing.append((theirs, "algorithms-write-too-short"))
    declared = {theirs.casefold() for theirs in form.specs}
    out.row |= {key: value for key, value in out.kept.items() if key.casefold() not in declared}
    return out


def _required(out: Outgoing, spec: Spec) -> None:
    """A text they require is said not to be known; nothing else is ever written for nobody."""
    if spec.kind in {"text", "list"}:
        said: Any = out.format.not_said
        out.row[spec.theirs] = [said] if spec.kind == "list" else said
        out.filled.append((spec.theirs, "algorithms-write-filled"))
    else:
        out.missing.append((spec.theirs, "algorithms-write-missing"))


def _as_it_came(out: Outgoing, spec: Spec) -> Any:
    """What an import kept for this field, while it still says what the record says."""
    kept = out.kept.get(spec.theirs)
    if kept in NOTHING or spec.kind == "links" or (isinstance(kept, str) and len(kept) > _most(spec)):
        return None
    if spec.origin == "ai_class" and out.extra.ai_class:
        return None
    read = take(out.format, {spec.theirs: kept}, table=False)
    if read.faults:
        return None
    if not spec.ours and not spec.joined:
        return kept if read.kept.get(spec.theirs) == kept else None
    nothing = blank()
    same = all(read.values.get(one, nothing[one]) == out.content[one] for one in (spec.ours, *spec.joined) if one)
    return kept if same and spec.ours not in out.written else None


def _text(out: Outgoing, spec: Spec) -> Any:
    if spec.origin:
        return _origin(out, spec)
    text = ""
    for code in (spec.ours, *spec.joined):
        part = out.content[code] if code and code not in out.written else ""
        if not part:
            continue
        longer = _joined(text, f"{heading(code, out.extra.language)}\n{part}" if code in spec.joined else part)
        if _fits(spec, longer):
            text = longer
        elif code == spec.ours:
            text = _shortened(spec, longer)
            out.why[code] = "algorithms-write-shortened"
        else:
            out.why[code] = "algorithms-write-no-room"
    return _encoded(spec, text)


def _joined(text: str, more: str) -> str:
    return f"{text}\n\n{more}" if text else more


def _encoded(spec: Spec, text: str) -> str:
    """Where they take HTML, lines become theirs and signs of markup are written so that they stay signs."""
    if not spec.html or not (is_markup(text) or "\n" in text):
        return text
    return html.escape(text, quote=False).replace("\n", "<br>")


def _most(spec: Spec) -> int:
    """Where they set no bound, that of a text we would read back."""
    return spec.most or LONGEST


def _fits(spec: Spec, text: str) -> bool:
    return len(_encoded(spec, text)) <= _most(spec)


def _shortened(spec: Spec, text: str) -> str:
    limit = _most(spec)
    while not _fits(spec, shorten(text, limit)):
        limit -= max(1, (len(_encoded(spec, shorten(text, limit))) - _most(spec)) // 6)
    return shorten(text, limit)


def _origin(out: Outgoing, spec: Spec) -> str:
    return out.identity if spec.origin == "identity" else str(getattr(out.extra, spec.origin))


def _short(out: Outgoing, spec: Spec) -> str:
    """A url or an address: whole, or not at all."""
    if spec.origin:
        text = _origin(out, spec)
    elif fields()[spec.ours].kind == "links":
        links = out.content[spec.ours]
        text = next((one["url"] for one in links if one["title"] == spec.item and one["url"]), "")
        out.why.setdefault(spec.ours, "algorithms-write-partly")
    else:
        text = out.content[spec.ours]
    return text if spec.most is None or len(text) <= spec.most else ""


def _enum(out: Outgoing, spec: Spec) -> Any:
    if spec.origin == "language":
        out.filled.append((spec.theirs, "algorithms-write-language"))
        return spec.values[0].theirs
    code = f"@{out.extra.ai_class}" if spec.origin == "ai_class" else out.content[spec.ours] if spec.ours else ""
    found = spec.written_word(code) if code else None
    if code and spec.ours and (found is None or found.verdict != "same"):
        out.why[spec.ours] = "algorithms-write-word" if found else "algorithms-write-no-word"
    return found.theirs if found else None


def _enums(out: Outgoing, spec: Spec) -> Any:
    word = _enum(out, spec)
    return [word] if word else None


def _links(out: Outgoing, spec: Spec) -> Any:
    """Their lists hold a title and an address. Of our general links, only those that came from theirs go back."""
    rows = [one for one in out.content[spec.ours] if one["title"] and (one["url"] or spec.ours == "assessments")]
    if spec.ours == "links":
        came = [one for one in out.kept.get(spec.theirs) or [] if isinstance(one, dict)]
        rows = [one for one in rows if {"title": one["title"], "link": one["url"]} in came]
    rows = [one for one in rows if spec.most is None or len(one["url"]) <= spec.most]
    out.why.setdefault(spec.ours, "algorithms-write-partly")
    return [{"title": one["title"], "link": one["url"]} for one in rows]


def _list(out: Outgoing, spec: Spec) -> Any:
    if spec.item and spec.ours:
        halves = [one[spec.item] for one in out.content[spec.ours] if not _has_its_own(out.format, spec.ours, one)]
        return halves if any(halves) else None
    text = _text(out, spec)
    return [text] if text else None


def _has_its_own(form: Format, ours: str, link: dict[str, str]) -> bool:
    """Whether another field of theirs holds this link alone."""
    return any(one.kind == "url" and one.ours == ours and one.item == link["title"] for one in form.specs.values())


def _integer(out: Outgoing, spec: Spec) -> Any:
    value = out.content[spec.ours]
    return None if value is None else str(value)


def _uuid(out: Outgoing, spec: Spec) -> str:
    """The identity where it is a UUID, else one made from it, always the same."""
    try:
        return str(uuid.UUID(out.identity))
    except ValueError:
        out.filled.append((spec.theirs, "algorithms-write-identity"))
        return str(uuid.uuid5(NAMESPACE, out.identity))


def _identifier(out: Outgoing, spec: Spec) -> str:
    return out.identity if spec.origin == "identity" else ""


def _version(out: Outgoing, _spec: Spec) -> str:
    return out.format.version


_KINDS: dict[str, Callable[[Outgoing, Spec], Any]] = {
    "text": _text,
    "list": _list,
    "dates": _list,
    "enum": _enum,
    "enums": _enums,
    "url": _short,
    "email": _short,
    "month": lambda _out, _spec: None,
    "date": _text,
    "links": _links,
    "integer": _integer,
    "id": _identifier,
    "uuid": _uuid,
    "const": _version,
}
