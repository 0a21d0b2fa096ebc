"""The first hops, each whole or not at all: what is offered, collected, counted in, and what the refurbisher does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from tests.worlds import chain as world
from tests.worlds.chain import Chain, today

from sobria.city.journal.models import Event
from sobria.city.partners.models import Agreement, Document, Permission
from sobria.city.people.roles import Role
from sobria.engine.devices.caps import kinds
from sobria.engine.devices.deeds import fingerprint
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain import lots
from sobria.inclusive.devices.chain.counting import Count
from sobria.inclusive.devices.chain.hops import facts_of
from sobria.inclusive.devices.models import Item, Lot, Step, Transfer
from sobria.inclusive.devices.refurbishing import acts
from sobria.sober.equipment.models import Device, LifeEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Chain:
    return world.chain()


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Item.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_a_device_goes_from_the_city_to_a_person_s_reach(who: Chain) -> None:
    items = world.available(who, 3, price=120)
    assert states() == {"available": 3}
    assert [one.price_eur for one in items] == [120] * 3
    kinds_of_hops = list(Transfer.objects.order_by("pk").values_list("kind", "declared", "counted"))
    assert kinds_of_hops == [("collection", 3, 3), ("reception", 3, 3)]
    told = list(Step.objects.filter(item=items[0]).order_by("rank").values_list("act", flat=True))
    assert told == ["offer", "collect", "receive", "grade", "refurbish", "make_available"]
    assert set(Device.objects.values_list("status", flat=True)) == {"handed_over"}
    assert Lot.objects.get().state == "received"


def test_the_hand_over_of_the_register_bears_the_number_of_the_deed(who: Chain) -> None:
    lot = world.collected(who, 2)
    deed = lot.transfers.get()
    left = LifeEvent.objects.filter(act="hand_over")
    assert {(one.reference, one.receiver, one.value_eur) for one in left} == {(deed.number, "Ateliers", world.VALUE)}
    assert deed.number == f"C-{today().year}-000001"
    assert deed.fingerprint == fingerprint(facts_of(deed))


def test_one_event_tells_each_hop_without_naming_people(who: Chain) -> None:
    world.received(who, 2)
    told = Event.objects.filter(kind__startswith="lot.").order_by("sequence")
    assert [one.kind for one in told] == ["lot.offered", "lot.collected", "lot.received"]
    assert "atelier-ateliers" not in "".join(one.document for one in told)


def test_a_value_above_what_may_be_given_is_refused(who: Chain) -> None:
    device = world.retired(1)[0]
    with pytest.raises(Refusal) as refused:
        lots.offer_lot(partner=who.partner, values={device.pk: Decimal("300.01")}, day=today(), by=who.officer)
    assert refused.value.code == "chain-value-above-cap"
    assert "300" in refused.value.sentence("fr")
    lots.offer_lot(partner=who.partner, values={device.pk: Decimal(300)}, day=today(), by=who.officer)


def test_a_device_without_proof_of_erasure_is_not_offered_nor_its_lot(who: Chain) -> None:
    clear, unclear = world.retired(1)[0], world.retired(1, erased=False)[0]
    with pytest.raises(Refusal) as refused:
        lots.offer_lot(
            partner=who.partner, values={one.pk: world.VALUE for one in (clear, unclear)}, day=today(), by=who.officer
        )
    assert refused.value.code == "life-not-clear"
    assert not Item.objects.exists()
    clear.refresh_from_db()
    assert clear.status == "retired"


def test_a_device_is_in_one_lot(who: Chain) -> None:
    lot = world.offered(who, 1)
    device = lot.items.get().device_id
    with pytest.raises(Refusal, match="already in the chain"):
        lots.offer_lot(partner=who.partner, values={device: world.VALUE}, day=today(), by=who.officer)


def test_a_partner_without_the_permission_or_its_document_gets_no_lot(who: Chain) -> None:
    repairer = world.partner_of("repare", (Permission.REPAIR,))
    values = {world.retired(1)[0].pk: world.VALUE}
    with pytest.raises(Refusal) as refused:
        lots.offer_lot(partner=repairer, values=values, day=today(), by=who.officer)
    assert refused.value.code == "partner-not-allowed"


def test_documents_are_asked_again_the_day_of_collection(who: Chain) -> None:
    lot = world.offered(who, 1)
    Document.objects.filter(partner=who.partner, kind="insurance").update(until=today() - timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        lots.collect(lot, Count(), day=today(), by=who.worker)
    assert refused.value.code == "partner-document-expired"
    assert states() == {"offered": 1}


def test_an_agreement_that_ended_meanwhile_stops_the_collection(who: Chain) -> None:
    lot = world.offered(who, 1)
    Agreement.objects.update(until=today() - timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        lots.collect(lot, Count(), day=today(), by=who.officer)
    assert refused.value.code == "partner-not-allowed"


def test_what_is_missing_at_collection_is_named(who: Chain) -> None:
    lot = world.offered(who, 3)
    one, two, three = lot.items.order_by("code")
    with pytest.raises(Refusal) as refused:
        lots.collect(lot, Count(taken=frozenset({one.code, two.code})), day=today(), by=who.worker)
    assert refused.value.code == "chain-counts-differ"
    assert three.code in refused.value.sentence("fr")
    assert one.code not in refused.value.sentence("fr")
    assert states() == {"offered": 3}


@pytest.mark.parametrize(("number", "code"), [(2, "chain-counts-differ"), (4, "chain-counts-over")])
def test_a_number_that_differs_is_refused(who: Chain, number: int, code: str) -> None:
    lot = world.offered(who, 3)
    with pytest.raises(Refusal) as refused:
        lots.collect(lot, Count(number=number), day=today(), by=who.worker)
    assert refused.value.code == code
    assert refused.value.sentence("en")


def test_a_code_of_another_lot_is_refused(who: Chain) -> None:
    lot, other = world.offered(who, 1), world.offered(who, 1)
    taken = frozenset({lot.items.get().code, other.items.get().code})
    with pytest.raises(Refusal, match=other.items.get().code):
        lots.collect(lot, Count(taken=taken), day=today(), by=who.worker)


def test_what_is_left_goes_back_to_the_city_and_may_be_offered_again(who: Chain) -> None:
    lot = world.offered(who, 2)
    taken, left = lot.items.order_by("code")
    count = Count(taken=frozenset({taken.code}), aside=frozenset({left.code}))
    lots.collect(lot, count, day=today(), by=who.worker)
    left.device.refresh_from_db()
    assert (states(), left.device.status) == ({"collected": 1, "left": 1}, "retired")
    other = world.partner_of("autre")
    again = lots.offer_lot(partner=other, values={left.device_id: Decimal(10)}, day=today(), by=who.officer)
    left.refresh_from_db()
    assert (left.state, left.lot_id, left.partner_id, left.value_eur) == ("offered", again.pk, other.pk, 10)


def test_a_lot_is_cancelled_whole(who: Chain) -> None:
    lot = lots.cancel(world.offered(who, 2), day=today(), by=who.officer)
    assert (lot.state, states()) == ("cancelled", {"left": 2})
    assert set(Device.objects.values_list("status", flat=True)) == {"retired"}


def test_what_the_city_withdrew_meanwhile_is_left_and_the_rest_collected(who: Chain) -> None:
    lot = world.offered(who, 2)
    _taken, gone = lot.items.order_by("code")
    lots.equipment.withdraw_offer([gone.device_id], by=who.officer, day=today())
    with pytest.raises(Refusal):
        lots.collect(lot, Count(), day=today(), by=who.worker)
    lots.collect(lot, Count(aside=frozenset({gone.code})), day=today(), by=who.worker)
    assert states() == {"collected": 1, "left": 1}


def test_what_has_not_arrived_stays_on_the_way(who: Chain) -> None:
    lot = world.collected(who, 2)
    here, absent = lot.items.order_by("code")
    with pytest.raises(Refusal, match=absent.code):
        lots.receive(lot, Count(taken=frozenset({here.code})), day=today(), by=who.worker)
    lots.receive(lot, Count(taken=frozenset({here.code}), aside=frozenset({absent.code})), day=today(), by=who.worker)
    assert (Lot.objects.get().state, states()) == ("collected", {"received": 1, "collected": 1})
    lots.receive(lot, Count(), day=today(), by=who.worker)
    assert (Lot.objects.get().state, states()) == ("received", {"received": 2})


def test_only_the_hands_of_a_hop_do_it(who: Chain) -> None:
    lot = world.offered(who, 1)
    stranger = world.chain("autre").worker
    prescriber = world.person(Role.PRESCRIBER, "prescrit", scope="ateliers")
    for person in (stranger, prescriber, world.person(Role.AUDITOR, "audit")):
        with pytest.raises(PermissionDenied):
            lots.collect(lot, Count(), day=today(), by=person)
    lots.collect(lot, Count(), day=today(), by=who.officer)
    for person in (stranger, who.officer):
        with pytest.raises(PermissionDenied):
            lots.receive(lot, Count(), day=today(), by=person)
    with pytest.raises(PermissionDenied):
        lots.offer_lot(partner=who.partner, values={world.retired(1)[0].pk: Decimal(1)}, day=today(), by=who.worker)


def test_a_hop_is_not_dated_tomorrow_nor_before_the_one_it_follows(who: Chain) -> None:
    lot = world.offered(who, 1)
    with pytest.raises(Refusal) as refused:
        lots.collect(lot, Count(), day=today() + timedelta(days=1), by=who.worker)
    assert refused.value.code == "chain-day-future"
    with pytest.raises(Refusal) as refused:
        lots.collect(lot, Count(), day=today() - timedelta(days=1), by=who.worker)
    assert refused.value.code in {"life-before-last", "chain-day-before"}


@pytest.mark.parametrize(("category", "cap"), [("laptop", 180), ("monitor-24", 30), ("tablet", 100)])
def test_a_price_stops_at_the_cap_of_its_kind(who: Chain, category: str, cap: int) -> None:
    items = world.refurbished(who, 1, category=category)
    given = {"checked": kinds()[items[0].kind].checks, "day": today(), "by": who.worker}
    with pytest.raises(Refusal) as refused:
        acts.make_available([items[0].code], partner=who.partner, price_eur=cap + Decimal("0.01"), **given)
    assert refused.value.code == "chain-price-above-cap"
    assert acts.make_available([items[0].code], partner=who.partner, price_eur=Decimal(cap), **given)


def test_a_kind_without_cap_is_only_given(who: Chain) -> None:
    items = world.refurbished(who, 1, category="keyboard")
    given = {"checked": ["works"], "day": today(), "by": who.worker, "partner": who.partner}
    with pytest.raises(Refusal) as refused:
        acts.make_available([items[0].code], price_eur=Decimal(1), **given)
    assert refused.value.code == "chain-price-only-given"
    assert acts.make_available([items[0].code], price_eur=Decimal(0), **given)


def test_selling_takes_the_permission_to_resell(who: Chain) -> None:
    items = world.refurbished(who, 1)
    Agreement.objects.update(permissions=["collect", "refurbish"])
    given = {"checked": kinds()["laptop"].checks, "day": today(), "by": who.worker, "partner": who.partner}
    with pytest.raises(Refusal) as refused:
        acts.make_available([items[0].code], price_eur=Decimal(1), **given)
    assert refused.value.code == "partner-not-allowed"
    assert acts.make_available([items[0].code], price_eur=Decimal(0), **given)


def test_what_was_not_checked_is_named(who: Chain) -> None:
    items = world.refurbished(who, 1)
    given = {"checked": ["works", "disk", "system"], "day": today(), "by": who.worker, "partner": who.partner}
    with pytest.raises(Refusal) as refused:
        acts.make_available([items[0].code], price_eur=Decimal(0), **given)
    assert "chargeur" in refused.value.sentence("fr")
    assert "battery" in refused.value.sentence("en")


def test_what_is_graded_for_parts_or_waste_is_not_refurbished(who: Chain) -> None:
    items = world.received(who, 2)
    given = {"partner": who.partner, "day": today(), "by": who.worker}
    acts.grade([items[0].code], grade="P", **given)
    acts.grade([items[1].code], grade="W", mass_kg=2.1, **given)
    with pytest.raises(Refusal) as refused:
        acts.refurbish([items[0].code], **given)
    assert refused.value.code == "chain-grade-not-reusable"
    acts.dismantle([items[0].code], **given)
    with pytest.raises(Refusal) as refused:
        acts.scrap([items[1].code], slip=" ", mass_kg=None, **given)
    assert refused.value.code == "chain-slip-missing"
    transfer = acts.scrap([one.code for one in items], slip="BSD-12", mass_kg=3.5, **given)
    assert (transfer.reference, transfer.mass_kg, transfer.counted) == ("BSD-12", 3.5, 2)
    assert states() == {"waste": 2}


def test_a_refurbisher_reaches_only_its_own_devices(who: Chain) -> None:
    items, other = world.received(who, 1), world.chain("autre")
    with pytest.raises(Refusal) as refused:
        acts.grade([items[0].code], partner=other.partner, grade="A", day=today(), by=other.worker)
    assert refused.value.code == "chain-not-yours"
    with pytest.raises(PermissionDenied):
        acts.grade([items[0].code], partner=who.partner, grade="A", day=today(), by=other.worker)


def test_an_act_out_of_place_changes_nothing(who: Chain) -> None:
    items = world.received(who, 2)
    given = {"partner": who.partner, "day": today(), "by": who.worker}
    acts.grade([items[0].code], grade="B", **given)
    with pytest.raises(Refusal) as refused:
        acts.refurbish([one.code for one in items], **given)
    assert refused.value.code == "chain-item-elsewhere"
    assert states() == {"graded": 1, "received": 1}
