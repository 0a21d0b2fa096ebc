"""The staff page of one dossier, and the acts of who carries it: submit, prove, put in service, withdraw."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.roles import STAFF
from sobria.democratic.algorithms.desk import act_forms, dossier_acts
from sobria.democratic.algorithms.desk.acting import ActPage, Asked, act_page, number, sentences
from sobria.democratic.algorithms.desk.content_forms import charter_in_force, pages
from sobria.democratic.algorithms.governance import projects, serving
from sobria.democratic.algorithms.governance.standing import EXECUTIVE, OWNERS
from sobria.democratic.algorithms.models import Dossier, Version
from sobria.democratic.algorithms.reading import path_steps, selectors, written
from sobria.democratic.algorithms.reading.as_of import end_of
from sobria.democratic.algorithms.register import class_label
from sobria.engine.ai_act import assess
from sobria.engine.algorithms.states import states

ROUTES = {
    "submit": "deposer",
    "withdraw": "retirer",
    "evidence": "preuve",
    "start": "mettre-en-service",
    "admit": "admettre",
    "report": "rapporteur",
    "agenda": "ordre-du-jour",
    "information": "demander",
    "interest": "interet",
    "recuse": "deport",
    "grid": "grille",
    "put-to-vote": "mettre-au-vote",
    "vote": "voter",
    "close-vote": "fermer-le-vote",
    "decide": "decider",
    "resume": "reprendre",
    "suspend": "suspendre",
    "review": "reexamen",
    "check": "controler",
}
"""Act → the last word of its address, after that of the dossier."""


def find(code: str, number: str) -> Dossier:
    """With its algorithm, version, and people. One query. Raises Http404."""
    found = Dossier.objects.select_related("algorithm__owner", "algorithm__overseer", "version", "rapporteur")
    digits = int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else 0  # noqa: PLR2004 - fits
    return get_object_or_404(found, algorithm__code=code, number=digits)


def address_of(dossier: Dossier) -> str:
    return reverse("algorithms-desk:dossier", args=[dossier.algorithm.code, dossier.number])


def name_of(dossier: Dossier) -> str:
    return _("%(name)s, dossier %(number)s") % {"name": dossier.algorithm.name, "number": dossier.number}


def asked_of(dossier: Dossier, form: act_forms.ActForm, **shown: Any) -> Asked[Dossier]:
    return Asked(dossier, name_of(dossier), form, address_of(dossier), {"dossier": dossier, **shown})


@allow(read=STAFF)
@require_safe
def dossier(request: HttpRequest, code: str, number: str) -> HttpResponse:
    found = find(code, number)
    one = dossier_acts.standing(found, person(request))
    today = timezone.localdate()
    whole = [other for other in selectors.dossiers(found.algorithm) if other.pk == found.pk]
    state = states()[found.state]
    context = {
        "dossier": found,
        "algorithm": found.algorithm,
        "state": state.name(written.reader()),
        "meaning": state.meaning(written.reader()),
        "steps": dossier_acts.next_steps(one),
        "why_not": dossier_acts.why_not(one),
        "standing": one,
        "assessment": assess(found.version.content["ai_act"], on=today),
        "class_name": class_label(assess(found.version.content["ai_act"], on=today).cls),
        "sections": content_shown(found.version),
        "history": path_steps.steps(whole, end=end_of(today), on=today, interests=selectors.interests(found.algorithm)),
        "requests": list(found.requests.order_by("-asked_at")),
        "lacking": lacking(found) if found.state == "draft" else [],
        "marks": marks_shown(found),
    }
    return render(request, "algorithms/desk_dossier.html", context)


def content_shown(version: Version) -> list[tuple[str, list[written.Said]]]:
    """Every field that says something, by page of the record. Two queries."""
    titles = {one.code: one.title for one in _principles(version.charter)}
    whole = [
        (page.title, [written.said(field.code, version.content, principles=titles) for field in page.fields])
        for page in pages()
    ]
    return [(title, known) for title, said in whole if (known := [one for one in said if one.is_known])]


def marks_shown(dossier: Dossier) -> list[tuple[str, str, str]]:
    """Principle, reading, comment: the latest of each on this content. Three queries."""
    titles = {one.code: one.title for one in _principles(dossier.version.charter)}
    latest = {one.principle: one for one in dossier.marks.filter(fingerprint=dossier.fingerprint).order_by("pk")}
    return [(titles.get(code, code), one.get_mark_display(), one.comment) for code, one in latest.items()]


def _principles(number: int | None) -> list[Any]:
    found = selectors.charter(number) if number else None
    return list(found.principles.all()) if found else []


def lacking(dossier: Dossier) -> list[str]:
    """What keeps it from being submitted, in sentences. Two queries."""
    version = dossier.version
    found = projects.lacking(
        version.content, on=timezone.localdate(), footprint=version.footprint, charter=charter_in_force()
    )
    return sentences(found)


def _ask_submit(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    found = find(code, number)
    form = act_forms.SeenForm(data, initial={"seen": found.version.number})
    return asked_of(found, form, lacking=lacking(found) if found.state == "draft" else [])


submit = act_page(
    ActPage(
        roles=OWNERS,
        title=gettext_lazy("Déposer le dossier"),
        lead=gettext_lazy(
            "Son contenu est figé et publié avec son empreinte : le comité l’examine tel quel. Pour le changer ensuite,"
            " il faudra que le comité vous le rende, ou ouvrir un nouveau dossier."
        ),
        action=gettext_lazy("Déposer"),
        done=gettext_lazy("Dossier déposé : le secrétariat du comité le reçoit."),
        ask=_ask_submit,
        do=lambda asked, by: projects.submit(asked.about, seen=number(asked.form.cleaned_data["seen"]), by=by),
        template="algorithms/desk_submit.html",
    )
)


def _ask_withdraw(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return asked_of(find(code, number), act_forms.DisposalForm(data))


withdraw = act_page(
    ActPage(
        roles=OWNERS | EXECUTIVE,
        title=gettext_lazy("Retirer le projet"),
        lead=gettext_lazy("Le dossier est clos pour toujours. La page publique reste, avec son histoire."),
        action=gettext_lazy("Retirer"),
        done=gettext_lazy("Dossier retiré ; sa page reste."),
        ask=_ask_withdraw,
        do=lambda asked, by: projects.withdraw(asked.about, disposal=asked.form.cleaned_data["disposal"], by=by),
        danger=True,
    )
)


def _ask_evidence(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    found = find(code, number)
    return asked_of(found, act_forms.EvidenceForm(data, dossier=found))


evidence = act_page(
    ActPage(
        roles=OWNERS,
        title=gettext_lazy("Donner une preuve"),
        lead=gettext_lazy("Une autre personne la contrôlera avant la mise en service."),
        action=gettext_lazy("Donner cette preuve"),
        done=gettext_lazy("Preuve donnée : une autre personne doit la contrôler."),
        ask=_ask_evidence,
        do=lambda asked, by: serving.give_evidence(
            asked.form.cleaned_data["condition"],
            text=asked.form.cleaned_data["text"],
            url=asked.form.cleaned_data["url"],
            by=by,
        ),
    )
)


def _ask_start(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return asked_of(find(code, number), act_forms.ServiceForm(data))


start = act_page(
    ActPage(
        roles=OWNERS,
        title=gettext_lazy("Mettre en service"),
        lead=gettext_lazy("L’usage commence, sur ce contenu exact et jusqu’au terme de l’autorisation."),
        action=gettext_lazy("Mettre en service"),
        done=gettext_lazy("En service."),
        ask=_ask_start,
        do=lambda asked, by: serving.start_service(asked.about, **asked.form.cleaned_data, by=by),
    )
)
