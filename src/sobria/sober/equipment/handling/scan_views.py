"""From a label in the hand to the device: a page for a phone, and a field for what a camera could not read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from sobria.city.people.access import allow
from sobria.city.people.roles import STAFF
from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal
from sobria.sober.equipment.handling import history
from sobria.sober.equipment.handling.device_views import REGISTER, standing
from sobria.sober.equipment.handling.forms import FindForm
from sobria.sober.equipment.handling.labels import labels
from sobria.sober.equipment.handling.picking import UNKNOWN, find
from sobria.sober.equipment.models import Device
from sobria.sober.equipment.register import name_of

LATEST = 5
SHOWN = 20


@allow(read=STAFF)
@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(Device, pk=pk)
    context = standing(request, device) | {"lived": history.lived(device, limit=LATEST), "find": FindForm()}
    return render(request, "equipment/handling/scan.html", context)


@allow(read=STAFF)
@require_safe
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """The label of one device, alone on its sheet."""
    device = get_object_or_404(Device, pk=pk)
    context = REGISTER | {"device": device, "labels": labels([device], request)}
    return render(request, "equipment/handling/labels.html", context)


@allow(read=STAFF)
@require_safe
def find_device(request: HttpRequest) -> HttpResponse:
    """One device: its page. Several, or none: it says so. Four queries."""
    asked = "q" in request.GET
    form = FindForm(request.GET if asked else None)
    several: list[tuple[int, str, str]] = []
    if asked and form.is_valid():
        text = form.cleaned_data["q"]
        found = find([text])[text]
        if len(found) == 1:
            return redirect("equipment-desk:handling-scan", pk=found[0])
        rows = Device.objects.filter(pk__in=found).order_by("pk")[:SHOWN]
        several = [(one.pk, name_of(one, False), one.entity or "") for one in rows]
        if not found:
            form.add_error("q", Refusal(UNKNOWN, value=text[:60]).sentence(language()))
    context = REGISTER | {"form": form, "several": several}
    return render(request, "equipment/handling/find.html", context, status=422 if form.errors else 200)
