"""One page per act on a fault: it says what follows, keeps what was typed, and shows the refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sobria.city.people.access import allow, person
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers.acting import done
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.sober.equipment.models import Device, Fault, FaultState, Quote
from sobria.sober.equipment.register import EQUIPMENT
from sobria.sober.equipment.repairs import acts, selectors
from sobria.sober.equipment.repairs import forms as ask
from sobria.sober.equipment.selectors import CODE

Text = str | Promise
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Act:
    """A page of an act on a fault.

    Attributes:
        title, lead, action, done: its heading, what follows, its button, what is said once done.
        form: made for the fault, from what was posted.
        do: does it. Raises Refusal.
        danger: it cannot be undone.
    """

    title: Text
    lead: Text
    action: Text
    done: Text
    form: Callable[[Fault, Any], forms.Form]
    do: Callable[[Fault, Any, User], object]
    danger: bool = False


def act_page(act: Act) -> View:
    """The view of an act, open to those who write in the register of equipment."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        fault = get_object_or_404(Fault.objects.select_related("device", "partner"), pk=pk)
        form = act.form(fault, posted(request))
        back = reverse("equipment-desk:fault", args=[pk])
        if done(request, form, lambda: act.do(fault, form, person(request))):
            messages.success(request, str(act.done))
            return redirect(back)
        return _page(request, act, form, question=_name(fault), back=back)

    return _guarded(view)


def _guarded(view: View) -> View:
    asking = require_http_methods(["GET", "HEAD", "POST"])(view)
    return allow(read=WRITERS, write=WRITERS, scope=CODE)(asking)


def _report(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """From a device's page (`pk`), or by its serial number."""
    device = get_object_or_404(Device, pk=pk) if pk else None
    form = ask.ReportForm(posted(request))
    if device is not None:
        del form.fields["device"]
    reported: list[Fault] = []

    def act() -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name != "device"}
        about = device or selectors.find_device(form.cleaned_data["device"])
        reported.append(acts.report_fault(about, by=person(request), **values))

    if done(request, form, act):
        messages.success(request, _("Panne déclarée. Demandez un devis, confiez l’équipement, ou dites-le réparé."))
        return redirect("equipment-desk:fault", pk=reported[0].pk)
    question = EQUIPMENT.name_of(device, False) if device else ""
    return _page(request, REPORT, form, question=question, back=reverse("equipment-desk:faults"))


def _accept(request: HttpRequest, pk: int) -> HttpResponse:
    quote = get_object_or_404(Quote.objects.select_related("fault__device", "partner"), pk=pk)
    form = forms.Form(posted(request))
    back = reverse("equipment-desk:fault", args=[quote.fault_id])
    if done(request, form, lambda: acts.accept_quote(quote, by=person(request))):
        messages.success(request, _("Devis accepté. Confiez maintenant l’équipement au réparateur."))
        return redirect(back)
    who = quote.partner.name if quote.partner else quote.get_repairer_display()
    told = _("%(who)s : %(amount)s € HT.") % {"who": who, "amount": quote.amount_eur}
    return _page(request, ACCEPT, form, question=f"{_name(quote.fault)} · {told}", back=back)


def _page(request: HttpRequest, act: Act, form: forms.Form, *, question: str, back: str) -> HttpResponse:
    context = {
        "title": act.title,
        "question": question,
        "consequence": act.lead,
        "action": act.action,
        "cancel_url": back,
        "danger": act.danger,
        "form": form,
    }
    return render(request, "equipment/repairs/act.html", context, status=422 if form.errors else 200)


def _name(fault: Fault) -> str:
    return f"{EQUIPMENT.name_of(fault.device, False)} · {selectors.kind_name(fault.kind, language())}"


def _send_form(fault: Fault, data: Any) -> forms.Form:
    return ask.SendQuotedForm(data) if fault.quotes.filter(is_accepted=True).exists() else ask.SendForm(data)


def _send(fault: Fault, form: Any, by: User) -> None:
    hands = form.hands() if isinstance(form, ask.HandsForm) else None
    acts.send(fault, day=form.cleaned_data["day"], hands=hands, by=by)


