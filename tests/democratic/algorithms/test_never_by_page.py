"""What must never be possible, tried through the real pages by every role, on a dossier at each step of its path."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.democratic.algorithms import invariants
from tests.worlds import algorithms as world

from sobria.city.jobs.daily import do_all
from sobria.city.people import matrix
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.desk_urls import ACTS
from sobria.democratic.algorithms.governance import committee, deciding, projects
from sobria.democratic.algorithms.models import Algorithm, Dossier
from sobria.democratic.algorithms.models.opinion import Proposal

pytestmark = pytest.mark.django_db
FORWARD = frozenset({"approved", "approved_with_conditions", "refused", "in_service", "opinion_given"})


def everything(dossier: Dossier, who: world.City) -> dict[str, str]:
    """What any form of the path may ask, at its most favourable."""
    return {
        **dict.fromkeys(("reason", "reasons", "text", "disposal", "dissent", "reference", "registration"), "Motif"),
        "seen": dossier.fingerprint,
        "dated": timezone.localdate().isoformat(),
        "sense": "approved",
        "choice": "for",
        "accepted": "yes",
        "notices": "on",
        "person": str(who.members[0].pk),
        "conditions-TOTAL_FORMS": "0",
        "conditions-INITIAL_FORMS": "0",
        "mark-0": "met",
    }


def browser_of(person: User) -> Client:
    browser = Client(raise_request_exception=True)
    browser.force_login(person)
    return browser


def post(browser: Client, act: str, dossier: Dossier, data: dict[str, str]) -> None:
    browser.post(reverse(f"algorithms-desk:{act}", args=[dossier.algorithm.code, dossier.number]), data)


STEPS: dict[str, Callable[[world.City], Dossier]] = {
    "draft": lambda who: world.dossier_of(world.project(who)),
    "submitted": world.submitted,
    "in_review": world.in_review,
    "approved": world.approved,
    "in_service": world.in_service,
    "withdrawn": lambda who: projects.withdraw(world.submitted(who), disposal="Rien", by=who.owner),
}
# On each step, who may do which act: every other pair leaves the state as it was.
MAY: dict[str, set[tuple[str, str]]] = {
    "draft": {("withdraw", "mayor"), *((act, one) for act in ("submit", "withdraw") for one in ("owner", "officer"))},
    "submitted": {("admit", "secretary"), *(("withdraw", one) for one in ("owner", "officer", "mayor"))},
    "in_review": {("information", "secretary"), *(("withdraw", one) for one in ("owner", "officer", "mayor"))},
    "approved": {*((act, one) for act in ("start", "withdraw") for one in ("owner", "officer")), ("withdraw", "mayor")},
    "in_service": {
        *(("withdraw", one) for one in ("owner", "officer", "mayor")),
        *(("suspend", one) for one in ("dpo", "mayor")),
        *(("review", one) for one in ("dpo", "officer")),
    },
    "withdrawn": set(),
}


@pytest.mark.parametrize("step", STEPS)
def test_nobody_moves_a_dossier_but_who_may(who: world.City, step: str) -> None:
    administrator = world.person(Role.ADMINISTRATOR, "site")
    auditor = world.person(Role.AUDITOR, "audit")
    people = {
        **{name: getattr(who, name) for name in ("owner", "colleague", "secretary", "mayor", "dpo", "officer")},
        "member": who.members[0],
        "administrator": administrator,
        "auditor": auditor,
    }
    browsers = {name: browser_of(person) for name, person in people.items()}
    dossier = STEPS[step](who)
    before = (dossier.state, dossier.transitions.count())
    for act in ACTS:
        for name, browser in browsers.items():
            if (act, name) in MAY[step]:
                continue
            data = everything(dossier, who)
            if act == "submit":
                data["seen"] = str(dossier.version.number)
            post(browser, act, dossier, data)
            dossier.refresh_from_db()
            assert (dossier.state, dossier.transitions.count()) == before, (act, name)
    invariants.check()


@pytest.mark.parametrize("step", STEPS)
def test_who_may_does(who: world.City, step: str) -> None:
    """The other half: a pair left out above because nothing works would prove nothing."""
    for act, name in sorted(MAY[step]):
        who_may(who, step, act, name)


def who_may(settled: world.City, step: str, act: str, name: str) -> None:
    start = transaction.savepoint()
    who = world.met_again(settled)
    dossier = STEPS[step](who)
    data = everything(dossier, who)
    if act == "submit":
        data["seen"] = str(dossier.version.number)
    post(browser_of(getattr(who, name)), act, dossier, data)
    dossier.refresh_from_db()
    assert dossier.state != step, (act, name)
    invariants.check()
    transaction.savepoint_rollback(start)


def test_the_owner_neither_votes_nor_decides_whatever_roles_they_hold(who: world.City) -> None:
    """One person given every role: their own file stays closed to them, by page."""
    administrator = world.person(Role.ADMINISTRATOR, "site")
    for role in (Role.MEMBER, Role.SECRETARY, Role.EXECUTIVE):
        world.also(who.owner, role, by=administrator)
    owner = User.objects.get(pk=who.owner.pk)
    browser = browser_of(owner)
    dossier = world.submitted(who)
    post(browser, "admit", dossier, everything(dossier, who) | {"person": str(owner.pk)})
    dossier.refresh_from_db()
    assert dossier.state == "submitted"
    committee.admit(dossier, rapporteur=who.members[0], by=who.secretary)
    session = world.sitting(who, Dossier.objects.get())
    committee.attend(session, owner, by=owner)
    dossier = Dossier.objects.get()
    for act in ("put-to-vote", "vote", "close-vote", "decide"):
        post(browser, act, dossier, everything(dossier, who) | {"sense": "favourable"})
    assert Proposal.objects.count() == 0
    world.opinion_in(session, who, dossier)
    dossier.refresh_from_db()
    post(browser, "decide", dossier, everything(dossier, who))
    dossier.refresh_from_db()
    assert dossier.state == "opinion_given"
    invariants.check()


def test_nothing_outside_the_acts_writes_an_authorisation(client: Client, who: world.City) -> None:
    """No admin site, no API that writes; the generic forms of registers are not mounted for this one."""
    names = {route.name for route in matrix.routes()}
    assert not any(name.startswith("admin") for name in names)
    assert not {f"algorithms-desk:{name}" for name in ("update", "delete", "import-undo")} & names
    dossier = world.in_review(who)
    client.force_login(who.officer)
    stranger: dict[str, Any] = {"authorisation": "in_service", "state": "in_service", "is_public": "false"}
    for route in matrix.routes():
        if route.name.startswith("algorithms") and route.may(Role.OFFICER, write=True) and "<" not in route.pattern:
            client.post(route.pattern, stranger)
    dossier.refresh_from_db()
    assert dossier.state == "in_review"
    assert not Algorithm.objects.filter(authorisation__in=FORWARD).exists()


def test_silence_and_deadlines_approve_nothing(who: world.City) -> None:
    dossier = world.in_review(who)
    world.opinion(who, dossier)
    with time_machine.travel(timezone.now() + timedelta(days=800)):
        do_all()
    dossier.refresh_from_db()
    assert dossier.state == "opinion_given"


def test_what_is_past_its_term_is_due_for_review_and_nothing_more(who: world.City) -> None:
    dossier = world.in_service(who)
    with time_machine.travel(timezone.now() + timedelta(days=800)):
        do_all()
        dossier.refresh_from_db()
        assert dossier.state == "review_due"
        deciding.suspend(dossier, reason="Terme passé", for_risk=False, by=User.objects.get(pk=who.dpo.pk))
    invariants.check()
