"""Staff pages of one measure: its fiche, two fiches that crossed, its deletion."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sobria.city.people.access import allow, person
from sobria.city.people.roles import WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.city.strategy import fiche, services
from sobria.city.strategy.desk import number_seen
from sobria.city.strategy.forms import FicheForms
from sobria.city.strategy.models import Measure, MeasureVersion, Strategy
from sobria.city.strategy.shown import NAMES, names, written
from sobria.engine.messages import Refusal
from sobria.ui.context import address


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = get_object_or_404(Strategy, pk=pk)
    initial = fiche.blank() | {"axis": request.GET.get("axe", "")}
    form = FicheForms(posted(request), strategy=strategy, measure=None, initial=initial)
    if request.method == "POST" and form.is_valid():
        code = form.main.cleaned_data["code"]
        try:
            services.create_measure(strategy, code=code, values=form.values(), by=person(request))
        except Refusal as refusal:
            form.main.add_error(None, refusal.sentence(language()))
        else:
            messages.success(request, _("Action %(code)s créée.") % {"code": code})
            return redirect("strategy-desk:home")
    return _page(request, form, {"title": _("Ajouter une action"), "has_axes": strategy.axes.exists()})


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, pk: int) -> HttpResponse:
    measure = get_object_or_404(_measures(), pk=pk)
    form = FicheForms(posted(request), strategy=measure.strategy, measure=measure, initial=fiche.of_measure(measure))
    seen = number_seen(request) if request.method == "POST" else measure.version
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, measure, form.values(), seen)
        except Refusal as refusal:
            form.main.add_error(None, refusal.sentence(language()))
    title = _("Modifier l’action %(code)s") % {"code": measure.code}
    return _page(request, form, {"title": title, "measure": measure, "seen": seen, "has_axes": True})


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was chosen, field by field, between two fiches that crossed."""
    measure = get_object_or_404(_measures(), pk=pk)
    try:
        mine = json.loads(request.POST.get("mine", ""))
        values = fiche.clean({name: value for name, value in mine.items() if request.POST.get(name) != "theirs"})
        return _save(request, measure, values, number_seen(request))
    except (ValueError, AttributeError, TypeError, RecursionError):
        messages.error(request, _("Le choix n’a pas pu être lu : rien n’a été enregistré. Reprenez la fiche."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
    return redirect("strategy-desk:measure", pk=measure.pk)


def _save(request: HttpRequest, measure: Measure, values: fiche.Fiche, seen: int) -> HttpResponse:
    try:
        saved = services.update_measure(measure, values=values, seen=seen, by=person(request))
    except services.Crossed as crossed:
        return _crossed(request, measure, crossed)
    if saved.kept:
        said = _("Enregistré. Quelqu’un a modifié entre-temps d’autres champs, gardés tels quels : %(fields)s.")
        messages.warning(request, said % {"fields": names(saved.kept)})
    elif saved.changed:
        messages.success(request, _("Action enregistrée : %(fields)s.") % {"fields": names(saved.changed)})
    else:
        messages.info(request, _("Rien n’avait changé : aucune version n’a été ajoutée."))
    return redirect("strategy-desk:home")


def _crossed(request: HttpRequest, measure: Measure, crossed: services.Crossed) -> HttpResponse:
    """Both fiches side by side. What only one of them changed is said, and kept."""
    found = crossed.merge
    mine = found.values | {one.field: one.mine for one in found.conflicts}
    theirs = MeasureVersion.objects.select_related("author").get(
        strategy_id=measure.strategy_id, code=measure.code, number=crossed.version
    )
    context = {
        "measure": measure,
        "theirs": theirs,
        "seen": crossed.version,
        "mine": json.dumps(mine, ensure_ascii=False),
        "kept": names(found.kept),
        "alone": names(found.values),
        "differences": [
            {
                "field": one.field,
                "name": NAMES[one.field],
                "original": written(one.field, one.original),
                "theirs": written(one.field, one.theirs),
                "mine": written(one.field, one.mine),
            }
            for one in found.conflicts
        ],
        "sentence": crossed.sentence(language()),
    }
    return render(request, "strategy/desk_crossed.html", context, status=409)


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    measure = get_object_or_404(_measures(), pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            services.delete_measure(measure, seen=number_seen(request), by=person(request))
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            messages.success(request, _("Action supprimée ; ses versions restent lisibles."))
            return redirect("strategy-desk:home")
    context = {
        "title": _("Supprimer l’action %(code)s") % {"code": measure.code},
        "question": _("« %(title)s » sortira de la stratégie.") % {"title": measure.title},
        "consequence": _(
            "Ses versions restent lisibles et son code ne resservira pas. Pour une action arrêtée, préférez le statut "
            "« Abandonné »."
        ),
        "action": _("Supprimer"),
        "cancel_url": address("strategy-desk:measure", measure.pk),
        "danger": True,
        "refused": refused,
        "seen": measure.version,
    }
    return render(request, "strategy/desk_delete.html", context, status=422 if refused else 200)


def _measures() -> Any:
    return Measure.objects.select_related("strategy", "axis", "parent")


def _page(request: HttpRequest, form: FicheForms, more: dict[str, Any]) -> HttpResponse:
    context = {"form": form.main, "rows": form.rows, "links": form.links} | more
    return render(request, "strategy/desk_measure.html", context, status=422 if form.main.is_bound else 200)
