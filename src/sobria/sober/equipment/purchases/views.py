"""Staff pages of orders: the list of a year, an order with its lines, and the acts on both."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import allow, may_write, person
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal
from sobria.engine.purchases.products import products
from sobria.sober.equipment.models import Order, OrderLine
from sobria.sober.equipment.purchases import orders, selectors
from sobria.sober.equipment.purchases.forms import LineForm, OrderForm, SearchForm
from sobria.sober.equipment.register import category_label
from sobria.sober.equipment.selectors import CODE
from sobria.ui.downloads import Download

PAGE = 25
GET_POST = ["GET", "HEAD", "POST"]


@allow(read=STAFF, scope=CODE)
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """Four queries, whatever the number of orders."""
    years = selectors.years()
    year = year_asked(request)
    found = selectors.orders(year=year, text=request.GET.get("q", "")[:80])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "years": years,
        "year": year,
        "form": SearchForm(years, initial={"q": request.GET.get("q", ""), "annee": str(year or "")}),
        "files": _files(year),
        "is_filtered": bool(year or request.GET.get("q")),
        "may_write": may_write(request.user, CODE),
    }
    return render(request, "equipment/purchases/orders.html", context)


def _files(year: int | None) -> list[Download]:
    asked = f"?annee={year}" if year else ""
    addresses = {kind: reverse("equipment-desk:orders-export", args=[kind]) for kind in ("csv", "xlsx")}
    return [Download(address + asked, kind.upper()) for kind, address in addresses.items()]


@allow(read=STAFF, scope=CODE)
@require_safe
def order_page(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order.objects.select_related("partner"), pk=pk)
    page = Paginator(order.lines.order_by("rank"), PAGE).get_page(request.GET.get("page"))
    context = {
        "order": order,
        "page": page,
        "lines": [_line(one) for one in page],
        "may_write": may_write(request.user, CODE),
    }
    return render(request, "equipment/purchases/order.html", context)


def _line(line: OrderLine) -> dict[str, Any]:
    product = products().get(line.product or "")
    return {
        "line": line,
        "product": product.name(language()) if product else "",
        "category": category_label(line.category) if line.category else "",
        "amount": None if line.unit_eur is None else line.unit_eur * line.quantity,
        "index": line.index_class or line.index_mark,
    }


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def order_create(request: HttpRequest) -> HttpResponse:
    form = OrderForm(posted(request))

    def act() -> str:
        made = orders.record_order(values=form.values(), by=person(request))
        messages.success(request, _("Commande enregistrée. Ajoutez ses lignes."))
        return reverse("equipment-desk:order", args=[made.pk])

    return form_page(request, form, act, title=_("Enregistrer une commande"), back=reverse("equipment-desk:orders"))


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def order_update(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=pk)
    form = OrderForm(posted(request), initial=OrderForm.shown(order))
    back = reverse("equipment-desk:order", args=[pk])

    def act() -> str:
        orders.correct_order(order, values=form.values(), seen=request.POST.get("seen", ""), by=person(request))
        messages.success(request, _("Commande corrigée."))
        return back

    return form_page(
        request, form, act, title=_("Corriger la commande"), back=back, seen=orders.order_stamp(order), order=order
    )


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def order_delete(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=pk)
    count = order.lines.count()

    def act() -> str:
        orders.delete_order(order, seen=request.POST.get("seen", ""), by=person(request))
        messages.success(request, _("Commande supprimée, avec ses lignes."))
        return reverse("equipment-desk:orders")

    return confirm_page(
        request,
        act,
        title=_("Supprimer la commande"),
        question=_("« %(name)s » et ses %(count)s lignes sortiront des achats et de la déclaration de leur année.")
        % {"name": order.reference, "count": count},
        back=reverse("equipment-desk:order", args=[pk]),
        seen=orders.order_stamp(order),
    )


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def line_create(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=pk)
    form = LineForm(posted(request), initial={"quantity": 1})
    back = reverse("equipment-desk:order", args=[pk])

    def act() -> str:
        orders.add_line(order, values=form.values(), by=person(request))
        messages.success(request, _("Ligne ajoutée."))
        return back

    return form_page(request, form, act, title=_("Ajouter une ligne"), back=back, order=order)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def line_update(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    line = get_object_or_404(OrderLine.objects.select_related("order"), order=pk, rank=rank)
    form = LineForm(posted(request), initial=LineForm.shown(line))
    back = reverse("equipment-desk:order", args=[pk])

    def act() -> str:
        orders.correct_line(line, values=form.values(), seen=request.POST.get("seen", ""), by=person(request))
        messages.success(request, _("Ligne corrigée."))
        return back

    seen = orders.line_stamp(line)
    return form_page(request, form, act, title=_("Corriger la ligne"), back=back, seen=seen, order=line.order)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(GET_POST)
def line_delete(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    line = get_object_or_404(OrderLine.objects.select_related("order"), order=pk, rank=rank)
    back = reverse("equipment-desk:order", args=[pk])

    def act() -> str:
        orders.delete_line(line, seen=request.POST.get("seen", ""), by=person(request))
        messages.success(request, _("Ligne supprimée."))
        return back

    return confirm_page(
        request,
        act,
        title=_("Supprimer la ligne"),
        question=_("« %(name)s » sortira des achats et de la déclaration de son année.") % {"name": line.label},
        back=back,
        seen=orders.line_stamp(line),
    )


def form_page(
    request: HttpRequest, form: forms.Form, act: Callable[[], str], *, title: str, back: str, **more: Any
) -> HttpResponse:
    """A form, and its act once it is valid; what was typed stays when the act refuses. `act`: gives where to go."""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(act())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
    kept = {"seen": request.POST["seen"]} if "seen" in request.POST else {}
    context = {"form": form, "title": title, "back": back} | more | kept
    return render(request, "equipment/purchases/form.html", context, status=422 if form.is_bound else 200)


def confirm_page(
    request: HttpRequest, act: Callable[[], str], *, title: str, question: str, back: str, seen: str
) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        try:
            return redirect(act())
        except Refusal as refusal:
            refused = refusal.sentence(language())
    context = {
        "title": title,
        "question": question,
        "consequence": _("Cela ne se défait pas ; le journal garde ce qui a été supprimé."),
        "action": _("Supprimer"),
        "cancel_url": back,
        "danger": True,
        "seen": request.POST.get("seen", seen),
        "refused": refused,
    }
    return render(request, "equipment/purchases/confirm.html", context, status=422 if refused else 200)


def year_asked(request: HttpRequest) -> int | None:
    """The year of the address; None when it says none."""
    text = request.GET.get("annee", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else None
