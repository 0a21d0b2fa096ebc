"""Orders and their lines: acts, pages, files."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.engine.messages import Refusal
from sobria.sober.equipment.models import Order, OrderLine
from sobria.sober.equipment.purchases import orders

HOME = "/bureau/equipements/achats/"
HEAD = "Commande;Date;Fournisseur;Désignation;Catégorie AGEC;Type;État;Quantité;Prix unitaire HT;Indice;Note sur 10"
GOOD = "BC-1;12/03/2026;Ateliers;Portable;Matériel informatique et téléphonie;Portable;reconditionné;10;400;;"
BAD = "BC-1;12/03/2026;Ateliers;Écran;Matériel informatique et téléphonie;;volé;2;90;;"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-26T09:00:00+01:00", tick=False):
        yield


def order(by: User, reference: str = "BC-1", day: date = date(2026, 3, 12)) -> Order:
    values = {"reference": reference, "supplier": "Ateliers", "partner_id": None, "day": day}
    return orders.record_order(values=values, by=by)


def values(**given: object) -> dict[str, object]:
    usual = {"label": "Portable", "product": "it-telephony", "category": "laptop", "condition": "new", "quantity": 2}
    usual |= {"unit_eur": Decimal("600.00"), "index_kind": "", "index_mark": None, "index_class": ""}
    return usual | given


def give(desk: Client, *lines: str) -> str:
    """The address of the look at a file."""
    file = SimpleUploadedFile("achats.csv", "\n".join([HEAD, *lines]).encode())
    answer = desk.post(HOME + "importer/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.getvalue().decode() if answer.streaming else answer.content.decode()


def test_an_order_is_written_with_its_lines_from_the_pages(desk: Client) -> None:
    answer = desk.post(HOME + "ajouter/", {"reference": "BC-7", "day": "2026-03-12", "supplier": "Ateliers"})
    page = str(answer.headers["Location"])
    form = {"label": "Téléphone", "quantity": "3", "unit_eur": "412,5", "category": "smartphone"}
    form |= {"index_kind": "repair_eu", "index_class": "B", "product": "it-telephony", "condition": "new"}
    assert desk.post(page + "lignes/ajouter/", form).status_code == 302
    line = OrderLine.objects.get()
    assert (line.unit_eur, line.index_class, line.index_mark, line.rank) == (Decimal("412.50"), "B", None, 1)
    shown = text(desk, page)
    assert "1\u202f237,50" in shown
    assert "BC-7" in text(desk, HOME)
    told = Event.objects.filter(kind__startswith="purchase.").order_by("sequence")
    assert [event.kind for event in told] == ["purchase.recorded", "purchase.line-added"]


def test_a_mark_of_the_wrong_kind_is_refused_with_a_sentence_and_nothing_is_written(
    desk: Client, officer: User
) -> None:
    address = f"{HOME}{order(officer).pk}/lignes/ajouter/"
    form = {
        "label": "Téléphone",
        "quantity": "1",
        "category": "smartphone",
        "index_kind": "repair_fr",
        "index_mark": "8",
    }
    answer = desk.post(address, form)
    assert answer.status_code == 422
    assert "classe européenne de réparabilité" in answer.content.decode()
    assert not OrderLine.objects.exists()


def test_an_order_does_not_move_to_a_day_its_marks_do_not_suit(officer: User) -> None:
    made = order(officer)
    orders.add_line(made, values=values(category="smartphone", index_kind="repair_eu", index_class="A"), by=officer)
    moved = {"reference": "BC-1", "supplier": "", "partner_id": None, "day": date(2024, 1, 1)}
    with pytest.raises(Refusal, match="repairability index"):
        orders.correct_order(made, values=moved, seen=orders.order_stamp(made), by=officer)
    made.refresh_from_db()
    assert made.day == date(2026, 3, 12)


def test_what_changed_since_it_was_read_is_not_overwritten(officer: User) -> None:
    line = orders.add_line(order(officer), values=values(), by=officer)
    seen = orders.line_stamp(line)
    orders.correct_line(line, values=values(quantity=5), seen=seen, by=officer)
    with pytest.raises(Refusal, match="changed this order"):
        orders.correct_line(line, values=values(quantity=9), seen=seen, by=officer)
    with pytest.raises(Refusal, match="changed this order"):
        orders.delete_line(line, seen=seen, by=officer)
    assert OrderLine.objects.get().quantity == 5


def test_a_reference_is_recorded_once(officer: User) -> None:
    order(officer)
    with pytest.raises(Refusal, match="recorded already"):
        order(officer)


def test_an_order_of_tomorrow_is_refused(officer: User) -> None:
    with pytest.raises(Refusal, match="future"):
        order(officer, day=date(2026, 11, 27))


def test_an_auditor_reads_and_changes_nothing(reading_desk: Client, auditor: User, officer: User) -> None:
    made = order(officer)
    assert "ajouter/" not in text(reading_desk, HOME)
    assert reading_desk.post(f"{HOME}{made.pk}/supprimer/").status_code == 403
    assert reading_desk.get(HOME + "importer/").status_code == 403
    with pytest.raises(PermissionDenied):
        orders.add_line(made, values=values(), by=auditor)


def test_deleting_asks_first_and_the_journal_keeps_it(desk: Client, officer: User) -> None:
    made = order(officer)
    orders.add_line(made, values=values(), by=officer)
    address = f"{HOME}{made.pk}/supprimer/"
    page = text(desk, address)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    assert Order.objects.exists()
    assert desk.post(address, {"seen": seen[1]}).status_code == 302
    assert not OrderLine.objects.exists()
    assert Event.objects.order_by("sequence").last().kind == "purchase.deleted"


def test_a_file_is_looked_at_then_written_and_may_come_twice(desk: Client) -> None:
    look = give(desk, GOOD, BAD)
    page = text(desk, look)
    assert "1 ligne lue sur 2" in page
    assert "État à l’achat" in page
    assert not Order.objects.exists()
    assert desk.post(look + "confirmer/").status_code == 302
    assert (OrderLine.objects.get().rank, Order.objects.get().source_file) == (1, "achats.csv")
    assert desk.get(look).status_code == 302  # forgotten
    again = give(desk, GOOD)
    assert "1 ligne déjà enregistrée, inchangée" in text(desk, again)
    desk.post(again + "confirmer/")
    assert OrderLine.objects.count() == 1


def test_refused_lines_come_back_alone_to_their_place(desk: Client) -> None:
    look = give(desk, BAD, GOOD)
    refused = text(desk, look + "refus.csv")
    desk.post(look + "confirmer/")
    (row,) = csv.DictReader(io.StringIO(refused.lstrip("\ufeff")), delimiter=";")
    assert (row["Ligne"], row["État"]) == ("1", "volé")
    assert "Ce mot n’est pas un choix possible" in row["Pourquoi"]
    file = SimpleUploadedFile("corrige.csv", refused.replace("volé", "neuf").encode())
    look = str(desk.post(HOME + "importer/", {"file": file}).headers["Location"])
    desk.post(look + "confirmer/")
    assert dict(OrderLine.objects.values_list("rank", "label")) == {1: "Écran", 2: "Portable"}


def test_a_line_that_the_register_holds_otherwise_is_set_aside(desk: Client) -> None:
    desk.post(give(desk, GOOD) + "confirmer/")
    look = give(desk, GOOD.replace(";400;", ";999;"), GOOD.replace("12/03", "13/03").replace("BC-1", "BC-2"))
    page = text(desk, look)
    assert "déjà enregistrée avec d’autres valeurs" in page
    desk.post(look + "confirmer/")
    assert OrderLine.objects.get(order__reference="BC-1").unit_eur == 400
    other = give(desk, GOOD.replace("12/03", "14/03"))
    assert "une autre date ou un autre fournisseur" in text(desk, other)


def test_a_file_is_seen_by_who_gave_it_only(desk: Client, client: Client) -> None:
    look = give(desk, GOOD)
    assert client.get(look).status_code == 302
    desk.post(look + "abandonner/")
    assert desk.post(look + "confirmer/").status_code == 302
    assert not Order.objects.exists()


def test_the_file_given_out_is_read_back_and_neutralises_formulas(desk: Client, officer: User) -> None:
    made = order(officer)
    orders.add_line(made, values=values(label="=2+2", index_kind="repair_fr", index_mark=Decimal("7.5")), by=officer)
    out = text(desk, HOME + "telecharger.csv?annee=2026")
    assert "'=2+2" in out
    look = desk.post(HOME + "importer/", {"file": SimpleUploadedFile("retour.csv", out.encode())}).headers["Location"]
    assert "1 ligne déjà enregistrée, inchangée" in text(desk, str(look))
    assert desk.get(HOME + "telecharger.xlsx").content.startswith(b"PK")
    assert text(desk, HOME + "telecharger.csv?annee=2020").count("\n") == 1


def test_the_list_asks_the_same_queries_for_one_order_and_a_hundred(desk: Client, officer: User) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    first = order(officer)
    orders.add_line(first, values=values(), by=officer)
    alone = [queries(HOME), queries(f"{HOME}{first.pk}/"), queries(HOME + "declaration/2026/")]
    now = first.recorded_at
    many = [Order(reference=f"R{n}", day=date(2026, 1, 1), recorded_at=now) for n in range(100)]
    Order.objects.bulk_create(many)
    rest = {name: value for name, value in values(unit_eur=None).items() if name != "label"}
    lines = [OrderLine(order=one, rank=1, label="x", **rest) for one in many]
    lines += [OrderLine(order=first, rank=n, label="x", **rest) for n in range(2, 90)]
    OrderLine.objects.bulk_create(lines)
    assert [queries(HOME), queries(f"{HOME}{first.pk}/"), queries(HOME + "declaration/2026/")] == alone
    assert text(desk, HOME).count("<") / 2 < 390
    assert text(desk, f"{HOME}{first.pk}/").count("<") / 2 < 480
