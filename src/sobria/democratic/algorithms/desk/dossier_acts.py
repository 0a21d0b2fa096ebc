"""What one person may do now on one dossier, and what others are awaited for.

It only says: the acts of `governance/` judge again. A fixed number of queries, whatever the dossier holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.governance.deciding import SUSPENDERS
from sobria.democratic.algorithms.governance.serving import CHECKERS, unproven
from sobria.democratic.algorithms.governance.standing import EXECUTIVE, authors, may_edit, refuse_committee
from sobria.democratic.algorithms.governance.watching import REVIEWERS
from sobria.democratic.algorithms.models import Dossier
from sobria.democratic.algorithms.models.committee import Attendance, Interest, Recusal, Session
from sobria.democratic.algorithms.models.decision import Evidence
from sobria.democratic.algorithms.models.opinion import AgendaItem, Opinion, Proposal, Vote
from sobria.engine.algorithms.states import APPROVED, IN_FORCE, states
from sobria.engine.messages import Refusal

MEMBER, SECRETARY = frozenset({Role.MEMBER}), frozenset({Role.SECRETARY})
TO_REVIEW = "in_review"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands on a dossier today.

    Attributes:
        item: its place on the agenda of a session that is not closed, an open one first.
        voting: the proposal put to the vote, while it is open.
        opinion: the last one; `waiting`: prior conditions not proven; `unchecked`: evidence nobody has checked.
        both_sides: spoke in the committee on it: does not decide.
    """

    dossier: Dossier
    person: User
    edits: bool
    is_author: bool
    is_recused: bool
    has_interest: bool
    item: AgendaItem | None
    voting: Proposal | None
    has_voted: bool
    is_attending: bool
    opinion: Opinion | None
    waiting: int
    unchecked: tuple[Evidence, ...]
    both_sides: bool

    def holds(self, roles: frozenset[Role]) -> bool:
        return self.person.holds(roles)

    @property
    def is_reviewed(self) -> bool:
        """In review, or to be reviewed again after a suspension for a risk."""
        return self.dossier.state == TO_REVIEW or (self.dossier.state == "suspended" and self.dossier.must_return)

    @property
    def is_sitting(self) -> bool:
        return self.item is not None and self.item.session.state == Session.State.OPEN

    @property
    def may_review(self) -> bool:
        """A member who stands on no side of it."""
        return self.holds(MEMBER) and not self.is_author and not self.is_recused

    @property
    def is_rapporteur(self) -> bool:
        return self.dossier.rapporteur_id == self.person.pk


@dataclass(frozen=True, slots=True)
class Act:
    """An act of the dossier's page.

    Attributes:
        name: of its address. label: of its button, in the words of the job.
        due: whether the dossier waits for it, or allows it, now. may: whether this person does it.
        awaited: said to the others while the dossier waits for it; empty: nobody is waiting.
    """

    name: str
    label: Any
    due: Callable[[Standing], bool]
    may: Callable[[Standing], bool]
    awaited: Any = ""


def standing(dossier: Dossier, person: User) -> Standing:
    """Twelve queries at most. `dossier` with its algorithm and version."""
    items = (
        AgendaItem.objects.filter(dossier=dossier)
        .exclude(session__state=Session.State.CLOSED)
        .select_related("session")
        .order_by("session__on", "pk")
    )
    found = sorted(items, key=lambda one: one.session.state != Session.State.OPEN)
    voting = dossier.proposals.filter(state="open").select_related("item__session").first()
    waiting = unproven(dossier) if dossier.state in APPROVED | IN_FORCE else []
    evidence = Evidence.objects.filter(condition__decision__dossier=dossier, check_made=None)
    return Standing(
        dossier=dossier,
        person=person,
        edits=may_edit(person, dossier.algorithm),
        is_author=person.pk in authors(dossier),
        is_recused=Recusal.objects.filter(dossier=dossier, member=person).exists(),
        has_interest=Interest.objects.filter(member=person, algorithm=dossier.algorithm).exists(),
        item=found[0] if found else None,
        voting=voting,
        has_voted=voting is not None and Vote.objects.filter(proposal=voting, member=person).exists(),
        is_attending=voting is not None
        and Attendance.objects.filter(session=voting.item.session, member=person).exists(),
        opinion=dossier.opinions.order_by("-given_at", "-pk").first(),
        waiting=len(waiting),
        unchecked=tuple(evidence.select_related("condition", "given_by").order_by("pk")),
        both_sides=_both_sides(person, dossier),
    )


