"""What must never be possible, tried by plain SQL and by bulk updates: the database itself refuses."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.worlds import chain as world
from tests.worlds.chain import Chain, today

from sobria.city.partners.models import Agreement
from sobria.inclusive.devices.models import Item, Lot, Step, Transfer, TransferItem
from sobria.sober.equipment import services as equipment

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Chain:
    return world.chain()


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(act: Callable[[], object], message: str) -> None:
    with pytest.raises(DatabaseError, match=message), transaction.atomic():
        act()


def item(lot: Lot, device: int, **changes: Any) -> Item:
    values = {
        "device_id": device,
        "lot": lot,
        "code": f"X{device:07}",
        "kind": "laptop",
        "partner": lot.partner,
        "value_eur": Decimal(50),
        "updated_at": timezone.now(),
    }
    return Item.objects.create(**(values | changes))


def step(one: Item, act: str, after: str, **changes: Any) -> Step:
    values = {
        "item": one,
        "rank": one.steps.count() + 1,
        "act": act,
        "before": one.state,
        "after": after,
        "day": today(),
        "at": timezone.now(),
    }
    return Step.objects.create(**(values | changes))


def transfer(who: Chain, kind: str, **changes: Any) -> Transfer:
    values = {
        "number": f"X-{Transfer.objects.count()}",
        "kind": kind,
        "receiver": who.partner,
        "day": today(),
        "declared": 1,
        "counted": 1,
        "fingerprint": "0" * 64,
        "at": timezone.now(),
        "by": who.officer,
    }
    return Transfer.objects.create(**(values | changes))


def test_a_place_is_not_written(who: Chain) -> None:
    one = world.received(who, 1)[0]
    refused(lambda: Item.objects.update(state="delivered"), "by a step only")
    refused(lambda: run("UPDATE devices_item SET state = 'waste'"), "by a step only")
    one.refresh_from_db()
    assert one.state == "received"


def test_an_item_is_of_a_device_that_the_city_offered(who: Chain) -> None:
    lot = world.offered(who, 1)
    device = world.retired(1)[0]
    refused(lambda: item(lot, device.pk), "once the city has offered it")
    equipment.offer([device.pk], by=who.officer, day=today())
    refused(lambda: item(lot, device.pk, state="available"), "as offered")
    refused(lambda: item(lot, device.pk, value_eur=Decimal("300.01")), "above what may be given")
    refused(lambda: item(lot, device.pk, kind="toaster"), "above what may be given")
    refused(lambda: item(lot, device.pk, partner=world.partner_of("autre")), "partner of its lot")
    refused(lambda: item(lot, device.pk, price_eur=Decimal(1)), "price")
    assert item(lot, device.pk).pk
    refused(lambda: item(lot, device.pk, code="OTHER"), "stays in it|UNIQUE|unique")


def test_a_device_is_collected_once_handed_over_by_a_transfer_that_counts_it(who: Chain) -> None:
    lot = world.offered(who, 2)
    one, two = lot.items.order_by("code")
    refused(lambda: step(one, "collect", "collected"), "carried by a transfer|once the city has handed it over")
    hop = transfer(who, "collection", lot=lot)
    refused(
        lambda: step(one, "collect", "collected", transfer=hop),
        "carried by a transfer|once the city has handed it over",
    )
    TransferItem.objects.create(transfer=hop, item=one)
    refused(lambda: TransferItem.objects.create(transfer=hop, item=two), "no more lines")
    refused(lambda: step(one, "collect", "collected", transfer=hop), "once the city has handed it over")
    refused(lambda: step(one, "leave", "left"), "stays while it has not")
    given = {"by": who.officer, "day": today(), "receiver": "Ateliers", "values_eur": {}}
    refused(lambda: equipment.hand_over([one.device_id], reference="X", **given), "deed of its collection")
    refused(lambda: equipment.hand_over([two.device_id], reference=hop.number, **given), "deed of its collection")
    equipment.hand_over([one.device_id], reference=hop.number, **given)
    refused(lambda: step(one, "leave", "left"), "stays while it has not")
    assert step(one, "collect", "collected", transfer=hop).pk


def test_a_collection_needs_the_agreement_of_that_day(who: Chain) -> None:
    lot = world.offered(who, 1)
    refused(lambda: transfer(who, "collection", lot=lot, day=today() - timedelta(days=9000)), "agreement allows")
    refused(lambda: transfer(who, "collection", lot=lot, receiver=world.partner_of("autre")), "agreement allows")
    refused(lambda: transfer(who, "collection"), "agreement allows")
    refused(lambda: transfer(who, "collection", lot=lot, declared=2), "transfer_counts_match|CHECK|check")
    Agreement.objects.update(permissions=["repair"])
    refused(lambda: transfer(who, "collection", lot=lot), "agreement allows")


def test_a_step_is_in_order_and_from_where_the_device_is(who: Chain) -> None:
    one = world.received(who, 1)[0]
    refused(lambda: step(one, "make_available", "available"), "no such act")
    refused(lambda: step(one, "make_available", "available", before="refurbished"), "not there")
    refused(lambda: step(one, "grade", "graded", rank=9), "not there")
    refused(lambda: step(one, "grade", "graded", day=today() - timedelta(days=1)), "out of order")
    refused(lambda: step(one, "offer", "offered", before="", rank=1), "rewritten|UNIQUE|unique|out of order|not there")
    step(one, "grade", "graded")
    refused(lambda: step(one, "grade", "graded"), "no such act|not there|out of order|UNIQUE|unique|grade")


def test_two_steps_do_not_leave_from_one_place(who: Chain) -> None:
    one = world.received(who, 1)[0]
    step(one, "grade", "graded")
    refused(lambda: step(one, "grade", "graded"), "out of order")


def test_no_device_is_refurbished_ungraded_nor_available_above_its_cap(who: Chain) -> None:
    one = world.refurbished(who, 1)[0]
    step(one, "make_available", "available")
    refused(lambda: Item.objects.update(state="available"), "is not said")
    now = timezone.now()
    refused(lambda: Item.objects.update(state="available", price_eur=181, available_at=now), "above the cap")
    assert Item.objects.update(state="available", price_eur=180, available_at=now) == 1
    refused(lambda: Item.objects.update(price_eur=Decimal("180.01")), "above the cap")
    other = world.received(who, 1)[0]
    step(other, "grade", "graded")
    Item.objects.filter(pk=other.pk).update(state="graded", grade="W")
    other.refresh_from_db()
    refused(lambda: step(other, "refurbish", "refurbished"), "graded for reuse")


def test_what_was_done_is_never_rewritten(who: Chain) -> None:
    one = world.received(who, 1)[0]
    for table in ("devices_step", "devices_transfer", "devices_transferitem"):
        refused(lambda table=table: run(f"DELETE FROM {table}"), "never rewritten")
    refused(lambda: Step.objects.update(note="autre"), "never rewritten")
    refused(lambda: Transfer.objects.update(reference="autre"), "never rewritten")
    refused(one.delete, "stays in it|never rewritten|protected|referenced")
    refused(lambda: run("DELETE FROM devices_item"), "stays in it|FOREIGN KEY|foreign key")
    refused(lambda: run("DELETE FROM devices_lot"), "stays in it|FOREIGN KEY|foreign key")


def test_what_a_device_is_does_not_change(who: Chain) -> None:
    one, other = world.received(who, 1)[0], world.chain("autre")
    for change in ({"code": "ZZZZ"}, {"value_eur": 1}, {"kind": "tablet"}, {"partner": other.partner}):
        refused(lambda change=change: Item.objects.filter(pk=one.pk).update(**change), "does not change|above the cap")
    refused(lambda: Item.objects.update(device=world.retired(1)[0]), "does not change")
    refused(lambda: Item.objects.update(lot=world.offered(other, 1)), "does not change")


def test_a_lot_goes_forward_with_its_devices(who: Chain) -> None:
    lot = world.offered(who, 1)
    refused(lambda: Lot.objects.update(state="collected"), "where its devices are")
    refused(lambda: Lot.objects.update(partner=world.partner_of("autre")), "where its devices are")
    world.lots.collect(lot, world.Count(), day=today(), by=who.worker)
    refused(lambda: Lot.objects.update(state="received"), "where its devices are")
    refused(lambda: Lot.objects.update(state="offered"), "where its devices are")
    created = {"number": "9", "partner": who.partner, "offered_on": today(), "by": who.officer}
    refused(lambda: Lot.objects.create(state="received", updated_at=timezone.now(), **created), "begins as offered")


def test_waste_leaves_with_a_slip(who: Chain) -> None:
    refused(lambda: transfer(who, "waste", receiver=None), "number of its slip")
