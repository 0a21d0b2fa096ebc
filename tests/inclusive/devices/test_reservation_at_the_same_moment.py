"""Real connections at the same moment: one device goes to one code, no code is lost, a code works once."""

from collections import Counter
from collections.abc import Callable

import pytest
from tests.worlds import codes as world
from tests.worlds.at_once import at_once

from sobria.city.journal.models import Event
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.codes import daily, delivering
from sobria.inclusive.devices.codes.reserving import allocate, reserve
from sobria.inclusive.devices.models import Code, CodeState, FollowUp, Item, Step, Transfer

pytestmark = pytest.mark.django_db(transaction=True)
PRESCRIBERS = 50


def asking(who: world.Chain, code: Code) -> Callable[[], object]:
    return lambda: reserve(world.fresh(code), by=world.again(who.prescriber))


def test_fifty_prescribers_ask_for_the_last_device() -> None:
    who = world.chain()
    (item,) = world.items(who)
    codes = [world.code(who) for _ in range(PRESCRIBERS)]
    said = Counter(at_once(*(asking(who, one) for one in codes)))
    assert said["done"] == 1
    assert said["device-code-waits"] + said["device-code-waits-first"] == PRESCRIBERS - 1
    kept = Code.objects.get(state=CodeState.RESERVED)
    assert kept.item == item
    assert Code.objects.filter(state=CodeState.WAITING, item=None).count() == PRESCRIBERS - 1
    assert Step.objects.filter(item=item, act="reserve").count() == 1
    assert Event.objects.filter(kind="item.reserved").count() == 1


def test_one_code_used_many_times_at_once_takes_one_device() -> None:
    who = world.chain()
    world.items(who, 8)
    code = world.code(who)
    assert Counter(at_once(*[asking(who, code)] * 8)) == {"done": 1, "device-code-used": 7}
    assert Item.objects.filter(state="reserved").count() == 1


def test_whoever_asks_while_devices_are_freed_is_served() -> None:
    """Askers and freed devices always meet: none stays free while someone waits."""
    who = world.chain()
    items = world.items(who, 4, state="refurbished")
    codes = [world.code(who) for _ in range(6)]

    def free(item: Item) -> Callable[[], object]:
        return lambda: world.make_available(item)

    at_once(*(asking(who, one) for one in codes), *(free(one) for one in items))
    assert Item.objects.filter(state="available").count() == 0
    assert Code.objects.filter(state=CodeState.RESERVED).count() == 4
    assert Code.objects.filter(state=CodeState.WAITING).count() == 2


def test_a_code_delivered_many_times_at_once_delivers_once() -> None:
    who = world.chain()
    (item,) = world.items(who)
    issued = world.issue(who)
    reserve(world.fresh(issued.code), by=world.again(who.prescriber))

    def hand_over(by: str) -> Callable[[], object]:
        person = getattr(who, by)
        return lambda: delivering.deliver(world.fresh(issued.code), by=world.again(person))

    said = Counter(at_once(*[hand_over("refurbisher"), hand_over("prescriber")] * 3))
    assert said == {"done": 1, "device-code-delivered": 5}
    assert Transfer.objects.filter(kind="delivery").count() == 1
    assert FollowUp.objects.filter(item=item).count() == 1
    assert Item.objects.get(pk=item.pk).state == "delivered"


def test_two_daily_jobs_and_an_allocation_at_once_give_each_device_once() -> None:
    who = world.chain()
    codes = [world.code(who) for _ in range(5)]
    for one in codes:
        with pytest.raises(Refusal):
            asking(who, one)()
    world.items(who, 3)
    assert at_once(daily.run, daily.run, lambda: allocate("laptop")) == ["done"] * 3
    assert Code.objects.filter(state=CodeState.RESERVED).count() == 3
    assert Step.objects.filter(act="reserve").count() == 3
