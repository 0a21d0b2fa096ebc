"""Pages of refurbishers: their lots, their devices, one act at a time, on a phone. Nothing of other partners."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.partners.selectors import holders
from sobria.city.people.roles import Role
from sobria.city.registers.acting import done
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.engine.devices.chain import acts as chain_acts
from sobria.engine.devices.chain import states
from sobria.engine.messages import Refusal
from sobria.engine.typed_numbers import typed
from sobria.inclusive.devices.chain import codes as written
from sobria.inclusive.devices.chain import lots, papers, selectors
from sobria.inclusive.devices.chain.balance_page import table
from sobria.inclusive.devices.chain.desk import collect_title, counted_words, rest_at_city
from sobria.inclusive.devices.chain.forms import CountForm
from sobria.inclusive.devices.models import Item, ItemState, Lot, LotState, Transfer
from sobria.inclusive.devices.refurbishing import acts
from sobria.inclusive.devices.refurbishing.pages import PAGES, kinds_of, next_acts, partner_for, refurbishers

PAGE_ROWS = 40
HOPS_SHOWN = 10
MOST = 100
"""Devices in one act of a page."""

_asking = require_http_methods(["GET", "HEAD", "POST"])


@refurbishers
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page of one's partner; a choice for who works for several."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    partners = holders(request.user, Role.REFURBISHER)
    if len(partners) == 1:
        return redirect("refurbishing:partner", partners[0].code)
    return render(request, "devices/refurbishing/choose.html", {"partners": partners})


@refurbishers
@require_safe
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """What waits: lots to collect or count in, devices by state, the latest deeds. Six queries."""
    own, _user = partner_for(request, code)
    held = selectors.by_state(own)
    open_lots = selectors.sized(
        selectors.lots(own).filter(state__in=[LotState.OFFERED, LotState.COLLECTED])[:PAGE_ROWS]
    )
    hops = selectors.transfers(own).select_related("giver", "receiver", "lot")[:HOPS_SHOWN]
    context = {
        "partner": own,
        "offered": [one for one in open_lots if one.lot.state == LotState.OFFERED],
        "coming": [one for one in open_lots if one.lot.state == LotState.COLLECTED],
        "states": [(one, state.name(language()), held[one]) for one, state in states().items() if one in held],
        "hops": [(one, *papers.called(one)) for one in hops],
    }
    return render(request, "devices/refurbishing/partner.html", context)


@refurbishers
@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """From the code of a label to the page of its device."""
    own, _user = partner_for(request, code)
    asked = written.read(request.GET.get("code", ""))
    try:
        item = acts.held(asked, own)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("refurbishing:partner", code)
    return redirect("refurbishing:item", code, item.code)


@refurbishers
@require_safe
def items(request: HttpRequest, code: str) -> HttpResponse:
    """The partner's devices, in one state or all: tick those that have the same act to come. Four queries."""
    own, _user = partner_for(request, code)
    state = request.GET.get("etat", "")
    if state and state not in states():
        raise Http404
    page = Paginator(selectors.items(own, state), PAGE_ROWS).get_page(request.GET.get("page"))
    title = states()[state].name(language()) if state else _("toutes les étapes")
    context = {
        "partner": own,
        "page": page,
        "title": title,
        "meaning": states()[state].meaning(language()) if state else "",
        "acts": next_acts(state, "A") if state else [],
    }
    return render(request, "devices/refurbishing/items.html", context)


@refurbishers
@require_safe
def item(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """One device: where it is, what comes next, what happened. Three queries."""
    own, _user = partner_for(request, code)
    found = get_object_or_404(Item.objects.select_related("device", "lot"), code=written.read(item), partner=own)
    steps = [(one, _act_name(one.act)) for one in selectors.story(found)]
    context = {
        "partner": own,
        "item": found,
        "state": states()[found.state],
        "name": states()[found.state].name(language()),
        "meaning": states()[found.state].meaning(language()),
        "facts": _facts(found),
        "acts": next_acts(found.state, found.grade),
        "steps": steps,
    }
    return render(request, "devices/refurbishing/item.html", context)


@refurbishers
@_asking
def act(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """One act, on one device or on those ticked: all of them, or none."""
    own, user = partner_for(request, code)
    if slug not in PAGES:
        raise Http404
    page = PAGES[slug]
    given = request.POST if "confirmed" in request.POST else request.GET
    asked = sorted({code for text in given.getlist("code") for code in written.several(text)})[: MOST + 1]
    back = reverse("refurbishing:partner", args=[code])
    try:
        devices = acts.found(asked[:MOST], own)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()) if asked else _("Cochez au moins un équipement."))
        return redirect(back)
    form = page.form(posted(request), kinds=kinds_of(devices))
    known = [one.code for one in devices]
    if done(request, form, lambda: page.do(known, dict(form.cleaned_data), {"partner": own, "by": user})):
        messages.success(request, str(page.done))
        return redirect("refurbishing:item", code, known[0]) if len(known) == 1 else redirect(back)
    context = {"partner": own, "page": page, "form": form, "devices": devices, "back": back}
    return render(request, "devices/refurbishing/act.html", context, status=422 if form.errors else 200)


