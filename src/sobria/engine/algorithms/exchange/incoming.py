"""One record of theirs as the values of ours: what is read whole, approximated, kept as it came, left out, refused."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sobria.engine.algorithms.content import LONGEST, clean
from sobria.engine.algorithms.exchange.tables import Format, Spec
from sobria.engine.algorithms.fields import fields
from sobria.engine.algorithms.plain_text import is_markup, plain_text
from sobria.engine.messages import Refusal

MONTH = re.compile(r"(\d{4})-(\d{2})(?:-\d{2}(?:[T ].*)?)?")
DAY_WRITTEN = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?")
NUMBERED = re.compile(r"(?:^|\. )\d+: ")
SHORT_FIELD = 300
LONGEST_TITLE = 500
BLANKS: tuple[Any, ...] = (None, "", [], {})


@dataclass(slots=True)
class Incoming:
    """One record being read.

    Attributes:
        values: our code → value.
        kept: their key → value.
        said: (category, theirs, ours, reason, example).
        faults: (theirs, value, code, params).
        column: our code → their name.
        halves: our links, by title and by url, before they are put together.
    """

    format: Format
    table: bool
    values: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    said: list[tuple[str, str, str, str, Any]] = field(default_factory=list)
    faults: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    column: dict[str, str] = field(default_factory=dict)
    halves: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def keep(self, theirs: str, ours: str, reason: str, value: Any) -> None:
        self.kept[theirs] = value
        self.said.append(("kept_raw", theirs, ours, reason, value))

    def about(self, spec: Spec, reason: str, example: Any) -> None:
        self.said.append(("approximated", spec.theirs, spec.ours, reason, example))

    def refuse(self, spec: Spec, given: Any, code: str, /, **params: Any) -> None:
        self.faults.append((spec.theirs, str(given)[:200], code, {"field": spec.theirs, **params}))

    def put(self, spec: Spec, code: str, value: Any) -> None:
        """A value for our field; the first one stays, a text too long for it is shortened and kept whole."""
        if code in self.values:
            self.keep(spec.theirs, code, "algorithms-read-second", value)
            return
        limit = fields()[code].max_length
        if isinstance(value, str) and limit and len(value) > limit:
            self.kept[spec.theirs] = value
            self.about(spec, "algorithms-read-shortened", value)
            value = shorten(value, limit)
        self.values[code] = value
        self.column[code] = spec.theirs


def take(form: Format, record: Mapping[str, Any], *, table: bool) -> Incoming:
    """`table`: the values are cells, in which a list is written as a text."""
    into = Incoming(form, table)
    named: dict[str, Any] = {}
    for key, value in record.items():
        spec = form.spec(key)
        if _is_blank(value):
            continue
        if spec is None or spec.theirs in named:
            into.keep(key, "", "algorithms-read-undeclared", _undeclared(value, table=table))
        else:
            named[spec.theirs] = value
    for theirs, spec in form.specs.items():
        if theirs in named:
            before = len(into.said), len(into.faults)
            _KINDS[spec.kind](into, spec, named[theirs])
            if before == (len(into.said), len(into.faults)) and spec.ours:
                into.said.append(("mapped", theirs, spec.ours, "", ""))
    for code in into.halves:
        _put_together(into, code)
    return into


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


@lru_cache(maxsize=4096)
def is_address(text: str, code: str) -> bool:
    """Whether our field (`website`, `contact_email`, `links`) takes the text as an address."""
    try:
        return bool(clean({code: [{"url": text}] if fields()[code].kind == "links" else text})[code])
    except Refusal:
        return False


def split(spec: Spec, text: str) -> dict[str, str]:
    """Our joined fields found in a text of theirs, and what stands above them under the code of the spec."""
    if not any(line in text for line in spec.lines):
        return {spec.ours: text}
    parts: dict[str, list[str]] = {spec.ours: []}
    here = spec.ours
    for line in text.split("\n"):
        found = spec.lines.get(line.strip())
        if found is not None and found not in parts:
            here = found
            parts[here] = []
        else:
            parts[here].append(line)
    return {code: said for code, lines in parts.items() if (said := "\n".join(lines).strip())}


def _is_blank(value: Any) -> bool:
    return value in BLANKS or (isinstance(value, str) and not value.strip())


def _undeclared(value: Any, *, table: bool) -> Any:
    return _from_json(value) if table and isinstance(value, str) and value[:1] in "[{" else value


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _as_text(into: Incoming, spec: Spec, value: Any) -> str:
    """The words of a value, markup left out; "" when it says nothing or is refused."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        into.about(spec, "algorithms-read-list", ", ".join(value)[:LONGEST])
        value = ", ".join(value)
    if isinstance(value, dict | list):
        into.refuse(spec, value, "algorithm-shape")
        return ""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST:
        into.refuse(spec, text, "algorithm-text-too-long", length=len(text), limit=LONGEST)
        return ""
    if is_markup(text):
        into.about(spec, "algorithms-read-html", text)
        text = plain_text(text)
    return "" if text.casefold() == into.format.not_said.casefold() else text


