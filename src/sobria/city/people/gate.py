"""The gate: each page is asked who reads it and who acts on it, and a page that says nothing stays closed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sobria.city.people.access import Access, access_of
from sobria.city.people.models import User

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """After the middleware that sends strangers to the sign-in page. One query a request, for those signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        access = access_of(view)
        if access is None:
            raise PermissionDenied(_("Cette page n’est ouverte à personne."))
        reads = request.method in READING
        if not lets_in(access, request.user, scope=scope_of(kwargs) or access.scope, write=not reads):
            if getattr(request.user, "lacks_second_factor", False):
                messages.warning(request, _("Votre rôle engage la ville : il s’ouvre avec un second facteur."))
                return redirect("mfa_index")
            raise PermissionDenied(_("Votre rôle n’ouvre pas cette page. Demandez à un responsable."))
        return None


def scope_of(kwargs: dict[str, Any]) -> str:
    """The register an address is about, to which a steward may be bound."""
    return str(getattr(kwargs.get("register"), "code", ""))


def lets_in(access: Access, user: User | AnonymousUser, *, scope: str = "", write: bool = False) -> bool:
    """Whether this person may open a page, or act on it. `scope`: the register it is about."""
    roles = access.write if write else access.read
    if roles is None:
        return True
    if not isinstance(user, User):
        return False
    if access.is_own:
        return user.is_active
    if scope and (write or access.is_form):
        return user.holds(roles, scope=scope)
    # A steward of one register reads the others; where neither address nor page names a scope, the act itself asks.
    return any(user.holds(roles, scope=held) for _role, held in user.roles_today)
