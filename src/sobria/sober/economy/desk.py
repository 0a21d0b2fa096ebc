"""Staff pages: write calls for projects, grants and invoices; take back what was written by mistake."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import access_writer, allow, may_write
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.acting import done, moment
from sobria.city.registers.desk import posted
from sobria.sober.economy import forms, selectors, services
from sobria.sober.economy.models import Call, Grant, Spending
from sobria.sober.economy.selectors import CODE

PAGE_ROWS = 25
SHOWN = 10
HOME = "economy-desk:home"

_writers = allow(read=WRITERS, write=WRITERS, scope=CODE)
_asking = require_http_methods(["GET", "HEAD", "POST"])


@allow(read=STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Five queries: the latest of each kind, and a page of invoices."""
    page = Paginator(selectors.spendings(), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "calls": list(Call.objects.order_by("-opens_on", "-pk")[:SHOWN]),
        "grants": list(selectors.grants()[:SHOWN]),
        "page": page,
        "year": str(timezone.localdate().year),
        "may_write": may_write(request.user, CODE),
    }
    return render(request, "economy/desk_home.html", context)


@_writers
@_asking
def create_call(request: HttpRequest) -> HttpResponse:
    writer = access_writer(request, CODE)
    form = forms.CallForm(posted(request))
    if done(request, form, lambda: services.create_call(values=form.cleaned_data, by=writer)):
        messages.success(request, _("Appel à projets enregistré."))
        return redirect(HOME)
    return _page(request, form, {"title": _("Écrire un appel à projets"), "action": _("Enregistrer")})


@_writers
@_asking
def update_call(request: HttpRequest, pk: int) -> HttpResponse:
    writer = access_writer(request, CODE)
    call = get_object_or_404(Call, pk=pk)
    form = forms.CallForm(posted(request), call=call)
    seen = request.POST.get("seen") or call.updated_at.isoformat()
    if done(request, form, lambda: services.update_call(call, values=form.cleaned_data, seen=moment(seen), by=writer)):
        messages.success(request, _("Appel à projets corrigé."))
        return redirect(HOME)
    context = {"title": _("Corriger « %(title)s »") % {"title": call.title}, "action": _("Enregistrer"), "seen": seen}
    return _page(request, form, context)


@_writers
@_asking
def add_grant(request: HttpRequest) -> HttpResponse:
    writer = access_writer(request, CODE)
    form = forms.GrantForm(posted(request))
    if done(request, form, lambda: services.add_grant(**form.given(), by=writer)):
        messages.success(request, _("Subvention enregistrée : elle est publique."))
        return redirect(HOME)
    return _page(request, form, {"title": _("Écrire une subvention"), "action": _("Enregistrer")})


@_writers
@_asking
def withdraw_grant(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(selectors.grants(), pk=pk)
    told = {"reference": grant.reference, "partner": grant.partner.name}
    question = _("La subvention « %(reference)s » à %(partner)s sortira du registre.") % told
    return _withdraw(request, grant, question)


@_writers
@_asking
def add_spending(request: HttpRequest) -> HttpResponse:
    writer = access_writer(request, CODE)
    form = forms.SpendingForm(posted(request))
    if done(request, form, lambda: services.add_spending(values=form.values(), by=writer)):
        messages.success(request, _("Facture enregistrée."))
        return redirect(HOME)
    lead = _(
        "Ce qui est déjà écrit sur une panne ou sur une commande est compté : ne l’écrivez pas ici une seconde fois."
    )
    return _page(request, form, {"title": _("Écrire une facture"), "action": _("Enregistrer"), "lead": lead})


@_writers
@_asking
def withdraw_spending(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(selectors.spendings(), pk=pk)
    question = _("La facture « %(reference)s » ne sera plus comptée.") % {"reference": row.reference}
    return _withdraw(request, row, question)


def _withdraw(request: HttpRequest, row: Grant | Spending, question: str) -> HttpResponse:
    writer = access_writer(request, CODE)
    form = forms.WithdrawForm(posted(request))

    def act() -> None:
        if isinstance(row, Grant):
            services.withdraw_grant(row, reason=form.cleaned_data["reason"], by=writer)
        else:
            services.withdraw_spending(row, reason=form.cleaned_data["reason"], by=writer)

    if done(request, form, act):
        messages.success(request, _("Retirée. Le journal la garde, avec la raison."))
        return redirect(HOME)
    context = {
        "title": _("Retirer ce qui est écrit par erreur"),
        "question": question,
        "consequence": _("Pour corriger, retirez, puis écrivez de nouveau."),
        "action": _("Retirer"),
        "danger": True,
        "form": form,
        "cancel_url": reverse(HOME),
    }
    return render(request, "economy/desk_confirm.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, form: Form, context: dict[str, Any]) -> HttpResponse:
    told = context | {"form": form, "back": reverse(HOME)}
    return render(request, "economy/desk_form.html", told, status=422 if form.errors else 200)
