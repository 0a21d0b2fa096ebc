"""A code asks: kept at once, or on the list with its place and why; what is freed goes to the first of the list."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import codes as world
from tests.worlds.codes import LEAST, Chain

from sobria.city.journal.models import Event
from sobria.engine.devices.bands import declared
from sobria.engine.devices.priority import weight
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.codes import appeals, daily, issuing, waiting
from sobria.inclusive.devices.codes.needs import bands_of
from sobria.inclusive.devices.codes.reserving import allocate, reserve
from sobria.inclusive.devices.models import Code, CodeState, Item, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Chain:
    return world.chain()


def ask(who: Chain, code: Code) -> str:
    """« done », or the sentence of the refusal."""
    try:
        reserve(world.fresh(code), by=world.again(who.prescriber))
    except Refusal as refusal:
        return refusal.sentence()
    return "done"


def waiting_code(who: Chain, **bands: str) -> Code:
    code = world.code(who, **bands)
    assert ask(who, code) != "done"
    return code


def test_a_free_device_is_kept_at_once_with_its_step_and_its_event(who: Chain) -> None:
    (item,) = world.items(who)
    code = world.code(who)
    assert ask(who, code) == "done"
    code = world.fresh(code)
    assert (code.state, code.item) == (CodeState.RESERVED, item)
    assert Item.objects.get(pk=item.pk).state == "reserved"
    assert Step.objects.filter(item=item, act="reserve", by=who.prescriber).count() == 1
    event = Event.objects.get(kind="item.reserved")
    assert event.content["data"] == {"items": [item.code], "kind": "laptop"}


def test_the_oldest_free_device_of_the_kind_goes_first(who: Chain) -> None:
    world.items(who, kind="phone")
    (later,) = world.items(who, available_at=timezone.now())
    (earlier,) = world.items(who, available_at=timezone.now() - timedelta(days=3))
    code = world.code(who)
    ask(who, code)
    assert world.fresh(code).item == earlier != later


def test_a_refusal_says_the_place_and_why_and_the_code_is_kept(who: Chain) -> None:
    waiting_code(who, has_no_device="yes")
    waiting_code(who)
    code = world.code(who)
    said = ask(who, code)
    assert "à la place 3" in said
    assert "1 parce que le foyer n’a aucun équipement ; 1 parce que la demande est plus ancienne" in said
    assert "n’est pas perdu" in said
    assert world.fresh(code).state == CodeState.WAITING


def test_asking_again_changes_nothing_and_says_the_place(who: Chain) -> None:
    code = waiting_code(who)
    before = world.fresh(code).asked_at
    assert "premier sur la liste" in ask(who, code)
    assert world.fresh(code).asked_at == before


def test_a_code_that_had_its_turn_asks_no_more(who: Chain) -> None:
    world.items(who, 2)
    code = world.code(who)
    ask(who, code)
    assert "« réservé »" in ask(who, code)
    old = world.code(who)
    Code.objects.filter(pk=old.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert "valable jusqu’au" in ask(who, old)
    assert Item.objects.filter(state="reserved").count() == 1


def test_what_is_freed_goes_by_the_rules_then_by_date(who: Chain) -> None:
    early, late, pupil = waiting_code(who), waiting_code(who), waiting_code(who, has_pupil="yes")
    world.items(who, 2)
    assert allocate("laptop") == 2
    assert [world.fresh(one).state for one in (pupil, early, late)] == ["reserved", "reserved", "waiting"]
    assert allocate("laptop") == 0


NEEDS = st.lists(
    st.fixed_dictionaries({one.code: st.sampled_from([band.code for band in one.bands]) for one in declared()}),
    min_size=2,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NEEDS)
def test_the_database_sorts_as_the_engine_does(who: Chain, needs: list[dict[str, str]]) -> None:
    Code.objects.all().delete()
    for one in needs:
        waiting_code(who, **one)
    found = list(waiting.ordered("laptop"))
    wanted = sorted(
        Code.objects.all(), key=lambda one: (weight(bands_of(one), is_first=one.is_first), one.asked_at, one.pk)
    )
    assert found == wanted
    assert [waiting.place_of(one).place for one in found] == list(range(1, len(needs) + 1))
    assert waiting.places(["laptop"]) == {one.pk: rank for rank, one in enumerate(wanted, start=1)}


def test_a_device_nobody_collects_goes_to_the_next_and_its_code_waits_again(who: Chain) -> None:
    (item,) = world.items(who)
    slow = world.code(who, has_no_device="yes")
    ask(who, slow)
    following = waiting_code(who)
    daily.run()
    assert world.fresh(slow).state == CodeState.RESERVED
    Code.objects.filter(pk=slow.pk).update(reserved_at=timezone.now() - timedelta(days=15))
    daily.run()
    slow, following = world.fresh(slow), world.fresh(following)
    assert (slow.state, slow.item, following.item) == (CodeState.WAITING, None, item)
    assert list(Step.objects.filter(item=item).order_by("rank").values_list("act", flat=True))[1:] == [
        "reserve",
        "release",
        "reserve",
    ]


def test_cancelling_frees_the_device_for_the_next_one(who: Chain) -> None:
    (item,) = world.items(who)
    code = world.code(who)
    ask(who, code)
    following = waiting_code(who)
    issuing.cancel(world.fresh(code), by=world.again(who.prescriber))
    assert (world.fresh(code).state, world.fresh(following).item) == (CodeState.CANCELLED, item)
    with pytest.raises(Refusal) as caught:
        issuing.cancel(world.fresh(code), by=world.again(who.prescriber))
    assert caught.value.code == "device-code-ended"


def test_a_prescriber_acts_for_their_own_partner_only(who: Chain) -> None:
    other = world.partner("autre", "prescribe")
    stranger = world.member("prescriber", other, "autre")
    code = world.code(who)
    for act in (
        lambda: reserve(code, by=stranger),
        lambda: issuing.cancel(code, by=stranger),
        lambda: issuing.issue(partner=who.service, kind="laptop", bands=LEAST, by=stranger),
        lambda: appeals.appeal(code, motive="care", by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_partner_whose_agreement_is_over_neither_issues_nor_asks(who: Chain) -> None:
    code = world.code(who)
    who.service.agreements.update(until=timezone.localdate() - timedelta(days=1))
    assert "mission-locale" in ask(who, code).casefold()
    with pytest.raises(Refusal):
        world.issue(who)
    assert world.fresh(code).state == CodeState.ISSUED


def test_an_appeal_is_answered_once_and_may_put_first(who: Chain) -> None:
    waiting_code(who, has_no_device="yes")
    code = waiting_code(who)
    by = world.again(who.prescriber)
    made = appeals.appeal(world.fresh(code), motive="care", by=by)
    assert made.due_on == made.day + timedelta(days=15)
    with pytest.raises(Refusal) as caught:
        appeals.appeal(world.fresh(code), motive="care", by=by)
    assert caught.value.code == "device-appeal-open"
    with pytest.raises(PermissionDenied):
        appeals.answer(made, given="first", by=by)
    appeals.answer(made, given="first", by=world.again(who.officer))
    assert waiting.place_of(world.fresh(code)).place == 1
    with pytest.raises(Refusal) as caught:
        appeals.answer(made, given="kept", by=world.again(who.officer))
    assert caught.value.code == "device-appeal-answered"


def test_the_journal_never_ties_a_need_to_a_device(who: Chain) -> None:
    world.items(who)
    code = world.code(who, has_disability="yes")
    ask(who, code)
    told = "".join(Event.objects.filter(kind__startswith="device-").values_list("document", flat=True))
    for private in ("has_disability", code.digest, "resources", f"code:{code.pk}"):
        assert private not in told
