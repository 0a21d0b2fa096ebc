"""Staff pages of what is seen from outside: what runs, what residents ask."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.models import User
from sobria.city.people.roles import STAFF
from sobria.democratic.algorithms.desk import act_forms, records
from sobria.democratic.algorithms.desk.acting import ActPage, Asked, act_page, number
from sobria.democratic.algorithms.governance import reporting, watching
from sobria.democratic.algorithms.governance.standing import OWNERS
from sobria.democratic.algorithms.models import REGISTER, Algorithm
from sobria.democratic.algorithms.models.watch import Observation, Question
from sobria.democratic.algorithms.notices import letters

ANSWERERS = OWNERS | watching.READERS
BY_PAGE = 50


def _ask_observe(_request: HttpRequest, data: QueryDict | None, code: str) -> Asked[Algorithm]:
    algorithm = records.find(code)
    return Asked(algorithm, algorithm.name, act_forms.ObserveForm(data), records.record_url(algorithm))


observe = act_page(
    ActPage(
        roles=watching.OBSERVERS,
        title=_("Dire ce que l’on voit tourner"),
        lead=_("Ce qui tourne sans autorisation devient public, avec un délai pour l’arrêter ou l’autoriser."),
        action=_("Enregistrer l’observation"),
        done=_("Observation enregistrée."),
        ask=_ask_observe,
        do=lambda asked, by: watching.observe(
            asked.about, source=Observation.Source.AGENT, **asked.form.cleaned_data, by=by
        ),
    )
)


def _ask_unknown(request: HttpRequest, data: QueryDict | None) -> Asked[Question | None]:
    """`?question=` of a resident's report that no record answers yet: what it says stands beside the form.

    Its text is not copied into the form: what is observed is public at once, and nobody has read it for publication.
    """
    wanted = number(request.GET.get("question"))
    reported = get_object_or_404(Question, pk=wanted, algorithm=None) if wanted else None
    initial: dict[str, Any] = {"operation": "running"}
    back = reverse("algorithms-desk:home")
    if reported is not None:
        watching.require_reader(person(request), reported)
        initial["seen_on"] = timezone.localdate(reported.asked_at)
        back = reverse("algorithms-desk:answer", args=[reported.pk])
    return Asked(reported, "", act_forms.UnknownForm(data, initial=initial), back, {"reported": reported})


def _observe_unknown(asked: Asked[Question | None], by: User) -> str:
    typed = dict(asked.form.cleaned_data)
    values = {name: typed.pop(name) for name in ("name", "provider", "department")}
    if asked.about is not None:
        found = reporting.declare(asked.about, values=values, **typed, by=by)
        return asked.back if by.holds(watching.READERS, scope=REGISTER) else records.record_url(found)
    source = Observation.Source.AGENT
    return records.record_url(watching.observe_unknown(values=values, source=source, **typed, by=by))


observe_unknown = act_page(
    ActPage(
        roles=OWNERS,
        title=_("Signaler un système inconnu du registre"),
        lead=_("Sa fiche commence ici. S’il tourne, elle est publique tout de suite : « en marche, non autorisé »."),
        action=_("Signaler"),
        done=_("Signalé : la fiche est ouverte."),
        ask=_ask_unknown,
        do=_observe_unknown,
        template="algorithms/desk_unknown.html",
    )
)


@allow(read=STAFF)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Those that this person may read and that wait, the nearest deadline first; those answered, latest first."""
    answered = request.GET.get("etat") == "repondues"
    found = watching.readable(person(request)).select_related("algorithm", "answered_by")
    if answered:
        found = found.exclude(answered_at=None).order_by(F("answered_at").desc(), "-pk")
    else:
        found = found.filter(answered_at=None).order_by("due_on", "pk")
    page = Paginator(found, BY_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "answered": answered, "today": timezone.localdate()}
    return render(request, "algorithms/desk_questions.html", context)


def _ask_answer(request: HttpRequest, data: QueryDict | None, pk: int) -> Asked[Question]:
    question = get_object_or_404(Question.objects.select_related("algorithm"), pk=pk)
    watching.require_reader(person(request), question)
    about = question.algorithm.name if question.algorithm else ""
    shown = {
        "asked": question,
        "may_declare": question.algorithm is None and person(request).holds(OWNERS, scope=REGISTER),
        "asked_on": timezone.localdate(question.asked_at).isoformat(),
    }
    return Asked(question, about, act_forms.AnswerForm(data), reverse("algorithms-desk:questions"), shown)


def _answer(asked: Asked[Question], by: User) -> None:
    typed: dict[str, Any] = dict(asked.form.cleaned_data)
    watching.answer(
        asked.about, text=typed["text"], shown=typed["shown"] == "yes", hidden_for=typed["hidden_for"], by=by
    )


def _answer_lead() -> str:
    if letters.are_sent():
        return gettext("Une réponse ne se donne qu’une fois. Qui a laissé son adresse la reçoit par courriel.")
    return gettext(
        "Une réponse ne se donne qu’une fois. Ce site n’envoie pas de courriel : elle se lit à l’adresse privée"
        " donnée à qui a demandé."
    )


answer = act_page(
    ActPage(
        roles=ANSWERERS,
        title=_("Répondre"),
        lead=lazy(_answer_lead, str)(),
        action=_("Envoyer la réponse"),
        done=_("Réponse enregistrée."),
        ask=_ask_answer,
        do=_answer,
        template="algorithms/desk_answer.html",
    )
)
