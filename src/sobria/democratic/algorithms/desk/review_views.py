"""Acts of the committee on one dossier: admit, put on an agenda, ask, stand aside, read, vote, count."""

from collections import Counter

from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.city.people.access import person
from sobria.city.people.models import User
from sobria.democratic.algorithms.desk import act_forms, dossier_acts
from sobria.democratic.algorithms.desk.acting import ActPage, Asked, act_page
from sobria.democratic.algorithms.desk.committee_forms import AgendaForm
from sobria.democratic.algorithms.desk.dossier_views import asked_of, find
from sobria.democratic.algorithms.governance import committee, voting
from sobria.democratic.algorithms.governance.committee import MEMBER, SECRETARY
from sobria.democratic.algorithms.governance.standing import COMMITTEE, authors, members_on
from sobria.democratic.algorithms.models import Dossier
from sobria.democratic.algorithms.models.committee import Interest, Recusal
from sobria.democratic.algorithms.reading import selectors
from sobria.democratic.algorithms.reading.path_steps import result_words


def free_members(dossier: Dossier) -> list[User]:
    """Members within their mandate who stand on no side of it. Four queries."""
    aside = authors(dossier)
    aside |= set(Recusal.objects.filter(dossier=dossier).values_list("member", flat=True))
    aside |= set(Interest.objects.filter(algorithm=dossier.algorithm).values_list("member", flat=True))
    return [one for one in members_on(timezone.localdate()) if one.pk not in aside]