def _both_sides(person: User, dossier: Dossier) -> bool:
    try:
        refuse_committee(person, dossier)
    except Refusal:
        return True
    return False


def _decides(one: Standing) -> bool:
    return one.holds(EXECUTIVE) and not one.is_author and not one.both_sides


def _checks(one: Standing) -> bool:
    others = [found for found in one.unchecked if found.given_by_id != one.person.pk]
    return bool(others) and one.dossier.submitted_by_id != one.person.pk and (one.edits or one.holds(CHECKERS))


def _in(*codes: str) -> Callable[[Standing], bool]:
    return lambda one: one.dossier.state in codes


ACTS: tuple[Act, ...] = (
    Act(
        "submit",
        _("Déposer le dossier"),
        _in("draft"),
        lambda one: one.edits,
        _("Le porteur du projet l’écrit, puis le dépose."),
    ),
    Act(
        "admit",
        _("Admettre et nommer un rapporteur"),
        _in("submitted"),
        lambda one: one.holds(SECRETARY) and not one.is_author,
        _("Le secrétariat du comité l’admet et nomme un rapporteur."),
    ),
    Act(
        "report",
        _("Nommer un autre rapporteur"),
        lambda one: one.dossier.state == "in_review" and one.dossier.rapporteur_id is None,
        lambda one: one.holds(SECRETARY) and not one.is_author,
        _("Le rapporteur s’est déporté : le secrétariat en nomme un autre."),
    ),
    Act(
        "agenda",
        _("Inscrire à l’ordre du jour"),
        lambda one: one.is_reviewed and one.item is None,
        lambda one: one.holds(SECRETARY) and not one.is_author,
        _("Le secrétariat du comité l’inscrit à l’ordre du jour d’une séance."),
    ),
    Act(
        "grid",
        _("Remplir la grille de lecture"),
        _in("in_review"),
        lambda one: one.may_review and not one.has_interest and one.is_rapporteur,
        _("Le rapporteur lit le projet, principe par principe."),
    ),
    Act(
        "put-to-vote",
        _("Mettre un avis au vote"),
        lambda one: one.is_reviewed and one.is_sitting and one.voting is None,
        lambda one: not one.is_author and (one.holds(SECRETARY) or (one.holds(MEMBER) and one.is_rapporteur)),
        _("Le secrétariat ou le rapporteur met un avis au vote."),
    ),
    Act(
        "vote",
        _("Voter"),
        lambda one: one.voting is not None and not one.has_voted,
        lambda one: one.may_review and one.is_attending and not one.has_interest,
        _("Les membres présents votent."),
    ),
    Act(
        "close-vote",
        _("Fermer le vote et compter"),
        lambda one: one.voting is not None,
        lambda one: one.holds(SECRETARY) and not one.is_author,
        _("Le secrétariat ferme le vote."),
    ),
    Act(
        "decide",
        _("Décider"),
        _in("opinion_given"),
        _decides,
        _("L’exécutif décide : sans décision écrite, rien n’est approuvé, même avec le temps."),
    ),
    Act(
        "evidence",
        _("Donner une preuve"),
        lambda one: one.waiting > 0,
        lambda one: one.edits,
        _("Le porteur donne les preuves des conditions."),
    ),
    Act(
        "check",
        _("Contrôler une preuve"),
        lambda one: bool(one.unchecked),
        _checks,
        _("Une autre personne que celle qui l’a donnée contrôle chaque preuve."),
    ),
    Act(
        "start",
        _("Mettre en service"),
        lambda one: one.dossier.state in APPROVED and not one.waiting,
        lambda one: one.edits,
        _("Le porteur met en service."),
    ),
    Act(
        "resume",
        _("Décider la reprise"),
        _in("suspended"),
        _decides,
        _("Seule une nouvelle décision de l’exécutif permet la reprise."),
    ),
    Act(
        "information",
        _("Demander des informations"),
        lambda one: one.dossier.state == TO_REVIEW and one.voting is None,
        lambda one: one.holds(SECRETARY) and not one.is_author,
    ),
    Act(
        "recuse",
        _("Me déporter"),
        lambda one: one.dossier.state in {"submitted", TO_REVIEW} or one.is_reviewed,
        lambda one: one.holds(MEMBER) and not one.is_recused and not one.has_voted,
    ),
    Act(
        "interest",
        _("Déclarer un intérêt"),
        lambda one: not states()[one.dossier.state].closed,
        lambda one: one.holds(MEMBER | SECRETARY),
    ),
    Act(
        "review",
        _("Demander un nouvel examen"),
        _in("in_service"),
        lambda one: one.holds(REVIEWERS),
    ),
    Act(
        "suspend",
        _("Suspendre"),
        _in("in_service", "review_due"),
        lambda one: one.person.pk == one.dossier.algorithm.overseer_id or one.holds(SUSPENDERS),
    ),
    Act(
        "withdraw",
        _("Retirer le projet"),
        lambda one: not states()[one.dossier.state].closed,
        lambda one: one.edits or one.holds(EXECUTIVE),
    ),
)
ASIDE = frozenset({"information", "recuse", "interest", "review", "suspend", "withdraw"})
"""Always possible, and never the next step."""


