"""Public pages that belong to no pillar."""

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.city.registers.imports.sentences import language
from sobria.engine.algorithms.retention import retention
from sobria.engine.devices.bands import delays
from sobria.ui.gallery import entries
from sobria.web.portal.data import downloads
from sobria.web.portal.home import pillars


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shown = pillars()
    return render(
        request,
        "portal/home.html",
        {"pillars": shown, "is_empty": not any(pillar.figures for pillar in shown)},
    )


@public
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/data.html", {"downloads": downloads()})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@public
@require_safe
def ecodesign(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/ecodesign.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why and for how long, as the daily acts read it."""
    spoken = language()
    kept = [
        {"name": one.name(spoken), "purpose": one.purpose(spoken), "days": one.days} for one in retention().values()
    ]
    kept += [
        {"name": one.name(spoken), "purpose": one.purpose(spoken), "days": one.value}
        for code, one in delays().items()
        if code.startswith("code-")
    ]
    return render(request, "portal/privacy.html", {"kept": kept})


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", {"entries": entries()})


@public
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /bureau/\nDisallow: /en/bureau/\n", content_type="text/plain")


@public
@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 otherwise: one query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})
