"""Public pages of the committee: its rules, its seats, its sessions with agenda and minutes. Nobody's name."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.democratic.algorithms.governance.standing import members_on, rules_on
from sobria.democratic.algorithms.models.committee import CommitteeRules, Session
from sobria.democratic.algorithms.models.opinion import Proposal, Vote
from sobria.democratic.algorithms.reading import selectors
from sobria.democratic.algorithms.reading.path_steps import tally_words
from sobria.democratic.algorithms.reading.written import reader
from sobria.engine.algorithms.states import settings
from sobria.ui import numbers

PER_PAGE, LARGEST = 20, 2**31 - 1
UNITS = {"nb": "", "%": "%", "day": gettext_lazy("jours"), "month": gettext_lazy("mois")}


@dataclass(frozen=True, slots=True)
class Voted:
    """What was put to the vote, once closed, and how each side counted."""

    proposal: Proposal
    tally: str
    dissents: tuple[str, ...]


@public
@require_safe
def committee(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = Paginator(selectors.sessions(), PER_PAGE).get_page(request.GET.get("page"))
    values = rules_on(today)
    changes = list(CommitteeRules.objects.order_by("-number"))
    context = {
        "seats": values["seats"],
        "members": len(members_on(today)),
        "rules": [(one.name(reader()), with_unit(values[code], one.unit)) for code, one in settings().items()],
        "in_force": next((one for one in changes if one.since <= today), None),
        "changes": changes,
        "interests": selectors.interests(None),
        "page": page,
    }
    return render(request, "algorithms/public_committee.html", context)


@public
@require_safe
def session(request: HttpRequest, number: int) -> HttpResponse:
    """Its agenda; once it is closed, its minutes and how each vote went. No count while a vote is open."""
    found = selectors.session(number) if number <= LARGEST else None
    if found is None:
        raise Http404(_("Aucune séance ne porte ce numéro."))
    context: dict[str, Any] = {
        "session": found,
        "is_closed": found.state == Session.State.CLOSED,
        "items": [
            (item, [_voted(one) for one in item.proposals.all()], len(item.dossier.recusals.all()))
            for item in found.items.all()
        ],
    }
    return render(request, "algorithms/public_session.html", context)


def _voted(proposal: Proposal) -> Voted:
    votes = list(proposal.votes.all())
    counted = Counter(vote.choice for vote in votes)
    tally = tally_words(counted[Vote.Choice.FOR], counted[Vote.Choice.AGAINST], counted[Vote.Choice.ABSTAIN])
    dissents = sorted((vote.choice, vote.dissent) for vote in votes if vote.dissent)
    return Voted(proposal, tally, tuple(text for _choice, text in dissents))


def with_unit(value: int, unit: str) -> str:
    """A rule of the committee as it is read."""
    return numbers.measure(numbers.decimal(value), str(UNITS.get(unit, unit)))
