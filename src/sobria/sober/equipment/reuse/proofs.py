"""The rows behind the reuse rate, as a file: each device handed over, with its deed and whether it counts."""

import csv
from collections.abc import Iterator
from datetime import date

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from sobria.city.registers.downloads import Echo, harmless
from sobria.city.registers.imports.sentences import language
from sobria.engine.reuse.rate import PROOF, Retired, reason
from sobria.engine.reuse.rules import routes, rules
from sobria.sober.equipment.reuse.counting import exits

CHUNK = 2000


def proof_file(year: int, on: date) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_lines(year, on), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="reemploi-{year}.csv"'
    return answer


def _lines(year: int, on: date) -> Iterator[str]:
    writer = csv.writer(Echo(), delimiter=";")
    heads = (
        *(_("Équipement"), _("Numéro de série"), _("Catégorie"), _("Quantité"), _("Mise en service")),
        *(_("Date de sortie"), _("Date de cession"), _("Vers"), _("Acte"), _("Reçu par"), _("Compté"), _("Pourquoi")),
    )
    yield "\ufeff" + writer.writerow(heads)
    rows = exits(date(year, 1, 1), min(date(year, 12, 31), on), on).order_by("day", "pk")
    for one in rows.select_related("device").iterator(chunk_size=CHUNK):
        device = one.device
        left = device.retired if device.retired and device.retired <= one.day else one.day
        what = Retired(device.quantity, device.matched_category or "", one.began, left, device.is_secured)  # type: ignore[attr-defined]
        why = reason(what) or ("" if one.reference and one.route in routes() else PROOF)
        cells = (
            *(device.pk, device.serial or "", device.matched_category or "", device.quantity, one.began or ""),  # type: ignore[attr-defined]
            *(left, one.day, routes().get(one.route, (one.route,) * 2)[language() == "en"], one.reference),
            *(one.receiver, _("non") if why else _("oui"), rules()[why].sentence(language()) if why else ""),
        )
        yield writer.writerow([harmless(cell) for cell in cells])
