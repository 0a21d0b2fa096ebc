"""Faults: what each act does to the device, what it refuses, and what the pages show."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.worlds.devices import device
from tests.worlds.partners import agree, give, partner

from sobria.city.journal.models import Event
from sobria.city.partners.models import Partner, Permission
from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.engine.messages import Refusal
from sobria.sober.equipment.models import Condition, Device, Fault, LifeEvent, Order, OrderLine
from sobria.sober.equipment.repairs import acts, selectors
from sobria.sober.equipment.repairs.acts import FAULTS, Hands

DESK = "/bureau/equipements/reparations/"
HERE = Hands("in_house")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-26T09:00:00+01:00", tick=False):
        yield


def day(number: int) -> date:
    return date(2026, 11, number)


def reported(by: User, number: int = 1, **values: Any) -> Fault:
    return acts.report_fault(device(number, **values), kind="screen", day=day(2), by=by)


def repairing() -> Partner:
    """A partner who may repair until 20 November."""
    one = partner("relais", is_ess=True)
    agree(one, Permission.REPAIR)
    for kind in ("siret", "insurance"):
        give(one, kind, until=day(20))
    return one


def state(fault: Fault) -> tuple[str, str | None]:
    fault.refresh_from_db()
    fault.device.refresh_from_db()
    return fault.state, fault.device.status


def refused(code: str, act: Any, *given: Any, **named: Any) -> None:
    with pytest.raises(Refusal) as caught:
        act(*given, **named)
    assert caught.value.code == code
    assert "{" not in caught.value.sentence("fr") + caught.value.sentence("en")


def test_a_repair_from_report_to_return(officer: User) -> None:
    fault, ess = reported(officer), repairing()
    dear = acts.add_quote(fault, hands=Hands("other"), amount_eur=Decimal(300), day=day(3), by=officer)
    fair = acts.add_quote(fault, hands=Hands("ess", ess), amount_eur=Decimal(120), day=day(4), by=officer, days=5)
    acts.accept_quote(fair, by=officer)
    refused("repair-accepted", acts.accept_quote, dear, by=officer)
    acts.send(fault, day=day(5), by=officer)
    assert state(fault) == ("under_repair", "under_repair")
    assert (fault.repairer, fault.partner) == ("ess", ess)
    acts.add_part(fault, name="Dalle", cost_eur=Decimal(60), by=officer)
    acts.close_repaired(fault, day=day(12), cost_eur=Decimal(115), by=officer)
    assert state(fault) == ("repaired", "in_service")
    assert (fault.returned_on, fault.closed_on) == (day(12), day(12))
    moves = LifeEvent.objects.filter(device=fault.device).order_by("rank").values_list("act", "day")
    assert list(moves) == [("send_to_repair", day(5)), ("return_repaired", day(12))]
    told = Event.objects.filter(kind__startswith="equipment-fault.").order_by("sequence")
    assert [one.kind.split(".")[1] for one in told] == [
        "reported", "quoted", "quoted", "quote-accepted", "sent", "part-added", "repaired",
    ]  # fmt: skip
    assert changes.version(FAULTS) == 7


def test_a_fault_repaired_on_the_spot_moves_nothing(officer: User) -> None:
    fault = reported(officer)
    refused("repair-hands", acts.close_repaired, fault, day=day(3), by=officer)
    acts.close_repaired(fault, day=day(3), hands=HERE, by=officer)
    assert state(fault) == ("repaired", "in_service")
    assert (fault.repairer, fault.returned_on) == ("in_house", None)
    assert not LifeEvent.objects.exists()


def test_a_repaired_device_may_go_to_stock(officer: User) -> None:
    fault = reported(officer)
    acts.send(fault, day=day(3), hands=HERE, by=officer)
    acts.close_repaired(fault, day=day(4), to_stock=True, by=officer)
    assert state(fault) == ("repaired", "in_stock")


def test_giving_up_keeps_the_device_in_stock_or_retires_it_with_its_other_faults(officer: User) -> None:
    kept = reported(officer)
    acts.send(kept, day=day(3), hands=HERE, by=officer)
    refused("repair-reason", acts.give_up, kept, day=day(4), reason=" ", by=officer)
    acts.give_up(kept, day=day(4), reason="Pièce introuvable", by=officer)
    assert state(kept) == ("given_up", "in_stock")
    gone = reported(officer, 2)
    other = acts.report_fault(gone.device, kind="battery", day=day(2), by=officer)
    acts.give_up(gone, day=day(4), reason="Trop usé", retire=True, by=officer)
    assert state(gone) == ("given_up", "retired")
    assert gone.device.retired == day(4)
    assert state(other)[0] == "given_up"


@pytest.mark.parametrize("status", ["ordered", "retired", "erased", "offered", "handed_over", "dismantled", "waste"])
def test_a_device_that_has_left_or_never_came_takes_no_fault(status: str) -> None:
    refused("repair-left", acts.refuse_device, Device(status=status, quantity=1))


def test_a_retired_device_takes_no_fault(officer: User) -> None:
    gone = device(1, status="retired", retired=day(1))
    refused("repair-left", acts.report_fault, gone, kind="screen", day=day(2), by=officer)


def test_a_batch_an_unknown_kind_and_a_like_fault_are_refused(officer: User) -> None:
    refused("repair-batch", acts.report_fault, device(1, quantity=3.0), kind="screen", day=day(2), by=officer)
    fault = reported(officer, 2)
    refused("repair-kind", acts.report_fault, fault.device, kind="nothing", day=day(2), by=officer)
    refused("repair-known", acts.report_fault, fault.device, kind="screen", day=day(3), by=officer)


def test_days_go_in_order(officer: User) -> None:
    row = device(1, in_service=day(1))
    refused("repair-future", acts.report_fault, row, kind="screen", day=day(27), by=officer)
    refused("repair-before-began", acts.report_fault, row, kind="screen", day=date(2026, 10, 1), by=officer)
    fault = acts.report_fault(row, kind="screen", day=day(10), by=officer)
    refused("repair-before-reported", acts.send, fault, day=day(9), hands=HERE, by=officer)
    quoted = {"hands": HERE, "amount_eur": Decimal(1)}
    refused("repair-before-reported", acts.add_quote, fault, day=day(9), by=officer, **quoted)
    acts.send(fault, day=day(12), hands=HERE, by=officer)
    refused("repair-before-sent", acts.close_repaired, fault, day=day(11), by=officer)
    refused("repair-before-sent", acts.give_up, fault, day=day(11), reason="Usé", by=officer)


def test_a_device_has_one_repair_at_once(officer: User) -> None:
    first = reported(officer)
    second = acts.report_fault(first.device, kind="battery", day=day(2), by=officer)
    acts.send(first, day=day(3), hands=HERE, by=officer)
    refused("repair-one-at-once", acts.send, second, day=day(3), hands=HERE, by=officer)
    refused("repair-not-open", acts.send, first, day=day(3), hands=HERE, by=officer)


def test_nothing_is_added_to_a_closed_fault(officer: User) -> None:
    fault = reported(officer)
    acts.close_repaired(fault, day=day(3), hands=HERE, by=officer)
    refused("repair-closed", acts.close_repaired, fault, day=day(3), hands=HERE, by=officer)
    refused("repair-closed", acts.give_up, fault, day=day(3), reason="Usé", by=officer)
    refused("repair-closed", acts.add_part, fault, name="Dalle", by=officer)
    quoted = {"hands": HERE, "amount_eur": Decimal(1), "day": day(3)}
    refused("repair-closed", acts.add_quote, fault, by=officer, **quoted)


def test_a_partner_whose_document_has_ended_receives_nothing(officer: User) -> None:
    fault, ess = reported(officer), repairing()
    refused("partner-document-expired", acts.send, fault, day=day(21), hands=Hands("ess", ess), by=officer)
    assert state(fault) == ("open", "in_service")
    refused("repair-is-ess", acts.send, fault, day=day(5), hands=Hands("other", ess), by=officer)
    refused("repair-in-house", acts.send, fault, day=day(5), hands=Hands("in_house", ess), by=officer)
    acts.send(fault, day=day(5), hands=Hands("ess", ess), by=officer)
    assert state(fault)[0] == "under_repair"


def test_a_part_comes_from_stock_or_from_a_dismantled_device_only(officer: User) -> None:
    fault, whole = reported(officer), device(2)
    refused("repair-part-source", acts.add_part, fault, name="Dalle", source=whole, by=officer)


def test_only_those_who_write_in_the_register_act(auditor: User, officer: User) -> None:
    fault = reported(officer)
    with pytest.raises(PermissionDenied):
        acts.send(fault, day=day(3), hands=HERE, by=auditor)
    with pytest.raises(PermissionDenied):
        acts.report_fault(fault.device, kind="battery", day=day(3), by=auditor)


def test_the_price_of_a_new_device_is_said_or_the_mean_of_purchases(officer: User) -> None:
    fault = reported(officer)
    assert selectors.price_of(fault) is None
    order = Order.objects.create(reference="B1", day=date(2026, 1, 5), recorded_at="2026-01-05T00:00:00Z")
    for rank, (units, price, condition) in enumerate(
        [(3, 700, Condition.NEW), (1, 900, Condition.NEW), (5, 200, Condition.REFURBISHED), (9, None, Condition.NEW)]
    ):
        OrderLine.objects.create(
            order=order, rank=rank, label="Portable", category="laptop", condition=condition, quantity=units,
            unit_eur=price,
        )  # fmt: skip
    assert selectors.price_of(fault) == selectors.Price(750.0, is_said=False)
    fault.replacement_eur = Decimal(800)
    assert selectors.price_of(fault) == selectors.Price(800.0, is_said=True)


def test_pages_from_report_to_close(desk: Client, reading_desk: Client) -> None:
    row = device(1, serial="SNX-1")
    answer = desk.post(f"{DESK}declarer/", {"device": "inconnu", "kind": "screen", "day": "2026-11-20"})
    assert answer.status_code == 422
    assert "« inconnu »" in answer.content.decode()
    answer = desk.post(
        f"{DESK}declarer/", {"device": "snx-1", "kind": "screen", "day": "2026-11-20", "replacement_eur": "800"}
    )
    fault = row.faults.get()
    assert answer.headers["Location"] == f"{DESK}{fault.pk}/"
    sent = desk.post(f"{DESK}{fault.pk}/confier/", {"repairer": "in_house", "day": "2026-11-21"}, follow=True)
    assert "en réparation" in sent.content.decode()
    desk.post(f"{DESK}{fault.pk}/piece/", {"name": "Batterie", "quantity": "1"})
    closed = desk.post(f"{DESK}{fault.pk}/clore/", {"day": "2026-11-24", "cost_eur": "120,50"}, follow=True)
    page = closed.content.decode()
    assert "120" in page
    assert "15\N{NO-BREAK SPACE}% du prix d’un équipement neuf" in page
    assert "Pièces non déduites. L’empreinte de ces pièces n’est pas connue : Batterie." in page
    assert "Intervalle à 90" in page
    assert "Confier" not in reading_desk.get(f"{DESK}{fault.pk}/").content.decode()
    assert reading_desk.get(f"{DESK}{fault.pk}/clore/").status_code == 403
    listed = desk.get(f"{DESK}?etat=repaired").content.decode()
    assert "Pannes 1 à 1 sur 1" in listed
    assert "?etat=toutes&amp;close=2026" in listed
    assert "Pannes 1 à 1 sur 1" in desk.get(f"{DESK}?etat=toutes&close=2026").content.decode()
    assert "100" in listed


def test_a_fault_of_a_device_nobody_recognised_says_what_lacks(desk: Client, officer: User) -> None:
    fault = reported(officer, matched_category=None)
    page = desk.get(f"{DESK}{fault.pk}/").content.decode()
    assert "il manque la catégorie de l’équipement" in page
    assert "inconnu" in page


def test_the_list_and_its_file_ask_as_many_queries_for_many_faults(desk: Client, officer: User) -> None:
    def queries(address: str) -> int:
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = desk.get(address)
            list(answer.streaming_content if answer.streaming else [])
        return len(captured)

    reported(officer)
    few = [queries(DESK), queries(f"{DESK}pannes.csv")]
    for number in range(2, 60):
        reported(officer, number)
    assert [queries(DESK), queries(f"{DESK}pannes.csv")] == few
    assert desk.get(DESK).content.count(b"<td") == 25 * 5


def test_a_formula_in_a_note_is_harmless_in_the_file(desk: Client, officer: User) -> None:
    acts.report_fault(device(1), kind="screen", day=day(2), note="=CMD()", by=officer)
    assert ";'=CMD();" in desk.get(f"{DESK}pannes.csv").getvalue().decode()
