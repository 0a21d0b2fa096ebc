"""Handing over with a code: once, by who may, with a deed, a warranty and a follow-up; and coming back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.worlds import codes as world
from tests.worlds.codes import Chain

from sobria.city.journal.models import Event
from sobria.engine.duties.calendar_days import months_after
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.codes import delivering, returning, terms
from sobria.inclusive.devices.codes.reserving import reserve
from sobria.inclusive.devices.models import Code, CodeState, FollowUp, Item, Step, Tally, Transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Chain:
    return world.chain()


def test_the_code_typed_gives_the_device_its_deed_and_what_follows(who: Chain) -> None:
    issued, item = world.kept(who)
    by = world.again(who.refurbisher)
    found = delivering.find(issued.text.lower(), by=by)
    given = delivering.deliver(found, by=by)
    today = timezone.localdate()
    item.refresh_from_db()
    assert (item.state, item.delivered_on) == ("delivered", today)
    assert item.warranty_until == months_after(today, 6)
    assert Step.objects.get(item=item, act="deliver").transfer == given.transfer
    assert (given.transfer.kind, given.transfer.giver, given.transfer.receiver) == ("delivery", who.workshop, None)
    assert FollowUp.objects.get(item=item).due_on == months_after(today, 12)
    code = world.fresh(issued.code)
    assert (code.state, code.forget_on) == (CodeState.DELIVERED, terms.forget_delivered(today))
    assert Event.objects.get(kind="item.delivered").content["data"]["transfer"] == given.transfer.number


def test_a_code_works_once(who: Chain) -> None:
    issued, _item = world.kept(who)
    by = world.again(who.prescriber)
    stale = delivering.find(issued.text, by=by)
    delivering.deliver(world.fresh(issued.code), by=by)
    for code in (stale, delivering.find(issued.text, by=by)):
        with pytest.raises(Refusal) as caught:
            delivering.deliver(code, by=by)
        assert caught.value.code == "device-code-delivered"
    assert Transfer.objects.count() == 1


def test_the_database_does_not_let_a_code_be_used_again(who: Chain) -> None:
    issued, _item = world.kept(who)
    delivering.deliver(world.fresh(issued.code), by=world.again(who.refurbisher))
    unused = world.code(who)
    for key, state in ((issued.code.pk, "reserved"), (issued.code.pk, "issued"), (unused.pk, "delivered")):
        with pytest.raises(DatabaseError), transaction.atomic():
            Code.objects.filter(pk=key).update(state=state)


def test_a_code_without_a_device_is_said_so(who: Chain) -> None:
    issued = world.issue(who)
    by = world.again(who.prescriber)
    with pytest.raises(Refusal) as caught:
        delivering.deliver(delivering.find(issued.text, by=by), by=by)
    assert caught.value.code == "device-code-no-device"


def test_another_partner_or_one_not_allowed_hands_nothing_over(who: Chain) -> None:
    issued, item = world.kept(who)
    stranger = world.member("refurbisher", world.partner("autre", "deliver"), "autre")
    with pytest.raises(Refusal) as caught:
        delivering.deliver(delivering.find(issued.text, by=stranger), by=stranger)
    assert caught.value.code == "device-code-elsewhere"
    who.workshop.documents.filter(kind="insurance").update(until=timezone.localdate() - timedelta(days=1))
    by = world.again(who.refurbisher)
    with pytest.raises(Refusal) as caught:
        delivering.deliver(delivering.find(issued.text, by=by), by=by)
    assert caught.value.code == "partner-document-expired"
    assert Item.objects.get(pk=item.pk).state == "reserved"
    with pytest.raises(PermissionDenied):
        delivering.find(issued.text, by=world.again(who.officer))


def test_typing_codes_is_limited_and_a_mistyped_one_costs_nothing(who: Chain) -> None:
    by = world.again(who.prescriber)
    text = world.issue(who).text
    wrong = text[:-1] + ("2" if text[-1] != "2" else "3")

    def said(typed: str) -> str:
        try:
            delivering.find(typed, by=by)
        except Refusal as refusal:
            return refusal.code
        return "found"

    assert {said(wrong) for _ in range(40)} == {"device-code-typed"}
    unknown = "2222-2222-2222"
    assert [said(unknown) for _ in range(61)] == ["device-code-unknown"] * 60 + ["device-code-too-many"]
    assert said(text) == "device-code-too-many"


def test_the_database_keeps_no_code(who: Chain) -> None:
    issued = world.issue(who)
    plain = issued.text.replace("-", "")
    row = Code.objects.filter(pk=issued.code.pk).values().get()
    assert all(plain not in str(value) for value in row.values())
    assert row["hint"] == plain[-2:]


def test_a_device_that_comes_back_may_be_given_again_and_stays_counted(who: Chain) -> None:
    issued, item = world.kept(who)
    by = world.again(who.refurbisher)
    delivering.deliver(world.fresh(issued.code), by=by)
    with pytest.raises(PermissionDenied):
        returning.take_back(Item.objects.get(pk=item.pk), by=world.again(who.prescriber))
    transfer = returning.take_back(Item.objects.select_related("partner").get(pk=item.pk), by=by)
    item.refresh_from_db()
    assert (item.state, item.delivered_on, transfer.kind) == ("returned", None, "return")
    assert not Code.objects.filter(pk=issued.code.pk).exists()
    assert Tally.objects.get(dimension="all").granted == 1
    assert not FollowUp.objects.filter(item=item).exists()
    with pytest.raises(Refusal):
        returning.take_back(Item.objects.get(pk=item.pk), by=by)


def test_a_device_brought_back_by_another_way_is_free_for_the_next_code(who: Chain) -> None:
    issued, item = world.kept(who)
    delivering.deliver(world.fresh(issued.code), by=world.again(who.refurbisher))
    with world.unguarded():
        Item.objects.filter(pk=item.pk).update(state="available")
        Step.objects.filter(item=item, act="deliver").delete()
        Step.objects.filter(item=item, act="reserve").delete()
    code = world.code(who)
    assert reserve(code, by=world.again(who.prescriber)) == item
    assert not Code.objects.filter(pk=issued.code.pk).exists()
