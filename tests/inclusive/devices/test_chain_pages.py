"""The chain by its pages: the city's, the refurbisher's own and nobody else's, and what everyone may read."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import chain as world
from tests.worlds.chain import Chain, today

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.engine.devices.caps import kinds
from sobria.inclusive.devices.models import Item, Lot, Transfer
from sobria.sober.equipment.life.acts import perform
from sobria.sober.equipment.life.moving import Details

pytestmark = pytest.mark.django_db
DAY = today().isoformat()


@pytest.fixture
def who() -> Chain:
    return world.chain()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: object) -> str:
    content: bytes = answer.content  # type: ignore[attr-defined]
    return content.decode()


def test_an_officer_proposes_what_may_leave_and_reads_why_the_rest_may_not(who: Chain) -> None:
    clear, unclear = world.retired(2), world.retired(1, erased=False)
    desk = signed_in(who.officer)
    assert "R000000" in text(desk.get(reverse("devices-desk:choose")))
    asked = {"device": [one.pk for one in (*clear, *unclear)]}
    page = text(desk.post(reverse("devices-desk:prepare"), asked))
    assert "2 équipements peuvent partir" in page
    assert "ne peut pas partir" in page
    assert not Lot.objects.exists()
    told = {"ids": ",".join(str(one.pk) for one in (*clear, *unclear)), "partner": who.partner.pk, "day": DAY}
    answer = desk.post(reverse("devices-desk:prepare"), told | {"value_laptop": "301"})
    assert (answer.status_code, "300" in text(answer), Lot.objects.count()) == (422, True, 0)
    answer = desk.post(reverse("devices-desk:prepare"), told | {"value_laptop": "90,5"}, follow=True)
    assert "Lot 2026-001 : proposé" in text(answer).replace(f"{today().year}-001", "2026-001")
    assert list(Item.objects.values_list("value_eur", flat=True).distinct()) == [90.5]
    assert Item.objects.count() == 2


def test_what_is_erased_is_proposed_before_what_still_waits_for_a_proof(who: Chain) -> None:
    waiting, clear = world.retired(1, erased=False)[0], world.retired(1)[0]
    perform([clear.pk], "erase", by=who.officer, details=Details(day=today()))
    page = text(signed_in(who.officer).get(reverse("devices-desk:choose")))
    assert page.index(f'value="{clear.pk}"') < page.index(f'value="{waiting.pk}"')


def test_all_that_a_filter_finds_makes_a_lot(who: Chain) -> None:
    world.retired(3)
    world.retired(2, category="monitor-24", prefix="M")
    page = text(signed_in(who.officer).post(reverse("devices-desk:prepare"), {"all": "1", "kind": "screen"}))
    assert "2 équipements peuvent partir" in page
    assert "écran : 2" in page


def test_a_refurbisher_collects_by_ticking_and_reads_what_is_missing(who: Chain) -> None:
    lot = world.offered(who, 3)
    first, second, third = (one.code for one in lot.items.order_by("code"))
    shop = signed_in(who.worker)
    own = reverse("refurbishing:partner", args=["ateliers"])
    assert f"Collecter le lot {lot.number} : 3 équipements" in text(shop.get(own))
    collect = reverse("refurbishing:collect", args=["ateliers", lot.number])
    told = {"day": DAY, "ticked": [first, second]}
    answer = shop.post(collect, told)
    assert (answer.status_code, third in text(answer)) == (422, True)
    engraved = lot.items.get(code=third).device.serial
    assert engraved in text(shop.get(collect))
    answer = shop.post(collect, told | {"scanned": engraved.lower()}, follow=True)
    assert "3 équipements comptés" in text(answer)
    assert "est déjà compté" in text(shop.get(collect, follow=True))
    receive = reverse("refurbishing:receive", args=["ateliers", lot.number])
    assert shop.post(receive, {"day": DAY, "number": "2"}).status_code == 422
    assert "3 équipements comptés" in text(shop.post(receive, {"day": DAY, "number": "3"}, follow=True))
    assert set(Item.objects.values_list("state", flat=True)) == {"received"}


def test_what_stays_is_said_by_one_box(who: Chain) -> None:
    lot = world.offered(who, 2)
    taken = lot.items.order_by("code")[0].code
    told = {"day": DAY, "ticked": [taken], "rest": "on"}
    signed_in(who.officer).post(reverse("devices-desk:collect", args=[lot.number]), told)
    assert dict(Item.objects.values_list("code", "state")) | {taken: "collected"} == dict(
        Item.objects.values_list("code", "state")
    )
    assert sorted(Item.objects.values_list("state", flat=True)) == ["collected", "left"]


def test_each_act_has_its_page_from_tests_to_waste(who: Chain) -> None:
    one, two = (item.code for item in world.received(who, 2))
    shop = signed_in(who.worker)

    def act(slug: str, *codes: str, **told: object) -> str:
        address = reverse("refurbishing:act", args=["ateliers", slug])
        assert shop.get(address, {"code": list(codes)}).status_code == 200
        answer = shop.post(address, {"confirmed": "1", "code": list(codes), "day": DAY, **told}, follow=True)
        return text(answer)

    assert "Plus de 500 kg" in act("classer", one, grade="B", mass_kg="1 900")
    assert "Classé." in act("classer", one, grade="B", mass_kg="1,9")
    assert "Réparé et installé." in act("reparer", one)
    checked = list(kinds()["laptop"].checks)
    assert "plafond" in act("rendre-disponible", one, price_eur="180,01", checked=checked)
    assert "il reste à vérifier" in act("rendre-disponible", one, price_eur="0", checked=checked[1:])
    assert "Disponible" in act("rendre-disponible", one, price_eur="180", checked=checked)
    assert "Retiré" in act("retirer", one)
    assert "Classé." in act("classer", one, two, grade="W")
    assert "ne part pas de là" in act("retirer", one)
    assert "Démonté" in act("demonter", one)
    assert "acte est écrit" in act("dechet", one, two, slip="BSD-7", mass_kg="4")
    assert list(Item.objects.values_list("state", flat=True).distinct()) == ["waste"]
    assert shop.get(reverse("refurbishing:act", args=["ateliers", "voler"]), {"code": one}).status_code == 404


def test_a_label_opens_its_device_and_a_wrong_one_says_so(who: Chain) -> None:
    item = world.received(who, 1)[0]
    shop = signed_in(who.worker)
    scan = reverse("refurbishing:scan", args=["ateliers"])
    page = text(shop.get(scan, {"code": f" {item.code.lower()} "}, follow=True))
    assert f"{item.code} : reçu" in page
    assert "Tester et classer" in page
    assert "Aucun équipement de la chaîne ne porte" in text(shop.get(scan, {"code": "NOPE"}, follow=True))


def test_nobody_reaches_what_is_another_partner_s(who: Chain) -> None:
    item, other = world.received(who, 1)[0], world.chain("autre")
    deed = reverse("devices-desk:deed", args=[Transfer.objects.order_by("pk")[0].number])
    lot = Lot.objects.get()
    stranger = signed_in(other.worker)
    for address in (
        reverse("refurbishing:partner", args=["ateliers"]),
        reverse("refurbishing:items", args=["ateliers"]),
        reverse("refurbishing:item", args=["ateliers", item.code]),
        reverse("refurbishing:balance", args=["ateliers"]),
        reverse("refurbishing:act", args=["ateliers", "classer"]),
        reverse("refurbishing:receive", args=["ateliers", lot.number]),
        reverse("devices-desk:home"),
        reverse("devices-desk:lot", args=[lot.number]),
        reverse("devices-desk:choose"),
        deed,
    ):
        assert stranger.get(address).status_code == 403, address
    assert stranger.get(reverse("refurbishing:item", args=["autre", item.code])).status_code == 404
    assert stranger.get(reverse("refurbishing:collect", args=["autre", lot.number])).status_code == 404
    told = {"confirmed": "1", "code": item.code, "day": DAY, "grade": "A"}
    answer = stranger.post(reverse("refurbishing:act", args=["autre", "classer"]), told, follow=True)
    assert "confié à un autre partenaire" in text(answer)
    assert signed_in(world.person(Role.PRESCRIBER, "prescrit", scope="ateliers")).get(deed).status_code == 403
    assert Client().get(deed).status_code == 302
    item.refresh_from_db()
    assert item.state == "received"


def test_both_hands_read_the_deed(who: Chain) -> None:
    lot = world.collected(who, 2)
    transfer = lot.transfers.get()
    address = reverse("devices-desk:deed", args=[transfer.number])
    for person in (who.officer, who.worker, world.person(Role.AUDITOR, "audit")):
        answer = signed_in(person).get(address)
        assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    page = text(signed_in(who.officer).get(reverse("devices-desk:lot", args=[lot.number])))
    assert transfer.number in page


def test_an_auditor_reads_and_does_not_act(who: Chain) -> None:
    lot = world.offered(who, 1)
    audit = signed_in(world.person(Role.AUDITOR, "audit"))
    assert audit.get(reverse("devices-desk:lot", args=[lot.number])).status_code == 200
    for name in ("collect", "cancel"):
        assert audit.post(reverse(f"devices-desk:{name}", args=[lot.number]), {"day": DAY}).status_code == 403
    assert audit.post(reverse("devices-desk:prepare"), {"ids": "1"}).status_code == 403


def test_a_lot_is_cancelled_after_a_question(who: Chain) -> None:
    lot = world.offered(who, 1)
    desk, address = signed_in(who.officer), reverse("devices-desk:cancel", args=[lot.number])
    assert "Aucun équipement de ce lot ne partira" in text(desk.get(address))
    assert "restent à la ville" in text(desk.post(address, {"day": DAY}, follow=True))
    assert "ne se collecte plus" in text(desk.post(address, {"day": DAY}))


def test_everyone_reads_the_balance_and_the_deeds_behind_it(who: Chain) -> None:
    assert "Aucun équipement n’a encore été cédé" in text(Client().get(reverse("devices:home")))
    items = world.received(who, 3)
    given = {"partner": who.partner, "day": today(), "by": who.worker}
    world.acts.grade([items[0].code], grade="W", mass_kg=2.5, **given)
    world.acts.scrap([items[0].code], slip="B-1", mass_kg=2.5, **given)
    page = text(Client().get(reverse("devices:home")))
    assert "Le bilan est juste" in page
    assert "2,5\N{NO-BREAK SPACE}kg, 2 non pesés" in page
    proof = text(Client().get(reverse("devices:evidence")))
    for transfer in Transfer.objects.all():
        assert transfer.number in proof
        assert transfer.fingerprint[:16] in proof
    content = b"".join(Client().get(reverse("devices:balance-file")).streaming_content)  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [(row["partner"], row["collected"], row["stock"], row["waste"], row["difference"]) for row in rows] == [
        ("ateliers", "3", "2", "1", "0"),
        ("ateliers", "3", "2", "1", "0"),
        ("", "3", "2", "1", "0"),
    ]
    assert "Le bilan est juste" in text(signed_in(who.officer).get(reverse("devices-desk:balance")))
    address = reverse("devices-desk:partner-balance", args=["ateliers"])
    assert "Le bilan est juste" in text(signed_in(who.officer).get(address))
    assert "Le bilan est juste" in text(signed_in(who.worker).get(reverse("refurbishing:balance", args=["ateliers"])))


def test_a_worker_of_two_partners_chooses(who: Chain) -> None:
    shop = signed_in(who.worker)
    assert shop.get(reverse("refurbishing:home")).headers["Location"].endswith("/ateliers/")
    world.partner_of("autre")
    who.worker.assignments.create(role=Role.REFURBISHER, scope="autre", since=today())
    assert "Pour quel partenaire" in text(shop.get(reverse("refurbishing:home")))


def test_queries_do_not_grow_with_the_chain(who: Chain) -> None:
    lot = world.received(who, 2)[0].lot
    world.collected(who, 1, prefix="P")
    desk, shop = signed_in(who.officer), signed_in(who.worker)
    pages = [
        (desk, reverse("devices-desk:home")),
        (desk, reverse("devices-desk:lot", args=[lot.number])),
        (desk, reverse("devices-desk:balance")),
        (desk, reverse("devices-desk:choose")),
        (shop, reverse("refurbishing:partner", args=["ateliers"])),
        (shop, reverse("refurbishing:items", args=["ateliers"]) + "?etat=received"),
        (Client(), reverse("devices:home")),
        (Client(), reverse("devices:evidence")),
    ]

    def counts() -> list[int]:
        found = []
        for client, address in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    counts()  # sessions and roles are read once
    before = counts()
    world.received(who, 200)
    for number in range(12):
        world.collected(who, 1, prefix=f"Q{number}")
    world.received(world.chain("autre"), 3)
    assert counts() == before
