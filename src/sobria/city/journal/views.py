"""The journal, for everyone to read and take away."""

import json

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sobria.city.journal import exporting, selectors
from sobria.city.journal.forms import FilterForm
from sobria.city.journal.models import Event
from sobria.city.people.access import allow, public
from sobria.city.people.roles import Role

PER_PAGE = 50


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    events = selectors.events(**form.asked())
    context = {
        "form": form,
        "page": Paginator(events, PER_PAGE).get_page(request.GET.get("page")),
        "state": selectors.state(),
    }
    return render(request, "journal/home.html", context)


@public
@require_safe
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=sequence)
    context = {
        "event": event,
        "data": json.dumps(event.content["data"], ensure_ascii=False, indent=2, sort_keys=True),
        "previous": event.content["previous"],
        "line": exporting.sealed_as_kept(event),
        "hidden": sorted(event.content["personal"]),
    }
    return render(request, "journal/entry.html", context)


@allow(read={Role.OFFICER, Role.DPO, Role.AUDITOR})
@require_safe
def who(request: HttpRequest, sequence: int) -> HttpResponse:
    """The personal values of an event, for those who answer for them."""
    event = get_object_or_404(Event, pk=sequence)
    context = {"event": event, "values": event.personal_values.order_by("name")}
    return render(request, "journal/who.html", context)


@public
@require_safe
def export(_request: HttpRequest) -> HttpResponseBase:
    answer = StreamingHttpResponse(exporting.lines(), content_type="application/x-ndjson")
    answer["Content-Disposition"] = 'attachment; filename="journal.jsonl"'
    return answer


@public
@require_safe
def checkpoints(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"checkpoints": selectors.checkpoints()}, json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def key(_request: HttpRequest) -> HttpResponse:
    """Every key that signed a checkpoint, latest last; nothing before the first checkpoint."""
    return HttpResponse("".join(selectors.public_keys()), content_type="application/x-pem-file")
