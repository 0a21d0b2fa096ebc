"""What is looked at each day, and who may say what runs: one bad record keeps nobody else waiting."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.worlds import algorithms as world
from tests.worlds.people import PASSWORD

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.democratic.algorithms.governance import deciding, serving, watching
from sobria.democratic.algorithms.models import Dossier, Version
from sobria.democratic.algorithms.models.decision import Condition

pytestmark = pytest.mark.django_db


def on_conditions(who: world.City, *due: date) -> Dossier:
    """In service, with a condition to prove by each day."""
    dossier = world.in_review(who)
    conditions = [{"text": f"Condition {rank}", "due_on": day.isoformat()} for rank, day in enumerate(due, start=1)]
    world.opinion(who, dossier, sense="conditions", conditions=conditions)
    world.decided(who, dossier, sense="approved_with_conditions", conditions=conditions)
    dossier.refresh_from_db()
    return serving.start_service(dossier, notices=True, by=who.owner)


def state(dossier: Dossier) -> str:
    return Dossier.objects.get(pk=dossier.pk).state


def steward(scope: str) -> User:
    found = create_user(email=f"{scope}@lutece.example", password=PASSWORD, role=Role.RESIDENT, name=scope)
    Assignment.objects.create(user=found, role=Role.STEWARD, scope=scope, since=timezone.localdate())
    return User.objects.get(pk=found.pk)


def test_a_proven_condition_does_not_hide_a_late_one(who: world.City) -> None:
    today = timezone.localdate()
    dossier = on_conditions(who, today + timedelta(days=5), today + timedelta(days=6))
    first = Condition.objects.get(decision__dossier=dossier, rank=1)
    evidence = serving.give_evidence(first, text="Fait.", by=who.owner)
    serving.check_evidence(evidence, accepted=True, by=who.officer)
    assert watching.review_due() == 0
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        assert watching.review_due() == 1
        assert dossier.transitions.order_by("rank").last().reason == "condition-late"  # type: ignore[union-attr]


def test_conditions_all_proven_ask_for_nothing(who: world.City) -> None:
    dossier = on_conditions(who, timezone.localdate() + timedelta(days=5))
    evidence = serving.give_evidence(Condition.objects.get(), text="Fait.", by=who.owner)
    serving.check_evidence(evidence, accepted=True, by=who.officer)
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        assert watching.review_due() == 0
    assert state(dossier) == "in_service"


def test_a_class_is_compared_with_that_of_the_decision_in_force(who: world.City) -> None:
    dossier = world.in_service(who)
    Dossier.objects.filter(pk=dossier.pk).update(ai_class="limited-risk")  # as submitted, before the law changed
    dossier = deciding.suspend(dossier, reason="La loi a changé", for_risk=False, by=who.dpo)
    said: dict[str, Any] = {
        "reference": "AR-2",
        "dated": timezone.localdate(),
        "reasons": "Relu.",
        "seen": dossier.fingerprint,
    }
    deciding.resume(dossier, **said, by=who.mayor)
    assert watching.review_due() == 0
    assert state(dossier) == "in_service"


def test_a_record_that_cannot_be_read_keeps_nobody_else_waiting(
    who: world.City, caplog: pytest.LogCaptureFixture
) -> None:
    broken = world.in_service(who, name="Questions d’autrefois")
    other = world.in_service(who, name="Terme passé")
    old = Version.objects.get(pk=broken.version_id)
    old.pk, old.number, old.content = None, 99, old.content | {"ai_act": {"asked-no-more": "yes"}}
    old.save(force_insert=True)
    Dossier.objects.filter(pk=broken.pk).update(version=old)
    Dossier.objects.filter(pk=other.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ExceptionGroup) as failed:
        watching.review_due()
    assert len(failed.value.exceptions) == 1
    assert (state(broken), state(other)) == ("in_service", "review_due")
    assert f"{broken.algorithm.code}/1" in caplog.text


def test_stewards_of_this_register_observe_and_answer_and_those_of_another_do_not(who: world.City) -> None:
    algorithm = world.project(who)
    mine, other = steward("algorithms"), steward("equipment")
    seen: dict[str, Any] = {"operation": "running", "seen_on": timezone.localdate(), "source": "agent"}
    with pytest.raises(PermissionDenied):
        watching.observe(algorithm, **seen, by=other)
    watching.observe(algorithm, **seen, by=mine)
    for about in (algorithm, None):
        question = watching.ask(about, kind="question", text="Qui décide ?")
        with pytest.raises(PermissionDenied):
            watching.answer(question, text="Un agent.", shown=True, by=other)
        assert watching.answer(question, text="Un agent.", shown=True, by=mine).answered_by == mine
