"""Who may do what on one dossier: nobody stands on both sides of a decision, administrators included."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import WRITERS, Role
from sobria.democratic.algorithms.models import REGISTER, Algorithm, Dossier, Version
from sobria.democratic.algorithms.models.committee import CommitteeRules, Recusal
from sobria.democratic.algorithms.models.opinion import Vote
from sobria.engine.algorithms.states import settings
from sobria.engine.messages import Refusal

OWNERS = WRITERS | {Role.AGENT}
EXECUTIVE = frozenset({Role.EXECUTIVE, Role.DELEGATE})
COMMITTEE = frozenset({Role.MEMBER, Role.SECRETARY})


def name_of(person: User | None) -> str:
    """How the journal names a person: a number that says nothing by itself."""
    return f"person:{person.pk}" if person else "system"


def require(by: User, roles: Collection[Role]) -> None:
    """Raises PermissionDenied with a sentence."""
    if not by.holds(frozenset(roles)):
        raise PermissionDenied(_("Votre rôle n’ouvre pas cet acte. Demandez à qui en a la charge."))


def may_edit(person: User, algorithm: Algorithm) -> bool:
    """Who carries the project, the officer, and stewards of this register."""
    if person.holds(WRITERS, scope=REGISTER):
        return True
    return algorithm.owner_id == person.pk and person.holds(OWNERS, scope=REGISTER)


def require_owner(by: User, algorithm: Algorithm) -> None:
    if not may_edit(by, algorithm):
        raise PermissionDenied(_("Seuls le porteur du projet et les responsables du registre agissent ici."))


def authors(dossier: Dossier) -> set[int]:
    """Who carried, wrote or submitted this dossier. One query."""
    wrote = Version.objects.filter(
        algorithm_id=dossier.algorithm_id, dossier_number=dossier.number, created_by__isnull=False
    ).values_list("created_by", flat=True)
    return {*wrote, *(pk for pk in (dossier.submitted_by_id, dossier.algorithm.owner_id) if pk)}


def refuse_author(by: User, dossier: Dossier) -> None:
    """Who is on the side of the project neither reviews, votes nor decides. Raises Refusal."""
    if by.pk in authors(dossier):
        raise Refusal("algorithm-own-file")


def refuse_committee(by: User, dossier: Dossier) -> None:
    """Who spoke in the committee on this dossier does not decide on it. Raises Refusal. Two queries."""
    voted = Vote.objects.filter(proposal__dossier=dossier, member=by).exists()
    if voted or dossier.rapporteur_id == by.pk or dossier.proposals.filter(put_by=by).exists():
        raise Refusal("algorithm-both-sides")


def refuse_recused(member: User, dossier: Dossier) -> None:
    if Recusal.objects.filter(dossier=dossier, member=member).exists():
        raise Refusal("algorithm-recused")


def members_on(day: date) -> list[User]:
    """Members of the committee within their mandate that day, by name. One query."""
    held = Assignment.objects.in_force(day).filter(role=Role.MEMBER)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "email"))


def delegation_of(by: User) -> str:
    """Reference of the act that delegates; empty for the mayor. Raises Refusal when a delegate has none."""
    if by.holds(frozenset({Role.EXECUTIVE})):
        return ""
    held = Assignment.objects.in_force(timezone.localdate()).filter(user=by, role=Role.DELEGATE).exclude(reference="")
    found = held.values_list("reference", flat=True).first()
    if not found:
        raise Refusal("algorithm-no-delegation")
    return found


def rules_on(day: date) -> dict[str, int]:
    """Quorum and delays in force that day: those the committee decided, else those of the catalogue. One query."""
    found = {code: one.value for code, one in settings().items()}
    decided = CommitteeRules.objects.filter(since__lte=day).order_by("-number").first()
    return found | (decided.values if decided else {})
