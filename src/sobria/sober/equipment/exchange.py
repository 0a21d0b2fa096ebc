"""How files become devices: the engine reads, this module says it in the words of the registers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils import timezone

from sobria.city.registers.importer import Fate, Fault, Importer, Line, Look, Originals, Progress, Read, Target
from sobria.engine.footprint import entries, originals, reading
from sobria.engine.footprint.fields import FIELD_NAMES, FIELDS
from sobria.engine.messages import Refusal

EXTENSIONS = (".csv", ".txt", ".tsv", ".xlsx", ".ods", ".parquet")
UNRECOGNISED = frozenset({"reading-unrecognised", "reading-missing-header"})
FATES = {"mapped": "mapped", "kept": "raw", "dropped": "dropped"}
OURS = "sobria_"  # columns added to the lines given back to be corrected: nothing of the city
PERSONAL = "entries-personal-column"
ALWAYS_GIVEN = frozenset({"source_file", "source_line", "extra", *entries.MATCHED})


def look(path: Path, *, mapping: Mapping[str, str] | None) -> Look:
    """The head of the file; a file of an unknown shape gives its headers, for a person to say what they are."""
    try:
        seen = reading.preview(path, mapping=_mapping(path, mapping), today=timezone.localdate())
    except Refusal as refusal:
        if refusal.code not in UNRECOGNISED:
            raise
        return _unrecognised(path)
    entries.refuse_other_things(seen.reading, file=path.name)
    why = seen.reading.why[0]
    return Look(
        format=seen.reading.format,
        why=(why.code, dict(why.params)),
        headers=tuple(fate.header for fate in seen.reading.columns if fate.fate != "dropped"),
        fates=_fates(seen.reading.columns),
        decisions=tuple((note.code, dict(note.params)) for note in seen.reading.decisions),
        fields=FIELD_NAMES,
        rows=seen.rows,
        faults=tuple(Fault(*row) for row in seen.problems),
    )


def _unrecognised(path: Path) -> Look:
    with originals.open_originals(path) as found:
        fates = [Fate(header, "raw") for header in found.headers]
        fates += [Fate(header, "dropped", why=PERSONAL) for header in found.dropped]
        return Look(None, None, found.headers, tuple(fates), (), (), (), ())


@contextmanager
def read(
    path: Path,
    *,
    mapping: Mapping[str, str] | None,
    format: str,  # noqa: A002 - the word of the contract
    progress: Progress,
) -> Iterator[Read]:
    """All of the file, as rows of the register."""
    asked = format if mapping is None else "auto"
    today = timezone.localdate()
    with entries.open_entries(
        path, format=asked, mapping=_mapping(path, mapping), today=today, progress=progress
    ) as found:
        said = frozenset(fate.field for fate in found.reading.columns if fate.field)
        yield Read(
            format=found.reading.format,
            fields=found.fields,
            given=ALWAYS_GIVEN | said,
            said=said,
            fates=_fates(found.reading.columns),
            lines=(Line(row[0], row[1], row[2], row[3:]) for row in found.rows),
            faults=(Fault(*row) for row in found.problems),
            total=found.reading.accepted,
            read=found.reading.read,
            unmatched=found.unmatched,
        )


@contextmanager
def original(path: Path, *, mapping: Mapping[str, str] | None, lines: set[int]) -> Iterator[Originals]:
    with originals.open_originals(path, lines=lines, mapping=_mapping(path, mapping)) as found:
        yield Originals(found.headers, found.records)


def _mapping(path: Path, columns: Mapping[str, str] | None) -> reading.Mapping | None:
    """The engine maps a field to its header; a form asks, for each header, its field."""
    if columns is None:
        return None
    fields = {field: header for header, field in columns.items()}
    return reading.check_mapping({"columns": fields}, file=path.name)


def _fates(columns: tuple[reading.ColumnFate, ...]) -> tuple[Fate, ...]:
    return tuple(
        Fate(fate.header, FATES[fate.fate], fate.field or "", PERSONAL if fate.fate == "dropped" else "")
        for fate in columns
        if not fate.header.startswith(OURS)
    )


def importer(labels: Mapping[str, Any]) -> Importer:
    """`labels`: field → label on screen, for the form where a person says which column is what."""
    names = [field.name for field in FIELDS if field.name in labels]
    targets = tuple(Target(name, labels[name]) for name in names)
    return Importer(look=look, read=read, original=original, targets=targets, extensions=EXTENSIONS)