def _text(into: Incoming, spec: Spec, value: Any) -> None:
    text = _as_text(into, spec, value)
    if not text:
        return
    if spec.verdict == "personal":
        into.said.append(("dropped", spec.theirs, "", "algorithms-read-personal", ""))
        return
    for code, part in split(spec, text).items():
        if code:
            into.put(spec, code, part)
        else:
            into.keep(spec.theirs, "", "algorithms-read-no-home", part)


def _list(into: Incoming, spec: Spec, value: Any) -> None:
    rows = _rows(into, spec, value)
    if spec.item and spec.ours:
        into.halves.setdefault(spec.ours, {})[spec.item] = rows
        into.column[spec.ours] = spec.theirs
        return
    rows = [one for one in rows if one]
    bad = [one for one in rows if spec.kind == "dates" and not _may_be_day(one)]
    for one in bad:
        into.refuse(spec, one, "algorithms-day", value=one[:40])
    if bad or not rows:
        return
    if not spec.ours or spec.ours in into.values:
        reason = "algorithms-read-second" if spec.ours else "algorithms-read-no-home"
        if spec.joined and len(rows) == 1:
            _text(into, spec, rows[0])
        else:
            into.keep(spec.theirs, spec.ours, reason, rows)
        return
    if len(rows) > 1:
        into.about(spec, "algorithms-read-list", "; ".join(rows))
        into.kept[spec.theirs] = rows
    between = "; " if (fields()[spec.ours].max_length or LONGEST) <= SHORT_FIELD else "\n\n"
    for code, part in split(spec, between.join(rows)).items():
        into.put(spec, code, part)


def _may_be_day(text: str) -> bool:
    """Whether it is a day of the calendar, a month, or words of any kind: not figures that no calendar has."""
    found = DAY_WRITTEN.fullmatch(text)
    try:
        return found is None or bool(date(int(found[1]), int(found[2]), int(found[3] or 1)))
    except ValueError:
        return False


def _rows(into: Incoming, spec: Spec, value: Any) -> list[str]:
    """The texts of a list, blanks in their place."""
    if isinstance(value, str):
        value = _from_json(value) if into.table and value.startswith("[") else value
        if isinstance(value, str):
            value = value.split("\n") if into.table else [value]
    rows = value if isinstance(value, list) else [value]
    return ["" if _is_blank(one) else _as_text(into, spec, one) for one in rows]


def _put_together(into: Incoming, code: str) -> None:
    """Titles and urls that stand in two lists, in the same order."""
    titles, urls = (into.halves[code].get(half, []) for half in ("title", "url"))
    specs = {one.item: one for one in into.format.specs.values() if one.ours == code and one.kind == "list"}
    found = []
    for at in range(max(len(titles), len(urls))):
        title, url = (half[at] if at < len(half) else "" for half in (titles, urls))
        if url and not is_address(url, code):
            into.keep(specs["url"].theirs, code, "algorithms-read-not-address", urls)
            url = ""
        found.append(_link(into, specs["title"], title, url))
    into.values[code] = into.values.get(code, []) + [one for one in found if one["title"] or one["url"]]
    for spec in specs.values():
        if spec.item in into.halves[code] and not any(one[1] == spec.theirs for one in into.said):
            into.said.append(("mapped", spec.theirs, code, "", ""))


def _link(into: Incoming, spec: Spec, title: str, url: str) -> dict[str, str]:
    if len(title) > LONGEST_TITLE:
        into.about(spec, "algorithms-read-shortened", title)
        title = shorten(title, LONGEST_TITLE)
    return {"title": title, "url": url}


def _enum(into: Incoming, spec: Spec, value: Any) -> None:
    word = _as_text(into, spec, value)
    if not word:
        return
    found = spec.read_word(word)
    if found is None:
        _unknown(into, spec, word)
    elif not found.ours:
        into.keep(spec.theirs, "", "algorithms-read-no-home", found.theirs)
    elif spec.ours in into.values:
        into.keep(spec.theirs, spec.ours, "algorithms-read-second", word)
    else:
        into.put(spec, spec.ours, found.ours)
        if found.verdict != "same":
            into.kept[spec.theirs] = found.theirs
            into.about(spec, "algorithms-read-word", word)