@refurbishers
@_asking
def collect(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Take a lot away: tick, scan or count what is there."""
    own, user = partner_for(request, code)
    lot = _lot(own.pk, number)
    expected = _expected(lot, ItemState.OFFERED)
    if request.method != "POST" and not expected:
        return _counted_already(request, code, lot)
    form = CountForm(posted(request), expected=expected, rest=rest_at_city())
    made: list[Transfer] = []

    def do() -> None:
        made.append(lots.collect(lot, form.count(), day=form.cleaned_data["day"], by=user))

    if done(request, form, do):
        messages.success(request, counted_words(made[0]))
        return redirect("refurbishing:partner", code)
    return _count_page(request, code, form, collect_title(lot), len(expected))


@refurbishers
@_asking
def receive(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Count again on arrival."""
    own, user = partner_for(request, code)
    lot = _lot(own.pk, number)
    expected = _expected(lot, ItemState.COLLECTED)
    if request.method != "POST" and not expected:
        return _counted_already(request, code, lot)
    rest = _("Ce qui n’est ni coché ni scanné n’est pas arrivé : il reste attendu")
    form = CountForm(posted(request), expected=expected, rest=rest)
    made: list[Transfer] = []

    def do() -> None:
        made.append(lots.receive(lot, form.count(), day=form.cleaned_data["day"], by=user))

    if done(request, form, do):
        messages.success(request, counted_words(made[0]))
        return redirect("refurbishing:partner", code)
    title = _("Réception du lot %(number)s") % {"number": lot.number}
    return _count_page(request, code, form, title, len(expected))


@refurbishers
@require_safe
def balance(request: HttpRequest, code: str) -> HttpResponse:
    """The partner's own balance, by year of collection. Three queries."""
    own, _user = partner_for(request, code)
    book = selectors.book(own)
    context = {"partner": own, "book": book, "table": table(book.lines, {own.code: own.name}, total=book.total)}
    return render(request, "devices/refurbishing/balance.html", context)


def _count_page(request: HttpRequest, code: str, form: CountForm, title: str, expected: int) -> HttpResponse:
    back = reverse("refurbishing:partner", args=[code])
    context = {"form": form, "title": title, "expected": expected, "back": back, "partner": {"code": code}}
    return render(request, "devices/refurbishing/count.html", context, status=422 if form.errors else 200)


def _lot(partner: int, number: str) -> Lot:
    """Raises Http404 for a lot of somebody else too."""
    return get_object_or_404(Lot.objects.select_related("partner"), number=number, partner=partner)


def _expected(lot: Lot, state: ItemState) -> list[Item]:
    return list(lot.items.filter(state=state).select_related("device").order_by("code"))


def _counted_already(request: HttpRequest, code: str, lot: Lot) -> HttpResponse:
    """A page kept open, or reached by the back button: nothing of this lot waits there any more."""
    messages.info(request, _("Le lot %(number)s est déjà compté : rien n’y attend plus.") % {"number": lot.number})
    return redirect("refurbishing:partner", code)


def _act_name(act: str) -> str:
    return chain_acts()[act][0].name(language())


def _facts(item: Item) -> list[tuple[str, str]]:
    told = [
        (_("Équipement"), item.label),
        (_("Numéro de série"), item.device.serial or "–"),
        (_("Lot"), item.lot.number),
        (_("Classement"), item.grade or "–"),
        (_("Masse (kg)"), typed(item.mass_kg, language()) if item.mass_kg is not None else "–"),
    ]
    if item.price_eur is not None:
        told.append((_("Prix (€)"), typed(item.price_eur, language())))
    return told
