"""Public pages of the register: what it holds, one record as of a day, what runs without authorisation, the charter."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.city.registers import views as registers
from sobria.democratic.algorithms.models import RUNNING, Algorithm, Operation, Version
from sobria.democratic.algorithms.models.charter import Charter
from sobria.democratic.algorithms.public import record_page
from sobria.democratic.algorithms.reading import as_of, path_steps, selectors
from sobria.democratic.algorithms.reading.as_of import Standing
from sobria.democratic.algorithms.reading.written import reader
from sobria.democratic.algorithms.register import ALGORITHMS
from sobria.engine.algorithms.states import DRAFT, states

PER_PAGE, FEW = 50, 10
TONES = {"in_service": "good", "approved": "good", "approved_with_conditions": "good"}
LATE = frozenset({"refused", "suspended", "review_due"})


@dataclass(frozen=True, slots=True)
class StandingWords:
    """Authorisation beside observation, in words; the tone only repeats them."""

    authorisation: str
    meaning: str
    tone: str
    operation: str
    standing: Standing


def standing_words(standing: Standing) -> StandingWords:
    state = states()[standing.authorisation]
    tone = TONES.get(state.code, "late" if state.code in LATE else "unknown")
    operation = str(Operation(standing.operation).label)
    meaning = state.meaning(reader())
    if standing.is_expired:
        tone, meaning = "late", _("Le terme de l’autorisation est passé.")
    return StandingWords(state.name(reader()), meaning, tone, operation, standing)


def algorithm_or_404(code: str) -> Algorithm:
    found = selectors.algorithm(code)
    if found is None:
        raise Http404(_("Aucune fiche publique ne porte ce code."))
    return found


@public
@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = registers.list_context(request, ALGORITHMS, public=True)
    return render(request, "algorithms/public_list.html", context | {"tally": selectors.tally(today), "today": today})


@public
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Today's record, or `?date=`: its content, state and law of that day."""
    algorithm = algorithm_or_404(code)
    today = timezone.localdate()
    on, refused = as_of.asked_day(request.GET.get("date", ""), today=today)
    status = 422 if refused else 200
    observed = selectors.observations(algorithm)
    if on is not None and not _was_public(algorithm, on, observed_first=_first_seen(observed)):
        on, refused = None, _("Ce système n’était pas encore public à cette date : voici sa fiche d’aujourd’hui.")
    dossiers = selectors.dossiers(algorithm)
    end = as_of.end_of(on or today)
    standing = as_of.standing_on(algorithm, dossiers, observed, end=end) if on else as_of.standing_now(algorithm)
    stood = as_of.states_at(dossiers, end)
    read = as_of.read_of(stood)
    version = selectors.version_before(algorithm, end, dossier=read)
    context: dict[str, Any] = {
        "algorithm": algorithm,
        "version": version,
        "on": on,
        "day": on or today,
        "refused": refused,
        "asked": request.GET.get("date", "")[:40],
        "standing": standing_words(standing),
        "is_overdue": standing.regularise_by is not None and standing.regularise_by < (on or today),
        "observations": [one for one in observed if one.at < end][:FEW],
        "steps": path_steps.steps(dossiers, end=end, on=on or today, interests=selectors.interests(algorithm)),
        "other_projects": [
            (number, states()[state].name(reader()))
            for number, state in sorted(stood.items())
            if read is not None and number > read and state != DRAFT
        ],
    }
    if version is not None:
        charter = selectors.charter(version.charter) if version.charter else None
        context |= _content(version, on or today) | {
            "principles": record_page.principles(version, charter, dossiers),
            "charter": charter,
        }
    if on is None:
        context |= _questions(algorithm, today)
    name = "algorithms/record.html" if version else "algorithms/record_observed.html"
    return render(request, name, context, status=status)


def _first_seen(observed: list[Any]) -> Any:
    """When a system seen running became public."""
    return min((one.at for one in observed if one.operation in RUNNING), default=None)


def _was_public(algorithm: Algorithm, on: date, *, observed_first: Any) -> bool:
    """No query for a day before the record began."""
    if on < timezone.localdate(algorithm.created_at):
        return False
    end = as_of.end_of(on)
    seen = observed_first is not None and observed_first < end
    return seen or selectors.version_before(algorithm, end) is not None


def _content(version: Version, on: date) -> dict[str, Any]:
    title, lead = record_page.heading(version.content)
    return {
        "title": title,
        "lead": lead,
        "brief": record_page.brief(version.content),
        "withheld": record_page.withheld(version.content),
        "law": record_page.law_on(version.content, on),
        "footprint": record_page.footprint(version),
    }


def _questions(algorithm: Algorithm, today: date) -> dict[str, Any]:
    shown = list(selectors.shown_questions(algorithm)[: FEW + 1])
    return {
        "questions": shown[:FEW],
        "has_more": len(shown) > FEW,
        "counts": selectors.question_counts(algorithm, today),
        "hidden_reasons": selectors.hidden_reasons(algorithm),
    }


@public
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """What runs without authorisation, what must be settled first, first."""
    page = Paginator(selectors.running_unauthorised(), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [
        {
            "algorithm": one,
            "seen": next(iter(one.observations.all()), None),
            "state": states()[one.authorisation].name(reader()),
            "is_late": one.regularise_by is not None and one.regularise_by < today,
        }
        for one in page
    ]
    return render(request, "algorithms/public_running.html", {"page": page, "rows": rows, "today": today})


@public
@require_safe
def charter(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The charter in force, or one of its earlier versions."""
    found = selectors.charter(number)
    if found is None and number is not None:
        raise Http404(_("Aucune version de la charte ne porte ce numéro."))
    editions = list(Charter.objects.defer("text").order_by("-number"))
    context = {"charter": found, "editions": editions, "is_old": bool(found and found.number != editions[0].number)}
    return render(request, "algorithms/public_charter.html", context)
