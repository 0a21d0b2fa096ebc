"""The life of one device, and its acts: a page each, that says what will follow before it is done."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import access_writer, allow, may_write
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.life import UNKNOWN, Act, acts, states
from sobria.engine.messages import Refusal
from sobria.sober.equipment.handling import history
from sobria.sober.equipment.handling.forms import DetailsForm
from sobria.sober.equipment.life.acts import OF_LOTS, perform, possible, separate, under_repair
from sobria.sober.equipment.models import Device, Status
from sobria.sober.equipment.register import EQUIPMENT, name_of
from sobria.sober.equipment.selectors import CODE

SCAN = "scan"
REGISTER = {"register": EQUIPMENT}


def standing(request: HttpRequest, device: Device) -> dict[str, Any]:
    """What the pages of a device say first: its name, its state and what may be done now. Two queries at most."""
    state = states()[device.status or UNKNOWN]
    fault = under_repair([device.pk]).get(device.pk)
    writes = may_write(request.user, CODE)
    is_ready = writes and fault is None
    return {
        **REGISTER,
        "device": device,
        "name": name_of(device, False),
        "state": state.name(language()),
        "meaning": state.meaning(language()),
        "is_offered": device.status == Status.OFFERED,
        "fault": fault,
        "may_write": writes,
        "is_gone": state.gone,
        "is_batch": device.quantity != 1 and not state.gone,
        "acts": [(act.code, act.name(language())) for act in possible(state.code)] if is_ready else [],
    }


@allow(read=STAFF)
@require_safe
def life(request: HttpRequest, pk: int) -> HttpResponse:
    """Fifteen queries, however long the life."""
    device = get_object_or_404(Device, pk=pk)
    context = standing(request, device) | {
        "lived": history.lived(device),
        "media": history.media(device),
        "missing": history.missing(device),
        "faults": history.faults(device),
    }
    return render(request, "equipment/handling/life.html", context)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def act_page(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on one device. `?de=scan`: asked from a phone, which is where it goes back to."""
    writer = access_writer(request, CODE)
    device, wanted = get_object_or_404(Device, pk=pk), acts().get(act)
    if wanted is None or act in OF_LOTS:
        raise Http404
    form, back = DetailsForm(wanted, posted(request)), _back(request, pk)
    if request.method == "POST" and form.is_valid():
        details = form.details()
        if (value := form.value_eur()) is not None:
            details = replace(details, values_eur={pk: value})
        try:
            moved = perform([pk], act, by=writer, details=details, new_slip=form.new_slip(writer))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
        else:
            if moved.done:
                messages.success(request, _("C’est fait et inscrit dans sa vie."))
                return redirect(back)
            refused = moved.refused[0]
            form.add_error(None, Refusal(refused.code, **refused.params).sentence(language()))
    context = REGISTER | {
        "device": device,
        "title": wanted.name(language()),
        "question": _("« %(name)s », fiche n° %(number)s") % {"name": name_of(device, False), "number": str(pk)},
        "consequence": consequence(wanted),
        "action": wanted.name(language()),
        "cancel_url": back,
        "danger": is_final(wanted),
        "form": form,
    }
    return render(request, "equipment/handling/act.html", context, status=422 if form.is_bound else 200)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def separate_page(request: HttpRequest, pk: int) -> HttpResponse:
    writer = access_writer(request, CODE)
    device, refused = get_object_or_404(Device, pk=pk), ""
    if request.method == "POST":
        try:
            apart = separate(device, by=writer)
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            count = len(apart)
            told = ngettext("%(count)s fiche de plus.", "%(count)s fiches de plus.", count) % {"count": count}
            messages.success(request, told)
            return redirect("equipment-desk:handling-life", pk=pk)
    context = REGISTER | {
        "device": device,
        "title": _("Séparer en équipements"),
        "question": _("« %(name)s » compte %(units)s unités : chacune aura sa fiche et sa vie.")
        % {"name": name_of(device, False), "units": f"{device.quantity:g}"},
        "consequence": _(
            "Rien ne les réunira. Complétez ensuite le numéro de série de chacune ; le fichier d’origine ne les "
            "touchera plus."
        ),
        "action": _("Séparer"),
        "cancel_url": reverse("equipment-desk:handling-life", args=[pk]),
        "refused": refused,
    }
    return render(request, "equipment/handling/act.html", context, status=422 if refused else 200)


def is_final(act: Act) -> bool:
    """Nothing brings back what has left."""
    return states()[act.after].gone


def consequence(act: Act) -> str:
    """What follows from the act, in a sentence."""
    after = states()[act.after]
    sentence = _("État après l’acte : %(state)s. %(meaning)s") % {
        "state": after.name(language()),
        "meaning": after.meaning(language()),
    }
    return _("%(sentence)s Cet acte ne s’annule pas.") % {"sentence": sentence} if is_final(act) else sentence


def _back(request: HttpRequest, pk: int) -> str:
    name = "handling-scan" if request.GET.get("de") == SCAN else "handling-life"
    return reverse(f"equipment-desk:{name}", args=[pk])
