"""Who may do what: every page says who reads and who writes, and every act asks again.

A page that says nothing is closed to everyone (`gate.Gate`): the matrix of roles is read from these declarations.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sobria.city.people.models import User
from sobria.city.people.roles import EVERYONE, STAFF, WRITERS, Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask for a page.

    Attributes:
        read: roles that may look (GET, HEAD); None: everyone, signed in or not.
        write: roles that may act (any other method); None: everyone, signed in or not (sign-in forms).
        is_own: a page of one's own account: whoever is signed in, even without any role.
        scope: the room it is about, for one whose address names no register: who is bound to another is kept out.
    """

    read: frozenset[Role] | None
    write: frozenset[Role] | None = frozenset()
    is_own: bool = False
    scope: str = ""

    @property
    def is_form(self) -> bool:
        """A page that only those who act have a use for: its form is closed before anyone writes in it."""
        return bool(self.read) and self.read == self.write


def public(view: View) -> View:
    """A page for everyone, that changes nothing."""
    return _declared(login_not_required(view), Access(read=None))


def public_form(view: View) -> View:
    """A page for everyone, with a form: signing in, asking a question."""
    return _declared(login_not_required(view), Access(read=None, write=None))


def own(view: View) -> View:
    """A page of one's own account: password, second factor. It shows and changes nobody else's."""
    return _declared(view, Access(read=EVERYONE, write=EVERYONE, is_own=True))


def allow(*, read: Iterable[Role] = STAFF, write: Iterable[Role] = (), scope: str = "") -> Callable[[View], View]:
    """A page for the roles given, held for `scope` where it is one. Who may write may read."""
    writing = frozenset(write)
    return lambda view: _declared(view, Access(read=frozenset(read) | writing, write=writing, scope=scope))


def access_of(view: Callable[..., Any]) -> Access | None:
    """What the view, or the class it was made from, says of itself; None when it says nothing."""
    return getattr(view, "sobria_access", None)


def may_write(user: User | AnonymousUser, scope: str = "") -> bool:
    """Officers, and stewards within their scope, whose account is active."""
    return isinstance(user, User) and user.holds(WRITERS, scope=scope)


def require(user: User, roles: Iterable[Role], *, scope: str = "") -> None:
    """What an act asks first. Raises PermissionDenied with a sentence."""
    if not user.holds(frozenset(roles), scope=scope):
        raise PermissionDenied(_("Votre compte permet de lire, pas de modifier. Demandez à un responsable."))


def person(request: HttpRequest) -> User:
    """Who asks, on a page that its declaration keeps for signed-in people."""
    return cast("User", request.user)


def access_writer(request: HttpRequest, scope: str = "") -> User:
    """The signed-in person, allowed to write there. Raises PermissionDenied with a sentence."""
    if not may_write(request.user, scope):
        raise PermissionDenied(_("Votre compte permet de lire, pas de modifier. Demandez à un responsable."))
    return person(request)


def _declared(view: View, access: Access) -> View:
    view.sobria_access = access  # type: ignore[attr-defined]
    return view
