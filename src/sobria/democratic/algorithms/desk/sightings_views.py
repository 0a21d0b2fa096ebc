"""Import a list of what runs: look at what was read, then confirm. Nothing is kept between the two but the page."""

import csv

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sobria.city.people.access import allow, person
from sobria.city.people.desk_forms import Day
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.democratic.algorithms.desk.acting import refuse
from sobria.democratic.algorithms.exchange import sightings
from sobria.democratic.algorithms.governance.standing import OWNERS
from sobria.engine.algorithms.exchange.report import shortened
from sobria.engine.messages import Refusal


class ListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fichier CSV"),
        required=False,
        help_text=gettext_lazy("Une colonne « nom » ; et si possible « fournisseur », « vu le », « détail »."),
    )
    seen_on = Day(label=gettext_lazy("Jour des lignes qui n’en donnent pas"), initial=timezone.localdate)


class ReadForm(forms.Form):
    """What was read, on its way to be confirmed."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=sightings.LARGEST, strip=False)
    seen_on = forms.DateField(widget=forms.HiddenInput)


@allow(read=OWNERS, write=OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "text" in request.POST:
        return _confirm(request)
    form = ListForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        on = form.cleaned_data["seen_on"]
        try:
            text = sightings.decoded(uploaded.read(sightings.LARGEST + 1) if uploaded else b"")
            reading = sightings.read(text, on=on)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _preview(request, reading, ReadForm(initial={"text": text, "seen_on": on}, auto_id=False))
    context = {"form": form}
    return render(request, "algorithms/desk_sightings.html", context, status=422 if form.is_bound else 200)


def _preview(request: HttpRequest, reading: sightings.Reading, kept: ReadForm) -> HttpResponse:
    rejected = [
        {
            "line": one.line,
            "column": one.column,
            "value": shortened(one.value),
            "reason": one.refusal.sentence(language()),
        }
        for one in reading.rejected
    ]
    context = {"reading": reading, "rejected": rejected, "kept": kept, "on": kept.initial["seen_on"]}
    return render(request, "algorithms/desk_sightings.html", context)


def _confirm(request: HttpRequest) -> HttpResponse:
    form = ReadForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("La liste n’a pas pu être relue : rien n’a été enregistré. Reprenez le fichier."))
        return redirect("algorithms-desk:sightings")
    try:
        reading = sightings.read(form.cleaned_data["text"], on=form.cleaned_data["seen_on"])
        met, begun = sightings.record(reading, by=person(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("algorithms-desk:sightings")
    told = _(
        "Enregistré. Systèmes connus, vus en marche : %(met)s ; fiches nouvelles : %(begun)s ;"
        " lignes refusées : %(bad)s."
    )
    messages.success(request, told % {"met": met, "begun": begun, "bad": len(reading.rejected)})
    return redirect("algorithms-desk:home")


@allow(read=OWNERS, write=OWNERS)
@require_POST
def rejects(request: HttpRequest) -> HttpResponse:
    """The lines refused of the list that was posted, with their reasons."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        return _confirm(request)
    try:
        reading = sightings.read(form.cleaned_data["text"], on=form.cleaned_data["seen_on"])
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("algorithms-desk:sightings")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="lignes-refusees.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer, delimiter=";")
    writer.writerow([_("ligne"), _("colonne"), _("valeur"), _("raison")])
    for one in reading.rejected:
        writer.writerow([one.line, one.column, _plain(one.value), one.refusal.sentence(language())])
    return answer


def _plain(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is kept as text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
