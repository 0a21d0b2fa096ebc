"""Who may do what: every write and every staff read passes here."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sobria.city.people.models import User


def may_write(user: User | AnonymousUser) -> bool:
    """Officers and stewards whose account is active."""
    return isinstance(user, User) and user.may_write


def access_writer(request: HttpRequest, rule: Callable[[User | AnonymousUser], bool] = may_write) -> User:
    """The signed-in person, allowed to write by `rule`. Raises PermissionDenied with a sentence."""
    if not rule(request.user):
        raise PermissionDenied(_("Votre compte permet de lire, pas de modifier. Demandez à un responsable."))
    return cast("User", request.user)
