"""Pages of prescribers, on a phone first: issue a code, see where each stands and why, appeal. Only their own."""

from datetime import date
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.selectors import holders, missing
from sobria.city.people.access import allow, person
from sobria.city.people.roles import Role
from sobria.city.registers.acting import done
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.engine.devices.bands import answers, motives
from sobria.engine.devices.caps import kinds
from sobria.engine.devices.codes import read
from sobria.engine.devices.priority import held, sentence
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.codes import appeals, issuing, reserving, terms, waiting
from sobria.inclusive.devices.codes.digests import digests
from sobria.inclusive.devices.codes.needs import bands_of
from sobria.inclusive.devices.models import Appeal, Code, CodeState
from sobria.inclusive.devices.prescribing import slips
from sobria.inclusive.devices.prescribing.forms import AppealForm, NeedForm

PAGE_ROWS = 25
ONCE = "once"
"""Drawn for each form to issue: sent again by a double click or the back button, it issues no second code."""
SENT = "device-code-forms"
SENT_KEPT = 20
prescribers = allow(read=reserving.PRESCRIBER, write=reserving.PRESCRIBER)
_asking = require_http_methods(["GET", "HEAD", "POST"])


@prescribers
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Codes of one's partners, latest first, each with its state and place. Four queries, whatever their number."""
    partners = own_partners(request)
    rows = Code.objects.filter(partner__in=partners).select_related("item").order_by("-pk")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    asked = [one.kind for one in page if one.state == CodeState.WAITING]
    places = waiting.places(asked) if asked else {}
    spoken = language()
    lines = [(one, kinds()[one.kind].name(spoken), places.get(one.pk)) for one in page]
    context = {"page": page, "lines": lines, "lacks": _lacks(partners), "partners": partners}
    return render(request, "devices/prescribing/home.html", context)


@prescribers
@never_cache
@_asking
def issue(request: HttpRequest) -> HttpResponse:
    """The form; once posted, the code, shown on this answer only: it is written nowhere."""
    partners = own_partners(request)
    if request.POST.get(ONCE, "") and request.POST[ONCE] in request.session.get(SENT, ()):
        messages.warning(request, _("Ce formulaire a déjà émis un code : rien n’a été émis de nouveau."))
        return redirect("prescribing:home")
    form = NeedForm(posted(request), partners=partners)
    made: list[issuing.Issued] = []

    def act() -> None:
        typed = form.cleaned_data
        partner = form.chosen_partner()
        made.append(issuing.issue(partner=partner, kind=typed["kind"], bands=form.bands(), by=person(request)))

    if done(request, form, act):
        request.session[SENT] = [*request.session.get(SENT, ()), request.POST.get(ONCE)][-SENT_KEPT:]
        code = made[0].code
        context = {"code": code, "text": made[0].text, "kind": kinds()[code.kind].name(language())}
        return render(request, "devices/prescribing/issued.html", context)
    context = {"form": form, "lacks": _lacks(partners), "once": request.POST.get(ONCE) or token_hex(8)}
    return render(request, "devices/prescribing/issue.html", context, status=422 if form.errors else 200)


@prescribers
@never_cache
@require_POST
def slip(request: HttpRequest) -> HttpResponse:
    """The code that was just issued, on paper: it comes with the request, since nothing keeps it."""
    try:
        text = read(request.POST.get("code", ""))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("prescribing:home")
    code = get_object_or_404(_own(request), digest__in=digests(text))
    return slips.answer(code, text)


@prescribers
@require_safe
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one code stands, why, and what may be done. Five queries."""
    found = _found(request, pk)
    spoken = language()
    place = waiting.place_of(found) if found.state == CodeState.WAITING else None
    given = held(bands_of(found), is_first=found.is_first)
    context: dict[str, Any] = {
        "code": found,
        "kind": kinds()[found.kind].name(spoken),
        "place": place,
        "ahead": [(number, sentence(rule, spoken)) for rule, number in place.ahead] if place else [],
        "held": [sentence(rule, spoken) for rule in given],
        "appeals": [_told(one, spoken) for one in found.appeals.order_by("-pk")],
        "may_appeal": place is not None and not found.appeals.filter(answer="").exists(),
        "is_open": found.state in issuing.OPEN,
        "collect_until": _collect_until(found),
    }
    return render(request, "devices/prescribing/code.html", context)


@prescribers
@require_POST
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        item = reserving.reserve(found, by=person(request))
    except Refusal as refusal:
        messages.warning(request, refusal.sentence(language()))
    else:
        told = _("Réservé : l’équipement %(code)s attend chez %(partner)s.")
        messages.success(request, told % {"code": item.code, "partner": item.partner.name})
    return redirect("prescribing:code", pk=found.pk)


@prescribers
@_asking
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = AppealForm(posted(request))
    if done(request, form, lambda: appeals.appeal(found, motive=form.cleaned_data["motive"], by=person(request))):
        messages.success(request, _("Recours déposé : la ville y répond, et sa réponse se lira ici."))
        return redirect("prescribing:code", pk=found.pk)
    due = terms.answer_due(timezone.localdate())
    context = {"form": form, "code": found, "due": due, "back": reverse("prescribing:code", args=[found.pk])}
    return render(request, "devices/prescribing/appeal.html", context, status=422 if form.errors else 200)


@prescribers
@_asking
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if request.method == "POST":
        try:
            issuing.cancel(found, by=person(request))
        except Refusal as refusal:
            messages.error(request, refusal.sentence(language()))
        else:
            messages.success(request, _("Code annulé."))
        return redirect("prescribing:code", pk=found.pk)
    context = {
        "title": _("Annuler ce code"),
        "question": _("Le code … %(hint)s ne donnera plus droit à un équipement.") % {"hint": found.hint},
        "consequence": _("S’il en gardait un, il va à la personne suivante. Cela ne se défait pas."),
        "action": _("Annuler le code"),
        "cancel_url": reverse("prescribing:code", args=[found.pk]),
        "danger": True,
    }
    return render(request, "devices/prescribing/confirm.html", context)


def own_partners(request: HttpRequest) -> list[Partner]:
    """Those for which this person prescribes today. Raises PermissionDenied with a sentence when there is none."""
    found = holders(person(request), Role.PRESCRIBER)
    if not found:
        raise PermissionDenied(_("Votre compte ne prescrit pour aucun partenaire connu. Demandez à un responsable."))
    return found


def _own(request: HttpRequest) -> Any:
    return Code.objects.filter(partner__in=own_partners(request)).select_related("partner", "item__partner")


def _found(request: HttpRequest, pk: int) -> Code:
    code: Code = get_object_or_404(_own(request), pk=pk)
    return code


def _lacks(partners: list[Partner]) -> list[tuple[Partner, list[str]]]:
    """What keeps each partner from prescribing today, in sentences. Two queries each; people have one, seldom two."""
    today = timezone.localdate()
    found = [(one, [lack.sentence for lack in missing(one, Permission.PRESCRIBE, today)]) for one in partners]
    return [(one, lacks) for one, lacks in found if lacks]


def _collect_until(code: Code) -> date | None:
    if code.state != CodeState.RESERVED or code.reserved_at is None:
        return None
    return terms.collect_until(timezone.localdate(code.reserved_at))


def _told(one: Appeal, spoken: str) -> dict[str, Any]:
    given = answers().get(one.answer)
    motive = motives().get(one.motive)
    return {
        "day": one.day,
        "motive": motive.name(spoken) if motive else one.motive,
        "due_on": one.due_on,
        "answered_on": one.answered_on,
        "answer": given.name(spoken) if given else "",
        "meaning": given.meaning(spoken) if given else "",
    }
