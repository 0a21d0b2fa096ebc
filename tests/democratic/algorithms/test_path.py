"""From a draft to service, and what each step leaves behind."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.democratic.algorithms.governance import committee, deciding, projects, serving, voting
from sobria.democratic.algorithms.models import Algorithm

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> world.City:
    return world.city()


def test_a_project_goes_from_draft_to_service(who: world.City) -> None:
    dossier = world.in_service(who)
    algorithm = Algorithm.objects.get()
    assert (dossier.state, algorithm.authorisation, algorithm.operation) == ("in_service", "in_service", "running")
    assert algorithm.is_public
    assert not algorithm.runs_unauthorised
    acts = list(dossier.transitions.order_by("rank").values_list("act", flat=True))
    assert acts == ["submit", "admit", "give_opinion", "decide", "start_service"]
    told = Event.objects.filter(subject=f"algorithm:{algorithm.code}").values_list("kind", flat=True)
    assert {"algorithm.submit", "algorithm.voted", "algorithm.decide", "algorithm.start_service"} <= set(told)
    assert not Event.objects.filter(document__contains="membre1@").exists()


def test_conditions_are_proven_and_checked_by_a_second_person(who: world.City) -> None:
    dossier = world.in_review(who)
    conditions = [{"text": "Former les agents", "is_prior": True, "due_on": ""}]
    world.opinion(who, dossier, sense="conditions", conditions=conditions)
    decision = world.decided(who, dossier, sense="approved_with_conditions", conditions=conditions)
    dossier.refresh_from_db()
    with pytest.raises(Exception, match="Former les agents"):
        serving.start_service(dossier, notices=True, by=who.owner)
    evidence = serving.give_evidence(decision.conditions.get(), text="Feuille de présence", by=who.owner)
    serving.check_evidence(evidence, accepted=True, by=who.officer)
    assert serving.start_service(dossier, notices=True, by=who.owner).state == "in_service"


def test_a_question_returns_the_dossier_and_the_clock_waits(who: world.City) -> None:
    dossier = world.in_review(who)
    due = dossier.due_on
    dossier = committee.request_information(dossier, text="Quelles données ?", by=who.secretary)
    assert (dossier.state, dossier.fingerprint, dossier.due_on) == ("draft", "", None)
    assert due is not None
    assert dossier.days_left == (due - timezone.localdate()).days


def test_suspended_for_a_risk_it_returns_to_the_committee(who: world.City) -> None:
    dossier = deciding.suspend(world.in_service(who), reason="Biais constaté", for_risk=True, by=who.dpo)
    assert dossier.algorithm.authorisation == "suspended"
    said = {"reference": "AR-2", "dated": timezone.localdate(), "reasons": "Corrigé", "seen": dossier.fingerprint}
    with pytest.raises(Exception, match="committee"):
        deciding.resume(dossier, **said, by=who.mayor)
    world.opinion(who, dossier)
    deciding.resume(dossier, **said, by=who.mayor)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.must_return) == ("in_service", False)


def test_a_withdrawn_project_keeps_its_page(who: world.City) -> None:
    dossier = projects.withdraw(world.submitted(who), disposal="Rien n’avait été collecté.", by=who.owner)
    assert dossier.state == "withdrawn"
    assert Algorithm.objects.get().is_public


def test_a_tie_rejects_the_proposal(who: world.City) -> None:
    dossier = world.in_review(who)
    proposal = world.proposed(who, dossier)
    for member, choice in zip(who.members[:3], ("for", "against", "abstain"), strict=True):
        voting.cast_vote(proposal, choice=choice, by=member)
    assert voting.close_vote(proposal, by=who.secretary) is None
    proposal.refresh_from_db()
    dossier.refresh_from_db()
    assert (proposal.state, dossier.state) == ("rejected", "in_review")


def test_what_is_suspended_after_long_service_has_time_to_stop() -> None:
    with time_machine.travel(timezone.now() - timedelta(days=300)):
        who = world.city()
        dossier = world.in_service(who)
    deciding.suspend(dossier, reason="Doute", for_risk=False, by=User.objects.get(pk=who.dpo.pk))
    algorithm = Algorithm.objects.get()
    assert algorithm.runs_unauthorised
    assert algorithm.regularise_by == timezone.localdate() + timedelta(days=60)
