"""D19, D20 and the duties move with the register, as of any day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.city.duties.selectors import assessments
from sobria.city.indicators.selectors import values
from sobria.democratic.algorithms.governance import deciding, watching
from sobria.democratic.algorithms.indicators import counts, footings, provide
from sobria.democratic.algorithms.models import Version
from sobria.democratic.algorithms.services import open_dossier

pytestmark = pytest.mark.django_db
AI = {"is-ai-system": "yes"}
EMOTION = {"art5-f-emotion-at-work": "yes"}


def numbers(day: date) -> dict[str, float | None]:
    return {value.code: value.value for value in provide(day.year, day)}


def test_an_empty_register_is_unknown_and_not_zero() -> None:
    today = timezone.localdate()
    assert set(numbers(today).values()) == {None}
    assert counts(today) == {}
    assert values(today)["D20"].value is None


def test_what_runs_without_decision_lowers_d20_and_a_decision_raises_it() -> None:
    who = world.city()
    today = timezone.localdate()
    world.project(who)  # a draft: listed, not published
    seen: dict[str, Any] = {"operation": "running", "seen_on": today, "source": "agent", "by": who.officer}
    watching.observe_unknown(values={"name": "Assistant de rédaction", "ai_act": AI}, **seen)
    found = numbers(today)
    assert found == {"algorithms_listed": 2, "algorithms_published": 0, "ai_in_service": 1, "ai_with_opinion": 0}
    assert values(today)["D20"].value == 0
    assert counts(today)["algorithms_unauthorised"] == 1
    dossier = world.in_service(who, name="Tri")
    assert numbers(today)["algorithms_published"] == 1
    assert counts(today)["algorithms_unauthorised"] == 1
    deciding.suspend(dossier, reason="Doute", for_risk=False, by=who.dpo)
    assert counts(today)["algorithms_unauthorised"] == 2
    assert numbers(today - timedelta(days=1)) == dict.fromkeys(found)


def test_a_prohibited_practice_seen_running_breaks_the_duty() -> None:
    who = world.city()
    today = timezone.localdate()
    seen: dict[str, Any] = {"operation": "running", "seen_on": today, "source": "agent", "by": who.officer}
    watching.observe_unknown(values={"name": "Humeur des agents", "ai_act": AI | EMOTION}, **seen)
    duty = assessments(today)["ai-act-5-prohibited"]
    assert (counts(today)["algorithms_prohibited_running"], duty.state) == (1, "not-met")


def test_a_draft_does_not_say_away_what_runs() -> None:
    who = world.city()
    today = timezone.localdate()
    seen: dict[str, Any] = {"operation": "running", "seen_on": today, "source": "agent", "by": who.officer}
    algorithm = watching.observe_unknown(values={"name": "Humeur des agents", "ai_act": AI | EMOTION}, **seen)
    world.save(world.dossier_of(algorithm), {"ai_act": {"is-ai-system": "no"}}, seen=1, by=who.officer)
    assert counts(today)["algorithms_prohibited_running"] == 1
    assert numbers(today)["ai_in_service"] == 1


def test_a_draft_may_say_worse_of_what_nobody_vouched_for() -> None:
    who = world.city()
    today = timezone.localdate()
    seen: dict[str, Any] = {"operation": "running", "seen_on": today, "source": "agent", "by": who.officer}
    algorithm = watching.observe_unknown(values={"name": "Tableur", "ai_act": {"is-ai-system": "no"}}, **seen)
    assert numbers(today)["ai_in_service"] == 0
    world.save(world.dossier_of(algorithm), {"ai_act": AI | EMOTION}, seen=1, by=who.officer)
    assert counts(today)["algorithms_prohibited_running"] == 1


def test_what_is_in_force_is_what_runs_whatever_is_written_for_later() -> None:
    who = world.city()
    today = timezone.localdate()
    served = world.in_service(who)
    assert numbers(today)["ai_in_service"] == 0
    later = open_dossier(served.algorithm, by=who.owner)
    version = Version.objects.get(pk=later.version_id)
    world.save(later, {"ai_act": AI | EMOTION}, seen=version.number, by=who.owner)
    assert numbers(today)["ai_in_service"] == 0
    assert counts(today)["algorithms_prohibited_running"] == 0


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: object) -> None:
    who = world.city()
    for number in range(3):
        world.project(who, name=f"Projet {number}")
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(footings(timezone.localdate())) == 3


def test_past_its_term_a_system_no_longer_counts_as_authorised() -> None:
    who = world.city()
    world.in_service(who)
    today = timezone.localdate()
    assert counts(today)["algorithms_unauthorised"] == 0
    assert counts(today + timedelta(days=800))["algorithms_unauthorised"] == 1
