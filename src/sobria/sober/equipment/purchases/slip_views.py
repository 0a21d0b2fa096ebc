"""Staff pages of waste slips: the list, a slip with its certificate, the devices handed over with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import allow, may_write, person
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.city.registers.number_field import NumberField
from sobria.engine.messages import Refusal
from sobria.sober.equipment.life.moving import Moved
from sobria.sober.equipment.models import Device, WasteSlip
from sobria.sober.equipment.purchases import slips
from sobria.sober.equipment.purchases.forms import day_field
from sobria.sober.equipment.purchases.views import GET_POST, form_page
from sobria.sober.equipment.register import name_of
from sobria.sober.equipment.selectors import CODE

PAGE = 40
MOST_NAMES = 1000


class SlipForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Numéro du bordereau"), max_length=60)
    taker = forms.CharField(label=gettext_lazy("Éco-organisme ou prestataire"), max_length=200)
    day = day_field(gettext_lazy("Date d’enlèvement"))
    mass_kg = NumberField(
        label=gettext_lazy("Masse, en kilogrammes"), help_text=gettext_lazy("Laissez vide si elle est inconnue.")
    )
    certificate = forms.CharField(
        label=gettext_lazy("Certificat de traitement"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Sa référence, si vous l’avez déjà. Vous pourrez l’ajouter plus tard."),
    )
    certified_on = day_field(gettext_lazy("Date du certificat"), required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(given.get("certificate")) != bool(given.get("certified_on")) and not self.errors:
            self.add_error("certified_on", _("Un certificat a une référence et une date : donnez les deux, ou aucune."))
        return given


class CertificateForm(forms.Form):
    certificate = forms.CharField(label=gettext_lazy("Référence du certificat de traitement"), max_length=200)
    certified_on = day_field(gettext_lazy("Date du certificat"))


class DevicesForm(forms.Form):
    names = forms.CharField(
        label=gettext_lazy("Équipements remis avec ce bordereau"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Un numéro de série ou d’inventaire par ligne, mille au plus."),
    )

    def lines(self) -> list[str]:
        said = (line.strip() for line in self.cleaned_data["names"].splitlines())
        return list(dict.fromkeys(line for line in said if line))[:MOST_NAMES]


@allow(read=STAFF, scope=CODE)
@require_safe
def slip_list(request: HttpRequest) -> HttpResponse:
    """Three queries, whatever the number of slips."""
    year = timezone.localdate().year
    context = {
        "page": Paginator(slips.slips(), PAGE).get_page(request.GET.get("page")),
        "masses": slips.masses(year),
        "year": year,
        "may_write": may_write(request.user, CODE),
    }
    return render(request, "equipment/purchases/slips.html", context)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def slip_create(request: HttpRequest) -> HttpResponse:
    form = SlipForm(posted(request))

    def act() -> str:
        made = slips.record_slip(values=form.cleaned_data, by=person(request))
        messages.success(request, _("Bordereau enregistré. Dites quels équipements sont partis avec lui."))
        return reverse("equipment-desk:slip", args=[made.pk])

    return form_page(
        request, form, act, title=_("Enregistrer un bordereau de déchets"), back=reverse("equipment-desk:slips")
    )


@allow(read=STAFF, write=WRITERS, scope=CODE)
@require_safe
def slip_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _slip(request, get_object_or_404(WasteSlip, pk=pk), DevicesForm(), None)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def slip_certify(request: HttpRequest, pk: int) -> HttpResponse:
    slip = get_object_or_404(WasteSlip, pk=pk)
    form = CertificateForm(posted(request))
    back = reverse("equipment-desk:slip", args=[pk])

    def act() -> str:
        given = form.cleaned_data
        slips.certify(slip, certificate=given["certificate"], on=given["certified_on"], by=person(request))
        messages.success(request, _("Certificat ajouté : la masse du bordereau est tracée."))
        return back

    return form_page(request, form, act, title=_("Ajouter le certificat de traitement"), back=back)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["POST"])
def slip_scrap(request: HttpRequest, pk: int) -> HttpResponse:
    """First what would happen, then the act once it is confirmed; what cannot leave is named each time."""
    slip = get_object_or_404(WasteSlip, pk=pk)
    form = DevicesForm(request.POST)
    if not form.is_valid():
        return _slip(request, slip, form, None)
    try:
        keys = slips.devices_named(form.lines())
        if "confirm" not in request.POST:
            return _slip(request, slip, form, slips.foresee(slip, keys))
        moved = slips.scrap(slip, keys, by=person(request))
    except Refusal as refusal:
        form.add_error("names", refusal.sentence(language()))
        return _slip(request, slip, form, None)
    if moved.refused:
        return _slip(request, slip, form, moved, is_done=True)
    messages.success(request, _told(moved))
    return redirect("equipment-desk:slip", pk=pk)


def _told(moved: Moved) -> str:
    count = len(moved.done)
    return ngettext("%(n)s équipement remis en déchet.", "%(n)s équipements remis en déchet.", count) % {"n": count}


def _slip(
    request: HttpRequest, slip: WasteSlip, form: DevicesForm, moved: Moved | None, *, is_done: bool = False
) -> HttpResponse:
    rows = Device.objects.filter(life__slip=slip).order_by("pk")
    names = Device.objects.in_bulk([one.device for one in moved.refused[:PAGE]]) if moved else {}
    context = {
        "slip": slip,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "moved": moved,
        "refused": [
            {"name": name_of(names[one.device], False), "reason": Refusal(one.code, **one.params).sentence(language())}
            for one in (moved.refused[:PAGE] if moved else ())
            if one.device in names
        ],
        "is_done": is_done,
        "done": _told(moved) if moved and is_done else "",
        "may_write": may_write(request.user, CODE),
    }
    status = 422 if form.is_bound and (form.errors or is_done) else 200
    return render(request, "equipment/purchases/slip.html", context, status=status)
