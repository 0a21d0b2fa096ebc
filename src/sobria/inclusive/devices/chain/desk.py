"""Staff pages of the chain: lots, their hops and deeds, and the balance."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.partners.models import Partner
from sobria.city.people.access import access_writer, allow, may_write
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.acting import done
from sobria.city.registers.desk import posted
from sobria.inclusive.devices.chain import lots, papers, selectors
from sobria.inclusive.devices.chain.balance_page import table
from sobria.inclusive.devices.chain.forms import CountForm, DayForm
from sobria.inclusive.devices.chain.standing import REFURBISHER, SCOPE
from sobria.inclusive.devices.models import ItemState, Lot, LotState, Transfer

PAGE_ROWS = 40

writers = allow(read=WRITERS, write=WRITERS, scope=SCOPE)
asking = require_http_methods(["GET", "HEAD", "POST"])


@allow(read=STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lots, latest first. Four queries whatever their number."""
    page = Paginator(selectors.lots(), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lots": selectors.sized(page.object_list),
        "collected": selectors.collected(),
        "may_write": may_write(request.user, SCOPE),
    }
    return render(request, "devices/chain/desk_home.html", context)


@allow(read=STAFF)
@require_safe
def lot(request: HttpRequest, number: str) -> HttpResponse:
    """A lot: where each of its devices is, its hops and their deeds. Six queries whatever it holds."""
    found = the_lot(number)
    items = found.items.select_related("device").order_by("code")
    page = Paginator(items, PAGE_ROWS).get_page(request.GET.get("page"))
    by_state = Counter(found.items.values_list("state", flat=True))
    context = {
        "lot": found,
        "page": page,
        "states": [(ItemState(code).label, count) for code, count in sorted(by_state.items())],
        "hops": [(one, *papers.called(one)) for one in selectors.hops(found)],
        "may_write": may_write(request.user, SCOPE),
        "is_open": found.state == LotState.OFFERED,
        "journal": f"{reverse('journal:home')}?subject=lot:{found.number}",
    }
    return render(request, "devices/chain/desk_lot.html", context)


@writers
@asking
def collect(request: HttpRequest, number: str) -> HttpResponse:
    """The city counts with the partner what leaves. The refurbisher has a page of its own for it."""
    writer = access_writer(request, SCOPE)
    found = the_lot(number)
    expected = list(found.items.filter(state=ItemState.OFFERED).select_related("device").order_by("code"))
    form = CountForm(posted(request), expected=expected, rest=rest_at_city())
    made: list[Transfer] = []

    def act() -> None:
        made.append(lots.collect(found, form.count(), day=form.cleaned_data["day"], by=writer))

    if done(request, form, act):
        messages.success(request, counted_words(made[0]))
        return redirect("devices-desk:lot", number=number)
    back = reverse("devices-desk:lot", args=[number])
    context = {"lot": found, "form": form, "back": back, "expected": len(expected), "title": collect_title(found)}
    return render(request, "devices/chain/desk_count.html", context, status=422 if form.errors else 200)


@writers
@asking
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    writer = access_writer(request, SCOPE)
    found = the_lot(number)
    form = DayForm(posted(request))
    if done(request, form, lambda: lots.cancel(found, day=form.cleaned_data["day"], by=writer)):
        messages.success(request, _("Lot annulé : ses équipements restent à la ville."))
        return redirect("devices-desk:lot", number=number)
    context = {
        "title": _("Annuler le lot %(number)s") % {"number": number},
        "question": _("Aucun équipement de ce lot ne partira."),
        "consequence": _("Ils redeviennent « réformés » et peuvent être proposés de nouveau."),
        "action": _("Annuler le lot"),
        "cancel_url": reverse("devices-desk:lot", args=[number]),
        "danger": True,
        "form": form,
    }
    return render(request, "devices/chain/desk_confirm.html", context, status=422 if form.errors else 200)


@allow(read=STAFF)
@require_safe
def balance(request: HttpRequest) -> HttpResponse:
    """Every partner, and the total. Four queries."""
    book = selectors.book()
    names = dict(Partner.objects.values_list("code", "name"))
    context = {
        "book": book,
        "table": table(book.partners, names, total=book.total),
        "years": table(book.years, names, total=None),
        "stray": selectors.stray(),
        "partners": [(one.partner, names[one.partner]) for one in book.partners],
    }
    return render(request, "devices/chain/desk_balance.html", context)


@allow(read=STAFF)
@require_safe
def partner_balance(request: HttpRequest, code: str) -> HttpResponse:
    """One partner, by year of collection. Three queries."""
    partner = get_object_or_404(Partner, code=code)
    book = selectors.book(partner)
    names = {partner.code: partner.name}
    context = {"partner": partner, "book": book, "table": table(book.lines, names, total=book.total)}
    return render(request, "devices/chain/desk_partner_balance.html", context)


@allow(read=STAFF | REFURBISHER)
@require_safe
def deed(request: HttpRequest, number: str) -> HttpResponse:
    """The deed of a hop, for the city and for the partners at either end."""
    rows = Transfer.objects.select_related("giver", "receiver", "lot")
    transfer = get_object_or_404(rows, number=number)
    hands = [one.code for one in (transfer.giver, transfer.receiver) if one is not None]
    user: Any = request.user
    if not user.holds(STAFF) and not any(user.holds(REFURBISHER, scope=code) for code in hands):
        raise PermissionDenied(_("Cet acte concerne un autre partenaire."))
    return papers.answer(transfer)


def the_lot(number: str) -> Lot:
    """Raises Http404."""
    return get_object_or_404(Lot.objects.select_related("partner"), number=number)


def rest_at_city() -> str:
    return _("Ce qui n’est ni coché ni scanné reste à la ville")


def collect_title(lot: Lot) -> str:
    return _("Collecte du lot %(number)s") % {"number": lot.number}


def counted_words(transfer: Transfer) -> str:
    told = {"number": transfer.counted, "deed": transfer.number}
    words = ngettext(
        "%(number)s équipement compté : acte %(deed)s.",
        "%(number)s équipements comptés : acte %(deed)s.",
        transfer.counted,
    )
    return words % told
