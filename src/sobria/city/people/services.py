"""Acts on people. An address in the journal is a commitment, never a text."""

from collections.abc import Collection
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import DECIDING, PARTNERS, Role


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
    user = _created(email=email, password=password, name=name, by=by)
    for held in (role, *also):
        _assign(Assignment(user=user, role=held, since=timezone.localdate()), by=by)
    return user


@transaction.atomic
def open_account(
    *,
    email: str,
    name: str,
    password: str | None,
    by: User,
    role: Role,
    since: date,
    until: date | None = None,
    scope: str = "",
    reference: str = "",
) -> User:
    """An account and its first role, both or neither. Raises as `create_user` and `assign_role` do."""
    require(by, {Role.ADMINISTRATOR})
    user = _created(email=email, password=password, name=name, by=by)
    assign_role(user, role, by=by, since=since, until=until, scope=scope, reference=reference)
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
    """Give a role between two dates. Raises ValidationError with sentences by field, PermissionDenied.

    A delegate needs the act that delegates, and its end; a partner's role needs the partner. Nobody is given the
    same role twice for the same days and scope, nor runs the site on a day when they decide for the city.
    """
    require(by, {Role.ADMINISTRATOR})
    if by.pk == user.pk:
        raise ValidationError(_("On ne se donne pas un rôle à soi-même : demandez à un autre administrateur."))
    if until is not None and until < since:
        raise ValidationError({"until": _("La fin du rôle est avant son début.")})
    if role in DECIDING and since < timezone.localdate():
        sentence = _("Un mandat ne commence pas dans le passé : choisissez aujourd’hui, et dites sa date dans l’acte.")
        raise ValidationError({"since": sentence})
    if role == Role.DELEGATE and not (reference and until):
        missing = {"reference": not reference, "until": not until}
        sentence = _("Une délégation demande la référence de l’acte et sa date de fin.")
        raise ValidationError({field: sentence for field, lacks in missing.items() if lacks})
    if role in PARTNERS and not scope:
        raise ValidationError({"scope": _("Ce rôle demande le partenaire pour lequel il est donné.")})
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise ValidationError(_("Ce compte est désactivé : réactivez-le avant de lui donner un rôle."))
    assignment = Assignment(user=user, role=role, scope=scope, since=since, until=until, reference=reference)
    _assign(assignment, by=by)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, by: User, on: date) -> None:
    """The role is held until the day before `on`, today or later; on its first day, it is never held.

    Raises PermissionDenied, ValidationError with a sentence when it had ended, or when nobody could tell any more
    with which role something was done.
    """
    require(by, {Role.ADMINISTRATOR})
    today = timezone.localdate()
    if by.pk == assignment.user_id and assignment.role == Role.ADMINISTRATOR:
        raise ValidationError(_("On ne se retire pas ce rôle à soi-même : demandez à un autre administrateur."))
    if assignment.until is not None and assignment.until < today:
        raise ValidationError(_("Ce rôle avait déjà pris fin."))
    if on < today:
        sentence = _("Ce qui a été fait jusqu’ici l’a été avec ce rôle : choisissez aujourd’hui ou un jour à venir.")
        raise ValidationError({"on": sentence})
    if on < assignment.since:
        sentence = _("Ce rôle commence le %(day)s : choisissez ce jour-là pour l’annuler, ou un jour plus tard.")
        raise ValidationError({"on": sentence % {"day": date_format(assignment.since)}})
    last = date.fromordinal(on.toordinal() - 1)
    if not Assignment.objects.in_force(on).filter(pk=assignment.pk).update(until=last):
        raise ValidationError(_("Ce rôle avait déjà pris fin, ou prend fin avant ce jour."))
    data = {"role": assignment.role, "scope": assignment.scope, "since": assignment.since.isoformat()}
    data["until"] = last.isoformat()
    record("role.ended", by=by, subject=f"person:{assignment.user_id}", data=data)


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """The account no longer signs in; what it did stays. Raises PermissionDenied, ValidationError with a sentence."""
    require(by, {Role.ADMINISTRATOR})
    if by.pk == user.pk:
        raise ValidationError(_("On ne désactive pas son propre compte : demandez à un autre administrateur."))
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise ValidationError(_("Ce compte était déjà désactivé."))
    record("person.deactivated", by=by, subject=f"person:{user.pk}", data={})


@transaction.atomic
def reactivate(user: User, *, by: User) -> None:
    """The account signs in again, with the roles whose dates still run. Raises as `deactivate` does."""
    require(by, {Role.ADMINISTRATOR})
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise ValidationError(_("Ce compte était déjà actif."))
    record("person.reactivated", by=by, subject=f"person:{user.pk}", data={})


def _created(*, email: str, password: str | None, name: str, by: User | None) -> User:
    user = User(email=email.strip().lower(), name=name)
    if password is None:
        user.set_unusable_password()
    else:
        try:
            validate_password(password, user)
        except ValidationError as refusal:
            raise ValidationError({"password": refusal.messages}) from refusal
        user.set_password(password)
    user.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as refusal:
        sentence = _("Un compte existe déjà à cette adresse : cherchez-le, il est peut-être désactivé.")
        raise ValidationError({"email": sentence}) from refusal
    record("person.created", by=by, subject=f"person:{user.pk}", data={}, personal={"email": user.email})
    return user


def _assign(assignment: Assignment, *, by: User | None) -> None:
    assignment.full_clean()
    # Two roles given at the same moment to one person wait for each other.
    User.objects.select_for_update().get(pk=assignment.user_id)
    _refuse_overlap(assignment)
    assignment.save()
    data = {
        "role": assignment.role,
        "scope": assignment.scope,
        "since": assignment.since.isoformat(),
        "until": assignment.until.isoformat() if assignment.until else None,
        "reference": assignment.reference,
    }
    record("role.assigned", by=by, subject=f"person:{assignment.user_id}", data=data)


def _refuse_overlap(wanted: Assignment) -> None:
    """Who runs the site decides nothing, and who decides does not run it. One query."""
    if wanted.role == Role.ADMINISTRATOR:
        apart = DECIDING
    else:
        apart = frozenset({Role.ADMINISTRATOR}) if wanted.role in DECIDING else frozenset()
    for other in Assignment.objects.overlapping(wanted).order_by("since", "pk"):
        told = {"role": other.get_role_display(), "period": other.period}
        if (other.role, other.scope) == (wanted.role, wanted.scope):
            sentence = _("Cette personne tient déjà ce rôle %(period)s : mettez-y fin, ou choisissez d’autres dates.")
            raise ValidationError({"since": sentence % told})
        if other.role in apart:
            sentence = _(
                "Qui administre le site ne décide rien pour la ville. Cette personne est « %(role)s » %(period)s :"
                " mettez-y d’abord fin, ou choisissez d’autres dates."
            )
            raise ValidationError({"role": sentence % told})
