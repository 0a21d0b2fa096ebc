"""What awaits one person, by each role held today: what, why, by when, and one link.

Each list says its queries; none grows with the rows. Lists stop at `MOST` lines.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sobria.city.people.models import User
from sobria.democratic.algorithms.desk.acting import sentences
from sobria.democratic.algorithms.desk.content_forms import charter_in_force
from sobria.democratic.algorithms.governance.projects import lacking
from sobria.democratic.algorithms.governance.serving import CHECKERS
from sobria.democratic.algorithms.governance.watching import READERS
from sobria.democratic.algorithms.models import REGISTER, RUNNING, Algorithm, Dossier
from sobria.democratic.algorithms.models.decision import Condition, Evidence
from sobria.democratic.algorithms.models.watch import Question
from sobria.engine.algorithms.states import APPROVED, IN_FORCE, states
from sobria.engine.messages import Refusal

MOST = 100
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Task:
    """One line. `by`: the day it is owed, None when none is set; `is_late`: that day has passed."""

    what: str
    about: str
    why: str
    url: str
    by: date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    tasks: list[Task]


Lister = Callable[[User, date], Iterator[Task]]


def task(what: str, dossier: Dossier, why: str = "", *, act: str = "", by: date | None = None) -> Task:
    """A line about a dossier, that leads to its page or to an act's."""
    args = [dossier.algorithm.code, dossier.number]
    name = f"algorithms-desk:{act or 'dossier'}"
    is_late = by is not None and by < timezone.localdate()
    return Task(what, dossier.algorithm.name, why, reverse(name, args=args), by, is_late)


def dossiers(**chosen: object) -> QuerySet[Dossier]:
    return Dossier.objects.select_related("algorithm", "version").filter(**chosen).order_by("due_on", "pk")


def owner(person: User, on: date) -> Iterator[Task]:
    """Drafts, questions of the committee, evidence, service, reviews. Four queries."""
    charter = charter_in_force()
    proven = Condition.objects.filter(evidence__check_made__is_accepted=True)
    waiting = Evidence.objects.filter(condition=OuterRef("pk"), check_made=None)
    open_ = list(
        Condition.objects.filter(decision__dossier__algorithm__owner=person)
        .filter(decision__dossier__state__in=APPROVED | IN_FORCE)
        .exclude(pk__in=proven)
        .annotate(is_given=Exists(waiting))
        .select_related("decision__dossier__algorithm")
        .order_by("due_on", "pk")[:MOST]
    )
    held = {one.decision.dossier_id for one in open_ if one.is_prior}
    for dossier in dossiers(algorithm__owner=person).exclude(state__in=_closed())[:MOST]:
        if dossier.state == "draft":
            yield _draft(
                dossier, lacking(dossier.version.content, on=on, footprint=dossier.version.footprint, charter=charter)
            )
        elif dossier.state in APPROVED and dossier.pk not in held:
            yield task(_("Mettre en service"), dossier, _("Approuvé ; plus rien ne l’empêche."), act="start")
        elif dossier.state == "review_due":
            yield task(_("Préparer un nouvel examen"), dossier, _("À réexaminer : ouvrez un nouveau dossier."))
        elif dossier.state == "in_service" and dossier.expires_on and dossier.expires_on <= on + SOON:
            why = _("Le terme de l’autorisation approche : ouvrez un nouveau dossier.")
            yield task(_("Préparer la suite"), dossier, why, by=dossier.expires_on)
    for one in open_:
        if not one.is_given:
            yield task(_("Donner une preuve"), one.decision.dossier, one.text, act="evidence", by=one.due_on)


def _draft(dossier: Dossier, refusals: Iterator[Refusal]) -> Task:
    missing = sentences(refusals)
    if dossier.days_left is not None:
        return task(_("Répondre au comité, puis déposer de nouveau"), dossier, " ".join(missing))
    if missing:
        return task(_("Compléter la fiche"), dossier, " ".join(missing))
    return task(_("Déposer"), dossier, _("La fiche est prête."), act="submit")