def _enums(into: Incoming, spec: Spec, value: Any) -> None:
    if isinstance(value, str) and into.table:
        value = _from_json(value) if value.startswith("[") else re.split(r", |\n", value)
    words = [one for row in (value if isinstance(value, list) else [value]) if (one := _as_text(into, spec, row))]
    found = [spec.read_word(one) for one in words]
    for word, meaning in zip(words, found, strict=True):
        if meaning is None:
            _unknown(into, spec, word)
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found):
        return
    into.put(spec, spec.ours, known[0].ours)
    if len(known) > 1 or known[0].verdict != "same":
        into.kept[spec.theirs] = [one.theirs for one in known]
        into.about(spec, "algorithms-read-words" if len(known) > 1 else "algorithms-read-word", ", ".join(words))


def _unknown(into: Incoming, spec: Spec, word: str) -> None:
    near = spec.near(word)
    code = "algorithms-word-near" if near else "algorithms-word-unknown"
    into.refuse(spec, word, code, value=word[:60], near=near, known=" | ".join(spec.known()))


def _url(into: Incoming, spec: Spec, value: Any) -> None:
    text = _as_text(into, spec, value)
    if not text:
        return
    ours = fields()[spec.ours].kind if spec.ours else ""
    if not spec.ours:
        into.keep(spec.theirs, "", "algorithms-read-no-home", text)
    elif not is_address(text, spec.ours):
        into.keep(spec.theirs, spec.ours, "algorithms-read-not-address", text)
    elif ours == "links":
        into.values.setdefault(spec.ours, []).append({"title": spec.item, "url": text})
        into.column[spec.ours] = spec.theirs
    else:
        into.put(spec, spec.ours, text)


def _email(into: Incoming, spec: Spec, value: Any) -> None:
    text = _as_text(into, spec, value)
    if text and is_address(text, "contact_email"):
        into.put(spec, spec.ours, text)
    elif text:
        into.keep(spec.theirs, spec.ours, "algorithms-read-not-email", text)


def _day(into: Incoming, spec: Spec, value: Any) -> None:
    """A month or a day is checked, then kept: the register has no field for it."""
    text = _as_text(into, spec, value)
    if not text:
        return
    found = MONTH.fullmatch(text) if spec.kind == "month" else None
    try:
        if spec.kind == "month":
            kept = date(int(found[1]), int(found[2]), 1).isoformat()[:7] if found else ""
        else:
            kept = date.fromisoformat(text[:10] if text[10:11] in {"T", " "} else text).isoformat()
    except ValueError:
        kept = ""
    if kept:
        into.keep(spec.theirs, "", "algorithms-read-no-home", kept)
    else:
        into.refuse(spec, text, "algorithms-month" if spec.kind == "month" else "algorithms-day", value=text[:40])


def _integer(into: Incoming, spec: Spec, value: Any) -> None:
    text = _as_text(into, spec, value)
    if text.isascii() and text.isdigit() and len(text) <= len("1000000000000000"):
        into.put(spec, spec.ours, int(text))
    elif text:
        into.keep(spec.theirs, spec.ours, "algorithms-read-not-number", text)


def _identifier(into: Incoming, spec: Spec, value: Any) -> None:
    text = _as_text(into, spec, value)
    if text:
        into.kept[spec.theirs] = text


def _version(into: Incoming, spec: Spec, value: Any) -> None:
    text = _as_text(into, spec, value)
    if text and text != into.format.version:
        into.about(spec, "algorithms-read-version", text)


def _links(into: Incoming, spec: Spec, value: Any) -> None:
    rows = _link_rows(value) if isinstance(value, str) and into.table else value
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        into.refuse(spec, value, "algorithm-shape")
        return
    found = []
    for row in rows:
        title, url = (_as_text(into, spec, row.get(half) or "") for half in ("title", "link"))
        if url and not is_address(url, spec.ours):
            into.kept[spec.theirs] = rows
            into.about(spec, "algorithms-read-link", url)
            url = ""
        found.append(_link(into, spec, title, url))
    into.values[spec.ours] = into.values.get(spec.ours, []) + [one for one in found if one["title"] or one["url"]]
    into.column[spec.ours] = spec.theirs
    if spec.ours == "links":
        into.kept[spec.theirs] = rows


def _link_rows(text: str) -> Any:
    """Links in a cell: JSON, or « 1: title, link. 2: title, link » as the Dutch register writes them."""
    if text.startswith("["):
        return _from_json(text)
    rows = []
    for one in NUMBERED.split(text):
        title, _, url = one.strip().rpartition(", ")
        rows.append(
            {"title": title, "link": url} if title and is_address(url, "links") else {"title": one.strip(), "link": ""}
        )
    return [row for row in rows if row["title"]]


_KINDS: dict[str, Callable[[Incoming, Spec, Any], None]] = {
    "text": _text,
    "list": _list,
    "dates": _list,
    "enum": _enum,
    "enums": _enums,
    "url": _url,
    "email": _email,
    "month": _day,
    "date": _day,
    "links": _links,
    "integer": _integer,
    "id": _identifier,
    "uuid": _identifier,
    "const": _version,
}
