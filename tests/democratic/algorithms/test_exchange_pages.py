"""Import in the browser: look, then confirm; export for everyone, with what is lost."""

import io
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from tests.engine.algorithms.exchange.records import BRITISH, DUTCH
from tests.worlds import algorithms as world

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role
from sobria.city.registers.imports import storage
from sobria.democratic.algorithms.exchange import import_files
from sobria.democratic.algorithms.models import Algorithm
from sobria.engine.algorithms.exchange.reading import read

pytestmark = pytest.mark.django_db
GIVE = "/bureau/algorithmes/importer/"
BAD = DUTCH | {"lars": "2", "begin_date": "2026-13", "name": "<script>alert(1)</script>Mauvaise"}


def browser(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


@pytest.fixture
def desk() -> Client:
    return browser(world.person(Role.OFFICER, "responsable"))


def given(desk: Client, *records: dict[str, Any], form: str = "nl-1.0") -> Any:
    content = json.dumps(records, ensure_ascii=False, indent=1).encode()
    file = SimpleUploadedFile("register.json", content)
    return desk.post(GIVE, {"format": form, "file": file})


def looked(desk: Client, *records: dict[str, Any]) -> str:
    answer = given(desk, *records)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def test_a_file_is_looked_at_before_anything_is_written(desk: Client) -> None:
    url = looked(desk, DUTCH, BAD)
    page = desk.get(url).content.decode()
    assert "1 fiche lue sur 2 ; rien n’est encore écrit" in page
    assert "1 brouillon à créer" in page
    assert "2026-13" in page
    assert "mise en forme HTML retirée" in page
    assert "<script>alert" not in page
    assert Algorithm.objects.count() == 0


def test_confirming_writes_the_drafts_and_forgets_the_file(desk: Client) -> None:
    url = looked(desk, DUTCH, BAD)
    page = desk.post(f"{url}confirmer/", follow=True).content.decode()
    assert "1 brouillons créés" in page
    assert Algorithm.objects.get().authorisation == "draft"
    assert not import_files.folder(uuid.UUID(url.split("/")[-3])).exists()
    again = desk.post(f"{url}confirmer/", follow=True).content.decode()
    assert "n’est plus là" in again
    assert Algorithm.objects.count() == 1
    unchanged = desk.get(looked(desk, DUTCH)).content.decode()
    assert "1 fiche inchangée depuis le dernier import" in unchanged
    assert "confirmer/" not in unchanged


def test_refused_records_come_back_as_they_came(desk: Client) -> None:
    url = looked(desk, DUTCH, BAD)
    answer = desk.get(f"{url}refusees/")
    assert json.loads(answer.content) == [BAD]
    assert "attachment" in answer["Content-Disposition"]
    assert desk.get(f"{looked(desk, DUTCH)}refusees/").status_code == 404


def test_giving_up_writes_nothing_and_forgets_the_file(desk: Client) -> None:
    url = looked(desk, DUTCH)
    assert desk.post(f"{url}abandonner/", follow=True).status_code == 200
    assert "n’est plus là" in desk.get(url, follow=True).content.decode()
    assert Algorithm.objects.count() == 0


def test_the_file_of_another_register_is_out_of_reach(desk: Client) -> None:
    other = uuid.uuid4()
    storage.store(other, name="inventaire.csv", chunks=[b"a;b\n"])
    url = f"{GIVE}{other}/nl-1.0/"
    for answer in (desk.get(url), desk.get(f"{url}refusees/"), desk.post(f"{url}abandonner/")):
        assert answer.status_code == 302
    assert "n’est plus là" in desk.post(f"{url}abandonner/", follow=True).content.decode()
    assert (storage.folder(other) / "inventaire.csv").read_bytes() == b"a;b\n"


def test_a_file_is_for_who_gave_it_and_for_officers(desk: Client) -> None:
    first, second = (world.person(Role.RESIDENT, name) for name in ("une", "deux"))
    for one in (first, second):
        Assignment.objects.create(user=one, role=Role.STEWARD, scope="algorithms", since=timezone.localdate())
    url = looked(browser(first), DUTCH)
    other = browser(second)
    for refused in (
        other.get(url, follow=True),
        other.get(f"{url}refusees/", follow=True),
        other.post(f"{url}confirmer/", follow=True),
        other.post(f"{url}abandonner/", follow=True),
    ):
        assert "n’est plus là" in refused.content.decode()
    assert Algorithm.objects.count() == 0
    assert "1 brouillon à créer" in browser(first).get(url).content.decode()
    assert "1 brouillon à créer" in desk.get(url).content.decode()


def test_a_file_left_there_is_forgotten_after_a_day(desk: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    url = looked(desk, DUTCH)
    assert import_files.forget_old() == 0
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert import_files.forget_old() == 1
    assert "n’est plus là" in desk.get(url, follow=True).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"format": "nl-1.0"}, "Aucun fichier n’a été choisi"),
        ({"format": "nl-1.0", "file": ("vide.json", b"")}, "est vide"),
        ({"format": "nl-1.0", "file": ("x.json", b"[{")}, "pas du JSON bien écrit"),
        ({"format": "nl-1.0", "file": ("x.json", json.dumps([BRITISH]).encode())}, "ressemble à du atrs-1.1"),
        ({"format": "zz", "file": ("x.json", b"[]")}, "zz"),
    ],
    ids=["none", "empty", "broken", "other", "format"],
)
def test_a_file_that_cannot_be_used_is_said_on_the_form(desk: Client, data: dict[str, Any], said: str) -> None:
    if "file" in data:
        data = data | {"file": SimpleUploadedFile(*data["file"])}
    answer = desk.post(GIVE, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.AGENT, Role.ADMINISTRATOR, Role.EXECUTIVE, None])