def executive(person: User, on: date) -> Iterator[Task]:
    """Opinions that wait for a decision, and suspensions. Two queries."""
    given = dossiers(state="opinion_given").prefetch_related("opinions").exclude(algorithm__owner=person)
    for dossier in given[:MOST]:
        opinion = max(dossier.opinions.all(), key=lambda one: one.given_at)
        days = (on - opinion.given_on).days
        told = {"sense": opinion.get_sense_display(), "days": days}
        why = (
            _("Avis %(sense)s, rendu aujourd’hui.")
            if days < 1
            else ngettext(
                "Avis %(sense)s, rendu il y a %(days)s jour.", "Avis %(sense)s, rendu il y a %(days)s jours.", days
            )
        )
        yield task(_("Décider"), dossier, why % told, act="decide")
    for dossier in dossiers(state="suspended")[:MOST]:
        why = _("Le comité se prononce d’abord.") if dossier.must_return else _("Rien ne reprend sans une décision.")
        yield task(_("Décider la reprise ou le retrait"), dossier, why)


def reviewer(_person: User, on: date) -> Iterator[Task]:
    """What is due for review, what runs without authorisation. Two queries."""
    for dossier in dossiers(state="review_due")[:MOST]:
        yield task(_("Suivre le nouvel examen"), dossier, _("Le terme est passé, ou un fait le demande."))
    runs = [code for code, state in states().items() if state.runs]
    found = Algorithm.objects.filter(operation__in=RUNNING).exclude(authorisation__in=runs)
    for one in found.order_by("regularise_by", "code")[:MOST]:
        url = reverse("algorithms-desk:entry", args=[one.code])
        late = one.regularise_by is not None and one.regularise_by < on
        yield Task(
            _("Faire arrêter ou autoriser"), one.name, _("Tourne sans autorisation."), url, one.regularise_by, late
        )


def answerer(person: User, on: date) -> Iterator[Task]:
    """Questions without answer: those of one's own projects, all for who answers for the register. One query."""
    found = Question.objects.filter(answered_at=None).select_related("algorithm")
    if not person.holds(READERS, scope=REGISTER):
        found = found.filter(algorithm__owner=person)
    for one in found.order_by("due_on", "pk")[:MOST]:
        about = one.algorithm.name if one.algorithm else _("système inconnu du registre")
        told = {"kind": one.get_kind_display(), "day": date_format(timezone.localdate(one.asked_at))}
        url = reverse("algorithms-desk:answer", args=[one.pk])
        yield Task(_("Répondre"), about, _("%(kind)s, reçue le %(day)s.") % told, url, one.due_on, one.due_on < on)


def checker(person: User, _on: date) -> Iterator[Task]:
    """Evidence that a second person must check. One query."""
    found = Evidence.objects.filter(check_made=None).exclude(given_by=person)
    found = found.exclude(condition__decision__dossier__submitted_by=person)
    if not person.holds(CHECKERS):
        found = found.filter(condition__decision__dossier__algorithm__owner=person)
    rows = found.select_related("condition__decision__dossier__algorithm").order_by("given_at", "pk")
    for one in rows[:MOST]:
        line = task(_("Contrôler une preuve"), one.condition.decision.dossier, one.condition.text, act="check")
        yield Task(line.what, line.about, line.why, f"{line.url}?preuve={one.pk}")


def overseer(person: User, on: date) -> Iterator[Task]:
    """What this person oversees and that asks for attention. One query."""
    mine = dossiers(algorithm__overseer=person, state__in=IN_FORCE)
    asks = Q(state__in=("review_due", "suspended")) | Q(expires_on__lte=on + SOON)
    for dossier in mine.filter(asks)[:MOST]:
        if dossier.state == "suspended":
            why = _("Suspendu : vérifiez qu’il ne tourne plus.")
        else:
            why = _("Son terme approche ou est passé : surveillez l’usage.")
        yield task(_("Surveiller"), dossier, why, by=dossier.expires_on)


def _closed() -> list[str]:
    return [code for code, state in states().items() if state.closed]
