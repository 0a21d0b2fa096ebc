"""Two requests at the same moment, and a process killed on its way: one place each, and the balance closes."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from tests.worlds import chain as world
from tests.worlds.at_once import at_once
from tests.worlds.chain import again, today
from tests.worlds.killed import nursery

from sobria.inclusive.devices.chain import lots
from sobria.inclusive.devices.chain.counting import Count
from sobria.inclusive.devices.chain.selectors import book
from sobria.inclusive.devices.models import Item, Lot, Step, Transfer
from sobria.inclusive.devices.refurbishing import acts
from sobria.sober.equipment.models import Device, LifeEvent

pytestmark = pytest.mark.django_db(transaction=True)


def lot_of(key: int) -> Lot:
    return Lot.objects.select_related("partner").get(pk=key)


def holds() -> None:
    """What is true whatever was interrupted: one place each, the register agrees, and the balance closes."""
    told = book()
    assert told.closes
    assert told.total.collected == Item.objects.exclude(state__in=["offered", "left"]).count()
    for item in Item.objects.select_related("device"):
        assert item.state == item.steps.order_by("-rank").first().after
        gone = item.state not in {"offered", "left"}
        assert (item.device.status == "handed_over") == gone
        assert LifeEvent.objects.filter(device=item.device, act="hand_over").count() == gone
        assert item.transfers.filter(transfer__kind="collection").count() == gone
    for transfer in Transfer.objects.all():
        assert transfer.lines.count() == transfer.counted == transfer.steps.count()


def test_a_device_offered_in_two_lots_at_once_is_in_one() -> None:
    who, other = world.chain(), world.chain("autre")
    device = world.retired(1)[0].pk

    def offer(partner: object) -> Callable[[], object]:
        return lambda: lots.offer_lot(partner=partner, values={device: Decimal(50)}, day=today(), by=again(who.officer))

    said = at_once(offer(who.partner), offer(other.partner), offer(who.partner), offer(other.partner))
    assert said == ["chain-device-in-chain"] * 3 + ["done"]
    assert (Item.objects.count(), Lot.objects.count()) == (1, 1)
    assert Device.objects.get().status == "offered"
    holds()


def test_a_lot_collected_twice_at_once_leaves_once() -> None:
    who = world.chain()
    key = world.offered(who, 3).pk

    def collect(by: object) -> Callable[[], object]:
        return lambda: lots.collect(lot_of(key), Count(), day=today(), by=again(by))

    said = at_once(
        collect(who.worker), collect(who.officer), lambda: lots.cancel(lot_of(key), day=today(), by=again(who.officer))
    )
    assert said == ["chain-lot-closed", "chain-lot-closed", "done"]
    assert Transfer.objects.count() <= 1
    holds()


def test_a_lot_counted_in_twice_at_once_arrives_once() -> None:
    who = world.chain()
    key = world.collected(who, 2).pk

    def receive() -> object:
        return lots.receive(lot_of(key), Count(), day=today(), by=again(who.worker))

    assert at_once(receive, receive) == ["chain-lot-not-on-the-way", "done"]
    holds()


def test_a_device_dismantled_and_scrapped_at_once_ends_in_one_place() -> None:
    who = world.chain()
    item = world.received(who, 1)[0]
    given = {"partner": who.partner, "day": today()}
    acts.grade([item.code], grade="W", by=who.worker, **given)

    def scrap() -> object:
        return acts.scrap([item.code], slip="B-1", mass_kg=None, by=again(who.worker), **given)

    said = at_once(scrap, scrap, scrap)
    assert (said.count("done"), said.count("chain-item-elsewhere")) == (1, 2)
    assert Step.objects.filter(act="scrap").count() == 1
    holds()


@pytest.mark.parametrize("act", ["collect", "receive"])
def test_a_process_killed_at_any_write_of_a_transfer_leaves_nothing_half_done(act: str) -> None:
    who = world.chain()
    lot = world.offered(who, 2) if act == "collect" else world.collected(who, 2)
    before = list(Item.objects.values_list("state", flat=True))
    told = {"lot": lot.pk, "by": who.worker.pk, "day": today().isoformat()}
    connection.close()
    killed = 0
    with nursery() as born:
        while born.kill_before(killed, act, **told):
            killed += 1
            assert list(Item.objects.values_list("state", flat=True)) == before
            holds()
            connection.close()
    assert killed >= 8
    assert set(Item.objects.values_list("state", flat=True)) == {f"{act}ed" if act == "collect" else "received"}
    holds()