@dataclass(frozen=True, slots=True)
class Next:
    """`mine`: the steps this person takes now; `aside`: what they may also do; `others`: whom the dossier awaits."""

    mine: list[Act]
    aside: list[Act]
    others: list[str]


def next_steps(one: Standing) -> Next:
    """The acts of the moment, by who does them. No query."""
    due = [act for act in ACTS if act.due(one)]
    allowed = [act for act in due if act.may(one)]
    return Next(
        mine=[act for act in allowed if act.name not in ASIDE],
        aside=[act for act in allowed if act.name in ASIDE],
        others=[str(act.awaited) for act in due if act not in allowed and act.awaited],
    )


def why_not(one: Standing) -> list[str]:
    """What keeps this person from a part their role would give them, in sentences."""
    found = []
    committee_or_executive = one.holds(MEMBER | SECRETARY | EXECUTIVE)
    if committee_or_executive and one.is_author:
        found.append(_("Vous avez porté, écrit ou déposé ce dossier : quelqu’un d’autre l’examine et le décide."))
    if one.holds(MEMBER) and one.is_recused:
        found.append(_("Vous vous êtes déporté : vous ne comptez ni dans le quorum, ni dans le vote."))
    if one.holds(MEMBER) and one.has_interest:
        found.append(
            _("Vous avez déclaré un intérêt dans ce système : vous n’en êtes pas rapporteur et n’y votez pas.")
        )
    if one.holds(MEMBER) and one.voting is not None and not one.is_attending and not one.is_recused:
        found.append(_("Votre présence n’est pas notée : signalez-la sur la page de la séance pour voter."))
    if one.has_voted:
        found.append(_("Votre vote est enregistré ; il ne se change pas."))
    if one.holds(EXECUTIVE) and one.both_sides:
        found.append(_("Vous êtes intervenu au comité sur ce dossier : quelqu’un d’autre en décide."))
    return [str(sentence) for sentence in found]
