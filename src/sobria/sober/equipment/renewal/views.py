"""Staff pages of the renewal plan: counts, devices with their reasons, a simulation, the rules, the file."""

import csv
from collections.abc import Iterator
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import allow
from sobria.city.registers.downloads import Echo, harmless
from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.renewal_reference import DECISIONS, rules, settings, systems
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.sober.equipment.models import Device
from sobria.sober.equipment.renewal import reading, showing, words
from sobria.sober.equipment.renewal.forms import DeviceForm, SimulationForm, YearForm, planned_year
from sobria.sober.equipment.renewal.plan import Plan, plan
from sobria.sober.equipment.renewal.simulating import simulate
from sobria.sober.equipment.repairs.selectors import mean_prices
from sobria.ui.downloads import Download

PAGE_ROWS = 20


@allow()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Two queries once the plan is counted, four before."""
    found = _plan(request)
    context = {
        "plan": found,
        "year": str(found.year),
        "form": YearForm({"annee": str(found.year)}, this_year=found.on.year),
        "figures": showing.figures(found, mean_prices(found.on)),
        "decisions": [words.decision(code) for code in DECISIONS],
        "rows": showing.category_rows(found),
        "systems": found.systems,
    }
    return render(request, "equipment/renewal/home.html", context)


@allow()
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Three queries once the plan is counted, whatever the number of devices."""
    found = _plan(request)
    form = DeviceForm(request.GET.dict() | {"annee": str(found.year)}, plan=found, this_year=found.on.year)
    asked = form.asked()
    page = Paginator(found.devices(asked), PAGE_ROWS).get_page(request.GET.get("page"))
    rows = Device.objects.in_bulk(list(page))
    shown = [rows[pk] for pk in page if pk in rows]
    facts = reading.facts_of(shown, on=found.on)
    context = {
        "plan": found,
        "year": str(found.year),
        "form": form,
        "asked": asked,
        "page": page,
        "rows": [showing.device_row(one, facts[one.pk], plan=found) for one in shown],
        "downloads": [Download(f"plan.csv?{request.GET.urlencode()}", "CSV")],
    }
    return render(request, "equipment/renewal/devices.html", context)


@allow()
@require_safe
def download(request: HttpRequest) -> StreamingHttpResponse:
    """Every device of the selection, in one streamed query."""
    found = _plan(request)
    form = DeviceForm(request.GET.dict() | {"annee": str(found.year)}, plan=found, this_year=found.on.year)
    asked = form.asked()
    wanted = set(found.devices(asked)) if asked else None
    writer = csv.writer(Echo(), delimiter=";")

    def lines() -> Iterator[str]:
        yield "\ufeff" + str(writer.writerow(_header()))
        for one in reading.planned(found.on, named=True):
            if wanted is None or one.pk in wanted:
                cells = showing.file_cells(one, plan=found)
                yield str(writer.writerow([harmless(cell) for cell in cells]))

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="renouvellement-{found.year}.csv"'
    return answer


@allow()
@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """Two queries once the plan is counted."""
    found = _plan(request)
    lives = load_catalogue().categories
    categories = [code for code in found.by_category() if code and lives[code].lifetime_years]
    form = SimulationForm(
        request.GET.dict() | {"annee": str(found.year)},
        categories=categories[: showing.LARGEST],
        this_year=found.on.year,
    )
    simulated = simulate(found, more_years=form.more_years(), prices=mean_prices(found.on))
    context = {
        "plan": found,
        "year": str(found.year),
        "form": form,
        "rows": showing.simulation_rows(simulated, form),
        "figures": showing.simulation_figures(simulated, found.year),
        "left_out": max(0, len(categories) - showing.LARGEST),
    }
    return render(request, "equipment/renewal/simulation.html", context, status=422 if form.errors else 200)


@allow()
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """What decides, and the dates it looks at. No query."""
    context = {
        "rules": [
            {"decision": words.decision(one.decision), "when": one.when(language()), "source": one.source}
            for one in rules()
        ],
        "settings": [(one.meanings[language() == "en"], one.value) for one in settings().values()],
        "systems": [one for one in systems() if one.support_until],
    }
    return render(request, "equipment/renewal/rules.html", context)


def _plan(request: HttpRequest) -> Plan:
    on: date = timezone.localdate()
    return plan(planned_year(request.GET.get("annee"), this_year=on.year), on)


def _header() -> list[str]:
    return [
        _("Identifiant"),
        _("Numéro de série"),
        _("Fabricant"),
        _("Modèle"),
        _("Entité"),
        _("Unités"),
        _("Catégorie"),
        _("État"),
        _("Mise en service"),
        _("Âge (ans)"),
        _("Durée de vie attendue (ans)"),
        _("Système"),
        _("Fin des mises à jour"),
        _("Pannes ouvertes"),
        _("Proposition"),
        _("Code de la raison"),
        _("Raison"),
    ]