def _quote(fault: Fault, form: Any, by: User) -> None:
    given = form.cleaned_data
    acts.add_quote(
        fault, hands=form.hands(), amount_eur=given["amount_eur"], days=given["days"], day=given["day"], by=by
    )


def _part(fault: Fault, form: Any, by: User) -> None:
    given = dict(form.cleaned_data)
    source = given.pop("source")
    acts.add_part(fault, source=selectors.find_device(source) if source else None, by=by, **given)


def _close_form(fault: Fault, data: Any) -> forms.Form:
    """What the accepted quote says is proposed as the cost; on the spot, who repaired is asked."""
    initial = {"cost_eur": selectors.cost_of(fault)}
    if fault.state == FaultState.UNDER_REPAIR:
        return ask.CloseForm(data, initial=initial)
    return ask.CloseOnSpotForm(data, initial=initial | {"repairer": fault.repairer, "partner": fault.partner_id})


def _close(fault: Fault, form: Any, by: User) -> None:
    given = form.cleaned_data
    hands = form.hands() if isinstance(form, ask.HandsForm) else None
    acts.close_repaired(
        fault,
        day=given["day"],
        cost_eur=given["cost_eur"],
        to_stock=given.get("to_stock", False),
        hands=hands,
        by=by,
    )


REPORT = Act(
    gettext_lazy("Déclarer une panne"),
    gettext_lazy("La panne entre dans la liste à suivre ; l’équipement reste où il est."),
    gettext_lazy("Déclarer la panne"),
    "",
    lambda _fault, data: ask.ReportForm(data),
    lambda *_given: None,
)
ACCEPT = Act(
    gettext_lazy("Accepter ce devis"),
    gettext_lazy("Un seul devis est accepté par panne ; son réparateur sera celui de l’équipement."),
    gettext_lazy("Accepter"),
    "",
    lambda _fault, data: forms.Form(data),
    lambda *_given: None,
)
QUOTE = Act(
    gettext_lazy("Ajouter un devis"),
    gettext_lazy("Plusieurs devis peuvent être comparés avant d’en accepter un."),
    gettext_lazy("Ajouter le devis"),
    gettext_lazy("Devis ajouté."),
    lambda _fault, data: ask.QuoteForm(data),
    _quote,
)
SEND = Act(
    gettext_lazy("Confier à un réparateur"),
    gettext_lazy("L’équipement passe « en réparation » ce jour-là."),
    gettext_lazy("Confier"),
    gettext_lazy("Équipement confié. Dites ici quand il revient."),
    _send_form,
    _send,
)
PART = Act(
    gettext_lazy("Ajouter une pièce de rechange"),
    gettext_lazy("Une pièce prise sur un équipement démonté ne coûte rien de plus à la planète ; une pièce neuve, si."),
    gettext_lazy("Ajouter cette pièce de rechange"),
    gettext_lazy("Pièce ajoutée."),
    lambda _fault, data: ask.PartForm(data),
    _part,
)
CLOSE = Act(
    gettext_lazy("Clore : réparé"),
    gettext_lazy("La panne est close. Un équipement confié à un réparateur revient en service, ou en stock."),
    gettext_lazy("Clore la panne"),
    gettext_lazy("Panne close : l’équipement est réparé."),
    _close_form,
    _close,
)
GIVE_UP = Act(
    gettext_lazy("Renoncer à réparer"),
    gettext_lazy(
        "La panne est close sans réparation, avec sa raison. Un équipement qui était chez le réparateur va en stock,"
        " sauf s’il est réformé."
    ),
    gettext_lazy("Renoncer"),
    gettext_lazy("Panne close sans réparation."),
    lambda _fault, data: ask.GiveUpForm(data),
    lambda fault, form, by: acts.give_up(fault, by=by, **form.cleaned_data),
    danger=True,
)

report = _guarded(_report)
accept = _guarded(_accept)
quote = act_page(QUOTE)
send = act_page(SEND)
part = act_page(PART)
close = act_page(CLOSE)
give_up = act_page(GIVE_UP)
