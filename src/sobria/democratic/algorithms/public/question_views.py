"""Asking, and following what was asked: an answer is owed by a day, and its private page says where it stands."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people import throttle, visitors
from sobria.city.people.access import public, public_form
from sobria.democratic.algorithms.governance import watching
from sobria.democratic.algorithms.governance.standing import rules_on
from sobria.democratic.algorithms.models import Algorithm
from sobria.democratic.algorithms.models.watch import Question
from sobria.democratic.algorithms.public.question_forms import QuestionForm
from sobria.democratic.algorithms.public.views import algorithm_or_404
from sobria.democratic.algorithms.reading import selectors
from sobria.democratic.algorithms.reading.written import reader
from sobria.engine.algorithms.papers import clock
from sobria.engine.messages import Refusal
from sobria.ui.missing import MissingError

ASKED = throttle.Rate("algorithm-question", 5, 60 * 60)
"""Five requests at once from one network address, then one more each twelve minutes."""
KINDS = {
    "question": Question.Kind.QUESTION,
    "erreur": Question.Kind.ERROR,
    "explication": Question.Kind.EXPLANATION,
    "en-marche": Question.Kind.SIGHTING,
}
TITLES = {
    Question.Kind.QUESTION: gettext_lazy("Poser une question"),
    Question.Kind.ERROR: gettext_lazy("Signaler une erreur"),
    Question.Kind.EXPLANATION: gettext_lazy("Demander l’explication d’une décision"),
    Question.Kind.SIGHTING: gettext_lazy("Signaler un système en marche"),
}
PER_PAGE = 20


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """About a record."""
    if kind not in KINDS:
        raise MissingError(_("Cette nature de demande n’existe pas."))
    return _ask(request, algorithm_or_404(code), KINDS[kind])


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """About a system that the register may not know."""
    return _ask(request, None, Question.Kind.SIGHTING)


def _ask(request: HttpRequest, algorithm: Algorithm | None, kind: Question.Kind) -> HttpResponse:
    form = QuestionForm(request.POST if request.method == "POST" else None, kind=kind)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if throttle.take(ASKED, visitors.address(request)):
                asked = _asked(form, algorithm, kind)
                if asked is not None:
                    return redirect("algorithms:question", token=asked.token)
            else:
                status = 429
                form.add_error(
                    None, _("Trop de demandes d’affilée depuis cet endroit. Réessayez dans un quart d’heure.")
                )
    context = {
        "form": form,
        "algorithm": algorithm,
        "title": TITLES[kind],
        "is_explanation": kind == Question.Kind.EXPLANATION,
        "days": rules_on(timezone.localdate())["answer_days"],
        "delays": clock(timezone.localdate()).delays,
    }
    return render(request, "algorithms/public_ask.html", context, status=status)


def _asked(form: QuestionForm, algorithm: Algorithm | None, kind: Question.Kind) -> Question | None:
    given = form.cleaned_data
    try:
        return watching.ask(algorithm, kind=kind, text=given["text"], email=given["email"])
    except Refusal as refusal:
        form.add_error("text", refusal.sentence(reader()))
    return None


@public
@never_cache
@require_safe
def question(request: HttpRequest, token: str) -> HttpResponse:
    """The private page of who asked: whoever holds its address reads it, search engines do not."""
    found = selectors.question(token)
    if found is None:
        raise MissingError(_("Aucune demande ne répond à cette adresse. Vérifiez qu’elle est entière."))
    today = timezone.localdate()
    asked_on = timezone.localdate(found.asked_at)
    runs = clock(asked_on)
    context: dict[str, Any] = {
        "question": found,
        "is_late": found.answered_at is None and found.due_on < today,
        "address": request.build_absolute_uri(request.path),
        "is_explanation": found.kind == Question.Kind.EXPLANATION,
        "clock": runs,
    }
    answer = render(request, "algorithms/public_question.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@public
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What was asked and answered; `?fiche=` for one record."""
    code = request.GET.get("fiche", "")
    algorithm = algorithm_or_404(code) if code else None
    page = Paginator(selectors.shown_questions(algorithm), PER_PAGE).get_page(request.GET.get("page"))
    tally = selectors.tally(timezone.localdate())
    context = {"page": page, "algorithm": algorithm, "tally": tally}
    return render(request, "algorithms/public_questions.html", context)
