"""The public page of the chain: what came in, where it is, for each partner and year, and the deeds that prove it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from sobria.city.partners.models import Partner
from sobria.city.people.access import public
from sobria.engine.devices.balance import Book
from sobria.inclusive.devices.chain import selectors
from sobria.inclusive.devices.chain.balance_page import csv_lines, mass_words, place_names, table
from sobria.inclusive.devices.models import Transfer
from sobria.ui.downloads import Download
from sobria.ui.figures import Estimate, Figure
from sobria.ui.numbers import decimal

PAGE_ROWS = 40
SHOWN = (Transfer.Kind.COLLECTION, Transfer.Kind.RECEPTION, Transfer.Kind.PARTS, Transfer.Kind.WASTE)
"""Hops listed one by one: what a person received is in the sums only."""


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Four queries, whatever the chain holds."""
    book = selectors.book()
    names = dict(Partner.objects.values_list("code", "name"))
    given = book.total.placed["delivered"].units
    words = ngettext(
        "%(number)s équipement de la ville remis à une personne",
        "%(number)s équipements de la ville remis à des personnes",
        given,
    )
    context = {
        "title": words % {"number": decimal(given)},
        "figures": _figures(book) if book.total.collected else [],
        "book": book,
        "stray": selectors.stray(),
        "table": table(book.partners, names, total=book.total),
        "years": table(book.years, names, total=None),
        "files": [Download(reverse("devices:balance-file"), "CSV")],
    }
    return render(request, "devices/chain/public_home.html", context)


@public
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """The deeds, latest first, and what they add up to. Five queries, whatever their number."""
    rows = Transfer.objects.filter(kind__in=SHOWN).select_related("giver", "receiver").order_by("-day", "-pk")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    book = selectors.book()
    sums = [
        (_("Collectés, d’après les actes"), decimal(book.total.collected)),
        *((name, decimal(book.total.placed[place].units)) for place, name in place_names().items()),
        (_("Écart"), decimal(book.total.difference)),
        (_("Masse"), mass_words(book.total.found)),
        (_("Au"), date_format(timezone.localdate())),
    ]
    return render(request, "devices/chain/public_evidence.html", {"page": page, "sums": sums})


@public
@require_safe
def balance_file(_request: HttpRequest) -> HttpResponseBase:
    """One line a partner and year, then the total of each partner, and of all (without year, without partner)."""
    book = selectors.book()
    response = StreamingHttpResponse(
        csv_lines([*book.lines, *book.partners, book.total]), content_type="text/csv; charset=utf-8"
    )
    name = f"equipements-solidaires-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _figures(book: Book) -> list[Figure]:
    """What was collected, and where it went; the year is that of today."""
    proof = reverse("devices:evidence")
    note = _("Depuis le début, au %(day)s.") % {"day": date_format(timezone.localdate())}
    shown = [(_("Collectés"), book.total.collected), (_("Remis à des personnes"), book.total.placed["delivered"].units)]
    shown.append((_("Disponibles ou réservés"), book.total.placed["available"].units))
    shown.append((_("Remis en déchet"), book.total.placed["waste"].units))
    unit = _("équipements")
    return [Figure(title, Estimate(float(value), unit), note=note, evidence=proof) for title, value in shown]
