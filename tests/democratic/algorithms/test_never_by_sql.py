"""What must never be possible, tried by plain SQL and by bulk updates: the database itself refuses."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.democratic.algorithms import guards
from sobria.democratic.algorithms.models import Algorithm, Dossier, Transition
from sobria.democratic.algorithms.models.decision import Check, Decision, Evidence
from sobria.democratic.algorithms.models.opinion import Opinion, Vote

pytestmark = pytest.mark.django_db


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(act: Callable[[], object], message: str) -> None:
    with pytest.raises(DatabaseError, match=message), transaction.atomic():
        act()


def transition(dossier: Dossier, after: str, **changes: object) -> Transition:
    values = {
        "dossier": dossier,
        "rank": dossier.transitions.count() + 1,
        "act": "x",
        "before": dossier.state,
        "after": after,
        "fingerprint": dossier.fingerprint,
        "at": timezone.now(),
    }
    return Transition.objects.create(**(values | changes))


def test_a_state_is_not_written(who: world.City) -> None:
    dossier = world.in_review(who)
    refused(lambda: Dossier.objects.update(state="in_service"), "transition only")
    refused(lambda: run("UPDATE algorithms_dossier SET state = 'approved'"), "transition only")
    dossier.refresh_from_db()
    assert dossier.state == "in_review"


def test_a_dossier_does_not_begin_approved(who: world.City) -> None:
    algorithm = world.project(who)
    version = algorithm.versions.get()
    begun = {"algorithm": algorithm, "number": 2, "version": version, "created_at": timezone.now()}
    refused(lambda: Dossier.objects.create(state="approved", **begun), "begins as a draft|UNIQUE|unique")


@pytest.mark.parametrize("after", ["opinion_given", "approved", "in_service", "refused", "suspended"])
def test_a_transition_needs_what_it_stands_on(who: world.City, after: str) -> None:
    dossier = world.in_review(who)
    refused(lambda: transition(dossier, after), "no such way|no opinion|no decision|needs an approval")


def test_no_service_without_a_decision_on_that_content(who: world.City) -> None:
    dossier = world.in_review(who)
    world.opinion(who, dossier)
    dossier.refresh_from_db()
    for after in ("approved", "refused", "approved_with_conditions"):
        refused(lambda after=after: transition(dossier, after), "no decision")
    refused(lambda: transition(dossier, "in_service"), "no such way|needs an approval")


def test_a_transition_does_not_skip_nor_lie(who: world.City) -> None:
    dossier = world.in_review(who)
    refused(lambda: transition(dossier, "draft", fingerprint="0" * 64), "not in that state, or not on that content")
    refused(lambda: transition(dossier, "in_review", before="submitted"), "not in that state")
    refused(lambda: transition(dossier, "draft", rank=9), "not in that state")


def test_prior_conditions_hold_the_door(who: world.City) -> None:
    dossier = world.in_review(who)
    conditions = [{"text": "Former", "is_prior": True, "due_on": ""}]
    world.opinion(who, dossier, sense="conditions", conditions=conditions)
    decision = world.decided(who, dossier, sense="approved_with_conditions", conditions=conditions)
    dossier.refresh_from_db()
    refused(lambda: transition(dossier, "in_service"), "every prior condition")
    now = timezone.now()
    evidence = Evidence.objects.create(
        condition=decision.conditions.get(), text="Fait", given_at=now, given_by=who.owner
    )
    refused(lambda: Check.objects.create(evidence=evidence, is_accepted=True, at=now, by=who.owner), "second person")
    Check.objects.create(evidence=evidence, is_accepted=True, at=now, by=who.officer)
    assert transition(dossier, "in_service").after == "in_service"


def test_what_was_submitted_is_frozen(who: world.City) -> None:
    dossier = world.in_review(who)
    other = world.project(who, purpose="Autre").versions.get()
    refused(lambda: Dossier.objects.filter(pk=dossier.pk).update(fingerprint="1" * 64), "frozen")
    refused(lambda: Dossier.objects.filter(pk=dossier.pk).update(version=other), "frozen")
    refused(lambda: Dossier.objects.filter(pk=dossier.pk).update(submitted_by=who.mayor), "frozen")


def test_votes_are_of_members_once_on_open_proposals(who: world.City) -> None:
    dossier = world.in_review(who)
    proposal = world.proposed(who, dossier)
    now, today = timezone.now(), timezone.localdate()

    def cast(member: object, **changes: object) -> Vote:
        values = {"proposal": proposal, "member": member, "choice": "for", "cast_at": now, "cast_on": today}
        return Vote.objects.create(**(values | changes))

    refused(lambda: cast(who.owner), "mandate|file of their own")
    refused(lambda: cast(who.mayor), "mandate")
    refused(lambda: cast(who.members[0], cast_on=today.replace(year=today.year - 1)), "mandate")
    cast(who.members[0])
    refused(lambda: cast(who.members[0]), "never rewritten|UNIQUE|unique")
    refused(lambda: Vote.objects.update(choice="against"), "never rewritten")
    refused(lambda: Vote.objects.all().delete(), "never rewritten")


def test_a_recused_member_does_not_vote(who: world.City) -> None:
    dossier = world.in_review(who)
    proposal = world.proposed(who, dossier)
    run(
        "INSERT INTO algorithms_recusal (dossier_id, member_id, reason, declared_at) VALUES (%s, %s, 'x', %s)",
        *(dossier.pk, who.members[1].pk, timezone.now()),
    )
    cast = {"choice": "for", "cast_at": timezone.now(), "cast_on": timezone.localdate()}
    refused(lambda: Vote.objects.create(proposal=proposal, member=who.members[1], **cast), "recused")


def test_an_opinion_is_what_the_votes_say(who: world.City) -> None:
    dossier = world.in_review(who)
    proposal = world.proposed(who, dossier)
    values = {
        "dossier": dossier,
        "proposal": proposal,
        "fingerprint": dossier.fingerprint,
        "sense": proposal.sense,
        "reasons": "x",
        "seats": 5,
        "votes_for": 3,
        "votes_against": 0,
        "abstentions": 0,
        "given_on": timezone.localdate(),
        "given_at": timezone.now(),
    }
    refused(lambda: Opinion.objects.create(**values), "what the votes say")
    for member in who.members[:3]:
        Vote.objects.create(
            proposal=proposal, member=member, choice="for", cast_at=timezone.now(), cast_on=timezone.localdate()
        )
    refused(lambda: Opinion.objects.create(**(values | {"seats": 6})), "quorum")
    refused(lambda: Opinion.objects.create(**(values | {"fingerprint": "2" * 64})), "content put to the vote")
    refused(lambda: Opinion.objects.create(**(values | {"sense": "unfavourable"})), "content put to the vote")
    assert Opinion.objects.create(**values).pk


def test_a_decision_follows_an_opinion_by_someone_else(who: world.City) -> None:
    dossier = world.in_review(who)
    given = world.opinion(who, dossier)
    today = timezone.localdate()
    values = {
        "dossier": dossier,
        "opinion": given,
        "fingerprint": given.fingerprint,
        "sense": "approved",
        "reference": "AR",
        "dated": today,
        "decided_at": timezone.now(),
        "by": who.mayor,
    }

    def decide(**changes: object) -> Decision:
        return Decision.objects.create(**(values | changes))

    refused(lambda: decide(fingerprint="3" * 64), "this exact content")
    refused(lambda: decide(dated=today.replace(year=today.year - 1)), "not before its date|only the executive")
    refused(lambda: decide(ai_class="prohibited"), "prohibited practice")
    refused(lambda: decide(by=who.owner), "file of their own|only the executive")
    refused(lambda: decide(by=who.members[0]), "after voting|only the executive")
    refused(lambda: decide(by=who.officer), "only the executive")
    refused(lambda: decide(departs=True), "needs reasons")
    decide()
    refused(lambda: decide(sense="refused"), "UNIQUE|unique|decided_once")
    refused(lambda: Decision.objects.update(sense="refused"), "never rewritten")


def test_nothing_is_deleted_and_nothing_public_is_hidden(who: world.City) -> None:
    world.submitted(who)
    refused(lambda: Algorithm.objects.update(is_public=False), "stays public")
    refused(lambda: Algorithm.objects.update(code="ALG-99999"), "same code")
    for table in (*guards.WRITTEN_ONCE, *guards.KEPT):
        name = f"algorithms_{table}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {name}")
            if not cursor.fetchone()[0]:
                continue
        refused(lambda name=name: run(f"DELETE FROM {name}"), "never rewritten|is deleted")


def test_every_table_of_the_room_is_guarded() -> None:
    prefix = "algorithms_"
    tables = {name.removeprefix(prefix) for name in connection.introspection.table_names() if name.startswith(prefix)}
    assert tables == {*guards.WRITTEN_ONCE, *guards.KEPT}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
def test_a_row_is_not_replaced(who: world.City) -> None:
    world.submitted(who)
    refused(
        lambda: run("INSERT OR REPLACE INTO algorithms_version SELECT * FROM algorithms_version"),
        "never rewritten",
    )
