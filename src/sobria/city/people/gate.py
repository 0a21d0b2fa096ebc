"""The gate: each page is asked who reads it and who acts on it, and a page that says nothing stays closed."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from sobria.city.people.access import Access, access_of
from sobria.city.people.models import User
from sobria.city.people.roles import Role

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
        if not _admits(access, request, scope=_scope(kwargs)):
            raise PermissionDenied(_("Votre rôle n’ouvre pas cette page. Demandez à un responsable."))
        return None


def _scope(kwargs: dict[str, Any]) -> str:
    """The register an address is about, to which a steward may be bound."""
    return str(getattr(kwargs.get("register"), "code", ""))


def _admits(access: Access, request: HttpRequest, *, scope: str) -> bool:
    roles = access.read if request.method in READING else access.write
    if roles is None:
        return True
    if not isinstance(request.user, User):
        return False
    if scope and request.method not in READING:
        return request.user.holds(roles, scope=scope)
    return _holds_anywhere(request.user, roles)


def _holds_anywhere(user: User, roles: frozenset[Role]) -> bool:
    """A steward of one register reads the others; where the address names no register, the act itself asks."""
    return user.is_active and any(role in roles for role, _scope in user.roles_today)
