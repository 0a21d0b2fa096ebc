"""Two requests at the same moment: one is written, the other reads a sentence."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from tests.democratic.algorithms import invariants
from tests.worlds import algorithms as world
from tests.worlds.at_once import at_once

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.governance import deciding, projects, serving, voting
from sobria.democratic.algorithms.models import Dossier, Transition
from sobria.democratic.algorithms.models.decision import Decision
from sobria.democratic.algorithms.models.opinion import Opinion, Vote

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("algorithm", "version").get(pk=dossier.pk)


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_one_member_votes_once() -> None:
    who = world.city()
    proposal = world.proposed(who, world.in_review(who))

    def cast() -> None:
        voting.cast_vote(type(proposal).objects.get(pk=proposal.pk), choice="for", by=again(who.members[0]))

    assert at_once(*[cast] * 4) == ["algorithm-already-voted"] * 3 + ["done"]
    assert Vote.objects.count() == 1


def test_a_vote_is_counted_once() -> None:
    who = world.city()
    proposal = world.proposed(who, world.in_review(who))
    for member in who.members[:3]:
        voting.cast_vote(proposal, choice="for", by=member)

    def count() -> None:
        voting.close_vote(type(proposal).objects.get(pk=proposal.pk), by=again(who.secretary))

    said = at_once(count, count)
    assert said[1] == "done"
    assert said[0] in {"algorithm-not-in-review", "algorithm-vote-closed"}
    assert Opinion.objects.count() == 1


def test_two_deciders_take_one_decision() -> None:
    who = world.city()
    other = world.person(Role.EXECUTIVE, "adjointe")
    dossier = world.in_review(who)
    world.opinion(who, dossier)

    def decide(sense: str, by: User) -> Callable[[], object]:
        seen = fresh(dossier).fingerprint
        said = {"reference": "AR", "dated": timezone.localdate(), "reasons": "Motif", "seen": seen}
        return lambda: deciding.decide(fresh(dossier), sense=sense, by=again(by), **said)

    assert at_once(decide("approved", who.mayor), decide("refused", other)) == ["algorithm-no-opinion", "done"]
    assert Decision.objects.count() == 1
    invariants.check()


def test_service_starts_once_and_not_after_a_withdrawal() -> None:
    who = world.city()
    dossier = world.approved(who)
    said = at_once(
        lambda: serving.start_service(fresh(dossier), notices=True, by=again(who.owner)),
        lambda: serving.start_service(fresh(dossier), notices=True, by=again(who.owner)),
        lambda: projects.withdraw(fresh(dossier), disposal="Rien", by=again(who.mayor)),
    )
    assert said.count("done") in {1, 2}  # started then withdrawn, or withdrawn at once
    assert Transition.objects.filter(after="in_service").count() <= 1
    invariants.check()


def test_a_draft_saved_while_it_is_submitted_is_not_lost_in_the_decision() -> None:
    who = world.city()
    dossier = world.dossier_of(world.project(who))
    number = dossier.version.number
    said = at_once(
        lambda: projects.submit(fresh(dossier), seen=number, by=again(who.owner)),
        lambda: world.save(fresh(dossier), {"purpose": "Autre"}, seen=number, by=again(who.officer)),
    )
    assert said.count("done") == 1
    invariants.check()