def test_the_pages_are_for_those_who_hold_the_register(desk: Client, role: Role | None) -> None:
    url = looked(desk, DUTCH)
    other = browser(world.person(role, "autre")) if role else Client()
    assert {other.get(one).status_code for one in (GIVE, url, f"{url}refusees/")} <= {302, 403}
    assert other.post(f"{url}confirmer/").status_code in {302, 403}
    assert Algorithm.objects.count() == 0


def test_the_look_costs_the_same_for_many_records(desk: Client) -> None:
    def queries(count: int) -> int:
        url = looked(desk, *(DUTCH | {"lars": f"{rank}", "name": f"F {rank}"} for rank in range(count)))
        with CaptureQueriesContext(connection) as found:
            desk.get(url)
        return len(found)

    assert queries(2) == queries(30)


@pytest.mark.parametrize(("form", "suffix"), [("nl-1.0", "json"), ("eurocities-0.3.1", "csv"), ("atrs-1.1", "xlsx")])
def test_everyone_downloads_the_public_records_in_each_format(form: str, suffix: str) -> None:
    who = world.city()
    algorithm = world.submitted(who).algorithm
    world.project(who, name="Brouillon secret")
    answer = Client().get(f"/registres/algorithmes/formats/{form}/telecharger.{suffix}")
    assert answer.status_code == 200
    (draft,) = read(io.BytesIO(answer.content), format=form).records
    assert draft.content["name"] == world.CONTENT["name"]
    if form == "nl-1.0":
        assert json.loads(answer.content)[0]["url"] == f"http://testserver/registres/algorithmes/{algorithm.code}/"


def test_the_losses_of_a_format_are_a_page_for_everyone() -> None:
    world.submitted(world.city())
    page = Client().get("/registres/algorithmes/formats/nl-1.0/").content.decode()
    assert "Ce que perd 1 fiche" in page
    assert "leur format n’a pas de champ pour cela" in page
    index = Client().get("/registres/algorithmes/formats/").content.decode()
    assert index.count("telecharger.") == 9


@pytest.mark.parametrize("path", ["zz/", "zz/telecharger.json", "nl-1.0/telecharger.ods"])
def test_an_unknown_format_is_not_found(path: str) -> None:
    assert Client().get(f"/registres/algorithmes/formats/{path}").status_code == 404


def test_an_export_costs_the_same_for_many_records() -> None:
    who = world.city()

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert Client().get("/registres/algorithmes/formats/atrs-1.1/").status_code == 200
        return len(found)

    world.submitted(who)
    first = queries()
    for rank in range(4):
        world.submitted(who, name=f"Fiche {rank}")
    assert queries() == first
