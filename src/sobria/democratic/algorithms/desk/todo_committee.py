"""What awaits the committee: its secretary, its members."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sobria.city.people.models import User
from sobria.democratic.algorithms.desk.todo import MOST, Task, dossiers, task
from sobria.democratic.algorithms.models import Version
from sobria.democratic.algorithms.models.committee import Attendance, Recusal, Session
from sobria.democratic.algorithms.models.opinion import AgendaItem, Proposal, Vote

REVIEWED = Q(state="in_review") | Q(state="suspended", must_return=True)


def secretary(_person: User, on: date) -> Iterator[Task]:
    """To admit, to put on an agenda, sessions to open and close, votes to close. Five queries."""
    for dossier in dossiers(state="submitted")[:MOST]:
        day = date_format(timezone.localdate(dossier.submitted_at)) if dossier.submitted_at else "—"
        yield task(_("Admettre et nommer un rapporteur"), dossier, _("Déposé le %(day)s.") % {"day": day}, act="admit")
    for dossier in dossiers(state="in_review", rapporteur=None)[:MOST]:
        why = _("Le rapporteur s’est déporté.")
        yield task(_("Nommer un autre rapporteur"), dossier, why, act="report", by=dossier.due_on)
    held = AgendaItem.objects.filter(dossier=OuterRef("pk")).exclude(session__state=Session.State.CLOSED)
    for dossier in dossiers().filter(REVIEWED).exclude(Exists(held))[:MOST]:
        why = _("En examen, et à l’ordre du jour d’aucune séance.")
        yield task(_("Inscrire à l’ordre du jour"), dossier, why, act="agenda", by=dossier.due_on)
    found = Session.objects.exclude(state=Session.State.CLOSED).filter(on__lte=on)
    voting = Count("items__proposals", filter=Q(items__proposals__state="open"), distinct=True)
    for session in found.annotate(voting=voting).order_by("on", "number")[:MOST]:
        yield _session(session, session.voting)
    votes = Proposal.objects.filter(state="open").select_related("dossier__algorithm").annotate(cast=Count("votes"))
    for proposal in votes.order_by("pk")[:MOST]:
        n = proposal.cast
        why = ngettext("%(n)s vote exprimé.", "%(n)s votes exprimés.", n) % {"n": n}
        yield task(_("Fermer le vote"), proposal.dossier, why, act="close-vote")


def _session(session: Session, voting: int) -> Task:
    is_open = session.state == Session.State.OPEN
    what = _("Fermer la séance et écrire son relevé") if is_open else _("Ouvrir la séance")
    why = _("Des votes sont encore ouverts : fermez-les d’abord.") if is_open and voting else ""
    return Task(what, _name(session), why, _url(session), session.on)


def member(person: User, on: date) -> Iterator[Task]:
    """Votes, presence, the grid to fill as rapporteur. Four queries."""
    recused = Recusal.objects.filter(dossier=OuterRef("dossier"), member=person)
    wrote = Version.objects.filter(
        algorithm=OuterRef("dossier__algorithm"), dossier_number=OuterRef("dossier__number"), created_by=person
    )
    votes = (
        Proposal.objects.filter(state="open")
        .exclude(Exists(Vote.objects.filter(proposal=OuterRef("pk"), member=person)))
        .exclude(Exists(recused))
        .exclude(Exists(wrote))
        .exclude(dossier__algorithm__owner=person)
        .select_related("dossier__algorithm")
        .order_by("pk")
    )
    for proposal in votes[:MOST]:
        why = _("Avis proposé : %(sense)s.") % {"sense": proposal.get_sense_display()}
        yield task(_("Voter"), proposal.dossier, why, act="vote")
    there = Attendance.objects.filter(session=OuterRef("pk"), member=person)
    for session in Session.objects.filter(state=Session.State.OPEN).exclude(Exists(there)).order_by("on")[:MOST]:
        yield Task(_("Signaler votre présence"), _name(session), _("Sans elle, vous ne votez pas."), _url(session))
    for session in Session.objects.filter(state=Session.State.PLANNED, on__gte=on).order_by("on")[:MOST]:
        yield Task(_("Venir à la séance"), _name(session), session.place, _url(session), session.on)
    mine = dossiers(rapporteur=person, state="in_review").prefetch_related("marks")
    for dossier in mine[:MOST]:
        read = {one.principle for one in dossier.marks.all() if one.fingerprint == dossier.fingerprint}
        left = len(set(dossier.version.content["principles"]) - read)
        if left:
            why = ngettext("%(n)s principe à lire.", "%(n)s principes à lire.", left) % {"n": left}
            yield task(_("Remplir la grille de lecture"), dossier, why, act="grid", by=dossier.due_on)


def _name(session: Session) -> str:
    return _("Séance %(number)s du %(day)s") % {"number": session.number, "day": date_format(session.on)}


def _url(session: Session) -> str:
    return reverse("algorithms-desk:session", args=[session.number])
