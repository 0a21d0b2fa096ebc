"""Staff pages of the strategy: its list, the strategy itself, its adoption, its axes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sobria.city.people.access import allow, may_write, person
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.city.strategy import preload, selectors, services
from sobria.city.strategy.forms import AdoptForm, AxisForm, BoardFilter, StrategyForm
from sobria.city.strategy.models import Axis, State, Strategy
from sobria.engine.messages import Refusal
from sobria.ui.context import address

STRATEGY_FIELDS = ("title", "text", "language", "starts", "ends", "deliberation", "source")


def writes(request: HttpRequest) -> bool:
    return may_write(request.user, services.SCOPE)


def number_seen(request: HttpRequest) -> int:
    """The version read by who posts; 0, which no version bears, when the form does not say."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits any database


def refuse(request: HttpRequest, form: forms.Form, refusal: Refusal) -> None:  # noqa: ARG001 - one shape for all
    form.add_error(None, refusal.sentence(language()))


@allow(read=STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    strategy = selectors.working()
    context: dict[str, Any] = {"strategy": strategy, "may_write": writes(request)}
    if strategy is None:
        return render(request, "strategy/desk_empty.html", context | _ways_in())
    form = BoardFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    board = selectors.board(
        strategy, on=timezone.localdate(), status=chosen.get("status", ""), pillar=chosen.get("pillar", "")
    )
    context |= {
        "board": board,
        "form": form,
        "axes": selectors.axes_with_counts(strategy),
        "is_draft": strategy.state == State.DRAFT,
        "import_url": address("strategy-desk:import"),
        "is_public": strategy == selectors.public(),
    }
    return render(request, "strategy/desk_home.html", context)


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_POST
def load_example(request: HttpRequest) -> HttpResponse:
    try:
        preload.load_example(person(request), language=language())
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
    else:
        messages.success(request, _("L’exemple est chargé. Modifiez-le : c’est désormais le vôtre."))
    return redirect("strategy-desk:home")


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def create_strategy(request: HttpRequest) -> HttpResponse:
    form = StrategyForm(posted(request), initial={"language": "fr"})
    if request.method == "POST" and form.is_valid():
        try:
            services.create_strategy(values=form.cleaned_data, by=person(request))
        except Refusal as refusal:
            refuse(request, form, refusal)
        else:
            messages.success(request, _("Stratégie créée : ajoutez ses axes, puis ses actions."))
            return redirect("strategy-desk:home")
    return _form(request, form, _("Commencer une stratégie"))


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_strategy(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = get_object_or_404(Strategy, pk=pk)
    form = StrategyForm(posted(request), initial={name: getattr(strategy, name) for name in STRATEGY_FIELDS})
    seen, theirs = strategy.version, []
    if request.method == "POST":
        seen = number_seen(request)
        if form.is_valid():
            try:
                services.change_strategy(strategy, values=form.cleaned_data, seen=seen, by=person(request))
            except Refusal as refusal:
                refuse(request, form, refusal)
                if refusal.code == "strategy-changed":
                    seen = strategy.version
                    theirs = [(form[name].label, getattr(strategy, name) or "") for name in STRATEGY_FIELDS]
            else:
                messages.success(request, _("Stratégie enregistrée."))
                return redirect("strategy-desk:home")
    return _form(request, form, _("Modifier la stratégie"), seen=seen, theirs=theirs)


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = get_object_or_404(Strategy, pk=pk)
    form = AdoptForm(posted(request), initial={"deliberation": strategy.deliberation})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.adopt(strategy, on=given["adopted_on"], deliberation=given["deliberation"], by=person(request))
        except Refusal as refusal:
            refuse(request, form, refusal)
        else:
            messages.success(request, _("Stratégie adoptée : elle est publique."))
            return redirect("strategy-desk:home")
    lead = _("Une fois adoptée, la stratégie est publique et remplace la précédente. Cela ne s’annule pas.")
    return _form(request, form, _("Dire la stratégie adoptée"), lead=lead)


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def create_axis(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = get_object_or_404(Strategy, pk=pk)
    form = AxisForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.create_axis(strategy, **form.cleaned_data, by=person(request))
        except Refusal as refusal:
            refuse(request, form, refusal)
        else:
            messages.success(request, _("Axe créé."))
            return redirect("strategy-desk:home")
    return _form(request, form, _("Ajouter un axe"))


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_axis(request: HttpRequest, pk: int) -> HttpResponse:
    axis = get_object_or_404(Axis.objects.select_related("strategy"), pk=pk)
    form = AxisForm(posted(request), initial={"title": axis.title, "pillar": axis.pillar})
    del form.fields["code"]
    seen, theirs = axis.version, []
    if request.method == "POST":
        seen = number_seen(request)
        if form.is_valid():
            try:
                services.change_axis(axis, **form.cleaned_data, seen=seen, by=person(request))
            except Refusal as refusal:
                refuse(request, form, refusal)
                if refusal.code == "axis-changed":
                    seen = axis.version
                    theirs = [(_("Titre"), axis.title), (_("Pilier"), axis.get_pillar_display())]
            else:
                messages.success(request, _("Axe enregistré."))
                return redirect("strategy-desk:home")
    title = _("Modifier l’axe %(code)s") % {"code": axis.code}
    return _form(request, form, title, seen=seen, theirs=theirs)


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_POST
def move_axis(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    axis = get_object_or_404(Axis.objects.select_related("strategy"), pk=pk)
    services.move_axis(axis, up=way == "monter", by=person(request))
    return redirect("strategy-desk:home")


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_axis(request: HttpRequest, pk: int) -> HttpResponse:
    axis = get_object_or_404(Axis.objects.select_related("strategy"), pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            services.delete_axis(axis, by=person(request))
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            messages.success(request, _("Axe supprimé."))
            return redirect("strategy-desk:home")
    context = {
        "title": _("Supprimer l’axe %(code)s") % {"code": axis.code},
        "question": _("« %(title)s » sortira de la stratégie.") % {"title": axis.title},
        "consequence": _("Seul un axe sans action se supprime."),
        "action": _("Supprimer"),
        "cancel_url": address("strategy-desk:home"),
        "danger": True,
        "refused": refused,
    }
    return render(request, "strategy/desk_delete.html", context, status=422 if refused else 200)


def _ways_in() -> dict[str, Any]:
    """Ways to begin that other parts of the room offer."""
    return {"import_url": address("strategy-desk:import"), "example_url": address("strategy-desk:example")}


def _form(request: HttpRequest, form: forms.Form, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title} | more
    return render(request, "strategy/desk_form.html", context, status=422 if form.is_bound else 200)
