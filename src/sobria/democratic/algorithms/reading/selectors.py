"""Reads behind the public pages: nothing of a draft, nobody's name. Each says its queries; none grows with the rows."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Min, Prefetch, Q, QuerySet
from django.utils import timezone

from sobria.democratic.algorithms.models import PUBLISHED, RUNNING, Algorithm, Dossier, Transition, Version, authorised
from sobria.democratic.algorithms.models.charter import Charter
from sobria.democratic.algorithms.models.committee import Interest, Recusal, Session
from sobria.democratic.algorithms.models.decision import Condition, Decision, Evidence
from sobria.democratic.algorithms.models.opinion import AgendaItem, Opinion, Proposal, Vote
from sobria.democratic.algorithms.models.watch import Observation, Question

CODE = re.compile(r"ALG-\d{5,15}", re.ASCII)
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
UNDER_REVIEW = frozenset({"in_review", "opinion_given"})


def runs_unauthorised(today: date) -> Q:
    return Q(is_public=True, operation__in=sorted(RUNNING)) & ~authorised(today)


@dataclass(frozen=True, slots=True)
class Tally:
    """The register in numbers; a prohibited system is counted by its state too.

    `nearest`: first day by which something must be settled; `overdue`: past it.
    """

    total: int
    in_service: int
    submitted: int
    under_review: int
    refused: int
    prohibited: int
    withdrawn: int
    unauthorised: int
    overdue: int
    nearest: date | None
    questions_owed: int
    questions_late: int


def tally(today: date) -> Tally:
    """Two queries."""
    unauthorised = runs_unauthorised(today)
    counted = Algorithm.objects.filter(is_public=True).aggregate(
        total=Count("pk"),
        in_service=Count("pk", filter=authorised(today)),
        under_review=Count("pk", filter=Q(authorisation__in=sorted(UNDER_REVIEW))),
        submitted=Count("pk", filter=Q(authorisation="submitted")),
        refused=Count("pk", filter=Q(authorisation="refused")),
        prohibited=Count("pk", filter=Q(ai_class="prohibited")),
        withdrawn=Count("pk", filter=Q(authorisation="withdrawn")),
        unauthorised=Count("pk", filter=unauthorised),
        overdue=Count("pk", filter=unauthorised & Q(regularise_by__lt=today)),
        nearest=Min("regularise_by", filter=unauthorised),
    )
    owed = Question.objects.filter(answered_at=None).aggregate(
        questions_owed=Count("pk"), questions_late=Count("pk", filter=Q(due_on__lt=today))
    )
    return Tally(**counted, **owed)


def algorithm(code: str) -> Algorithm | None:
    """A public system. One query, none for what is not a code."""
    return Algorithm.objects.filter(code=code, is_public=True).first() if CODE.fullmatch(code) else None


def versions(algorithm: Algorithm) -> QuerySet[Version]:
    """Published ones, latest first."""
    return Version.objects.filter(algorithm=algorithm, stage__in=PUBLISHED).order_by("-number")


def version_before(algorithm: Algorithm, end: datetime, *, dossier: int | None = None) -> Version | None:
    """The last published one, of a dossier when it has any. One query, two when it has none."""
    found = versions(algorithm).filter(created_at__lt=end)
    of_dossier = None if dossier is None else found.filter(dossier_number=dossier).first()
    return of_dossier or found.first()


def observations(algorithm: Algorithm) -> list[Observation]:
    """Latest first."""
    return list(Observation.objects.filter(algorithm=algorithm).order_by("-seen_on", "-pk"))


def dossiers(algorithm: Algorithm) -> list[Dossier]:
    """With all that made their path. Fourteen queries at most.

    Votes of an opinion come only when they are separate; `proposals`: only those that were counted and not adopted.
    """
    evidence = Evidence.objects.select_related("check_made").order_by("pk")
    conditions = Condition.objects.order_by("rank").prefetch_related(Prefetch("evidence", evidence))
    dissents = Vote.objects.exclude(dissent="").order_by("choice", "dissent")
    lost = Proposal.objects.filter(state__in=(Proposal.State.REJECTED, Proposal.State.NO_QUORUM)).order_by("number")
    return list(
        Dossier.objects.filter(algorithm=algorithm)
        .order_by("number")
        .prefetch_related(
            Prefetch("transitions", Transition.objects.order_by("rank")),
            Prefetch("opinions", Opinion.objects.select_related("proposal__item__session").order_by("pk")),
            Prefetch("opinions__proposal__votes", dissents),
            Prefetch("proposals", lost.select_related("item__session").prefetch_related("votes")),
            Prefetch("decisions", Decision.objects.order_by("pk").prefetch_related(Prefetch("conditions", conditions))),
            Prefetch("recusals", Recusal.objects.order_by("pk")),
            "requests",
            "marks",
        )
    )


def interests(algorithm: Algorithm | None) -> list[Interest]:
    """What members declared in one system, or (None) for every file. One query; a page shows nobody's name."""
    return list(Interest.objects.filter(algorithm=algorithm).order_by("declared_at", "pk"))


