"""Staff pages of partners: who may do what today, what ends soon, agreements and documents."""

from datetime import date
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

from sobria.city.partners import forms, services
from sobria.city.partners.asked import kind_name, kinds, notice
from sobria.city.partners.models import Agreement, Document, Partner
from sobria.city.partners.register import permissions_label
from sobria.city.partners.selectors import CODE, rights, standing
from sobria.city.people.access import access_writer, allow, may_write
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.acting import done, moment
from sobria.city.registers.desk import posted

PAGE_ROWS = 40

_writers = allow(read=WRITERS, write=WRITERS, scope=CODE)
_asking = require_http_methods(["GET", "HEAD", "POST"])


@allow(read=STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    found = standing(on)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "current": sum(line.partner.is_active for line in found),
        "ending": sum(bool(line.endings) for line in found),
        "notice": notice().days,
        "may_write": may_write(request.user, CODE),
    }
    return render(request, "partners/desk_home.html", context)


@allow(read=STAFF)
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    partner = get_object_or_404(Partner, code=code)
    on = timezone.localdate()
    context = {
        "partner": partner,
        "facts": _facts(partner),
        "rights": rights(partner, on),
        "agreements": [
            (one, permissions_label(" ".join(one.permissions)), _is_past(one, on))
            for one in partner.agreements.order_by("-since", "-pk")
        ],
        "documents": [
            (one, kind_name(one.kind), _is_past(one, on)) for one in partner.documents.order_by("kind", "-since", "-pk")
        ],
        "journal": f"{reverse('journal:home')}?subject=partner:{partner.code}",
        "may_write": may_write(request.user, CODE),
    }
    return render(request, "partners/desk_entry.html", context)


@_writers
@_asking
def create(request: HttpRequest) -> HttpResponse:
    writer = access_writer(request, CODE)
    form = forms.PartnerForm(posted(request))
    made: list[Partner] = []

    def act() -> None:
        made.append(services.create_partner(values=form.values(), by=writer))

    if done(request, form, act):
        messages.success(request, _("Partenaire créé. Ajoutez sa convention et ses pièces."))
        return redirect("partners-desk:entry", code=made[0].code)
    context = {"title": _("Ajouter un partenaire"), "action": _("Ajouter"), "back": reverse("partners-desk:home")}
    return _page(request, form, context)


@_writers
@_asking
def update(request: HttpRequest, code: str) -> HttpResponse:
    writer = access_writer(request, CODE)
    partner = get_object_or_404(Partner, code=code)
    form = forms.PartnerForm(posted(request), partner=partner)
    seen = request.POST.get("seen") or partner.updated_at.isoformat()
    if done(
        request,
        form,
        lambda: services.update_partner(partner, values=form.values(), seen=moment(seen), by=writer),
    ):
        messages.success(request, _("Partenaire corrigé."))
        return redirect("partners-desk:entry", code=code)
    context = {"title": _("Corriger « %(name)s »") % {"name": partner.name}, "action": _("Enregistrer"), "seen": seen}
    return _page(request, form, context, partner)


@_writers
@_asking
def agree(request: HttpRequest, code: str) -> HttpResponse:
    writer = access_writer(request, CODE)
    partner = get_object_or_404(Partner, code=code)
    form = forms.AgreementForm(posted(request))
    if done(request, form, lambda: services.add_agreement(partner, **form.given(), by=writer)):
        messages.success(request, _("Convention ajoutée."))
        return redirect("partners-desk:entry", code=code)
    title = _("Ajouter une convention avec %(name)s") % {"name": partner.name}
    return _page(request, form, {"title": title, "action": _("Ajouter la convention")}, partner)


@_writers
@_asking
def give(request: HttpRequest, code: str) -> HttpResponse:
    writer = access_writer(request, CODE)
    partner = get_object_or_404(Partner, code=code)
    form = forms.DocumentForm(posted(request), kind=request.GET.get("kind", ""))
    if done(request, form, lambda: services.add_document(partner, paper=form.paper(), by=writer)):
        messages.success(request, _("Pièce ajoutée."))
        return redirect("partners-desk:entry", code=code)
    context = {
        "title": _("Ajouter une pièce de %(name)s") % {"name": partner.name},
        "action": _("Ajouter la pièce"),
        "kinds": kinds().values(),
    }
    return _page(request, form, context, partner)


