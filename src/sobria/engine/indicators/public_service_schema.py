"""Rows of `etalab/schema-impact-service-public-numerique` 0.3.0: actual values and targets of indicators in one CSV.

Fields, types and lists come from `catalogue/indicators/public_service_schema.csv`, after the schema's `schema.json`.
"""

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sobria.engine.messages import Refusal

VERSION = "0.3.0"
ADDRESS = "https://github.com/etalab/schema-impact-service-public-numerique"
SCHEMA = f"{ADDRESS}/raw/v{VERSION}/schema.json"
MAX_LINES = 2_000
SHOWN = 80
BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
DELIMITERS = (",", ";", "\t")
ESCAPED = re.compile(r"\\(.)")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the schema. `fit`: how what we know fits it; `note`: why, when it does not fit well."""

    name: str
    type: str
    required: bool
    values: tuple[str, ...]
    fit: str
    notes: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row, typed. `on`: day of the observation or of the target, last day of a period."""

    administration: str
    service: str
    indicator: str
    value: float
    unit: str
    is_target: bool
    frequency: str
    on: date
    is_period: bool
    start: date | None
    is_automated: bool
    source: str
    insee: str = ""
    dataviz: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that is not taken. `line`: as an editor counts them; `code`: a message, with `known` as its parameter."""

    line: int
    column: str
    value: str
    code: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    Attributes:
        rows: line and row, in the order of the file.
        rejected: refused lines, one refusal per faulty cell.
        raw: the cells of each line, as they came, in the order of `header`.
        dropped: columns that are not of the schema.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]
    rejected: tuple[Reject, ...]
    raw: dict[int, tuple[str, ...]]
    dropped: tuple[str, ...]


@cache
def fields() -> tuple[Field, ...]:
    text = files("sobria.catalogue").joinpath("indicators/public_service_schema.csv").read_text(encoding="utf-8")
    return tuple(
        Field(
            name=row["name"],
            type=row["type"],
            required=row["required"] == "true",
            values=tuple(filter(None, row["values"].split("|"))),
            fit=row["fit"],
            notes=(row["note_fr"], row["note_en"]),
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    )


@cache
def frequencies() -> dict[str, str]:
    """Our codes of frequency → the schema's words; "autre" for any other."""
    text = files("sobria.catalogue").joinpath("indicators/public_service_frequencies.csv").read_text(encoding="utf-8")
    return {row["code"]: row["value"] for row in csv.DictReader(io.StringIO(text, newline=""))}


