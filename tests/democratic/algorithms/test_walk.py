"""Random people do random things; whatever they try, what must hold holds after each act."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.democratic.algorithms import invariants
from tests.worlds import algorithms as world

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.governance import committee, deciding, projects, serving, voting, watching
from sobria.democratic.algorithms.models import Algorithm, Dossier
from sobria.democratic.algorithms.models.committee import Session
from sobria.democratic.algorithms.models.decision import Condition, Evidence
from sobria.democratic.algorithms.models.opinion import Proposal
from sobria.democratic.algorithms.services import correct, name_overseer, open_dossier, save_draft
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db
REFUSED = (Refusal, PermissionDenied, ValidationError)
PRIOR = [{"text": "Former", "is_prior": True, "due_on": ""}]


def latest(model: Any) -> Any:
    found = model.objects.order_by("-pk").first()
    if found is None:
        raise Refusal("algorithm-moved")
    return found


def dossier() -> Dossier:
    found: Dossier = Dossier.objects.select_related("algorithm", "version").order_by("-pk")[0]
    return found


def decide(by: User, sense: str, conditions: Any = (), **changes: Any) -> None:
    said = {"reference": "AR", "dated": timezone.localdate(), "reasons": "Motif", "conditions": conditions} | changes
    deciding.decide(dossier(), sense=sense, seen=dossier().fingerprint, by=by, **said)


def entrust(by: User, owner: User) -> None:
    name_overseer(Algorithm.objects.get(), overseer=None, owner=owner, by=by)


def put(by: User, sense: str, conditions: Any = ()) -> None:
    item = latest(Session).items.order_by("-pk").first()
    if item is None:
        raise Refusal("algorithm-moved")
    voting.put_to_vote(item, sense=sense, reasons="Lu", conditions=conditions, by=by)


def draft(by: User, **values: Any) -> None:
    save_draft(dossier(), values=values, seen=dossier().version.number, by=by)


def resume(by: User) -> None:
    said = {"reference": "AR", "dated": timezone.localdate(), "reasons": "Motif", "seen": dossier().fingerprint}
    deciding.resume(dossier(), by=by, **said)


def agenda(by: User) -> None:
    committee.add_to_agenda(latest(Session), dossier(), by=by)


def seen(by: User) -> None:
    algorithm = Algorithm.objects.get()
    watching.observe(algorithm, operation="running", seen_on=timezone.localdate(), source="agent", by=by)


def admit(by: User, who: world.City) -> None:
    committee.admit(dossier(), rapporteur=who.members[0], by=by)


def notes(by: User) -> None:
    correct(Algorithm.objects.get(), values={"context": "Noté"}, note="Précision", seen=dossier().version.number, by=by)


ACTS: dict[str, Callable[[User, world.City], Any]] = {
    "draft": lambda by, _: draft(by, purpose=f"Finalité de {by.pk}"),
    "forbid": lambda by, _: draft(by, ai_act={"is-ai-system": "yes", "art5-c-social-scoring": "yes"}),
    "allow": lambda by, _: draft(by, ai_act={"is-ai-system": "no"}),
    "correct": lambda by, _: notes(by),
    "open": lambda by, _: open_dossier(Algorithm.objects.get(), by=by),
    "submit": lambda by, _: projects.submit(dossier(), seen=dossier().version.number, by=by),
    "withdraw": lambda by, _: projects.withdraw(dossier(), disposal="Rien", by=by),
    "admit": admit,
    "question": lambda by, _: committee.request_information(dossier(), text="Quoi ?", by=by),
    "recuse": lambda by, _: committee.recuse(dossier(), reason="Lien", by=by),
    "session": lambda by, _: committee.plan_session(on=timezone.localdate(), by=by),
    "agenda": lambda by, _: agenda(by),
    "sit": lambda by, _: committee.open_session(latest(Session), by=by),
    "attend": lambda by, _: committee.attend(latest(Session), by, by=by),
    "put": lambda by, _: put(by, "favourable"),
    "put-conditions": lambda by, _: put(by, "conditions", PRIOR),
    "vote": lambda by, _: voting.cast_vote(latest(Proposal), choice="for", by=by),
    "vote-against": lambda by, _: voting.cast_vote(latest(Proposal), choice="against", by=by),
    "count": lambda by, _: voting.close_vote(latest(Proposal), by=by),
    "approve": lambda by, _: decide(by, "approved"),
    "approve-conditions": lambda by, _: decide(by, "approved_with_conditions", PRIOR),
    "refuse": lambda by, _: decide(by, "refused"),
    "prove": lambda by, _: serving.give_evidence(latest(Condition), text="Fait", by=by),
    "check": lambda by, _: serving.check_evidence(latest(Evidence), accepted=True, by=by),
    "serve": lambda by, _: serving.start_service(dossier(), notices=True, by=by),
    "suspend": lambda by, _: deciding.suspend(dossier(), reason="Doute", for_risk=True, by=by),
    "resume": lambda by, _: resume(by),
    "review": lambda by, _: watching.ask_review(dossier(), reason="Fait nouveau", by=by),
    "observe": lambda by, _: seen(by),
}
# The road that people mean to take: random acts are drawn around it, so that walks go far.
ROAD = (
    *(("submit", 0), ("admit", 1), ("session", 1), ("agenda", 1), ("sit", 1), ("attend", 2), ("attend", 3)),
    *(("attend", 4), ("put-conditions", 1), ("vote", 2), ("vote", 3), ("vote", 4), ("count", 1)),
    *(("approve-conditions", 6), ("prove", 0), ("check", 7), ("serve", 0), ("suspend", 8), ("resume", 6)),
)
ACTS |= {
    "entrust-member": lambda by, who: entrust(by, who.members[3]),
    "entrust-back": lambda by, who: entrust(by, who.owner),
    "approve-without": lambda by, _: decide(by, "approved_with_conditions", [{"text": "Autre", "is_prior": False}]),
    "approve-silently": lambda by, _: decide(by, "approved", reasons=""),
    "backdate": lambda by, _: decide(by, "approved", dated=timezone.localdate() - timedelta(days=9)),
    "close": lambda by, _: voting.close_session(latest(Session), minutes="Relevé", by=by),
    "report": lambda by, who: committee.name_rapporteur(dossier(), rapporteur=who.members[1], by=by),
}
STRAY = st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 8))


@st.composite
def walks(draw: st.DrawFn) -> list[tuple[str, int]]:
    steps: list[tuple[str, int]] = []
    for step in ROAD[: draw(st.integers(0, len(ROAD)))]:
        steps += draw(st.lists(STRAY, max_size=2))
        if draw(st.integers(0, 9)):
            steps.append(step)
    return steps + draw(st.lists(STRAY, max_size=6))


@pytest.fixture
def who() -> world.City:
    return world.city()


def people(who: world.City) -> tuple[User, ...]:
    """By number; some hold every role, so that only the rules of sides can stop them."""
    return (who.owner, who.secretary, *who.members, who.mayor, who.officer, who.dpo)


def holding_everything(who: world.City) -> world.City:
    administrator = world.person(Role.ADMINISTRATOR, "site")
    for person in (who.owner, who.members[0], who.officer):
        for role in (Role.OFFICER, Role.MEMBER, Role.SECRETARY, Role.EXECUTIVE):
            if role not in {held for held, _scope in User.objects.get(pk=person.pk).roles_today}:
                world.also(person, role, by=administrator)
    fresh = {one.pk: User.objects.get(pk=one.pk) for one in (who.owner, who.officer, *who.members)}
    members = tuple(fresh[one.pk] for one in who.members)
    return replace(who, owner=fresh[who.owner.pk], officer=fresh[who.officer.pk], members=members)


@given(steps=walks())
@pytest.mark.parametrize("everything", [False, True], ids=["one role each", "some hold every role"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_that_must_never_be_possible_happens(
    who: world.City, steps: list[tuple[str, int]], *, everything: bool
) -> None:
    start = transaction.savepoint()
    try:
        who = holding_everything(who) if everything else who
        world.project(who)
        for act, number in steps:
            try:
                ACTS[act](people(who)[number], who)
            except REFUSED:
                continue
            invariants.check()
        invariants.check()
    finally:
        transaction.savepoint_rollback(start)


def test_the_road_leads_to_service_and_back(who: world.City) -> None:
    world.project(who)
    reached = []
    for act, number in ROAD:
        ACTS[act](people(who)[number], who) if act != "resume" else None
        reached.append(dossier().state)
        invariants.check()
    assert reached[-3:] == ["in_service", "suspended", "suspended"]
    assert Dossier.objects.get().must_return
