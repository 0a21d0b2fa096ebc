"""The slow road: a text file whose lines cannot be counted blindly, rewritten record by record.

Blank lines, quoted line breaks and records of the wrong width: each record of the copy starts with the physical
line where it begins in the city's file. Memory stays at one record.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from sobria.engine.messages import Refusal

MOST_CHARACTERS = 16 << 20  # of one physical line: 500 columns of the longest cell never come near


def _physical_lines(handle: IO[str]) -> Iterator[str]:
    while line := handle.readline(MOST_CHARACTERS):
        if len(line) == MOST_CHARACTERS and line[-1] not in "\r\n":
            raise csv.Error(f"> {MOST_CHARACTERS >> 20} MB")
        yield line


def _records(handle: IO[str], delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_physical_lines(handle), delimiter=delimiter)
    start = 1
    try:
        for record in reader:
            yield start, record
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refusal("reading-broken-record", file=name, line=start, why=str(error)) from error


def _fitted(record: list[str], width: int, named: int) -> list[str] | None:
    """The record at the header's width: blank cells too many or unnamed columns too few are forgiven."""
    if len(record) == width:
        return record
    if len(record) > width and not any(cell.strip() for cell in record[width:]):
        return record[:width]
    if named <= len(record) < width:
        return [*record, *[""] * (width - len(record))]
    return None


def rewrite(
    source: Path,
    to: Path,
    wrong: Path,
    *,
    name: str,
    delimiter: str,
    header_line: int,
    headers: Sequence[str],
    keep: Sequence[int],
) -> tuple[int, int]:
    """Copy the columns `keep` of each record after its line number; list misshapen records (line, cells) in `wrong`.

    Returns how many records were read, and how many of them are misshapen.
    """
    width = len(headers)
    named = max((i + 1 for i, header in enumerate(headers) if header), default=0)
    count = misshapen = 0
    with (
        source.open(encoding="utf-8-sig", errors="replace", newline="") as handle,
        to.open("w", encoding="utf-8", newline="") as out,
        wrong.open("w", encoding="utf-8", newline="") as aside,
    ):
        good, bad = csv.writer(out, lineterminator="\n"), csv.writer(aside, lineterminator="\n")
        for line, record in _records(handle, delimiter, name):
            if line <= header_line or not any(cell.strip() for cell in record):
                continue
            count += 1
            fitted = _fitted(record, width, named)
            if fitted is None:
                misshapen += 1
                bad.writerow([line, len(record)])
            else:
                good.writerow([line, *[fitted[i] for i in keep]])
    return count, misshapen
