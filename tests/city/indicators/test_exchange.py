"""Values and targets go out as open data and come back the same; a file is seen before it is taken."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sobria.city.indicators import exchange_services, targets
from sobria.city.indicators.exchange_services import confirm, receive
from sobria.city.indicators.models import Entry
from sobria.city.indicators.services import enter_value
from sobria.city.indicators.target_models import ExchangeImport, ImportedValue, Target, TargetStep, TargetVersion
from sobria.city.indicators.targets_services import set_target
from sobria.city.people.models import User
from sobria.engine.indicators.definitions import load_indicators
from sobria.engine.indicators.public_service_schema import fields
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db
FILE = "/indicateurs/ouvertes.csv"
IMPORT = "/bureau/indicateurs/echange/"
HEADER = ",".join(field.name for field in fields())
GOOD = "Lutèce,Stratégie,D3,61,/100,false,annuelle,2025-12-31,true,2025-01-01,true,Script,,linechart,Page d’accueil"


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel("2026-11-24 10:00:00+01:00", tick=False):
        yield


def fill(by: User) -> None:
    enter_value(
        "D3",
        start=date(2025, 1, 1), end=date(2025, 12, 31), value=61.25, low=50.5, high=70.0, letter="C", coverage=0.5,
        method="médiane | 20 pages", source="Mesure, « site »", evidence="https://lutece.example/a", by=by,
    )  # fmt: skip
    enter_value("S14", start=date(2025, 1, 1), end=date(2025, 12, 31), value=30.0, method="m", source="=s", by=by)
    enter_value("I2", start=date(2025, 6, 30), end=date(2025, 6, 30), value=1200.0, method="m", source="s", by=by)
    enter_value("I4", start=date(2025, 1, 1), end=date(2025, 12, 31), value=None, method="m", source="s", by=by)
    steps = [(date(2026, 12, 31), 35.0), (date(2030, 12, 31), 60.5)]
    set_target("S14", baseline_date=date(2024, 12, 31), baseline=25.1, steps=steps, shape="linear", source="D1", by=by)
    set_target(
        "D3", baseline_date=None, baseline=None, steps=[(date(2027, 1, 1), 70.0)], shape="stepped", source="D2", by=by
    )


def empty() -> None:
    for model in (Entry, ImportedValue, ExchangeImport, TargetStep, TargetVersion, Target):
        model.objects.all().delete()


def sent(*lines: str, by: User) -> ExchangeImport:
    return receive(name="a.csv", content="\n".join([HEADER, *lines]).encode(), by=by)


def test_an_exported_city_imported_into_an_empty_one_exports_the_same(client: Client, officer: User) -> None:
    fill(officer)
    before = client.get(FILE).content
    assert before.count(b"\r\n") == 7
    empty()
    assert client.get(FILE).content.count(b"\r\n") == 1
    confirm(receive(name="a.csv", content=before, by=officer).pk, by=officer)
    assert client.get(FILE).content == before


def test_the_same_file_twice_changes_nothing_the_second_time(client: Client, officer: User) -> None:
    fill(officer)
    content = client.get(FILE).content
    entries, versions = Entry.objects.count(), TargetVersion.objects.count()
    report = confirm(receive(name="a.csv", content=content, by=officer).pk, by=officer).report
    assert (report["created"], report["replaced"], report["same"], report["targets"]) == (0, 0, 3, 0)
    assert report["same_targets"] == 2
    assert (Entry.objects.count(), TargetVersion.objects.count()) == (entries, versions)


def test_the_file_names_its_schema_and_the_page_its_losses(client: Client, officer: User) -> None:
    fill(officer)
    assert "schema-impact-service-public-numerique/raw/v0.3.0/schema.json" in client.get(FILE).headers["Link"]
    text = client.get("/indicateurs/ouvertes/").content.decode()
    assert "3 valeurs et 3 jalons de cibles" in text
    assert "Compte rendu de perte" in text
    assert "les périodes inconnues (" in text


def test_looking_at_a_file_changes_nothing(officer: User) -> None:
    found = sent(GOOD, by=officer)
    assert found.report["created"] == 1
    assert not Entry.objects.exists()
    assert not ImportedValue.objects.exists()
    confirm(found.pk, by=officer)
    entry = Entry.objects.get()
    assert (entry.value, entry.origin, entry.note) == (61.0, "imported", "Page d’accueil")
    assert ImportedValue.objects.get().is_automated


def test_a_replaced_value_keeps_its_history(officer: User) -> None:
    confirm(sent(GOOD, by=officer).pk, by=officer)
    report = confirm(sent(GOOD.replace(",61,", ",64,"), by=officer).pk, by=officer).report
    assert (report["created"], report["replaced"]) == (0, 1)
    assert [one.value for one in Entry.objects.order_by("version")] == [61.0, 64.0]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (GOOD.replace(",D3,", ",Nombre de licornes,"), "indicateur", "exchange-unknown-indicator"),
        (GOOD.replace("/100", "kg"), "unite_mesure", "exchange-unit"),
        (GOOD.replace(",61,", ",610,").replace("2025", "2024"), "valeur", "exchange-refused"),
        (GOOD.replace("2025", "2027"), "date", "exchange-future"),
        (GOOD.replace(",61,", ",soixante,"), "valeur", "exchange-not-a-number"),
        (GOOD, "date", "exchange-twice"),
        (GOOD.replace("2025-01-01", "2025-03-01"), "valeur", "exchange-refused"),
    ],
)
def test_a_refused_line_is_named_and_never_stops_the_good_ones(
    officer: User, line: str, column: str, code: str
) -> None:
    report = confirm(sent(GOOD, line, by=officer).pk, by=officer).report
    assert [(one["line"], one["column"], one["code"]) for one in report["rejected"]] == [(3, column, code)]
    assert Entry.objects.count() == 1


def test_refused_lines_come_back_as_a_file_with_their_reason(desk: Client, officer: User) -> None:
    found = sent(GOOD, GOOD.replace(",D3,", ",Nombre de licornes,"), by=officer)
    page = desk.get(f"{IMPORT}{found.pk}/").content.decode()
    assert "Nombre de licornes" in page
    text = desk.get(f"{IMPORT}{found.pk}/refus.csv").content.decode()
    assert text.splitlines()[0] == f"{HEADER},motif"
    assert "Nombre de licornes" in text.splitlines()[1]
    assert "aucun de nos indicateurs" in text.splitlines()[1]


def test_a_target_without_baseline_comes_as_steps_and_it_is_said(officer: User) -> None:
    line = GOOD.replace("61,/100,false", "70,/100,true").replace("2025-12-31,true,2025-01-01", "2027-12-31,false,")
    report = confirm(sent(line, by=officer).pk, by=officer).report
    assert [one["column"] for one in report["approximated"]] == ["est_cible"]
    assert targets.targets(date(2026, 11, 24))["D3"].trajectory.shape == "stepped"


def test_target_lines_that_disagree_are_refused(officer: User) -> None:
    line = GOOD.replace("61,/100,false", "70,/100,true").replace("2025-12-31,true,2025-01-01", "2027-12-31,false,")
    report = confirm(
        sent(line, line.replace("2027", "2028").replace("Script", "Autre"), by=officer).pk, by=officer
    ).report
    assert {one["code"] for one in report["rejected"]} == {"exchange-target-mixed"}
    assert not TargetVersion.objects.exists()


def test_taking_our_own_file_again_keeps_the_notes(client: Client, officer: User) -> None:
    period = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
    enter_value("D3", value=61.0, method="m", source="s", note="à revoir", by=officer, **period)
    content = client.get(FILE).content
    assert "à revoir" not in content.decode()
    confirm(receive(name="a.csv", content=content, by=officer).pk, by=officer)
    assert [one.note for one in Entry.objects.all()] == ["à revoir"]


def test_an_import_is_confirmed_once(officer: User) -> None:
    found = sent(GOOD, by=officer)
    confirm(found.pk, by=officer)
    with pytest.raises(Refusal) as refused:
        confirm(found.pk, by=officer)
    assert refused.value.code == "exchange-stale"


def test_the_desk_sends_looks_and_confirms(desk: Client) -> None:
    assert desk.get(IMPORT).status_code == 200
    file = SimpleUploadedFile("valeurs.csv", f"{HEADER}\n{GOOD}\n".encode())
    page = desk.post(IMPORT, {"file": file}, follow=True)
    assert "1 changement à confirmer" in page.content.decode()
    pk = ExchangeImport.objects.get().pk
    assert "Fichier repris" in desk.post(f"{IMPORT}{pk}/confirmer/", follow=True).content.decode()
    assert Entry.objects.count() == 1
    assert "déjà été confirmé" in desk.post(f"{IMPORT}{pk}/abandonner/", follow=True).content.decode()


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"a,b\n1,2\n", b"x" * 2_000_001])
def test_a_file_that_is_not_one_is_refused_with_a_sentence(desk: Client, content: bytes) -> None:
    answer = desk.post(IMPORT, {"file": SimpleUploadedFile("a.csv", content)})
    assert answer.status_code == 422
    assert "notice error" in answer.content.decode()
    assert not ExchangeImport.objects.exists()


def test_an_abandoned_import_changes_nothing(desk: Client, officer: User) -> None:
    found = sent(GOOD, by=officer)
    assert desk.post(f"{IMPORT}{found.pk}/abandonner/").status_code == 302
    assert not Entry.objects.exists()


def test_who_only_reads_imports_nothing(reading_desk: Client, officer: User) -> None:
    found = sent(GOOD, by=officer)
    assert reading_desk.post(f"{IMPORT}{found.pk}/confirmer/").status_code == 403
    assert not Entry.objects.exists()


def test_the_open_file_costs_the_same_for_few_and_for_many(client: Client, officer: User) -> None:
    client.get(FILE)
    with CaptureQueriesContext(connection) as few:
        client.get(FILE)
    for code, one in load_indicators().items():
        for year in (2023, 2024, 2025):
            enter_value(
                code, start=date(year, 1, 1), end=date(year, 12, 31), value=one.minimum or 0.0, method="m", source="s",
                by=officer,
            )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(FILE)
    assert len(many) <= len(few)


def test_our_own_file_taken_back_finds_computed_values_unchanged(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = {
        ("D3", date(2024, 1, 1), date(2024, 12, 31)): 61.0,
        ("D3", date(2023, 1, 1), date(2023, 12, 31)): 40168514.5,
    }
    monkeypatch.setattr(exchange_services, "_computed_periods", lambda: computed)
    same = GOOD.replace("2025", "2024")
    other = GOOD.replace("2025", "2023").replace(",61,", ",40168500.25,")
    report = sent(same, other, by=officer).report
    assert report["computed"] == 1
    assert [(one["value"], one["code"]) for one in report["rejected"]] == [("40168500.25", "exchange-computed")]


def test_a_refusal_is_said_once_beside_the_value(desk: Client, officer: User) -> None:
    found = sent(GOOD, GOOD.replace("2025-01-01", "2025-03-01"), by=officer)
    rejected = found.report["rejected"][0]
    assert rejected["value"] == "61"
    assert "chevauche" in rejected["known"]
    assert desk.get(f"{IMPORT}{found.pk}/").content.decode().count("chevauche") == 1