def charter(number: int | None = None) -> Charter | None:
    """One version, the one in force by default, with its principles. Two queries."""
    found = Charter.objects.prefetch_related("principles").order_by("-number")
    return (found if number is None else found.filter(number=number)).first()


def running_unauthorised() -> QuerySet[Algorithm]:
    """What must be settled first, first; with what was seen."""
    seen = Prefetch("observations", Observation.objects.order_by("-seen_on", "-pk"))
    found = Algorithm.objects.filter(runs_unauthorised(timezone.localdate())).prefetch_related(seen)
    return found.order_by(F("regularise_by").asc(nulls_last=True), "code")


def shown_questions(algorithm: Algorithm | None = None) -> QuerySet[Question]:
    """Answered and published, latest first."""
    readable = Q(algorithm=None) | Q(algorithm__is_public=True)
    found = Question.objects.filter(readable, is_shown=True).exclude(answered_at=None).select_related("algorithm")
    found = found if algorithm is None else found.filter(algorithm=algorithm)
    return found.order_by("-answered_at", "-pk")


def question_counts(algorithm: Algorithm, today: date) -> dict[str, int]:
    """Owed, late, answered without being published. One query."""
    return Question.objects.filter(algorithm=algorithm).aggregate(
        owed=Count("pk", filter=Q(answered_at=None)),
        late=Count("pk", filter=Q(answered_at=None, due_on__lt=today)),
        hidden=Count("pk", filter=~Q(answered_at=None) & Q(is_shown=False)),
    )


def hidden_reasons(algorithm: Algorithm) -> list[str]:
    """Why requests were answered without being published. One query."""
    found = Question.objects.filter(algorithm=algorithm, is_shown=False).exclude(answered_at=None)
    return sorted(set(found.exclude(hidden_for="").values_list("hidden_for", flat=True)))


def question(token: str) -> Question | None:
    """By its private address. One query, none for what is no address."""
    found = Question.objects.select_related("algorithm").filter(token=token)
    return found.first() if TOKEN.fullmatch(token) else None


def sessions() -> QuerySet[Session]:
    """Latest first, with the number of files on the agenda."""
    return Session.objects.annotate(files=Count("items")).order_by("-on", "-number")


def session(number: int) -> Session | None:
    """With its agenda, the votes that are closed and how each went. Seven queries at most."""
    closed = Proposal.objects.exclude(state=Proposal.State.OPEN).select_related("opinion").order_by("number")
    items = AgendaItem.objects.select_related("dossier__algorithm").order_by("rank")
    items = items.prefetch_related(Prefetch("proposals", closed.prefetch_related("votes")), "dossier__recusals")
    found = Session.objects.annotate(present=Count("attendances", distinct=True)).filter(number=number)
    return found.prefetch_related(Prefetch("items", items)).first()
