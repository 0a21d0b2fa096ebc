"""The journal, for everyone to read and take away."""

import json
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.journal import erasing, exporting, selectors
from sobria.city.journal.forms import FilterForm, PlaceForm
from sobria.city.journal.models import Event, PersonalValue
from sobria.city.people.access import allow, public
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.engine.messages import Refusal

ANSWERABLE = frozenset({Role.OFFICER, Role.DPO, Role.AUDITOR})


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    asked, before = form.asked(), PlaceForm(request.GET).asked()
    page = selectors.page(**asked, before=before)
    older = request.GET.copy()
    older["before"] = str(page.older)
    context = {
        "form": form,
        "page": page,
        "older": page.older and f"?{older.urlencode()}",
        "is_latest": before is None,
        "is_filtered": any(asked.values()),
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
        "line": exporting.event_line(event).rstrip("\n"),
        "hidden": sorted(event.content["personal"]),
        "may_know": isinstance(request.user, User) and request.user.holds(ANSWERABLE),
    }
    return render(request, "journal/entry.html", context)


@allow(read=ANSWERABLE)
@require_safe
def who(request: HttpRequest, sequence: int) -> HttpResponse:
    """The personal values of an event, for those who answer for them."""
    event = get_object_or_404(Event, pk=sequence)
    may_erase = cast("User", request.user).holds(erasing.ERASERS)
    context = {"event": event, "values": event.personal_values.order_by("name"), "may_erase": may_erase}
    return render(request, "journal/who.html", context)


@allow(read=erasing.ERASERS, write=erasing.ERASERS)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, sequence: int, name: str) -> HttpResponse:
    """Ask, then erase a personal value: here, or wherever it is kept."""
    value = get_object_or_404(PersonalValue, event_id=sequence, name=name)
    if request.method == "POST":
        everywhere = request.POST.get("everywhere") == "1"
        try:
            erased = erasing.erase(sequence, name, by=cast("User", request.user), everywhere=everywhere)
        except Refusal as refusal:
            messages.error(request, refusal.sentence("en" if get_language() == "en" else "fr"))
        else:
            messages.success(request, _("Valeurs effacées : %(count)s. La chaîne reste entière.") % {"count": erased})
        return redirect("journal-desk:who", sequence=sequence)
    context = {"event": value.event, "value": value, "elsewhere": erasing.elsewhere(sequence, name)}
    return render(request, "journal/erase.html", context)


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
    """Every key that signed a checkpoint, and the one that signs today, last."""
    return HttpResponse("".join(selectors.public_keys()), content_type="application/x-pem-file")
