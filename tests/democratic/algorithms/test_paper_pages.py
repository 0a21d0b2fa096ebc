"""Papers of a record on the site: the notice for everyone, the others for staff, files that say the same."""

import io
import zipfile
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.worlds import algorithms as world
from tests.worlds.people import PASSWORD

from sobria.city.people import throttle
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.democratic.algorithms.governance import watching
from sobria.democratic.algorithms.models import Algorithm
from sobria.democratic.algorithms.papers import made_files
from sobria.engine.algorithms.papers import outlines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
SCORING = {
    "grounds_decision": "yes",
    "decision": "Ordre de traitement d’une demande",
    "automation": "support",
    "parameters": "Urgence 70 %, ancienneté 30 %",
}


@pytest.fixture
def _today() -> Any:
    with time_machine.travel("2026-11-25T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def who() -> world.City:
    return world.city()


@pytest.fixture
def published(who: world.City) -> Algorithm:
    return world.submitted(who, **SCORING).algorithm


@pytest.fixture
def staff(who: world.City) -> Client:
    client = Client()
    client.force_login(who.colleague)
    return client


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_everyone_reads_the_notice_of_a_published_record(client: Client, published: Algorithm) -> None:
    page = words(client, reverse("algorithms:mention", args=[published.code]))
    assert "sur le fondement d’un traitement algorithmique, « Tri des demandes de voirie »" in page
    assert "Administration responsable : Ville de Lutèce." in page
    assert "voirie@lutece.example" in page
    assert f"http://testserver/registres/algorithmes/{published.code}/" in page
    assert '<article class="paper" lang="fr">' in page


def test_the_notice_comes_as_text_pdf_and_office_file(client: Client, published: Algorithm) -> None:
    def file(suffix: str) -> Any:
        answer = client.get(reverse("algorithms:mention-file", args=[published.code, suffix]))
        assert f'filename="mention-{published.code}.{suffix}"' in answer.headers["Content-Disposition"]
        return answer.content

    assert "« Tri des demandes de voirie »" in file("txt").decode("utf-8")
    assert b"<pdfuaid:part>1<" in file("pdf")
    content = zipfile.ZipFile(io.BytesIO(file("odt"))).read("content.xml").decode("utf-8")
    assert "Ville de Lutèce" in content


def test_a_paper_in_english_is_asked_for_whatever_the_screen_speaks(client: Client, published: Algorithm) -> None:
    address = reverse("algorithms:mention", args=[published.code])
    english = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert 'lang="fr">' in english
    assert "traitement algorithmique" in english
    asked = words(client, f"{address}?langue=en")
    assert "algorithmic process" in asked
    assert "mention.pdf?langue=en" in asked.replace("&amp;", "&")
    assert client.get(f"{address}?langue=<script>").status_code == 200


def test_a_draft_has_no_public_notice(client: Client, who: world.City) -> None:
    draft = world.project(who, **SCORING)
    for name, extra in (("mention", []), ("mention-file", ["pdf"])):
        assert client.get(reverse(f"algorithms:{name}", args=[draft.code, *extra])).status_code == 404


def test_what_is_seen_running_and_not_described_has_no_notice(client: Client, who: world.City) -> None:
    algorithm = world.project(who, **SCORING)
    watching.observe(algorithm, operation="running", seen_on=timezone.localdate(), source="agent", by=who.officer)
    for name, extra in (("mention", []), ("mention-file", ["pdf"])):
        answer = client.get(reverse(f"algorithms:{name}", args=[algorithm.code, *extra]))
        assert answer.status_code == 404
        assert "aucune fiche n’en a été publiée" in answer.content.decode()


def test_the_same_words_are_made_once_and_few_at_a_time_for_one_place(
    client: Client, published: Algorithm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_files, "MADE", throttle.Rate("few-papers", 1, 600))
    address = reverse("algorithms:mention-file", args=[published.code, "pdf"])
    first = client.get(address)
    assert client.get(address).content == first.content
    too_many = client.get(f"{address}?langue=en")
    assert too_many.status_code == 429
    assert "Trop de fichiers" in too_many.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.9").get(f"{address}?langue=en").status_code == 200
    assert client.get(f"{address}?langue=en").status_code == 200
    assert client.get(reverse("algorithms:mention-file", args=[published.code, "txt"])).status_code == 200


def test_a_withheld_field_is_not_in_the_public_notice(client: Client, who: world.City) -> None:
    ground = {"contact_email": "CRPA, L. 311-5"}
    algorithm = world.submitted(who, **SCORING, withheld=ground).algorithm
    page = words(client, reverse("algorithms:mention", args=[algorithm.code]))
    assert "voirie@lutece.example" not in page
    assert "Manque dans la fiche" in page


def test_hostile_words_stay_words(client: Client, who: world.City) -> None:
    algorithm = world.submitted(who, **SCORING | {"purpose": "2 < 3 {name} #let x = 1 \\ $y$"}).algorithm
    page = words(client, reverse("algorithms:mention", args=[algorithm.code]))
    assert "2 &lt; 3 {name} #let x = 1" in page
    answer = client.get(reverse("algorithms:mention-file", args=[algorithm.code, "pdf"]))
    assert answer.content.startswith(b"%PDF")


def test_staff_see_what_each_paper_lacks(staff: Client, who: world.City) -> None:
    draft = world.project(who, **SCORING | {"appeals": ""})
    page = words(staff, reverse("algorithms-desk:papers", args=[draft.code]))
    assert all(reverse("algorithms-desk:paper", args=[draft.code, code]) in page for code in outlines())
    assert "Comment contester" in page
    assert "brouillon" in page


@pytest.mark.parametrize("code", list(outlines()))
@pytest.mark.parametrize("suffix", ["pdf", "odt", "txt"])
def test_staff_take_each_paper_in_each_format(code: str, suffix: str, staff: Client, published: Algorithm) -> None:
    page = words(staff, reverse("algorithms-desk:paper", args=[published.code, code]))
    address = reverse("algorithms-desk:paper-file", args=[published.code, code, suffix])
    assert address in page
    assert staff.get(address).content


def test_the_day_a_request_came_in_sets_the_clock(staff: Client, published: Algorithm) -> None:
    address = reverse("algorithms-desk:paper", args=[published.code, "reply"])
    page = words(staff, f"{address}?recue=2026-11-02")
    assert "2 décembre 2026" in page
    assert "2 février 2027" in page
    assert "À confirmer" in page or "à confirmer" in page
    assert "reply.pdf?recue=2026-11-02" in page
    text = staff.get(reverse("algorithms-desk:paper-file", args=[published.code, "reply", "txt"]) + "?recue=2026-11-02")
    assert "Vous avez demandé, le 2 novembre 2026" in text.content.decode()
    assert "Urgence 70 %, ancienneté 30 %" in text.content.decode()


@pytest.mark.parametrize("day", ["2026-11-26", "1999-12-31", "2026-13-01", "demain"])
def test_a_day_that_cannot_be_is_refused_with_a_sentence(day: str, staff: Client, published: Algorithm) -> None:
    for name, extra in (("paper", ["reply"]), ("paper-file", ["reply", "txt"])):
        answer = staff.get(reverse(f"algorithms-desk:{name}", args=[published.code, *extra]), {"recue": day})
        assert answer.status_code == 422


def test_a_day_badly_written_says_how_to_write_it(staff: Client, published: Algorithm) -> None:
    answer = staff.get(reverse("algorithms-desk:paper", args=[published.code, "reply"]), {"recue": "2027-01-01"})
    assert "aujourd’hui ou avant" in answer.content.decode()


def test_residents_do_not_read_the_papers_of_staff(client: Client, published: Algorithm) -> None:
    address = reverse("algorithms-desk:papers", args=[published.code])
    assert client.get(address).status_code == 302
    resident: User = create_user(email="h@lutece.example", password=PASSWORD, role=Role.RESIDENT, name="h")
    client.force_login(resident)
    assert client.get(address).status_code == 403


def test_an_unknown_paper_format_or_system_is_not_found(staff: Client, published: Algorithm) -> None:
    for name, args in (
        ("algorithms-desk:paper", [published.code, "horoscope"]),
        ("algorithms-desk:paper-file", [published.code, "reply", "exe"]),
        ("algorithms-desk:papers", ["ALG-99999"]),
        ("algorithms:mention-file", [published.code, "exe"]),
        ("algorithms:mention", ["ALG-99999"]),
    ):
        assert staff.get(reverse(name, args=args)).status_code == 404, name