def _ask_admit(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    found = find(code, number)
    return asked_of(found, act_forms.PersonForm(data, people=free_members(found)))


admit = act_page(
    ActPage(
        roles=SECRETARY,
        title=_("Admettre et nommer un rapporteur"),
        lead=_("Le délai d’examen commence. Ne sont proposés que les membres sans lien avec le dossier."),
        action=_("Admettre le dossier"),
        done=_("Dossier admis : l’examen commence."),
        ask=_ask_admit,
        do=lambda asked, by: committee.admit(asked.about, rapporteur=asked.form.cleaned_data["person"], by=by),
    )
)


report = act_page(
    ActPage(
        roles=SECRETARY,
        title=_("Nommer un autre rapporteur"),
        lead=_("Ne sont proposés que les membres sans lien avec le dossier."),
        action=_("Nommer le rapporteur"),
        done=_("Rapporteur nommé."),
        ask=_ask_admit,
        do=lambda asked, by: committee.name_rapporteur(
            asked.about, rapporteur=asked.form.cleaned_data["person"], by=by
        ),
    )
)


def _ask_agenda(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return asked_of(find(code, number), AgendaForm(data))


agenda = act_page(
    ActPage(
        roles=SECRETARY,
        title=_("Inscrire à l’ordre du jour"),
        lead=_("L’ordre du jour est public. Si aucune séance n’est proposée, prévoyez-en une d’abord."),
        action=_("Inscrire"),
        done=_("Inscrit à l’ordre du jour."),
        ask=_ask_agenda,
        do=lambda asked, by: committee.add_to_agenda(asked.form.cleaned_data["session"], asked.about, by=by),
    )
)


def _ask_information(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return asked_of(find(code, number), act_forms.InformationForm(data))


information = act_page(
    ActPage(
        roles=SECRETARY,
        title=_("Demander des informations"),
        lead=_(
            "Le dossier revient au porteur, qui peut le modifier ; le délai d’examen attend. La question est publiée."
        ),
        action=_("Rendre le dossier avec cette question"),
        done=_("Question posée : le dossier est rendu à son porteur."),
        ask=_ask_information,
        do=lambda asked, by: committee.request_information(asked.about, text=asked.form.cleaned_data["text"], by=by),
    )
)


def _ask_interest(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return asked_of(find(code, number), act_forms.InterestForm(data))


def _declare(asked: Asked[Dossier], by: User) -> None:
    typed = asked.form.cleaned_data
    algorithm = None if typed["everywhere"] else asked.about.algorithm
    committee.declare_interest(text=typed["text"], algorithm=algorithm, by=by)


interest = act_page(
    ActPage(
        roles=COMMITTEE,
        title=_("Déclarer un intérêt"),
        lead=_("Il est publié sans votre nom. S’il vous empêche de juger, déportez-vous aussi."),
        action=_("Déclarer"),
        done=_("Intérêt déclaré."),
        ask=_ask_interest,
        do=_declare,
    )
)


def _ask_recuse(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return asked_of(find(code, number), act_forms.ReasonForm(data))


recuse = act_page(
    ActPage(
        roles=MEMBER,
        title=_("Me déporter"),
        lead=_("Vous quittez le quorum et le vote sur ce dossier. Cela ne s’annule pas."),
        action=_("Me déporter"),
        done=_("Déport enregistré."),
        ask=_ask_recuse,
        do=lambda asked, by: committee.recuse(asked.about, reason=asked.form.cleaned_data["reason"], by=by),
        danger=True,
    )
)


def _ask_grid(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    found = find(code, number)
    charter = selectors.charter(found.version.charter) if found.version.charter else None
    known = {one.code: (one.title, one.question) for one in charter.principles.all()} if charter else {}
    answers = found.version.content["principles"]
    ordered = [*(code for code in known if code in answers), *(code for code in answers if code not in known)]
    asked = [(one, *known.get(one, (one, "")), answers[one]) for one in ordered]
    marks = {one.principle: one for one in found.marks.filter(fingerprint=found.fingerprint).order_by("pk")}
    form = act_forms.GridForm(data, asked=asked, known=marks)
    return asked_of(found, form, marks=marks)


@transaction.atomic
def _fill_grid(asked: Asked[Dossier], by: User) -> None:
    """Only what changed is written: each reading stays in the record."""
    known = asked.shown["marks"]
    for principle, mark, comment in asked.form.marks():  # type: ignore[attr-defined]
        before = known.get(principle)
        if before is None or (before.mark, before.comment) != (mark, comment.strip()):
            committee.mark(asked.about, principle=principle, mark=mark, comment=comment, by=by)


grid = act_page(
    ActPage(
        roles=MEMBER,
        title=_("Grille de lecture"),
        lead=_("Un principe de la charte par ligne : ce que le projet répond, et votre lecture. Elle est publiée."),
        action=_("Enregistrer la grille"),
        done=_("Grille enregistrée."),
        ask=_ask_grid,
        do=_fill_grid,
        template="algorithms/desk_grid.html",
    )
)


def _ask_proposal(request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    found = find(code, number)
    one = dossier_acts.standing(found, person(request))
    if one.item is None:
        raise Http404
    return asked_of(found, act_forms.ProposalForm(data), item=one.item)


def _put(asked: Asked[Dossier], by: User) -> None:
    typed = asked.form.cleaned_data
    conditions = asked.form.conditions()  # type: ignore[attr-defined]
    voting.put_to_vote(
        asked.shown["item"], sense=typed["sense"], reasons=typed["reasons"], conditions=conditions, by=by
    )


put_to_vote = act_page(
    ActPage(
        roles=COMMITTEE,
        title=_("Mettre un avis au vote"),
        lead=_("Les membres présents votent sur ce texte, qui ne change plus. Adopté, il devient l’avis du comité."),
        action=_("Mettre au vote"),
        done=_("Vote ouvert."),
        ask=_ask_proposal,
        do=_put,
    )
)


def _ask_vote(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return _on_proposal(find(code, number), act_forms.VoteForm(data))


def _ask_close(_request: HttpRequest, data: QueryDict | None, code: str, number: str) -> Asked[Dossier]:
    return _on_proposal(find(code, number), act_forms.ActForm(data))


def _on_proposal(found: Dossier, form: act_forms.ActForm) -> Asked[Dossier]:
    """On the proposal that is open, or the last one: the act says that it is closed. Raises Http404."""
    proposals = list(found.proposals.select_related("item__session").order_by("-number"))
    one = next((other for other in proposals if other.state == "open"), proposals[0] if proposals else None)
    if one is None:
        raise Http404
    return asked_of(found, form, proposal=one, cast=one.votes.count())


vote = act_page(
    ActPage(
        roles=MEMBER,
        title=_("Voter"),
        lead=_("Votre vote est publié sans votre nom, et ne se change pas."),
        action=_("Voter"),
        done=_("Vote enregistré."),
        ask=_ask_vote,
        do=lambda asked, by: voting.cast_vote(asked.shown["proposal"], **asked.form.cleaned_data, by=by),
        template="algorithms/desk_vote.html",
    )
)


def _result(asked: Asked[Dossier]) -> str:
    proposal = asked.shown["proposal"]
    return result_words(proposal, Counter(proposal.votes.values_list("choice", flat=True)))


close_vote = act_page(
    ActPage(
        roles=SECRETARY,
        title=_("Fermer le vote et compter"),
        lead=_("Sans quorum, ou à égalité, la proposition n’est pas adoptée : une autre peut être mise au vote."),
        action=_("Fermer le vote"),
        done=_("Vote fermé : le résultat est sur la page du dossier."),
        told=_result,
        ask=_ask_close,
        do=lambda asked, by: voting.close_vote(asked.shown["proposal"], by=by),
        template="algorithms/desk_vote.html",
    )
)
