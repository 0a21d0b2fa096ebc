"""Acts on people. An address in the journal is a commitment, never a text."""

from collections.abc import Collection
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import SCOPED, Role


@transaction.atomic
def create_user(
    *,
    email: str,
    password: str | None,
    role: Role = Role.OFFICER,
    also: Collection[Role] = (),
    name: str = "",
    by: User | None = None,
) -> User:
    """Create an account, known by its address in lower case, with a role and others held `also`, from today on.

    Without password it is entered by a code sent, or by the identity provider. `by` is None from the command line of
    the server. Raises ValidationError with sentences when the address or the password is refused, PermissionDenied
    when `by` is not an administrator.
    """
    if by is not None:
        require(by, {Role.ADMINISTRATOR})
    user = User(email=email.strip().lower(), name=name)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean()
    user.save()
    record("person.created", by=by, subject=f"person:{user.pk}", data={}, personal={"email": user.email})
    for held in (role, *also):
        _assign(Assignment(user=user, role=held, since=timezone.localdate()), by=by)
    return user


@transaction.atomic
def assign_role(
    user: User,
    role: Role,
    *,
    by: User,
    since: date,
    until: date | None = None,
    scope: str = "",
    reference: str = "",
) -> Assignment:
    """Give a role between two dates. Raises ValidationError with sentences, PermissionDenied.

    A delegate needs the act that delegates, and its end; a partner's role needs the partner.
    """
    require(by, {Role.ADMINISTRATOR})
    if by.pk == user.pk:
        raise ValidationError(_("On ne se donne pas un rôle à soi-même : demandez à un autre administrateur."))
    if until is not None and until < since:
        raise ValidationError(_("La fin du rôle est avant son début."))
    if role == Role.DELEGATE and not (reference and until):
        raise ValidationError(_("Une délégation demande la référence de l’acte et sa date de fin."))
    if role in SCOPED - {Role.STEWARD} and not scope:
        raise ValidationError(_("Ce rôle demande le partenaire pour lequel il est donné."))
    assignment = Assignment(user=user, role=role, scope=scope, since=since, until=until, reference=reference)
    _assign(assignment, by=by)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, by: User, on: date) -> None:
    """The role is held until the day before `on`. Raises PermissionDenied, ValidationError when it had ended."""
    require(by, {Role.ADMINISTRATOR})
    last = date.fromordinal(on.toordinal() - 1)
    if not Assignment.objects.in_force(on).filter(pk=assignment.pk).update(until=last):
        raise ValidationError(_("Ce rôle avait déjà pris fin."))
    data = {"role": assignment.role, "scope": assignment.scope, "until": last.isoformat()}
    record("role.ended", by=by, subject=f"person:{assignment.user_id}", data=data)


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """The account no longer signs in; what it did stays. Raises PermissionDenied."""
    require(by, {Role.ADMINISTRATOR})
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        record("person.deactivated", by=by, subject=f"person:{user.pk}", data={})


def _assign(assignment: Assignment, *, by: User | None) -> None:
    assignment.full_clean()
    assignment.save()
    data = {
        "role": assignment.role,
        "scope": assignment.scope,
        "since": assignment.since.isoformat(),
        "until": assignment.until.isoformat() if assignment.until else None,
        "reference": assignment.reference,
    }
    record("role.assigned", by=by, subject=f"person:{assignment.user_id}", data=data)
