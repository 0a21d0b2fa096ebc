"""The reuse rate of retired equipment, from acts and files to the page, the indicator and the duty."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.worlds.devices import device

from sobria.city.duties import selectors as duties
from sobria.city.indicators import selectors as indicators
from sobria.city.people.models import User
from sobria.sober.equipment.life.acts import separate
from sobria.sober.equipment.life.moving import Details, move
from sobria.sober.equipment.models import Device, Fault
from sobria.sober.equipment.reuse import counting
from sobria.sober.equipment.reuse.counting import Reuse, reuse
from sobria.sober.equipment.reuse.faults import faults

TODAY = date(2026, 11, 26)
PUBLIC, DESK = "/registres/equipements/reemploi/", "/bureau/equipements/reemploi/"
SLOW = (counting._held_by_acts, counting._held_by_file)
BEFORE, SPRING = date(2025, 6, 1), date(2026, 4, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-26T09:00:00+01:00", tick=False):
        yield


def screen(number: int, **given: Any) -> Device:
    """Retired by its file in 2025; a screen holds no data."""
    usual: dict[str, Any] = {"matched_category": "monitor", "status": "retired", "retired": BEFORE}
    return device(number, **(usual | {"in_service": date(2019, 3, 1)} | given))


def act(name: str, *devices: Device, day: date = SPRING, **given: Any) -> None:
    moved = move([one.pk for one in devices], name, by=None, details=Details(day=day, **given), strict=True)
    assert len(moved.done) == len(devices)


def sold(*devices: Device, day: date = SPRING) -> None:
    act("hand_over", *devices, day=day, route="sale", reference="ACTE-1", receiver="Acheteur")


def found(year: int = 2026) -> Reuse:
    return reuse(year, TODAY)


pytestmark = pytest.mark.django_db


def test_what_files_and_acts_retired_before_january_is_the_stock() -> None:
    screen(1)
    by_act = screen(2, status="in_service", retired=None)
    act("retire", by_act, day=date(2025, 9, 1))
    screen(3, status="in_service", retired=None)
    screen(4, retired=date(2026, 2, 1))
    assert found().rate.stock.counted == 2


def test_a_device_handed_over_in_the_year_was_in_stock_and_left() -> None:
    one, two = screen(1), screen(2)
    sold(one)
    rate = found().rate
    assert (rate.stock.counted, rate.exits.counted, rate.share) == (2, 1, 0.5)
    assert rate.by_route == {"sale": 1}
    sold(two, day=date(2026, 5, 1))
    assert found().share == 1


def test_what_left_before_january_is_neither_held_nor_counted() -> None:
    one, _two = screen(1), screen(2)
    sold(one, day=date(2025, 12, 31))
    rate = found().rate
    assert (rate.stock.counted, rate.exits.counted) == (1, 0)
    assert found(2025).rate.exits.counted == 1


def test_what_went_back_to_stock_before_january_is_not_held() -> None:
    one = screen(1, status="in_service", retired=None)
    act("retire", one, day=date(2025, 3, 1))
    act("reinstate", one, day=date(2025, 4, 1))
    assert found().rate.stock.seen == 0


def test_what_came_back_after_january_was_held_on_it() -> None:
    one = screen(1)
    act("reinstate", one, day=SPRING)
    assert found().rate.stock.counted == 1


def test_the_stock_is_the_same_whether_it_is_read_from_acts_or_from_what_stands_today() -> None:
    """A year of chances, read by two ways that share nothing."""
    drawn = random.Random(7)
    for number in range(40):
        by_file = drawn.random() < 0.5
        state = drawn.choice(["retired", "retired", None]) if by_file else "in_service"
        left = date(2025, 1, 1) + timedelta(days=drawn.randrange(600)) if by_file else None
        one = screen(number, status=state, retired=left)
        day = max(left or BEFORE, date(2025, 1, 1))
        for name in drawn.sample(["retire", "reinstate", "retire", "sell", "retire"], drawn.randrange(6)):
            day += timedelta(days=drawn.randrange(1, 120))
            given: dict[str, str] = {}
            if name == "sell":
                given = {"route": "sale", "reference": "A", "receiver": "B"}
            move([one.pk], "hand_over" if name == "sell" else name, by=None, details=Details(min(day, TODAY), **given))
    for year in (2025, 2026):
        quick = sum(one.units for one in counting._held_as_known_today(year))
        assert quick == sum(one.units for one in chain(*(way(year, TODAY) for way in SLOW)))
        assert quick > 0


def test_a_batch_set_apart_counts_as_it_did_on_any_day_before(officer: User) -> None:
    batch = screen(1, quantity=3)
    separate(batch, by=officer)
    for day in (TODAY, TODAY - timedelta(days=1), TODAY - timedelta(days=2)):
        assert sum(one.units for one in counting.held(2026, day)) == 3


def test_exclusions_are_told_apart_with_their_reason(client: Client) -> None:
    screen(1)
    screen(2, is_secured=True)
    screen(3, in_service=date(2010, 1, 1))
    screen(4, matched_category="server", quantity=3.0)
    old = screen(5, in_service=date(2010, 1, 1))
    sold(old)
    rate = found().rate
    assert rate.stock.left_out == {"secured": 1, "oldest": 2, "scope": 3}
    assert rate.exits.left_out == {"oldest": 1}
    page = client.get(PUBLIC).content.decode()
    assert "Réformé à plus de dix ans" in page
    assert "À confirmer" in page
    assert "décret n° 2023-266".casefold() in page.casefold()


def test_a_state_no_file_says_lowers_the_coverage() -> None:
    screen(1)
    screen(2, status=None)
    assert found().rate.coverage == 0.5


def test_nobody_having_said_an_exit_is_no_zero(client: Client) -> None:
    screen(1)
    assert found().share is None
    assert indicators.values(TODAY)["S14"].value is None
    assert (
        "Aucune cession de l’année n’est enregistrée, et le registre a commencé" in client.get(PUBLIC).content.decode()
    )


def test_a_register_begun_before_january_knows_that_nothing_left() -> None:
    one = screen(1)
    Device.objects.filter(pk=one.pk).update(created_at=datetime(2025, 6, 2, tzinfo=UTC))
    assert found().share == 0
    assert indicators.values(TODAY)["S14"].value == 0


def test_the_indicator_and_the_duty_move_with_their_evidence(client: Client) -> None:
    one, two = screen(1), screen(2)
    screen(3)
    sold(one)
    values = indicators.values(TODAY)
    assert values["S14"].value == pytest.approx(100 / 3)
    assert duties.assessments(TODAY)["reen-16-reuse"].state == "not-met"
    sold(two, day=date(2026, 5, 1))
    assert indicators.values(TODAY)["S14"].value == pytest.approx(200 / 3)
    assert duties.assessments(TODAY)["reen-16-reuse"].state == "met"
    evidence = indicators.inputs(TODAY)["retired_reused"].evidence
    page = client.get(evidence).content.decode()
    assert "ACTE-1" in page
    assert "Acheteur" not in page
    assert "palier atteint" in page


def test_staff_read_each_device_and_download_what_counts_and_why(desk: Client) -> None:
    sold(screen(1), screen(2, is_secured=True))
    page = desk.get(DESK).content.decode()
    assert "Acheteur" in page
    rows = list(csv.DictReader(io.StringIO(desk.get(DESK + "2026.csv").getvalue().decode("utf-8-sig")), delimiter=";"))
    assert [(row["Numéro de série"], row["Compté"]) for row in rows] == [("SN0001", "oui"), ("SN0002", "non")]
    assert "classifiées" in rows[1]["Pourquoi"]
    assert desk.get(DESK + "1999.csv").status_code == 404
    assert desk.get(DESK + "?annee=1999").status_code == 404


def test_an_empty_register_says_what_to_do_next(client: Client) -> None:
    assert "Rien à compter pour cette année" in client.get(PUBLIC).content.decode()
    assert "What becomes of retired equipment" in client.get("/en" + PUBLIC).content.decode()


def test_lives_are_told_by_category(client: Client) -> None:
    screen(1, retired=date(2026, 3, 1))
    page = client.get(PUBLIC).content.decode()
    assert "Écran d’ordinateur" in page
    assert "7,0" in page


def fault(one: Device, reported: date, closed: date | None, state: str = "repaired") -> Fault:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return Fault.objects.create(
        device=one, kind="screen", state=state, reported_on=reported, closed_on=closed, recorded_at=now
    )


def test_faults_of_the_year_give_s10_and_s11(client: Client) -> None:
    one = screen(1)
    fault(one, date(2026, 1, 10), date(2026, 1, 20))
    fault(one, date(2026, 2, 10), date(2026, 2, 14))
    fault(one, date(2026, 3, 10), date(2026, 3, 31))
    fault(one, date(2026, 4, 10), None, "open")
    fault(one, date(2025, 12, 10), date(2026, 1, 9))
    values = indicators.values(TODAY)
    assert (values["S10"].value, values["S11"].value) == (75.0, 15.5)
    assert faults(2026, date(2026, 11, 1)).reported == 0  # written later
    assert "75,0" in client.get(PUBLIC).content.decode()


def test_the_cost_does_not_grow_with_the_register(officer: User) -> None:
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            reuse(2026, TODAY)
        return len(captured)

    sold(screen(1))
    alone = queries()
    now = datetime(2026, 11, 20, tzinfo=UTC)
    usual = {"matched_category": "monitor", "created_at": now, "updated_at": now, "in_service": date(2019, 1, 1)}
    Device.objects.bulk_create(
        [Device(identity=f"many:{n}", status="retired", retired=BEFORE, **usual) for n in range(3000)], batch_size=500
    )
    assert queries() == alone <= 7
    assert reuse(2026, TODAY).rate.stock.counted == 3001
