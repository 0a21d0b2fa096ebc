"""A prescriber's pages, from the questions to the receipt: their own codes, nothing that names anyone."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.worlds import codes as world
from tests.worlds.codes import LEAST, Chain

from sobria.engine.messages import Refusal
from sobria.inclusive.devices.codes.reserving import reserve
from sobria.inclusive.devices.models import Appeal, Code, CodeState, FollowUp, Item, Transfer

pytestmark = pytest.mark.django_db
TEXT = re.compile(r"<code>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})</code>")


@pytest.fixture
def who() -> Chain:
    return world.chain()


def browser(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, name: str, *args: object, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer.content.decode()


def test_from_five_questions_to_a_signed_receipt(who: Chain) -> None:
    (item,) = world.items(who)
    client = browser(who.prescriber)
    answer = client.post(reverse("prescribing:issue"), {"kind": "laptop"} | LEAST | {"has_no_device": "yes"})
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    (text,) = TEXT.findall(answer.content.decode())
    code = Code.objects.get()
    slip = client.post(reverse("prescribing:slip"), {"code": text})
    assert slip.content.startswith(b"%PDF")
    assert slip.headers["Content-Disposition"].startswith("attachment")
    assert "rien n’est encore demandé" in page(client, "prescribing:code", code.pk)
    said = client.post(reverse("prescribing:reserve", args=[code.pk]), follow=True).content.decode()
    assert f"l’équipement {item.code} attend chez Atelier" in said
    assert "le foyer n’a aucun équipement" in said
    assert text not in said
    at_workshop = browser(who.refurbisher)
    shown = at_workshop.post(reverse("delivering:home"), {"code": text.lower()}).content.decode()
    assert item.code in shown
    unticked = at_workshop.post(reverse("delivering:confirm"), {"code": text})
    assert unticked.status_code == 422
    assert "Cochez-le" in unticked.content.decode()
    assert Item.objects.get().state == "reserved"
    done = at_workshop.post(reverse("delivering:confirm"), {"code": text, "seen": "on"}, follow=True)
    assert f"Équipement {item.code} remis" in done.content.decode()
    transfer = Transfer.objects.get()
    receipt = at_workshop.get(reverse("delivering:receipt", args=[transfer.number]))
    assert receipt.content.startswith(b"%PDF")
    again = at_workshop.post(reverse("delivering:confirm"), {"code": text, "seen": "on"}, follow=True)
    assert "Un code ne sert qu’une fois" in again.content.decode()
    assert "Ce code sera effacé le" in page(client, "prescribing:code", code.pk)


def test_the_same_form_sent_twice_issues_one_code(who: Chain) -> None:
    client = browser(who.prescriber)
    (once,) = re.findall(r'name="once" value="(\w+)"', page(client, "prescribing:issue"))
    told = {"kind": "laptop", "once": once} | LEAST
    assert TEXT.search(client.post(reverse("prescribing:issue"), told).content.decode())
    again = client.post(reverse("prescribing:issue"), told, follow=True).content.decode()
    assert "rien n’a été émis de nouveau" in again
    assert Code.objects.count() == 1
    (new,) = re.findall(r'name="once" value="(\w+)"', page(client, "prescribing:issue"))
    client.post(reverse("prescribing:issue"), told | {"once": new})
    assert Code.objects.count() == 2


def test_a_question_without_an_answer_and_an_answer_out_of_its_list_are_refused(who: Chain) -> None:
    client = browser(who.prescriber)
    answer = client.post(
        reverse("prescribing:issue"), {"kind": "laptop"} | LEAST | {"resources": "rich", "has_pupil": ""}
    )
    assert answer.status_code == 422
    assert "Choisissez une réponse." in answer.content.decode()
    assert Code.objects.count() == 0


def test_a_form_of_need_has_no_place_to_write(who: Chain) -> None:
    html = page(browser(who.prescriber), "prescribing:issue")
    kinds = set(re.findall(r'<input type="(\w+)"', html))
    assert kinds == {"hidden", "radio"}
    assert "<textarea" not in html


def test_the_last_device_gone_the_page_says_the_place_and_an_appeal_is_answered_on_it(who: Chain) -> None:
    code = world.code(who)
    client = browser(who.prescriber)
    said = client.post(reverse("prescribing:reserve", args=[code.pk]), follow=True).content.decode()
    assert "n’est pas perdu" in said
    assert "place 1" in page(client, "prescribing:home")
    client.post(reverse("prescribing:appeal", args=[code.pk]), {"motive": "deadline"})
    made = Appeal.objects.get()
    officer = browser(who.officer)
    assert "1 recours attend une réponse" in page(officer, "devices-codes-desk:appeals")
    page(officer, "devices-codes-desk:answer", made.pk)
    officer.post(reverse("devices-codes-desk:answer", args=[made.pk]), {"given": "first"})
    assert "La demande passe en tête de liste" in page(client, "prescribing:code", code.pk)
    assert "la ville a répondu à un recours" in page(client, "prescribing:code", code.pk)
    assert (
        "La demande passe en tête de liste"
        in officer.get(reverse("devices-codes-desk:appeals"), {"etat": "repondus"}).content.decode()
    )


def test_nobody_reads_or_moves_the_codes_of_another_partner(who: Chain) -> None:
    issued, _item = world.kept(who)
    stranger = browser(world.member("prescriber", world.partner("autre", "prescribe"), "autre"))
    key = issued.code.pk
    assert f"… {issued.code.hint}" not in page(stranger, "prescribing:home")
    for name in ("prescribing:code", "prescribing:appeal", "prescribing:cancel"):
        page(stranger, name, key, status=404)
    for name in ("prescribing:reserve", "prescribing:cancel"):
        assert stranger.post(reverse(name, args=[key])).status_code == 404
    assert stranger.post(reverse("prescribing:slip"), {"code": issued.text}).status_code == 404
    assert world.fresh(issued.code).state == CodeState.RESERVED
    for name in ("prescribing:home", "prescribing:issue", "delivering:home"):
        page(browser(who.officer), name, status=403)
    for name in ("devices-codes-desk:appeals", "devices-codes-desk:rules", "devices-codes-desk:fairness"):
        page(browser(who.prescriber), name, status=403)
    page(browser(who.refurbisher), "prescribing:home", status=403)


def test_a_mistyped_code_is_said_kindly_and_too_many_are_stopped(who: Chain) -> None:
    client = browser(who.prescriber)

    def typed(text: str) -> str:
        answer = client.post(reverse("delivering:home"), {"code": text})
        assert answer.status_code == 422
        return answer.content.decode()

    assert "Un code ne contient jamais 0, O, 1 ni I" in typed("K7QM-3XPA-9RT0")
    assert "il en faut 12" in typed("K7QM")
    assert "faute de frappe" in typed("2222-2222-2223")
    for _ in range(60):
        typed("2222-2222-2222")
    assert "Trop de codes essayés" in typed("2222-2222-2222")


def test_the_list_of_codes_asks_the_database_no_more_when_it_is_long(who: Chain) -> None:
    def ask() -> Code:
        code = world.code(who)
        with pytest.raises(Refusal):
            reserve(code, by=world.again(who.prescriber))
        return code

    client = browser(who.prescriber)
    ask()
    page(client, "prescribing:home")
    with CaptureQueriesContext(connection) as few:
        page(client, "prescribing:home")
    for _ in range(30):
        ask()
    with CaptureQueriesContext(connection) as many:
        html = page(client, "prescribing:home")
    assert len(many) == len(few)
    assert html.count("<li") < 60
    assert "Page 1 sur 2" in html


def test_a_follow_up_is_asked_on_its_day_once_and_by_its_partner(who: Chain) -> None:
    (item,) = world.items(who, state="delivered", delivered_on=timezone.localdate() - timedelta(days=365))
    (young,) = world.items(who, state="delivered")
    today = timezone.localdate()
    one = FollowUp.objects.create(item=item, due_on=today)
    early = FollowUp.objects.create(item=young, due_on=today + timedelta(days=9))
    client = browser(who.refurbisher)
    assert item.code in page(client, "delivering:follow-ups")
    assert "1 autre à venir" in page(client, "delivering:follow-ups")
    refused = client.post(reverse("delivering:follow-up", args=[early.pk]), {"outcome": "works"})
    assert "à partir du" in refused.content.decode()
    stranger = browser(world.member("refurbisher", world.partner("autre", "refurbish"), "autre"))
    page(stranger, "delivering:follow-up", one.pk, status=404)
    client.post(reverse("delivering:follow-up", args=[one.pk]), {"outcome": "works"})
    again = client.post(reverse("delivering:follow-up", args=[one.pk]), {"outcome": "broken"})
    assert "déjà fait" in again.content.decode()
    one.refresh_from_db()
    assert (one.works, one.done_on) == (True, today)