def write_number(value: float) -> str:
    """Shortest text that reads back as the same number, without exponent for whole numbers."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - exact integers


def _cells(row: Row) -> list[str]:
    return [
        harmless(row.administration),
        harmless(row.service),
        harmless(row.indicator),
        write_number(row.value),
        harmless(row.unit),
        str(row.is_target).lower(),
        row.frequency,
        row.on.isoformat(),
        str(row.is_period).lower(),
        row.start.isoformat() if row.start else "",
        str(row.is_automated).lower(),
        harmless(row.source),
        harmless(row.insee),
        row.dataviz,
        harmless(row.comment),
    ]


def harmless(text: str) -> str:
    """A text a spreadsheet would run as a formula gets an apostrophe in front; `plain` takes it away."""
    return f"'{text}" if text.startswith((*FORMULA_SIGNS, "'")) else text


def plain(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:2] in {*FORMULA_SIGNS, "'"} else text


def write_rows(rows: Iterable[Row]) -> str:
    """The CSV, header first, lines ended the way of CSV (CRLF)."""
    handle = io.StringIO(newline="")
    writer = csv.writer(handle)
    writer.writerow([field.name for field in fields()])
    writer.writerows(_cells(row) for row in rows)
    return handle.getvalue()


def read_rows(content: bytes) -> Reading:
    """Read a file; good lines are never stopped by bad ones. Raises Refusal when nothing of it can be read."""
    lines = _lines(content)
    header = tuple(cell.strip() for cell in lines[0][1])
    _check_header(header)
    names = {field.name for field in fields()}
    rows, rejected, raw = list[tuple[int, Row]](), list[Reject](), dict[int, tuple[str, ...]]()
    for line, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        row, faults = _read_line(line, header, cells)
        if row is not None:
            rows.append((line, row))
        rejected.extend(faults)
        raw[line] = tuple(cells)
    dropped = tuple(name for name in header if name and name not in names)
    return Reading(header, tuple(rows), tuple(rejected), raw, dropped)


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("exchange-unreadable") from error
    if "\0" in text:
        raise Refusal("exchange-unreadable")
    head = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines, start = list[tuple[int, list[str]]](), 1
    try:
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
            if len(lines) > MAX_LINES + 1:
                raise Refusal("exchange-too-many-lines", limit=MAX_LINES)
    except csv.Error as error:
        raise Refusal("exchange-unreadable") from error
    if len(lines) < 2 or not any(lines[0][1]):  # noqa: PLR2004 - a header and a line
        raise Refusal("exchange-empty")
    return lines


def _check_header(header: tuple[str, ...]) -> None:
    missing = [field.name for field in fields() if field.required and field.name not in header]
    if missing:
        raise Refusal("exchange-missing-columns", columns=", ".join(missing))
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise Refusal("exchange-duplicate-columns", columns=", ".join(twice))


def _read_line(line: int, header: tuple[str, ...], cells: list[str]) -> tuple[Row | None, list[Reject]]:
    if len(cells) > len(header):
        return None, [Reject(line, "", cells[len(header)][:SHOWN], "exchange-extra-cells")]
    said = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    faults = [fault for field in fields() for fault in _faults(line, field, said.get(field.name, ""))]
    if faults:
        return None, faults
    row = _row(said)
    if row.is_period and row.start is None:
        return None, [Reject(line, "date_debut", "", "exchange-period-no-start")]
    if row.start is not None and row.start > row.on:
        return None, [Reject(line, "date_debut", row.start.isoformat(), "exchange-period-reversed")]
    return row, []


def _faults(line: int, field: Field, text: str) -> list[Reject]:
    code = ""
    if not text:
        code = "exchange-blank" if field.required else ""
    elif field.type == "number" and _number(text) is None:
        code = "exchange-not-a-number"
    elif field.type == "boolean" and text.lower() not in BOOLEANS:
        code = "exchange-not-a-boolean"
    elif field.type == "date" and _day(text) is None:
        code = "exchange-not-a-date"
    elif field.values and text not in field.values:
        code = "exchange-not-in-list"
    return [Reject(line, field.name, text[:SHOWN], code, ", ".join(field.values))] if code else []


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _row(said: dict[str, str]) -> Row:
    """A line without fault, typed."""
    return Row(
        administration=plain(said["administration_rattachement"]),
        service=plain(said["nom_service_public_numerique"]),
        indicator=plain(said["indicateur"]),
        value=float(said["valeur"]),
        unit=plain(said["unite_mesure"]),
        is_target=BOOLEANS[said["est_cible"].lower()],
        frequency=said["frequence_monitoring"],
        on=date.fromisoformat(said["date"]),
        is_period=BOOLEANS[said["est_periode"].lower()],
        start=_day(said.get("date_debut", "")),
        is_automated=BOOLEANS[said["est_automatise"].lower()],
        source=plain(said["source_collecte"]),
        insee=said.get("code_insee", ""),
        dataviz=said.get("dataviz_wish", ""),
        comment=plain(said.get("commentaires", "")),
    )


# What the schema has no column for stands in the comment as « name: text | name: text », read back on import.
_SEPARATOR = " | "


def write_comment(parts: dict[str, str]) -> str:
    kept = {name: _one_line(text) for name, text in parts.items() if text}
    return _SEPARATOR.join(f"{name}: {_escaped(text)}" for name, text in kept.items())


def _escaped(text: str) -> str:
    """A bar inside a text never stands alone between two spaces, where it would part the comment."""
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def read_comment(comment: str, names: Iterable[str]) -> dict[str, str]:
    """The parts called `names`; all of a foreign comment comes back under the empty name."""
    known = frozenset(names)
    found: dict[str, str] = {}
    for part in comment.split(_SEPARATOR) if comment else []:
        name, colon, text = part.partition(": ")
        if not colon or name not in known or name in found:
            return {"": comment}
        found[name] = ESCAPED.sub(r"\1", text)
    return found
