"""The refused lines as the file had them, with their reasons: to correct in a spreadsheet and import again."""

import csv
from collections.abc import Iterator

from sobria.city.registers.declaration import Register
from sobria.city.registers.downloads import Echo, harmless
from sobria.city.registers.imports import sentences, services
from sobria.city.registers.models import Import, Reject

OURS = ("sobria_ligne", "sobria_motif")
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets misread accents


def lines(register: Register, found: Import) -> Iterator[str]:
    """CSV, one record per refused line; one query, and one reading of the file."""
    told: dict[int, list[Reject]] = {}
    for reject in found.rejects.order_by("line", "id"):
        told.setdefault(reject.line, []).append(reject)
    writer = csv.writer(Echo(), delimiter=";")
    importer = services.importer_of(register)
    with importer.original(services.path_of(found), mapping=found.mapping, lines=set(told)) as originals:
        headers = [header for header in originals.headers if header not in OURS]
        places = [originals.headers.index(header) for header in headers]
        yield BYTE_ORDER_MARK + writer.writerow([*map(harmless, headers), *OURS])
        for line, cells in originals.records:
            reasons = " ".join(sentences.of_reject(reject).reason for reject in told[line])
            kept = [cells[place] for place in places] if cells else [""] * len(places)
            yield writer.writerow([*map(harmless, kept), line, reasons])
