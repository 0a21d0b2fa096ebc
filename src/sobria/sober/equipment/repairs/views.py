"""Staff pages of faults: the list with a year in figures, one fault, its file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import allow, may_write
from sobria.city.registers.downloads import Echo, harmless
from sobria.city.registers.imports.sentences import language
from sobria.sober.equipment.models import Fault, FaultState
from sobria.sober.equipment.register import EQUIPMENT
from sobria.sober.equipment.repairs import selectors, showing
from sobria.sober.equipment.repairs.acts import RUNNING
from sobria.sober.equipment.repairs.forms import FilterForm
from sobria.sober.equipment.selectors import CODE
from sobria.ui.downloads import Download

PAGE_ROWS = 25
CHUNK = 2000


@allow()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Seven queries, whatever the number of faults."""
    form = FilterForm(request.GET)
    asked = form.asked()
    page = Paginator(selectors.faults(asked), PAGE_ROWS).get_page(request.GET.get("page"))
    year = int(asked.get("annee") or asked.get("close") or timezone.localdate().year)
    figures = selectors.year_figures(year)
    context = {
        "form": form,
        "asked": {name: value for name, value in asked.items() if (name, value) != ("etat", selectors.TO_DO)},
        "page": page,
        "rows": [showing.row(fault) for fault in page],
        "figures": showing.year_figures(figures, year=year),
        "waiting": figures.waiting,
        "downloads": [Download(f"pannes.csv?{request.GET.urlencode()}", "CSV")],
        "may_write": may_write(request.user, CODE),
    }
    return render(request, "equipment/repairs/home.html", context)


@allow()
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    fault = get_object_or_404(Fault.objects.select_related("device", "partner"), pk=pk)
    found = selectors.facts_of(fault)
    context = {
        "fault": fault,
        "device_name": EQUIPMENT.name_of(fault.device, False),
        "kind": selectors.kind_name(fault.kind, language()),
        "facts": showing.facts(fault, found),
        "figures": showing.fault_figures(fault, found),
        "sources": found["avoided"].sources if found["avoided"] else (),
        "quotes": list(fault.quotes.select_related("partner").order_by("day", "pk")),
        "parts": list(fault.parts.select_related("source").order_by("pk")),
        "is_running": fault.state in RUNNING,
        "is_open": fault.state == FaultState.OPEN,
        "is_repaired": fault.state == FaultState.REPAIRED,
        "may_write": may_write(request.user, CODE),
    }
    return render(request, "equipment/repairs/entry.html", context)


@allow()
@require_safe
def download(request: HttpRequest) -> StreamingHttpResponse:
    """Every fault of the selection, in one streamed query; our own import reads it back."""
    rows = selectors.faults(FilterForm(request.GET).asked())
    writer = csv.writer(Echo(), delimiter=";")

    def lines() -> Iterator[str]:
        yield "\ufeff" + str(writer.writerow(_header()))
        for fault in rows.iterator(chunk_size=CHUNK):
            yield str(writer.writerow([harmless(cell) for cell in _cells(fault)]))

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="pannes-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


def _header() -> list[str]:
    return [
        _("Numéro de série"),
        _("Identifiant"),
        _("Panne"),
        _("Déclarée le"),
        _("Confiée le"),
        _("Close le"),
        _("État"),
        _("Réparateur"),
        _("Partenaire"),
        _("Coût"),
        _("Prix du remplacement"),
        _("Précision"),
        _("Raison"),
    ]


def _cells(fault: Fault) -> list[Any]:
    return [
        fault.device.serial,
        fault.device.item,
        selectors.kind_name(fault.kind, language()),
        fault.reported_on,
        fault.sent_on,
        fault.closed_on,
        fault.get_state_display(),
        fault.get_repairer_display(),
        fault.partner.name if fault.partner else "",
        fault.cost_eur,
        fault.replacement_eur,
        fault.note,
        fault.reason,
    ]
