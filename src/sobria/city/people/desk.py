"""Staff pages of accounts and roles. The only ones where an address is shown, to those who answer for accounts."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people import selectors, services
from sobria.city.people.access import allow
from sobria.city.people.desk_forms import AccountForm, ActForm, EndForm, FilterForm, RoleForm, entrances
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role

KEEPERS = frozenset({Role.ADMINISTRATOR})
READERS = KEEPERS | {Role.OFFICER, Role.DPO, Role.AUDITOR}
PAGE_ROWS = 25

_asking = require_http_methods(["GET", "HEAD", "POST"])


@allow(read=READERS)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    form = FilterForm(request.GET)
    asked = form.asked()
    page = Paginator(selectors.accounts(on, **asked), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": selectors.lines(list(page)),
        "active": selectors.active(),
        "waiting": selectors.waiting(on),
        "waiting_query": f"?etat={selectors.Condition.WAITING.value}",
        "may_write": _may_write(request),
    }
    return render(request, "people/desk_home.html", context, status=422 if form.errors else 200)


@allow(read=READERS)
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    roles = selectors.roles_of(person, timezone.localdate())
    is_own = person == request.user
    context = {
        "person": person,
        "sections": [
            (_("Rôles tenus aujourd’hui"), roles.present, True),
            (_("Rôles à venir"), roles.future, True),
            (_("Rôles passés"), roles.past, False),
        ],
        "entrances": entrances(person),
        "events": selectors.events_of(person),
        "journal": f"{reverse('journal:home')}?subject=person:{person.pk}",
        "is_own": is_own,
        "may_write": _may_write(request),
    }
    return render(request, "people/desk_entry.html", context)


@allow(read=KEEPERS, write=KEEPERS)
@_asking
def create(request: HttpRequest) -> HttpResponse:
    form = AccountForm(_posted(request))
    opened: list[User] = []

    def act() -> None:
        opened.append(services.open_account(**form.account(), by=_keeper(request)))

    if _done(request, form, act):
        messages.success(request, _("Compte ouvert. Dites à la personne comment se connecter."))
        return redirect("people-desk:entry", pk=opened[0].pk)
    title = _("Ouvrir un compte")
    lead = _("Une personne, son adresse, et le premier rôle qu’elle tient. Demandez-lui seulement ce qui est ici.")
    return _form_page(request, form, title=title, lead=lead, action=title, back=reverse("people-desk:home"))


@allow(read=KEEPERS, write=KEEPERS)
@_asking
def give(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = RoleForm(_posted(request))
    if _done(request, form, lambda: services.assign_role(person, **form.given(), by=_keeper(request))):
        messages.success(request, _("Rôle donné."))
        return redirect("people-desk:entry", pk=pk)
    title = _("Donner un rôle à %(name)s") % {"name": person}
    lead = _("Qui administre le site ne décide rien pour la ville ; personne ne se donne un rôle à soi-même.")
    back = reverse("people-desk:entry", args=[pk])
    return _form_page(request, form, title=title, lead=lead, action=_("Donner ce rôle"), back=back, person=person)


@allow(read=KEEPERS, write=KEEPERS)
@_asking
def end(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.select_related("user"), pk=pk)
    person = assignment.user
    form = EndForm(_posted(request))
    if _done(
        request, form, lambda: services.end_assignment(assignment, on=form.cleaned_data["on"], by=_keeper(request))
    ):
        messages.success(request, _("Fin du rôle enregistrée."))
        return redirect("people-desk:entry", pk=person.pk)
    role = selectors.held(assignment)
    told = {"name": person, "role": role.label, "period": role.period}
    context = {
        "title": _("Mettre fin à un rôle"),
        "question": _("%(name)s a le rôle « %(role)s » %(period)s.") % told,
        "consequence": _("Ce que cette personne a fait avec ce rôle reste, et le rôle se lit parmi les rôles passés."),
        "action": _("Mettre fin à ce rôle"),
    }
    return _confirm_page(request, form, person, context)


@allow(read=KEEPERS, write=KEEPERS)
@_asking
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = ActForm(_posted(request))
    if _done(request, form, lambda: services.deactivate(person, by=_keeper(request))):
        messages.success(request, _("Compte désactivé."))
        return redirect("people-desk:entry", pk=pk)
    context = {
        "title": _("Désactiver un compte"),
        "question": _("%(name)s ne pourra plus se connecter, dès maintenant.") % {"name": person},
        "consequence": _("Ce que cette personne a fait reste. Le compte peut être réactivé."),
        "action": _("Désactiver ce compte"),
    }
    return _confirm_page(request, form, person, context)


@allow(read=KEEPERS, write=KEEPERS)
@_asking
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = ActForm(_posted(request))
    if _done(request, form, lambda: services.reactivate(person, by=_keeper(request))):
        messages.success(request, _("Compte réactivé."))
        return redirect("people-desk:entry", pk=pk)
    kept = [
        _("%(role)s, %(period)s") % {"role": one.label, "period": one.period}
        for one in selectors.roles_of(person, timezone.localdate()).present
    ]
    context = {
        "title": _("Réactiver un compte"),
        "question": _("%(name)s pourra de nouveau se connecter.") % {"name": person},
        "consequence": _("Rôles retrouvés : %(roles)s.") % {"roles": " ; ".join(kept)}
        if kept
        else _("Aucun rôle n’est en cours : donnez-en un ensuite."),
        "action": _("Réactiver ce compte"),
        "danger": False,
    }
    return _confirm_page(request, form, person, context)


def _posted(request: HttpRequest) -> Any:
    """What was posted, even nothing; None on a first visit."""
    return request.POST if request.method == "POST" else None


def _keeper(request: HttpRequest) -> User:
    return cast("User", request.user)


def _may_write(request: HttpRequest) -> bool:
    return _keeper(request).holds(KEEPERS)


def _done(request: HttpRequest, form: ActForm, act: Callable[[], object]) -> bool:
    """Whether the act was asked for and took place; its refusal goes to the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except ValidationError as refusal:
        form.complain(refusal)
        return False
    return True


def _form_page(request: HttpRequest, form: ActForm, **context: Any) -> HttpResponse:
    return render(request, "people/desk_form.html", context | {"form": form}, status=422 if form.errors else 200)


def _confirm_page(request: HttpRequest, form: ActForm, person: User, context: dict[str, Any]) -> HttpResponse:
    back = reverse("people-desk:entry", args=[person.pk])
    told = {"danger": True} | context | {"form": form, "person": person, "cancel_url": back}
    return render(request, "people/desk_confirm.html", told, status=422 if form.errors else 200)
