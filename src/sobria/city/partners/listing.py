"""A list of partners in a CSV file: what is read, what is set aside, and why. Nothing is written here."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify

from sobria.city.partners.models import Partner
from sobria.city.partners.rules import code_for, siret
from sobria.engine.messages import Refusal

MAX_BYTES = 1_000_000
MAX_LINES = 2_000
DELIMITERS = ";,\t"
SHOWN = 60
# Names a column may bear, beside its own: headers are compared in small letters, without accents.
HEADERS = {
    "name": ("nom", "nom-de-lorganisme", "organisme", "raison-sociale", "structure"),
    "code": ("identifiant",),
    "siret": ("numero-siret",),
    "ess": ("economie-sociale-et-solidaire", "is-ess"),
    "form": ("forme", "forme-juridique", "statut"),
    "activity": ("activite", "description"),
    "address": ("adresse",),
    "website": ("site", "site-web", "site-internet", "url"),
}
YES, NO = frozenset({"oui", "yes", "vrai", "true", "1", "x"}), frozenset({"non", "no", "faux", "false", "0"})
LIMITS = {field.name: int(getattr(field, "max_length", None) or 0) for field in Partner._meta.concrete_fields}
check_url = URLValidator(schemes=("https", "http"))


@dataclass(frozen=True, slots=True)
class Line:
    """`values`: what `services.create_partner` takes."""

    number: int
    cells: tuple[str, ...]
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Reject:
    """A line set aside: the column it is about, what it holds, and why."""

    number: int
    cells: tuple[str, ...]
    column: str
    value: str
    why: Refusal


@dataclass(slots=True)
class Listing:
    """A file as it was read. `ignored`: headers that say nothing of a partner."""

    headers: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read(content: bytes, *, file: str) -> Listing:
    """Raises Refusal when nothing of the file can be read: too big, no text, no column of names."""
    if len(content) > MAX_BYTES:
        raise Refusal("partner-list-too-big", file=file)
    rows = _rows(_text(content, file=file))
    headers = next(rows, (0, []))[1]
    columns = _columns(headers)
    if "name" not in columns:
        raise Refusal("partner-list-no-name", file=file, headers=", ".join(headers)[:200])
    ignored = tuple(one for rank, one in enumerate(headers) if rank not in columns.values())
    found = Listing(tuple(headers), ignored)
    for number, cells in rows:
        if len(found.lines) + len(found.rejects) >= MAX_LINES:
            raise Refusal("partner-list-too-long", file=file, lines=MAX_LINES)
        if any(cell.strip() for cell in cells):
            _sort(found, number, tuple(cells), columns)
    return found


def _sort(found: Listing, number: int, cells: tuple[str, ...], columns: dict[str, int]) -> None:
    said = {name: cells[rank].strip() if rank < len(cells) else "" for name, rank in columns.items()}
    values: dict[str, object] = {}
    for name, text in said.items():
        try:
            values |= _value(name, text)
        except Refusal as refusal:
            found.rejects.append(Reject(number, cells, found.headers[columns[name]], text[:SHOWN], refusal))
            return
    try:
        values["code"] = code_for(said.get("code", ""), said["name"])
    except Refusal as refusal:
        column = found.headers[columns["code" if said.get("code") else "name"]]
        found.rejects.append(Reject(number, cells, column, said["name"][:SHOWN], refusal))
        return
    found.lines.append(Line(number, cells, values))


def _value(name: str, text: str) -> dict[str, object]:
    """What one cell says. Raises Refusal with what is wrong in it."""
    if name == "siret":
        return {"siret": siret(text)}
    if name == "ess":
        return {"is_ess": _yes_or_no(text)}
    if name == "name" and not text:
        raise Refusal("partner-list-name-needed")
    limit = LIMITS[name]
    if len(text) > limit:
        raise Refusal("partner-list-too-long-text", limit=limit)
    if name == "website" and text:
        try:
            check_url(text)
        except ValidationError as error:
            raise Refusal("partner-list-website") from error
    return {name: text}


def _yes_or_no(text: str) -> bool | None:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    if word in {"", "inconnu", "unknown", "nd", "n.d."}:
        return None
    raise Refusal("partner-list-yes-no", value=text[:SHOWN])


def _columns(headers: list[str]) -> dict[str, int]:
    """Name → rank of its column, the first that bears it."""
    known = {word: name for name, words in HEADERS.items() for word in (name, *words)}
    found: dict[str, int] = {}
    for rank, header in enumerate(headers):
        name = known.get(slugify(header))
        if name:
            found.setdefault(name, rank)
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the line in the file, and its cells."""
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in reader:
        yield reader.line_num, cells


def _text(content: bytes, *, file: str) -> str:
    if b"\0" in content:
        raise Refusal("partner-list-not-text", file=file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
