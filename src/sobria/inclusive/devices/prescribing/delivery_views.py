"""Handing over: type the code, check the device, hand it over, print its receipt. For prescribers and refurbishers."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.roles import STAFF
from sobria.city.registers.acting import done
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.engine.devices import deeds
from sobria.engine.devices.caps import kinds
from sobria.engine.documents.pdf import pdf
from sobria.engine.documents.structure import Block, Heading, Paragraph
from sobria.inclusive.devices.chain import papers
from sobria.inclusive.devices.chain.hops import facts_of
from sobria.inclusive.devices.codes import delivering
from sobria.inclusive.devices.codes.delivering import DELIVERERS
from sobria.inclusive.devices.models import FollowUp, Item, Transfer
from sobria.inclusive.devices.prescribing.forms import CodeForm, HandOverForm

deliverers = allow(read=DELIVERERS, write=DELIVERERS)
_asking = require_http_methods(["GET", "HEAD", "POST"])


@deliverers
@never_cache
@_asking
def home(request: HttpRequest) -> HttpResponse:
    """Type the code of a slip; the device kept for it is shown before anything is done."""
    form = CodeForm(posted(request))
    found: list[Item] = []

    def look() -> None:
        code = delivering.find(form.cleaned_data["code"], by=person(request))
        found.append(delivering.require_ready(code, by=person(request)))

    if done(request, form, look):
        return _ask(request, HandOverForm(initial={"code": form.cleaned_data["code"]}), found[0])
    return render(request, "devices/prescribing/deliver.html", {"form": form}, status=422 if form.errors else 200)


@deliverers
@never_cache
@require_http_methods(["POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Hand it over. What is missing is said with the device still on the page."""
    form = HandOverForm(request.POST)
    made: list[delivering.Delivered] = []

    def hand_over() -> None:
        code = delivering.find(form.cleaned_data["code"], by=person(request))
        made.append(delivering.deliver(code, by=person(request)))

    if done(request, form, hand_over):
        return redirect("delivering:done", number=made[0].transfer.number)
    if form.non_field_errors():
        for error in form.non_field_errors():
            messages.error(request, str(error))
        return redirect("delivering:home")
    again = CodeForm({"code": request.POST.get("code", "")})
    ready: list[Item] = []

    def look() -> None:
        code = delivering.find(again.cleaned_data["code"], by=person(request))
        ready.append(delivering.require_ready(code, by=person(request)))

    if not done(request, again, look):
        return render(request, "devices/prescribing/deliver.html", {"form": again}, status=422)
    return _ask(request, form, ready[0], status=422)


@deliverers
@require_safe
def delivered(request: HttpRequest, number: str) -> HttpResponse:
    """What was handed over, and its receipt to print and sign."""
    transfer = _transfer(request, number)
    item = transfer.lines.select_related("item").get().item
    context = {"transfer": transfer, "item": item, "kind": kinds()[item.kind].name(language())}
    return render(request, "devices/prescribing/delivered.html", context)


@allow(read=STAFF | DELIVERERS)
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The deed of a delivery, with its warranty and its follow-up, to be signed by both hands."""
    transfer = _transfer(request, number)
    facts, city = facts_of(transfer), settings.SOBRIA_CITY_NAME
    with translation.override("fr"):  # the language of the city's deeds
        giver, receiver = papers.called(transfer)
        document = deeds.document(facts, city=city, giver=giver, receiver=receiver, more=_more(transfer))
    response = HttpResponse(pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="recu-{transfer.number}.pdf"'
    return response


def _more(transfer: Transfer) -> list[Block]:
    item = transfer.lines.select_related("item").get().item
    follow_up = FollowUp.objects.filter(item=item, done_on=None).first()
    found: list[Block] = [Heading(_("Et ensuite"))]
    if item.warranty_until:
        told = _("Garanti jusqu’au %(day)s : rapportez-le à qui l’a remis.")
        found.append(Paragraph(told % {"day": date_format(item.warranty_until)}))
    if follow_up:
        told = _("Vers le %(day)s, il sera demandé si l’équipement %(code)s fonctionne encore, et rien d’autre.")
        found.append(Paragraph(told % {"day": date_format(follow_up.due_on), "code": item.code}))
    return found


def _ask(request: HttpRequest, form: HandOverForm, item: Item, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "item": item, "kind": kinds()[item.kind].name(language())}
    return render(request, "devices/prescribing/hand_over.html", context, status=status)


def _transfer(request: HttpRequest, number: str) -> Transfer:
    """A delivery one has made, or that of one's own workshop, or any for the city's staff."""
    rows = Transfer.objects.filter(kind=Transfer.Kind.DELIVERY).select_related("giver", "receiver", "lot", "by")
    found = get_object_or_404(rows, number=number)
    user = person(request)
    is_own = found.by_id == user.pk or (
        found.giver is not None and user.holds(delivering.REFURBISHER, scope=found.giver.code)
    )
    if not is_own and not user.holds(STAFF):
        raise PermissionDenied(_("Cet acte concerne un autre partenaire."))
    return found
