"""The personal page says to each role what awaits it, and nothing of others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.governance import committee, deciding, serving, voting, watching
from sobria.democratic.algorithms.models import Algorithm
from sobria.democratic.algorithms.services import create_algorithm, name_overseer

pytestmark = pytest.mark.django_db
PAGE = "/bureau/algorithmes/a-faire/"


@pytest.fixture
def who() -> world.City:
    return world.city()


def todo(person: User) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_nothing_awaits_at_first(who: world.City) -> None:
    for person in (who.owner, who.secretary, who.members[0], who.mayor, who.dpo, who.officer):
        assert "Rien ne vous attend" in todo(person)


def test_a_draft_says_what_it_lacks_then_that_it_is_ready(who: world.City) -> None:
    create_algorithm(values={"name": "Presque rien"}, by=who.owner)
    assert "Compléter la fiche : Presque rien" in todo(who.owner)
    assert "Il manque à la fiche" in todo(who.owner)
    assert "Rien ne vous attend" in todo(who.colleague)
    world.project(who)
    assert "Déposer : Tri des demandes de voirie" in todo(who.owner)


def test_the_secretary_admits_then_finds_a_session(who: world.City) -> None:
    dossier = world.submitted(who)
    assert "Admettre et nommer un rapporteur" in todo(who.secretary)
    committee.admit(dossier, rapporteur=who.members[0], by=who.secretary)
    assert "Inscrire à l’ordre du jour" in todo(who.secretary)
    session = world.sitting(who, dossier)
    page = todo(who.secretary)
    assert "Inscrire à l’ordre du jour" not in page
    assert "Fermer la séance" in page
    item = session.items.get()
    voting.put_to_vote(item, sense="favourable", reasons="Lu.", by=who.secretary)
    assert "Fermer le vote" in todo(who.secretary)


def test_a_member_reads_attends_and_votes(who: world.City) -> None:
    dossier = world.in_review(who)
    assert "2 principes à lire" in todo(who.members[0])
    assert "Rien ne vous attend" in todo(who.members[1])
    proposal = world.proposed(who, dossier)
    assert "Voter : Tri des demandes" in todo(who.members[1])
    assert "Signaler votre présence" in todo(who.members[3])
    voting.cast_vote(proposal, choice="for", by=who.members[1])
    assert "Voter :" not in todo(who.members[1])
    committee.recuse(dossier, reason="Ancien employeur", by=who.members[2])
    assert "Voter :" not in todo(who.members[2])


def test_the_executive_sees_for_how_long_an_opinion_waits(who: world.City) -> None:
    dossier = world.in_review(who)
    world.opinion(who, dossier)
    with time_machine.travel(timezone.now() + timedelta(days=12), tick=False):
        assert "rendu il y a 12 jours" in todo(who.mayor)
    world.decided(who, dossier)
    assert "Rien ne vous attend" in todo(who.mayor)
    assert "Mettre en service" in todo(who.owner)


def test_evidence_is_owed_then_checked_by_someone_else(who: world.City) -> None:
    dossier = world.in_review(who)
    conditions = [{"text": "Former les agents", "is_prior": True, "due_on": ""}]
    world.opinion(who, dossier, sense="conditions", conditions=conditions)
    decision = world.decided(who, dossier, sense="approved_with_conditions", conditions=conditions)
    page = todo(who.owner)
    assert "Donner une preuve" in page
    assert "Mettre en service" not in page
    evidence = serving.give_evidence(decision.conditions.get(), text="Feuille", by=who.owner)
    assert "Donner une preuve" not in todo(who.owner)
    assert "Contrôler une preuve" in todo(who.officer)
    assert "Contrôler une preuve" not in todo(who.owner)
    serving.check_evidence(evidence, accepted=True, by=who.officer)
    assert "Mettre en service" in todo(who.owner)


def test_what_runs_without_authorisation_and_late_answers_are_said(who: world.City) -> None:
    watching.observe_unknown(
        values={"name": "Caché"}, operation="running", seen_on=timezone.localdate(), source="agent", by=who.colleague
    )
    watching.ask(None, kind="sighting", text="J’ai vu une caméra.")
    for person in (who.dpo, who.officer):
        assert "Faire arrêter ou autoriser : Caché" in todo(person)
        assert "système inconnu du registre" in todo(person)
    with time_machine.travel(timezone.now() + timedelta(days=90), tick=False):
        assert "en retard" in todo(who.dpo)


def test_the_overseer_is_told_of_a_term_and_of_a_suspension(who: world.City) -> None:
    dossier = world.in_service(who)
    name_overseer(dossier.algorithm, overseer=who.colleague, owner=who.owner, by=who.owner)
    assert "Rien ne vous attend" in todo(who.colleague)
    assert dossier.expires_on is not None
    late = timezone.now() + (dossier.expires_on - timezone.localdate()) - timedelta(days=20)
    with time_machine.travel(late, tick=False):
        assert "Surveiller" in todo(who.colleague)
        assert "Préparer la suite" in todo(who.owner)
    dossier = world.dossier_of(Algorithm.objects.get())
    deciding.suspend(dossier, reason="Panne", for_risk=False, by=who.colleague)
    assert "vérifiez qu’il ne tourne plus" in todo(who.colleague)
    assert "Décider la reprise" in todo(who.mayor)


def test_a_partner_has_no_such_page(who: world.City) -> None:
    assert who.owner
    client = Client()
    client.force_login(world.person(Role.RESIDENT, "habitante"))
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize(
    "chosen",
    [lambda who: who.owner, lambda who: who.secretary, lambda who: who.members[0], lambda who: who.officer],
    ids=["owner", "secretary", "member", "officer"],
)
def test_thirty_lines_ask_as_many_questions_as_one(who: world.City, chosen: Callable[[world.City], User]) -> None:
    def count() -> int:
        client = Client()
        client.force_login(User.objects.get(pk=chosen(who).pk))
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    def add(number: int) -> None:
        create_algorithm(values={"name": f"Brouillon {number}"}, by=who.owner)
        world.submitted(who, name=f"Déposé {number}")
        dossier = world.in_review(who, name=f"Examiné {number}")
        watching.ask(dossier.algorithm, kind="question", text="Pourquoi ?")

    add(0)
    before = count()
    for number in range(1, 15):
        add(number)
    assert count() == before
    assert Algorithm.objects.count() == 45
