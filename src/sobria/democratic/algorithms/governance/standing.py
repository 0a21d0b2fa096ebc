"""Who may do what on one dossier: nobody stands on both sides of a decision, administrators included."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import WRITERS, Role
from sobria.democratic.algorithms.models import REGISTER, Algorithm, Dossier, Entrusting, Version
from sobria.democratic.algorithms.models.committee import CommitteeRules, Recusal
from sobria.democratic.algorithms.models.opinion import Vote
from sobria.engine.algorithms.states import settings
from sobria.engine.messages import Refusal

OWNERS = WRITERS | {Role.AGENT}
EXECUTIVE = frozenset({Role.EXECUTIVE, Role.DELEGATE})
COMMITTEE = frozenset({Role.MEMBER, Role.SECRETARY})
JUDGING = ("admit", "request_information", "give_opinion", "decide", "resume")


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
    """Who wrote or submitted this dossier, and whoever carried the system, now or before. Two queries."""
    wrote = Version.objects.filter(
        algorithm_id=dossier.algorithm_id, dossier_number=dossier.number, created_by__isnull=False
    ).values_list("created_by", flat=True)
    carried = Entrusting.objects.filter(algorithm_id=dossier.algorithm_id, owner__isnull=False)
    return {*wrote, *carried.values_list("owner", flat=True), *_known(dossier.submitted_by_id)}


def judges(dossier: Dossier) -> set[int]:
    """Who admitted, reported, marked, proposed, voted, counted or decided on this dossier. Six queries."""
    acts = dossier.transitions.filter(act__in=JUDGING, by__isnull=False).values_list("by", flat=True)
    voted = Vote.objects.filter(proposal__dossier=dossier).values_list("member", flat=True)
    return {
        *acts,
        *voted,
        *dossier.proposals.values_list("put_by", flat=True),
        *dossier.decisions.values_list("by", flat=True),
        *dossier.marks.values_list("by", flat=True),
        *dossier.requests.values_list("asked_by", flat=True),
        *_known(dossier.rapporteur_id),
    }


def refuse_judge(by: User | None, dossier: Dossier) -> None:
    """Who judged a dossier neither writes, submits nor carries it. Raises Refusal."""
    if by is not None and by.pk in judges(dossier):
        raise Refusal("algorithm-judged")


def refuse_author(by: User, dossier: Dossier) -> None:
    """Who is on the side of the project neither reviews, votes nor decides. Raises Refusal."""
    if by.pk in authors(dossier):
        raise Refusal("algorithm-own-file")


def refuse_committee(by: User, dossier: Dossier) -> None:
    """Who sits in the committee, or acted in it on this dossier, does not decide on it. Raises Refusal."""
    decided = set(dossier.decisions.values_list("by", flat=True))
    if by.holds(COMMITTEE) or by.pk in judges(dossier) - decided:
        raise Refusal("algorithm-both-sides")


def refuse_recused(member: User, dossier: Dossier) -> None:
    if Recusal.objects.filter(dossier=dossier, member=member).exists():
        raise Refusal("algorithm-recused")


def members_on(day: date) -> list[User]:
    """Members of the committee within their mandate that day, by name. One query."""
    held = Assignment.objects.in_force(day).filter(role=Role.MEMBER)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "email"))


def delegation_of(by: User, *, on: date) -> str:
    """Reference of the act that delegates on a day; empty for the mayor. Raises Refusal when none was in force."""
    held = Assignment.objects.in_force(on).filter(user=by)
    if held.filter(role=Role.EXECUTIVE).exists():
        return ""
    found = held.filter(role=Role.DELEGATE).exclude(reference="").values_list("reference", flat=True).first()
    if not found:
        raise Refusal("algorithm-no-delegation", date=on)
    return found


def rules_on(day: date) -> dict[str, int]:
    """Quorum and delays in force that day: the latest decided over the former, else the catalogue's. One query."""
    found = {code: one.value for code, one in settings().items()}
    for decided in CommitteeRules.objects.filter(since__lte=day).order_by("since", "number"):
        found |= decided.values
    return found


def _known(key: int | None) -> tuple[int, ...]:
    return () if key is None else (key,)
