"""Pages of the executive and of those who watch: decide, resume, suspend, ask for a review, check evidence."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from sobria.city.people.roles import STAFF, Role
from sobria.democratic.algorithms.desk import act_forms
from sobria.democratic.algorithms.desk.acting import ActPage, Asked, act_page
from sobria.democratic.algorithms.desk.dossier_views import asked_of, find
from sobria.democratic.algorithms.governance import deciding, serving, watching
from sobria.democratic.algorithms.governance.standing import EXECUTIVE, OWNERS
from sobria.democratic.algorithms.models import Dossier
from sobria.democratic.algorithms.models.decision import Evidence
from sobria.democratic.algorithms.models.opinion import Opinion

OVERSEERS = STAFF - {Role.AUDITOR, Role.ADMINISTRATOR}
"""Any of them may be the overseer of a system; the act judges which."""


def _opinion(dossier: Dossier) -> Opinion | None:
    return dossier.opinions.order_by("-given_at", "-pk").first()


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None}


def _ask_decide(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    found = find(code, number)
    opinion = _opinion(found)
    asked = [_typed(row) for row in opinion.conditions] if opinion else []
    form = act_forms.DecisionForm(data, conditions=asked, initial={"seen": found.fingerprint})
    return asked_of(found, form, opinion=opinion)


decide = act_page(
    ActPage(
        roles=EXECUTIVE,
        title=_("Décider"),
        lead=_(
            "La décision est publiée, avec l’avis du comité ; elle ne s’efface pas. S’en écarter demande des motifs."
        ),
        action=_("Prendre cette décision"),
        done=_("Décision prise et publiée."),
        ask=_ask_decide,
        do=lambda asked, by: deciding.decide(
            asked.about,
            sense=asked.form.cleaned_data["sense"],
            reference=asked.form.cleaned_data["reference"],
            dated=asked.form.cleaned_data["dated"],
            reasons=asked.form.cleaned_data["reasons"],
            conditions=asked.form.conditions(),  # type: ignore[attr-defined]
            seen=asked.form.cleaned_data["seen"],
            by=by,
        ),
        template="algorithms/desk_decide.html",
    )
)


def _ask_resume(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    found = find(code, number)
    form = act_forms.ResumeForm(data, initial={"seen": found.fingerprint})
    return asked_of(found, form, opinion=_opinion(found))


resume = act_page(
    ActPage(
        roles=EXECUTIVE,
        title=_("Décider la reprise"),
        lead=_(
            "L’usage est de nouveau autorisé. Après un risque, le comité doit s’être prononcé depuis la suspension."
        ),
        action=_("Autoriser la reprise"),
        done=_("Reprise autorisée."),
        ask=_ask_resume,
        do=lambda asked, by: deciding.resume(asked.about, **asked.form.cleaned_data, by=by),
        template="algorithms/desk_decide.html",
    )
)


def _ask_suspend(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return asked_of(find(code, number), act_forms.SuspendForm(data))


suspend = act_page(
    ActPage(
        roles=OVERSEERS,
        title=_("Suspendre"),
        lead=_("L’usage n’est plus autorisé dès maintenant. Seule une nouvelle décision de l’exécutif le rétablit."),
        action=_("Suspendre maintenant"),
        done=_("Suspendu : l’usage n’est plus autorisé."),
        ask=_ask_suspend,
        do=lambda asked, by: deciding.suspend(asked.about, **asked.form.cleaned_data, by=by),
        danger=True,
    )
)


def _ask_review(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return asked_of(find(code, number), act_forms.ReasonForm(data))


review = act_page(
    ActPage(
        roles=watching.REVIEWERS,
        title=_("Demander un nouvel examen"),
        lead=_("Le système reste autorisé, et la ville dit publiquement qu’il est à réexaminer."),
        action=_("Demander l’examen"),
        done=_("Nouvel examen demandé."),
        ask=_ask_review,
        do=lambda asked, by: watching.ask_review(asked.about, reason=asked.form.cleaned_data["reason"], by=by),
    )
)


def _ask_check(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    """The oldest piece of evidence that waits; « preuve » in the address names another."""
    found = find(code, number)
    waiting = Evidence.objects.filter(condition__decision__dossier=found, check_made=None)
    wanted = (data or _request.GET).get("preuve", "")
    evidence = waiting.select_related("condition__decision__dossier").order_by("pk")
    one = evidence.filter(pk=int(wanted)).first() if wanted.isdigit() and len(wanted) <= 9 else evidence.first()  # noqa: PLR2004 - fits
    if one is None:
        raise Http404
    return asked_of(found, act_forms.CheckForm(data), evidence=one)


def _check(asked: Asked[Dossier], by: Any) -> None:
    typed = asked.form.cleaned_data
    serving.check_evidence(asked.shown["evidence"], accepted=typed["accepted"] == "yes", reason=typed["reason"], by=by)


check = act_page(
    ActPage(
        roles=serving.CHECKERS | OWNERS,
        title=_("Contrôler une preuve"),
        lead=_("Votre contrôle est publié. Qui a donné la preuve ou déposé le dossier ne la contrôle pas."),
        action=_("Enregistrer ce contrôle"),
        done=_("Contrôle enregistré."),
        ask=_ask_check,
        do=_check,
        template="algorithms/desk_check.html",
    )
)
