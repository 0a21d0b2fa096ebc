"""From a draft to service by the staff pages, as each role; each refusal is a sentence and keeps what was typed."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.city.people.models import User
from sobria.democratic.algorithms.governance import committee, serving, watching
from sobria.democratic.algorithms.models import Algorithm, Dossier
from sobria.democratic.algorithms.models.charter import Charter
from sobria.democratic.algorithms.models.committee import CommitteeRules, Session
from sobria.engine.algorithms import states
from sobria.engine.algorithms.fields import fields

pytestmark = pytest.mark.django_db
DESK = "/bureau/algorithmes/"
NO_ROWS = {"conditions-TOTAL_FORMS": "0", "conditions-INITIAL_FORMS": "0"}


def browser(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def post(person: User, path: str, /, **data: Any) -> str:
    """The page that follows, whatever happened."""
    answer = browser(person).post(path, data, follow=True)
    assert answer.status_code in {200, 422}, (path, answer.status_code)
    return answer.content.decode()


def get(person: User, path: str) -> str:
    answer = browser(person).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def page_of(dossier: Dossier) -> str:
    return f"{DESK}{dossier.algorithm.code}/dossiers/{dossier.number}/"


def typed(page: str) -> dict[str, str]:
    """What a newcomer types in one page of the record."""
    values = {code: value for code, value in world.CONTENT.items() if fields()[code].section == page}
    return {code: str(value) for code, value in values.items() if isinstance(value, str)}


def write(person: User, code: str, page: str, /, **data: Any) -> str:
    seen = Dossier.objects.get(algorithm__code=code, state="draft").version.number
    rows = {
        f"{name}-{kind}_FORMS": "0"
        for name in ("datasets", "assessments", "links", "withheld")
        for kind in ("TOTAL", "INITIAL")
    }
    return post(person, f"{DESK}{code}/rediger/{page}/", seen=seen, **rows, **data)


def written_and_submitted(who: world.City) -> Dossier:
    """A project written page by page, then submitted."""
    post(who.owner, f"{DESK}nouveau/", name="Tri des demandes")
    code = Algorithm.objects.get().code
    assert "Il manque à la fiche" in get(who.owner, f"{DESK}{code}/")
    for page in ("identity", "use", "impact", "data", "functioning", "oversight", "footprint"):
        assert "Enregistré" in write(who.owner, code, page, **typed(page))
    write(who.owner, code, "principles", **{"p-0": "Un agent.", "p-1": "Des règles simples."})
    said = write(who.owner, code, "ai_act", **{"q-is-ai-system": "no"})
    assert "Algorithme sans IA" in said
    assert "prête à être déposée" in get(who.owner, f"{DESK}{code}/")
    dossier = world.dossier_of(Algorithm.objects.get())
    assert "Dossier déposé" in post(who.owner, f"{page_of(dossier)}deposer/", seen=dossier.version.number)
    return dossier


def test_a_project_goes_from_draft_to_service_by_the_pages_alone(who: world.City) -> None:
    dossier = written_and_submitted(who)
    base = page_of(dossier)
    assert "Admettre et nommer un rapporteur" in get(who.secretary, base)
    assert "l’examen commence" in post(who.secretary, f"{base}admettre/", person=who.members[0].pk)
    readings = {"mark-0": "met", "comment-0": "", "mark-1": "reserved", "comment-1": "À mesurer."}
    assert "Grille enregistrée" in post(who.members[0], f"{base}grille/", **readings)
    post(who.secretary, f"{DESK}comite/prevoir/", on=timezone.localdate().isoformat(), place="Salle 1")
    session = Session.objects.get()
    post(who.secretary, f"{base}ordre-du-jour/", session=session.pk)
    sitting = f"{DESK}comite/seances/{session.number}/"
    assert "Séance ouverte" in post(who.secretary, f"{sitting}ouvrir/")
    post(who.members[0], f"{sitting}presence/", member=who.members[0].pk)
    for member in who.members[1:3]:
        assert "Présence notée" in post(who.secretary, f"{sitting}presence/", member=member.pk)
    conditions = {
        "conditions-TOTAL_FORMS": "1",
        "conditions-INITIAL_FORMS": "0",
        "conditions-0-text": "Former les agents",
        "conditions-0-is_prior": "on",
    }
    post(who.members[0], f"{base}mettre-au-vote/", sense="conditions", reasons="Utile.", **conditions)
    for member in who.members[:3]:
        assert "Vote enregistré" in post(member, f"{base}voter/", choice="for", dissent="")
    post(who.secretary, f"{base}fermer-le-vote/")
    post(who.secretary, f"{sitting}fermer/", minutes="Tout a été dit.")
    form = get(who.mayor, f"{base}decider/")
    assert "Former les agents" in form
    dossier.refresh_from_db()
    told = {"sense": "approved_with_conditions", "reference": "AR-1", "dated": timezone.localdate().isoformat()}
    assert "Décision prise" in post(
        who.mayor,
        f"{base}decider/",
        seen=dossier.fingerprint,
        reasons="",
        **told,
        **(conditions | {"conditions-INITIAL_FORMS": "1"}),
    )
    condition = dossier.decisions.get().conditions.get()
    assert "Ces conditions préalables" in post(who.owner, f"{base}mettre-en-service/", notices="on")
    post(who.owner, f"{base}preuve/", condition=condition.pk, text="Feuille de présence", url="")
    assert "une autre personne" in post(who.owner, f"{base}controler/", accepted="yes", reason="").lower()
    assert "Contrôle enregistré" in post(who.officer, f"{base}controler/", accepted="yes", reason="")
    assert "En service." in post(who.owner, f"{base}mettre-en-service/", notices="on")
    dossier.refresh_from_db()
    assert dossier.state == "in_service"
    assert "Mis en service" in get(who.dpo, base)


def test_only_the_acts_of_the_moment_are_offered_and_others_are_said(who: world.City) -> None:
    base = page_of(world.submitted(who))
    assert f"{base}admettre/" in get(who.secretary, base)
    seen = get(who.members[0], base)
    assert f"{base}admettre/" not in seen
    assert "Le secrétariat du comité l’admet" in seen
    assert f"{base}retirer/" in get(who.owner, base)
    assert f"{base}retirer/" not in get(who.dpo, base)


def test_two_people_writing_one_page_see_both_texts(who: world.City) -> None:
    dossier = world.dossier_of(world.project(who))
    path = f"{DESK}{dossier.algorithm.code}/rediger/impact/"
    seen = dossier.version.number
    assert "Enregistré" in post(who.owner, path, seen=seen, impacts="Le premier texte", risks="", mitigation="")
    page = browser(who.officer).post(path, {"seen": seen, "impacts": "Le second texte", "risks": "R"})
    assert page.status_code == 422
    shown = page.content.decode()
    assert "Quelqu’un a enregistré la version" in shown
    assert "Le premier texte" in shown
    assert "Le second texte" in shown
    latest = Dossier.objects.get().version.number
    assert f'name="seen" value="{latest}"' in shown
    assert "Enregistré" in post(who.officer, path, seen=latest, impacts="Les deux", risks="R", mitigation="")


def test_a_refused_decision_keeps_what_was_typed(who: world.City) -> None:
    dossier = world.in_review(who)
    world.opinion(who, dossier)
    dossier.refresh_from_db()
    path = f"{page_of(dossier)}decider/"
    told = {"sense": "refused", "reference": "AR-77", "dated": timezone.localdate().isoformat(), **NO_ROWS}
    page = post(who.mayor, path, seen=dossier.fingerprint, reasons="", **told)
    assert "s’écarte de l’avis du comité" in page
    assert "AR-77" in page
    stale = post(who.mayor, path, seen="0" * 64, reasons="Trop cher", **told)
    assert "Le contenu n’est pas celui" in stale
    early = told | {"dated": "2020-01-01"}
    assert "avant l’avis rendu" in post(who.mayor, path, seen=dossier.fingerprint, reasons="Trop cher", **early)
    assert "Décision prise" in post(who.mayor, path, seen=dossier.fingerprint, reasons="Trop cher", **told)


def test_whoever_is_on_both_sides_is_refused_in_a_sentence(who: world.City) -> None:
    dossier = world.in_review(who)
    proposal = world.proposed(who, dossier)
    base = page_of(dossier)
    committee.recuse(dossier, reason="Ancien employeur", by=who.members[2])
    assert "déporté" in post(who.members[2], f"{base}voter/", choice="for")
    assert "Votre présence" in post(who.members[3], f"{base}voter/", choice="for")
    post(who.members[0], f"{base}voter/", choice="for")
    assert "ne se change pas" in post(who.members[0], f"{base}voter/", choice="against")
    assert proposal.votes.count() == 1
    assert browser(who.owner).post(f"{base}voter/", {"choice": "for"}).status_code == 403


def test_suspended_for_a_risk_it_returns_to_the_committee_by_the_pages(who: world.City) -> None:
    dossier = world.in_service(who)
    base = page_of(dossier)
    assert "Suspendu" in post(who.dpo, f"{base}suspendre/", reason="Biais", for_risk="on")
    told = {"reference": "AR-2", "dated": timezone.localdate().isoformat(), "reasons": "Corrigé"}
    assert "doit se prononcer" in post(who.mayor, f"{base}reprendre/", seen=dossier.fingerprint, **told)
    world.opinion(who, dossier)
    assert "Reprise autorisée" in post(who.mayor, f"{base}reprendre/", seen=dossier.fingerprint, **told)


def test_the_overseer_suspends_whatever_the_role(who: world.City) -> None:
    dossier = world.in_service(who)
    path = f"{page_of(dossier)}suspendre/"
    assert browser(who.colleague).post(path, {"reason": "Panne"}).status_code == 403
    post(who.owner, f"{DESK}{dossier.algorithm.code}/personnes/", owner=who.owner.pk, overseer=who.colleague.pk)
    assert "Suspendu" in post(who.colleague, path, reason="Panne")


def test_a_question_of_the_committee_returns_the_dossier(who: world.City) -> None:
    dossier = world.in_review(who)
    base = page_of(dossier)
    assert "rendu à son porteur" in post(who.secretary, f"{base}demander/", text="Quelles données ?")
    page = get(who.owner, base)
    assert "Quelles données ?" in page
    assert f"{base}deposer/" in page


def test_what_is_published_is_corrected_with_its_reason(who: world.City) -> None:
    dossier = world.in_service(who)
    code = dossier.algorithm.code
    path = f"{DESK}{code}/corriger/impact/"
    said = {"seen": dossier.version.number, "impacts": "Mieux dit", "risks": "R", "mitigation": ""}
    assert "obligatoire" in post(who.owner, path, note="", **said)
    assert "Enregistré" in post(who.owner, path, note="Faute de frappe", **said)
    assert browser(who.owner).get(f"{DESK}{code}/corriger/rien/").status_code == 404
    assert "Dossier ouvert" in post(who.owner, f"{DESK}{code}/ouvrir/")
    assert "déjà en cours" in post(who.owner, f"{DESK}{code}/ouvrir/")


def test_withdrawing_asks_what_becomes_of_data(who: world.City) -> None:
    base = page_of(world.submitted(who))
    assert "Revenir sans rien changer" in get(who.owner, f"{base}retirer/")
    assert "obligatoire" in post(who.owner, f"{base}retirer/", disposal="")
    assert "Dossier retiré" in post(who.owner, f"{base}retirer/", disposal="Rien n’avait été collecté.")
    assert "ne devient pas" in post(who.owner, f"{base}retirer/", disposal="Encore")


def test_rules_change_within_bounds_by_the_executive(who: world.City) -> None:
    path = f"{DESK}comite/regles/"
    said: dict[str, Any] = {name: field.value for name, field in states.settings().items()}
    said |= {"reference": "DEL-9", "since": timezone.localdate().isoformat()}
    assert "sort des bornes" in post(who.mayor, path, **(said | {"quorum_least": 1}))
    assert "Règles changées" in post(who.mayor, path, **(said | {"answer_days": 20}))
    assert CommitteeRules.objects.get().values["answer_days"] == 20
    assert browser(who.secretary).post(path, said).status_code == 403


def test_the_charter_starts_from_the_current_one_or_the_example(who: world.City) -> None:
    path = f"{DESK}comite/charte/"
    assert "L’humain décide" in get(who.officer, path)
    assert "L’humain garde la main" in get(who.officer, f"{path}?exemple")
    rows = {
        "principles-TOTAL_FORMS": "1",
        "principles-INITIAL_FORMS": "0",
        "principles-0-code": "humain",
        "principles-0-title": "L’humain",
        "principles-0-question": "Qui ?",
    }
    told = {"title": "Charte 2", "text": "", "reference": "2026-2", "adopted_on": timezone.localdate().isoformat()}
    assert "titre et une question" in post(who.officer, path, **told, **(rows | {"principles-0-title": ""}))
    assert "Charte publiée" in post(who.officer, path, **told, **rows)
    assert Charter.objects.count() == 2


def test_a_question_is_answered_once_and_kept_back_with_a_reason(who: world.City) -> None:
    algorithm = world.in_service(who).algorithm
    question = watching.ask(algorithm, kind="question", text="Qui décide ?")
    path = f"{DESK}demandes/{question.pk}/"
    assert "Qui décide ?" in get(who.dpo, f"{DESK}demandes/")
    assert "Dites pourquoi" in post(who.dpo, path, text="Un agent.", shown="no", hidden_for="")
    assert "Réponse enregistrée" in post(who.dpo, path, text="Un agent.", shown="yes", hidden_for="")
    assert "déjà reçu sa réponse" in post(who.dpo, path, text="Autre", shown="yes", hidden_for="")


def test_what_runs_and_is_unknown_becomes_public(who: world.City) -> None:
    today = timezone.localdate().isoformat()
    post(who.colleague, f"{DESK}signaler/", name="Outil caché", operation="running", seen_on=today)
    algorithm = Algorithm.objects.get()
    assert algorithm.is_public
    assert "tourne sans autorisation" in get(who.colleague, f"{DESK}{algorithm.code}/")
    post(who.dpo, f"{DESK}{algorithm.code}/observer/", operation="stopped", seen_on=today)
    algorithm.refresh_from_db()
    assert algorithm.operation == "stopped"


@pytest.mark.parametrize(
    "path", ["", "comite/", "demandes/", "a-faire/"], ids=["register", "committee", "questions", "to-do"]
)
def test_lists_ask_as_many_questions_for_thirty_rows_as_for_one(who: world.City, path: str) -> None:
    def count() -> int:
        client = browser(who.secretary)
        client.get(f"{DESK}{path}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(f"{DESK}{path}").status_code == 200
        return len(asked)

    world.in_review(who)
    watching.ask(Algorithm.objects.get(), kind="question", text="Pourquoi ?")
    before = count()
    for number in range(30):
        one = world.in_review(who, name=f"Projet {number}")
        watching.ask(one.algorithm, kind="question", text="Pourquoi ?")
    assert count() == before


def test_a_dossier_page_asks_a_constant_number_of_questions(who: world.City) -> None:
    dossier = world.in_review(who)
    world.opinion(who, dossier)
    rows = [{"text": f"Condition {number}", "is_prior": True, "due_on": ""} for number in range(2)]

    def count() -> int:
        client = browser(who.officer)
        client.get(page_of(dossier))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(dossier))
        return len(asked)

    decision = world.decided(who, dossier, sense="approved_with_conditions", conditions=rows)
    first = decision.conditions.first()
    assert first is not None
    serving.give_evidence(first, text="Preuve", by=who.owner)
    before = count()
    for condition in decision.conditions.all():
        for number in range(5):
            serving.give_evidence(condition, text=f"Preuve {number}", by=who.owner)
    assert count() == before
