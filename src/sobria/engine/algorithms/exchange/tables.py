"""The formats of other registers, as `catalogue/algorithms/exchange/` describes them: fields, values, and ours."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Literal

from sobria.engine.algorithms.fields import fields
from sobria.engine.footprint.readers.words import squeezed
from sobria.engine.messages import LANGUAGES, Language, Refusal

Kind = Literal[
    "text", "list", "enum", "enums", "url", "email", "month", "date", "dates", "links", "integer", "id", "uuid", "const"
]
NAMELESS = "*[] \ufeff"


@dataclass(frozen=True, slots=True)
class Value:
    """A word of theirs and a code of ours ("": no home, the word is kept). `direction`: both, in, out."""

    theirs: str
    ours: str
    direction: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Spec:
    """A field of theirs.

    Attributes:
        kind: shape of the value.
        least, most: characters they ask for, None where they do not say.
        html: whether they allow a little HTML.
        ours: code of our field; "" when it has no home with us.
        item: with `url` and our links, the title of the link; with `links` and our url, the title of theirs; with
            `list` and our links, "title" or "url": which half of each link it holds.
        origin: what it says of a record beyond its content (identity, language, published…).
        verdict: same, similar, approximated; none, own, fixed, personal where there is no field of ours.
        joined: our other fields that travel in it, each under its name.
        lines: the line above each, in either language → its code.
        values: its words, in order.
    """

    theirs: str
    kind: Kind
    required: bool
    least: int | None
    most: int | None
    html: bool
    ours: str
    item: str
    origin: str
    verdict: str
    note: str
    joined: tuple[str, ...]
    lines: Mapping[str, str]
    values: tuple[Value, ...]

    def read_word(self, word: str) -> Value | None:
        """What a word of theirs means, whatever case and spaces."""
        said = squeezed(word)
        return next((one for one in self.values if one.direction != "out" and squeezed(one.theirs) == said), None)

    def written_word(self, code: str) -> Value | None:
        return next((one for one in self.values if one.direction != "in" and one.ours == code), None)

    def known(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.theirs for one in self.values if one.direction != "out"))

    def near(self, word: str) -> str:
        """The known word that looks most like it; "" when none does."""
        by_plain = {squeezed(one): one for one in self.known()}
        close = get_close_matches(squeezed(word), list(by_plain), n=1, cutoff=0.5)
        return by_plain[close[0]] if close else ""


@dataclass(frozen=True, slots=True)
class Format:
    """`not_said`: the text written where they require one. `suffixes`: kinds of files, theirs first."""

    code: str
    name: str
    version: str
    language: str
    not_said: str
    suffixes: tuple[str, ...]
    delimiter: str
    identifiers: tuple[str, ...]
    not_identifiers: frozenset[str]
    source: str
    confidence: str
    specs: Mapping[str, Spec]

    def spec(self, header: str) -> Spec | None:
        """The field a key names, whatever case; marks of lists (`*`, `[]`) left aside."""
        return self.specs.get(header) or _by_plain(self.code).get(plain_key(header))


def plain_key(header: str) -> str:
    return header.strip(NAMELESS).casefold()


def load_format(code: str) -> Format:
    """Raises Refusal for a format we do not know."""
    found = load_formats().get(code)
    if found is None:
        raise Refusal("algorithms-format-unknown", format=code[:40], known=", ".join(load_formats()))
    return found


@cache
def load_formats() -> Mapping[str, Format]:
    return {row["format"]: _format(row) for row in _rows("formats")}


@cache
def limits() -> Mapping[str, int]:
    return {row["name"]: int(row["value"]) for row in _rows("limits")}


@cache
def _by_plain(code: str) -> Mapping[str, Spec]:
    return {plain_key(one.theirs): one for one in load_formats()[code].specs.values()}


def heading(code: str, language: Language) -> str:
    """The line above a field of ours that travels in a text of theirs."""
    return f"{fields()[code].name(language)}{':' if language == 'en' else ' :'}"


def _format(row: dict[str, str]) -> Format:
    code = row["format"]
    return Format(
        code=code,
        name=row["name"],
        version=row["version"],
        language=row["language"],
        not_said=row["not_said"],
        suffixes=tuple(row["files"].split()),
        delimiter=row["delimiter"],
        identifiers=tuple(row["identifiers"].split()),
        not_identifiers=frozenset(row["not_identifiers"].split()),
        source=row["source"],
        confidence=row["confidence"],
        specs={one["theirs"]: _spec(one) for one in _rows("fields") if one["format"] == code},
    )


def _spec(row: dict[str, str]) -> Spec:
    def about(name: str) -> list[dict[str, str]]:
        return [one for one in _rows(name) if (one["format"], one["theirs"]) == (row["format"], row["theirs"])]

    joined = tuple(one["ours"] for one in about("joined"))
    return Spec(
        theirs=row["theirs"],
        kind=row["kind"],  # type: ignore[arg-type]
        required=row["required"] == "yes",
        least=int(row["min"]) if row["min"] else None,
        most=int(row["max"]) if row["max"] else None,
        html=row["html"] == "yes",
        ours=row["ours"],
        item=row["item"],
        origin=row["from"],
        verdict=row["verdict"],
        note=row["note"],
        joined=joined,
        lines={heading(code, language): code for language in LANGUAGES for code in joined},
        values=tuple(Value(one["value"], one["ours"], one["direction"], one["verdict"]) for one in about("values")),
    )


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = files("sobria.catalogue").joinpath(f"algorithms/exchange/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