@_writers
@_asking
def end(request: HttpRequest, pk: int) -> HttpResponse:
    writer = access_writer(request, CODE)
    agreement = get_object_or_404(Agreement.objects.select_related("partner"), pk=pk)
    form = forms.EndForm(posted(request))
    if done(request, form, lambda: services.end_agreement(agreement, on=form.cleaned_data["on"], by=writer)):
        messages.success(request, _("Fin de la convention enregistrée."))
        return redirect("partners-desk:entry", code=agreement.partner.code)
    told = {"reference": agreement.reference, "name": agreement.partner.name}
    context = {
        "title": _("Mettre fin à une convention"),
        "question": _("La convention « %(reference)s » avec %(name)s finira le jour choisi, compris.") % told,
        "consequence": _("Ensuite, rien ne pourra plus être confié à ce partenaire à ce titre."),
        "action": _("Mettre fin"),
        "danger": True,
    }
    return _confirm(request, form, agreement.partner, context)


@_writers
@_asking
def check(request: HttpRequest, pk: int) -> HttpResponse:
    writer = access_writer(request, CODE)
    document = get_object_or_404(Document.objects.select_related("partner"), pk=pk)
    form = forms.CheckForm(posted(request))
    if done(request, form, lambda: services.check_document(document, on=form.cleaned_data["on"], by=writer)):
        messages.success(request, _("Vérification enregistrée."))
        return redirect("partners-desk:entry", code=document.partner.code)
    context = {
        "title": _("Vérifier une pièce"),
        "question": _("La pièce « %(kind)s » (%(reference)s) a été lue de nouveau.") % _words(document),
        "action": _("Enregistrer la vérification"),
    }
    return _confirm(request, form, document.partner, context)


@_writers
@_asking
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    writer = access_writer(request, CODE)
    document = get_object_or_404(Document.objects.select_related("partner"), pk=pk)
    form = forms.WithdrawForm(posted(request))
    if done(
        request,
        form,
        lambda: services.withdraw_document(document, reason=form.cleaned_data["reason"], by=writer),
    ):
        messages.success(request, _("Pièce retirée. Le journal la garde, avec la raison."))
        return redirect("partners-desk:entry", code=document.partner.code)
    context = {
        "title": _("Retirer une pièce"),
        "question": _("La pièce « %(kind)s » (%(reference)s) ne prouvera plus rien, même pour le passé.")
        % _words(document),
        "consequence": _("Pour une pièce périmée, ne la retirez pas : ajoutez la nouvelle."),
        "action": _("Retirer"),
        "danger": True,
    }
    return _confirm(request, form, document.partner, context)


def _facts(partner: Partner) -> list[tuple[str, str]]:
    ess = {True: _("oui"), False: _("non"), None: _("non dit")}[partner.is_ess]
    told = [
        (_("Code"), partner.code),
        (_("SIRET"), partner.siret),
        (_("Forme"), partner.form),
        (_("Économie sociale et solidaire"), ess),
        (_("Activité"), partner.activity),
        (_("Adresse"), partner.address),
        (_("Site"), partner.website),
        (_("Dans l’annuaire public"), _("oui") if partner.is_listed else _("non")),
    ]
    return [(term, value or _("inconnu")) for term, value in told]


def _is_past(one: Agreement | Document, on: date) -> bool:
    return one.until is not None and one.until < on


def _words(document: Document) -> dict[str, str]:
    return {"kind": kind_name(document.kind), "reference": document.reference}


def _page(request: HttpRequest, form: Form, context: dict[str, Any], partner: Partner | None = None) -> HttpResponse:
    if partner:
        context = {"back": reverse("partners-desk:entry", args=[partner.code])} | context
    told = context | {"form": form, "partner": partner}
    return render(request, "partners/desk_form.html", told, status=422 if form.errors else 200)


def _confirm(request: HttpRequest, form: Form, partner: Partner, context: dict[str, Any]) -> HttpResponse:
    back = reverse("partners-desk:entry", args=[partner.code])
    told = context | {"form": form, "partner": partner, "cancel_url": back}
    return render(request, "partners/desk_confirm.html", told, status=422 if form.errors else 200)
