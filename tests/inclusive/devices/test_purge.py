"""Codes leave on their day, and the fairness table stays as it was."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from tests.worlds import codes as world
from tests.worlds.codes import Chain

from sobria.city.journal.models import Event
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.codes import appeals, daily, delivering, issuing
from sobria.inclusive.devices.codes.reserving import reserve
from sobria.inclusive.devices.fairness.selectors import counted
from sobria.inclusive.devices.models import Appeal, Code, CodeState, Tally

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def who() -> Chain:
    return world.chain()


def waiting(who: Chain, **bands: str) -> Code:
    code = world.code(who, **bands)
    with pytest.raises(Refusal):
        reserve(code, by=world.again(who.prescriber))
    return code


def busy_year(who: Chain) -> None:
    """Delivered, waiting, expired unused, cancelled while waiting."""
    for bands in ({"has_pupil": "yes"}, {"resources": "none"}, {}):
        issued, _item = world.kept(who, **bands)
        delivering.deliver(world.fresh(issued.code), by=world.again(who.refurbisher))
    waiting(who, seeks_job="yes")
    world.code(who)
    issuing.cancel(world.fresh(waiting(who)), by=world.again(who.prescriber))


def test_totals_do_not_change_across_a_purge(who: Chain) -> None:
    busy_year(who)
    year = timezone.localdate().year
    before = counted(until=year)
    assert before[year]["all"]["all"].asked == 5
    assert before[year]["all"]["all"].granted == 3
    for days in (31, 61, 91, 366, 397):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            daily.run()
            assert counted(until=year) == before
    assert Code.objects.count() == 0
    assert Tally.objects.filter(year=year).exists()
    assert Appeal.objects.count() == 0


def test_a_purge_is_one_event_with_numbers_only(who: Chain) -> None:
    busy_year(who)
    with time_machine.travel(timezone.now() + timedelta(days=216), tick=False):
        daily.run()
        daily.run()
    event = Event.objects.get(kind="device-codes.forgotten")
    assert event.content["data"] == {"codes": 4, "delivered": 3}
    assert event.content["personal"] == {}


def test_a_code_stays_until_its_day(who: Chain) -> None:
    issued, _item = world.kept(who)
    delivering.deliver(world.fresh(issued.code), by=world.again(who.refurbisher))
    with time_machine.travel(timezone.now() + timedelta(days=214), tick=False):
        daily.run()
        assert Code.objects.filter(pk=issued.code.pk).exists()
    with time_machine.travel(timezone.now() + timedelta(days=215), tick=False):
        daily.run()
        assert not Code.objects.filter(pk=issued.code.pk).exists()


def test_a_code_never_used_expires_then_leaves_uncounted(who: Chain) -> None:
    code = world.code(who)
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        daily.run()
        assert world.fresh(code).state == CodeState.EXPIRED
    with time_machine.travel(timezone.now() + timedelta(days=121), tick=False):
        daily.run()
    assert Code.objects.count() == Tally.objects.count() == 0


def test_an_appeal_leaves_with_its_code(who: Chain) -> None:
    code = waiting(who)
    appeals.appeal(world.fresh(code), motive="care", by=world.again(who.prescriber))
    issuing.cancel(world.fresh(code), by=world.again(who.prescriber))
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        daily.run()
    assert Appeal.objects.count() == 0


def test_a_need_met_the_year_after_counts_in_both_and_the_past_year_stays(who: Chain) -> None:
    with time_machine.travel(datetime(2025, 12, 20, 12, tzinfo=PARIS), tick=False):
        for agreement in who.service.agreements.all():
            assert agreement.since <= date(2025, 12, 20)
        who.prescriber.assignments.update(since=date(2025, 1, 1))
        code = waiting(who, has_pupil="yes")
        published = counted(until=2025)
    with time_machine.travel(datetime(2026, 1, 10, 12, tzinfo=PARIS), tick=False):
        world.items(who)
        daily.run()
        delivering.deliver(world.fresh(code), by=world.again(who.prescriber))
    with time_machine.travel(datetime(2026, 9, 1, 12, tzinfo=PARIS), tick=False):
        daily.run()
        assert Code.objects.count() == 0
        assert counted(until=2025) == published
        found = counted(until=2026)
    assert (found[2025]["has_pupil"]["yes"].asked, found[2025]["has_pupil"]["yes"].granted) == (1, 0)
    assert (found[2026]["has_pupil"]["yes"].asked, found[2026]["has_pupil"]["yes"].granted) == (1, 1)
