"""Ways around a decision that someone with time would try: each is refused, or said in public."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.democratic.algorithms import invariants
from tests.worlds import algorithms as world

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import assign_role
from sobria.democratic.algorithms.governance import committee, deciding, projects, serving, standing, voting, watching
from sobria.democratic.algorithms.models import Algorithm, Dossier
from sobria.democratic.algorithms.models.committee import Session
from sobria.democratic.algorithms.models.decision import Decision
from sobria.democratic.algorithms.services import correct, name_overseer, open_dossier, save_draft
from sobria.engine.ai_act import blank
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db
PRIOR = [{"text": "Former les agents", "is_prior": True, "due_on": ""}]


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def and_officer(person: User) -> User:
    administrator = world.person(Role.ADMINISTRATOR, f"site{person.pk}")
    world.also(person, Role.OFFICER, by=administrator)
    return User.objects.get(pk=person.pk)


def test_another_content_does_not_take_the_place_of_the_one_in_service(who: world.City, client: Client) -> None:
    serving_one = world.in_service(who)
    algorithm = serving_one.algorithm
    second = open_dossier(algorithm, by=who.owner)
    save_draft(second, values={"purpose": "Surveiller les habitants."}, seen=second.version.number, by=who.owner)
    second = Dossier.objects.select_related("algorithm", "version").get(pk=second.pk)
    projects.submit(second, seen=second.version.number, by=who.owner)
    page = client.get(reverse("algorithms:entry", args=[algorithm.code])).content.decode()
    assert "Orienter chaque signalement." in page
    assert "Surveiller les habitants." not in page
    assert "Un autre contenu est proposé" in page
    projects.withdraw(Dossier.objects.get(pk=second.pk), disposal="Rien", by=who.owner)
    algorithm.refresh_from_db()
    assert (algorithm.shown["purpose"], algorithm.authorisation) == ("Orienter chaque signalement.", "in_service")


def test_the_new_content_is_read_once_it_serves(who: world.City) -> None:
    first = world.in_service(who)
    second = open_dossier(first.algorithm, by=who.owner)
    save_draft(second, values={"purpose": "Orienter mieux."}, seen=second.version.number, by=who.owner)
    second = Dossier.objects.select_related("algorithm", "version").get(pk=second.pk)
    second = projects.submit(second, seen=second.version.number, by=who.owner)
    second = committee.admit(second, rapporteur=who.members[0], by=who.secretary)
    world.opinion(who, second)
    world.decided(who, second)
    serving.start_service(Dossier.objects.get(pk=second.pk), notices=True, by=who.owner)
    algorithm = Algorithm.objects.get()
    assert algorithm.shown["purpose"] == "Orienter mieux."
    assert list(algorithm.dossiers.order_by("number").values_list("state", flat=True)) == ["superseded", "in_service"]
    invariants.check()


def test_a_condition_left_out_is_a_departure_and_needs_reasons(who: world.City) -> None:
    dossier = world.in_review(who)
    world.opinion(who, dossier, sense="conditions", conditions=PRIOR)
    light = [{"text": "Une relecture", "is_prior": False, "due_on": ""}]
    with pytest.raises(Refusal) as refused:
        world.decided(who, dossier, sense="approved_with_conditions", conditions=light)
    assert code_of(refused) == "algorithm-departing"
    decision = world.decided(who, dossier, sense="approved_with_conditions", conditions=light, reasons="Déjà formés")
    assert decision.departs


@pytest.mark.parametrize("days", [None, 400])
def test_a_condition_put_off_is_a_departure_too(who: world.City, days: int | None) -> None:
    today = timezone.localdate()
    due = (today + timedelta(days=90)).isoformat()
    later = (today + timedelta(days=days)).isoformat() if days else ""
    dossier = world.in_review(who)
    asked = {"text": "Publier un bilan", "is_prior": False, "due_on": due}
    world.opinion(who, dossier, sense="conditions", conditions=[asked])
    with pytest.raises(Refusal) as refused:
        world.decided(who, dossier, sense="approved_with_conditions", conditions=[asked | {"due_on": later}])
    assert code_of(refused) == "algorithm-departing"
    assert not world.decided(who, dossier, sense="approved_with_conditions", conditions=[asked]).departs


def test_who_voted_does_not_then_carry_the_project(who: world.City) -> None:
    dossier = world.in_review(who)
    voter = and_officer(who.members[0])
    proposal = world.proposed(who, dossier)
    voting.cast_vote(proposal, choice="against", by=voter)
    voting.close_vote(proposal, by=who.secretary)
    dossier = committee.request_information(Dossier.objects.get(), text="Quoi ?", by=who.secretary)
    with pytest.raises(Refusal) as refused:
        projects.submit(dossier, seen=dossier.version.number, by=voter)
    assert code_of(refused) == "algorithm-judged"
    with pytest.raises(Refusal):
        save_draft(dossier, values={"purpose": "Autre"}, seen=dossier.version.number, by=voter)
    with pytest.raises(Refusal):
        name_overseer(dossier.algorithm, overseer=None, owner=voter, by=who.officer)


def test_who_decided_neither_corrects_nor_starts(who: world.City) -> None:
    mayor = and_officer(who.mayor)
    dossier = world.approved(who)
    with pytest.raises(Refusal) as refused:
        correct(dossier.algorithm, values={"context": "x"}, note="x", seen=dossier.version.number, by=mayor)
    assert code_of(refused) == "algorithm-judged"
    with pytest.raises(Refusal) as refused:
        serving.start_service(dossier, notices=True, by=mayor)
    assert code_of(refused) == "algorithm-judged"


def test_a_former_owner_never_judges_the_project(who: world.City) -> None:
    member = User.objects.get(pk=who.members[0].pk)
    algorithm = world.project(who)
    name_overseer(algorithm, overseer=None, owner=member, by=who.officer)
    name_overseer(algorithm, overseer=None, owner=who.owner, by=who.officer)
    dossier = world.dossier_of(algorithm)
    dossier = projects.submit(dossier, seen=dossier.version.number, by=who.owner)
    with pytest.raises(Refusal) as refused:
        committee.admit(dossier, rapporteur=member, by=who.secretary)
    assert code_of(refused) == "algorithm-own-file"


def test_the_secretary_who_counted_does_not_decide(who: world.City) -> None:
    administrator = world.person(Role.ADMINISTRATOR, "site")
    world.also(who.secretary, Role.EXECUTIVE, by=administrator)
    secretary = User.objects.get(pk=who.secretary.pk)
    dossier = world.in_review(who)
    world.opinion(who, dossier)
    with pytest.raises(Refusal) as refused:
        world.decided(who, dossier, by=secretary)
    assert code_of(refused) == "algorithm-both-sides"


def test_power_is_that_of_the_day_of_the_act(who: world.City) -> None:
    dossier = world.in_review(who)
    world.opinion(who, dossier)
    administrator = world.person(Role.ADMINISTRATOR, "site")
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        today = timezone.localdate()
        late = world.person(Role.AGENT, "adjoint")
        until, past = today + timedelta(days=90), today - timedelta(days=20)
        with pytest.raises(ValidationError, match="dans le passé"):
            assign_role(late, Role.DELEGATE, by=administrator, since=past, until=until, reference="x")
        assign_role(late, Role.DELEGATE, by=administrator, since=today, until=until, reference="Arrêté 7")
        world.add_second_factor(late)
        late = User.objects.get(pk=late.pk)
        with pytest.raises(Refusal) as refused:
            world.decided(who, dossier, by=late, dated=today - timedelta(days=5))
        assert code_of(refused) == "algorithm-no-delegation"
        assert world.decided(who, dossier, by=late, dated=today).delegation == "Arrêté 7"
    invariants.check()


def test_service_resumes_by_an_act_later_than_the_suspension(who: world.City) -> None:
    dossier = world.in_service(who)
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        deciding.suspend(dossier, reason="Doute", for_risk=False, by=User.objects.get(pk=who.dpo.pk))
        dossier.refresh_from_db()
        said = {"reference": "AR", "reasons": "Vérifié", "seen": dossier.fingerprint}
        dated = timezone.localdate() - timedelta(days=10)
        with pytest.raises(Refusal) as refused:
            deciding.resume(dossier, dated=dated, by=User.objects.get(pk=who.mayor.pk), **said)
    assert code_of(refused) == "algorithm-resumed-early"


def test_a_decision_by_someone_without_power_is_refused_by_the_database(who: world.City) -> None:
    dossier = world.in_review(who)
    given = world.opinion(who, dossier)
    said = {"dossier": dossier, "opinion": given, "fingerprint": given.fingerprint, "sense": "approved"}
    when = {"dated": timezone.localdate(), "decided_at": timezone.now(), "reference": "x"}
    with pytest.raises(DatabaseError, match="only the executive"), transaction.atomic():
        Decision.objects.create(**said, **when, by=who.colleague)


def test_the_quorum_of_an_open_session_stays(who: world.City) -> None:
    session = world.sitting(who, world.in_review(who))
    with pytest.raises(DatabaseError, match="seats and quorum"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(seats=3)
    with pytest.raises(DatabaseError, match="only goes forward"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(state="planned")


def test_not_knowing_whether_it_is_prohibited_is_not_enough(who: world.City) -> None:
    dossier = world.dossier_of(world.project(who, ai_act={"is-ai-system": "yes"}, dpia="done", fria="done"))
    with pytest.raises(Refusal) as refused:
        projects.submit(dossier, seen=dossier.version.number, by=who.owner)
    assert code_of(refused) == "algorithm-questions-open"
    answered = {**dict.fromkeys(blank(), "no"), "is-ai-system": "yes", "annex-i-assessment": "none"}
    known = {code: answer for code, answer in answered.items() if not code.startswith("annex-i-")}
    save_draft(dossier, values={"ai_act": known}, seen=dossier.version.number, by=who.owner)
    dossier = Dossier.objects.select_related("algorithm", "version").get()
    assert projects.submit(dossier, seen=dossier.version.number, by=who.owner).state == "submitted"


@pytest.mark.parametrize("emptied", [{"risks": ""}, {"appeals": ""}, {"principles": {}}, {"name": ""}])
def test_a_correction_does_not_empty_what_was_asked(who: world.City, emptied: dict[str, object]) -> None:
    dossier = world.approved(who)
    with pytest.raises(Refusal) as refused:
        correct(dossier.algorithm, values=emptied, note="x", seen=dossier.version.number, by=who.owner)
    assert code_of(refused) == "algorithm-incomplete"


def test_a_condition_that_is_already_late_is_refused(who: world.City) -> None:
    late = [{"text": "Mesurer", "is_prior": False, "due_on": "2020-01-01"}]
    with pytest.raises(Refusal) as refused:
        world.proposed(who, world.in_review(who), sense="conditions", conditions=late)
    assert code_of(refused) == "algorithm-condition-past"


def test_nothing_is_corrected_while_it_is_judged(who: world.City) -> None:
    dossier = world.in_review(who)
    with pytest.raises(Refusal) as refused:
        correct(dossier.algorithm, values={"context": "x"}, note="x", seen=dossier.version.number, by=who.owner)
    assert code_of(refused) == "algorithm-frozen"


def test_past_its_term_it_runs_without_authorisation(who: world.City, client: Client) -> None:
    dossier = world.in_service(who)
    with time_machine.travel(timezone.now() + timedelta(days=800)):
        watching.review_due()
        algorithm = Algorithm.objects.get()
        assert algorithm.runs_unauthorised
        assert algorithm.regularise_by == timezone.localdate() + timedelta(days=60)
        page = client.get(reverse("algorithms:entry", args=[algorithm.code])).content.decode()
        assert "Le terme de l’autorisation est passé." in page
    assert dossier.expires_on is not None


def test_stopping_for_a_day_gives_no_more_time(who: world.City) -> None:
    seen = {"source": "agent", "by": who.officer}
    first = timezone.localdate() - timedelta(days=30)
    algorithm = watching.observe_unknown(values={"name": "Tableur"}, operation="running", seen_on=first, **seen)
    due = algorithm.regularise_by
    watching.observe(algorithm, operation="stopped", seen_on=timezone.localdate(), **seen)
    watching.observe(algorithm, operation="running", seen_on=timezone.localdate(), **seen)
    algorithm.refresh_from_db()
    assert algorithm.regularise_by == due


def test_a_rule_decided_for_later_is_not_cancelled_by_one_decided_since(who: world.City) -> None:
    today = timezone.localdate()
    act = {"reference": "2026-9", "by": who.mayor}
    committee.change_rules(values={"seats": 9}, since=today + timedelta(days=30), **act)
    committee.change_rules(values={"review_days": 45}, since=today, **act)
    later = standing.rules_on(today + timedelta(days=31))
    assert (later["seats"], later["review_days"]) == (9, 45)
    assert standing.rules_on(today)["seats"] == 5


def test_a_recused_rapporteur_is_replaced(who: world.City) -> None:
    dossier = world.in_review(who)
    committee.recuse(dossier, reason="Lien", by=who.members[0])
    dossier = committee.name_rapporteur(Dossier.objects.get(), rapporteur=who.members[1], by=who.secretary)
    with pytest.raises(Refusal) as refused:
        committee.mark(dossier, principle="human", mark="met", by=who.members[2])
    assert code_of(refused) == "algorithm-not-rapporteur"
    assert committee.mark(dossier, principle="human", mark="met", by=who.members[1]).mark == "met"


def test_an_interest_declared_in_the_file_bars_the_vote(who: world.City) -> None:
    dossier = world.in_review(who)
    committee.declare_interest(text="A travaillé chez le fournisseur", algorithm=dossier.algorithm, by=who.members[1])
    proposal = world.proposed(who, dossier)
    with pytest.raises(Refusal) as refused:
        voting.cast_vote(proposal, choice="for", by=who.members[1])
    assert code_of(refused) == "algorithm-interest"
