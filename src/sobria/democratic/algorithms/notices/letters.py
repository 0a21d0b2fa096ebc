"""Letters about the path of a project: who is told of what, and in which words.

`queue` is called beside each event of the journal (`governance/moving.tell`, `journal.tell_committee`), in the
transaction of the act; the letters leave later, in a job. Without a mail server nothing is queued, but in the
demonstration, whose terminal shows them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sobria.city.jobs import queue as jobs
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.governance.standing import EXECUTIVE, authors
from sobria.democratic.algorithms.models import Algorithm, Dossier
from sobria.democratic.algorithms.models.committee import Recusal, Session
from sobria.democratic.algorithms.models.watch import Question

TASK = "sobria.democratic.algorithms.notices.notice_jobs.deliver"
ANSWERED = "algorithm.answered"
TOLD = frozenset(
    {
        *("algorithm.submit", "algorithm.admit", "algorithm.request_information", "algorithm.put-to-vote"),
        *("algorithm.give_opinion", "algorithm.opinion-given", "algorithm.decide", "algorithm.start_service"),
        *("algorithm.evidence-checked", "algorithm.review", "algorithm.suspend", "algorithm.resume"),
        *("algorithm.withdraw", "algorithm.term-near", ANSWERED, "committee.session-planned"),
    }
)
"""Kinds of events that someone is told of by mail."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`key` names its reader without an address, so that a job may try again: a person, or a question."""

    key: str
    to: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about. `path`: its page."""

    kind: str
    name: str
    path: str
    data: Mapping[str, Any]
    dossier: Dossier | None = None
    session: Session | None = None
    question: Question | None = None


def queue(kind: str, subject: str, data: Mapping[str, Any]) -> None:
    """Plan the letters of an event, in the current transaction. One query when there are some."""
    if kind in TOLD and are_sent():
        kept = {name: data[name] for name in ("by", "dossier", "question") if name in data}
        if kind == "algorithm.suspend":
            kept["reason"] = data["reason"]
        jobs.enqueue(TASK, kind=kind, subject=subject, data=kept)


def are_sent() -> bool:
    """Whether letters leave from here: by a mail server, or shown in the terminal of the demonstration."""
    return bool(settings.EMAIL_HOST) or settings.SOBRIA_DEMO


def letters(kind: str, subject: str, data: Mapping[str, Any]) -> list[Letter]:
    """The letters of an event, whose author receives none. Six queries at most, in French."""
    with translation.override("fr"):
        about = _about(kind, subject, data)
        if about is None:
            return []
        if about.question is not None:
            return _answer(about.question, about)
        title, sentence = _words(about)
        readers = {one.pk: one for one in _readers(about)}
        written = [
            Letter(f"person:{pk}", one.email, title, _letter(sentence, about.path)) for pk, one in readers.items()
        ]
        return [one for one in written if one.key != data.get("by")]


def _about(kind: str, subject: str, data: Mapping[str, Any]) -> Subject | None:
    what, _colon, name = subject.partition(":")
    if what == "session":
        session = Session.objects.get(number=int(name))
        told = {"number": session.number, "day": date_format(session.on)}
        path = reverse("algorithms-desk:session", args=[session.number])
        return Subject(kind, _("séance %(number)s du %(day)s") % told, path, data, session=session)
    if kind == ANSWERED:
        question = Question.objects.select_related("algorithm").get(pk=data["question"])
        path = reverse("algorithms:question", args=[question.token])
        named = question.algorithm.name if question.algorithm else _("un système inconnu du registre")
        return Subject(kind, named, path, data, question=question)
    algorithm = Algorithm.objects.get(code=name)
    dossiers = Dossier.objects.select_related("algorithm__owner").filter(algorithm=algorithm)
    dossier = dossiers.filter(number=data["dossier"]).first()
    if dossier is None:
        return None
    path = reverse("algorithms-desk:dossier", args=[algorithm.code, dossier.number])
    return Subject(kind, algorithm.name, path, data, dossier=dossier)


def _readers(about: Subject) -> list[User]:
    if about.kind == "algorithm.submit":
        return _holding({Role.SECRETARY})
    if about.session is not None:
        return _holding({Role.MEMBER})
    dossier = about.dossier
    if dossier is None:
        return []
    if about.kind == "algorithm.put-to-vote":
        return _voters(dossier)
    owner = [one for one in (dossier.algorithm.owner,) if one is not None and one.is_active]
    if about.kind in {"algorithm.give_opinion", "algorithm.opinion-given"}:
        return [*_holding(EXECUTIVE), *owner]
    return owner


def _voters(dossier: Dossier) -> list[User]:
    """Members who may vote on it. Three queries."""
    recused = Recusal.objects.filter(dossier=dossier).values_list("member", flat=True)
    aside = authors(dossier) | set(recused)
    return [one for one in _holding({Role.MEMBER}) if one.pk not in aside]


def _holding(roles: Collection[Role]) -> list[User]:
    held = Assignment.objects.in_force(timezone.localdate()).filter(role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"))


def _words(about: Subject) -> tuple[str, str]:
    """Title and sentence, in French."""
    found: dict[str, Callable[[], tuple[str, str]]] = {
        "algorithm.submit": lambda: (
            _("Un dossier est déposé : %(name)s"),
            _("Le dossier « %(name)s » attend que vous l’admettiez et nommiez un rapporteur."),
        ),
        "algorithm.admit": lambda: (
            _("Votre dossier est en examen : %(name)s"),
            _("Le comité examine « %(name)s »."),
        ),
        "algorithm.request_information": lambda: (
            _("Le comité vous interroge : %(name)s"),
            _("Le comité demande des informations sur « %(name)s ». Complétez la fiche, puis déposez de nouveau."),
        ),
        "algorithm.put-to-vote": lambda: (
            _("Un vote est ouvert : %(name)s"),
            _("Un avis sur « %(name)s » est mis au vote. Votez avant la fin de la séance."),
        ),
        "algorithm.suspend": lambda: (_("L’usage est suspendu : %(name)s"), _suspended(about.data)),
        "algorithm.decide": lambda: (
            _("Une décision est prise : %(name)s"),
            _("L’exécutif a décidé sur « %(name)s ». La page du dossier dit la suite."),
        ),
        "algorithm.evidence-checked": lambda: (
            _("Une preuve est contrôlée : %(name)s"),
            _("Une preuve que vous avez donnée pour « %(name)s » vient d’être contrôlée."),
        ),
        "algorithm.term-near": lambda: (
            _("Le terme approche : %(name)s"),
            _("L’autorisation de « %(name)s » se termine dans moins de trente jours. Préparez un nouveau dossier."),
        ),
        "committee.session-planned": lambda: (
            _("Une séance est prévue : %(name)s"),
            _("Le comité se réunit : %(name)s. L’ordre du jour est sur la page de la séance."),
        ),
    }
    opinion = (_("Un avis est rendu : %(name)s"), _("Le comité a rendu son avis sur « %(name)s »."))
    moved = (
        _("Le dossier a avancé : %(name)s"),
        _("L’état de « %(name)s » a changé. La page du dossier dit la suite."),
    )
    if about.kind in {"algorithm.give_opinion", "algorithm.opinion-given"}:
        title, sentence = opinion
    else:
        title, sentence = found.get(about.kind, lambda: moved)()
    told = {"name": about.name, "reason": about.data.get("reason", "")}
    return title % told, sentence % told


def _suspended(data: Mapping[str, Any]) -> str:
    """With its reason, which is published; a letter that a former version left waiting has none."""
    if data.get("reason"):
        return _("L’usage de « %(name)s » est suspendu. Motif : %(reason)s")
    return _("L’usage de « %(name)s » est suspendu.")


def _answer(question: Question, about: Subject) -> list[Letter]:
    """To whoever left an address: the answer, and nothing of anybody else."""
    if not question.email:
        return []
    title = _("Réponse à votre demande : %(name)s") % {"name": about.name}
    text = "\n\n".join((_("Vous avez posé une question à la ville. Voici sa réponse."), question.answer))
    return [Letter(f"question:{question.pk}", question.email, title, _letter(text, about.path))]


def _letter(sentence: str, path: str) -> str:
    opening, closing = _("Bonjour,"), _("Ce message est envoyé par Sobria ; n’y répondez pas.")
    return f"{opening}\n\n{sentence}\n\n{settings.SOBRIA_SITE_URL.rstrip('/')}{path}\n\n{closing}\n"
