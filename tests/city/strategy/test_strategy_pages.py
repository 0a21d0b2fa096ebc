from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import strategy as world

from sobria.city.indicators.targets_services import set_target
from sobria.city.people.models import User
from sobria.city.strategy import programme, services
from sobria.city.strategy.models import Axis, Measure, ProgrammeEdition, Strategy
from sobria.engine.messages import Refusal

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def adopted(officer: User) -> Strategy:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=PARIS), tick=False):
        strategy = world.begun(officer, source="https://lutece.example/strategie")
        world.measure(strategy, officer, indicators=["S14"], registers=["equipment"], pilot="Achats")
        world.measure(strategy, officer, code="M2", axis="A3", status="late")
        services.adopt(strategy, on=date(2026, 3, 1), deliberation="2026-12", by=officer)
    return strategy


def read(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_strategy_leads_from_pillar_to_measure_to_indicator_and_register(client: Client, adopted: Strategy) -> None:
    home = read(client, "strategy:home")
    assert "2 actions promises, 1 suivies" in home
    assert reverse("strategy:measure", args=["M1"]) in home
    page = read(client, "strategy:measure", "M1")
    assert "S14" in page
    assert reverse("equipment:home") in page
    assert "Achats" in page


def test_filters_keep_only_what_is_asked(client: Client, adopted: Strategy) -> None:
    assert "Action M1" not in read(client, "strategy:home", query="?status=late")
    assert "Action M2" not in read(client, "strategy:home", query="?pillar=sober")
    assert "Aucune action ne répond" in read(client, "strategy:home", query="?status=dropped")
    assert "Action M1" in read(client, "strategy:home", query="?status=rien")


def test_a_draft_is_read_by_staff_only(client: Client, desk: Client, officer: User) -> None:
    world.measure(world.begun(officer), officer)
    assert "pas encore publié sa stratégie" in read(client, "strategy:home")
    assert client.get(reverse("strategy:measure", args=["M1"])).status_code == 404
    assert client.get(reverse("strategy:download", args=["json"])).status_code == 404
    assert "Projet : seuls les agents" in read(desk, "strategy:home")
    assert "Projet" in read(desk, "strategy:measure", "M1")


def test_an_older_fiche_is_read_as_of_a_day(client: Client, adopted: Strategy, officer: User) -> None:
    with time_machine.travel(datetime(2026, 6, 1, 9, tzinfo=PARIS), tick=False):
        services.update_measure(Measure.objects.get(code="M1"), values={"title": "Nouveau"}, seen=1, by=officer)
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=PARIS), tick=False):
        assert "Nouveau</h1>" in read(client, "strategy:measure", "M1")
        old = read(client, "strategy:measure", "M1", query="?date=2026-05-31")
        assert "Action M1</h1>" in old
        assert "Version 1, enregistrée le 1 mars 2026" in old
        assert "n’existait pas à cette date" in read(client, "strategy:measure", "M1", query="?date=2025-01-01")
        for wrong in ("hier", "2026-02-31", "9999-12-31", "0001-01-01"):
            assert "Nouveau</h1>" in read(client, "strategy:measure", "M1", query=f"?date={wrong}")
        assert "Action M1</h1>" in read(client, "strategy:measure", "M1", query="?version=1")
        assert "Nouveau</h1>" in read(client, "strategy:measure", "M1", query="?version=99")


def test_a_day_to_come_says_what_is_expected_of_a_measure(client: Client, adopted: Strategy, officer: User) -> None:
    steps = [(date(2027, 1, 1), 40.0), (date(2028, 1, 1), 60.0)]
    set_target("S14", baseline_date=None, baseline=None, steps=steps, shape="stepped", source="Vote", by=officer)
    page = read(client, "strategy:measure", "M1", query="?date=2027-06-30")
    assert "n’est pas encore venu" in page
    assert "Attendu au 30 juin 2027" in page
    assert "40" in page[page.index("S14") : page.index("S14") + 900]
    assert 'value="2027-06-30"' in page


def test_versions_name_their_author_to_staff_only(client: Client, desk: Client, adopted: Strategy) -> None:
    assert "Agent de Lutèce" not in read(client, "strategy:versions")
    assert "Agent de Lutèce" in read(desk, "strategy:versions")


def test_a_deleted_measure_stays_readable(client: Client, adopted: Strategy, officer: User) -> None:
    services.delete_measure(Measure.objects.get(code="M2"), seen=1, by=officer)
    assert "a été supprimée" in read(client, "strategy:measure", "M2")
    assert "Action M2" not in read(client, "strategy:home")


def test_the_number_of_queries_does_not_depend_on_the_number_of_measures(
    client: Client, desk: Client, adopted: Strategy, officer: User
) -> None:
    pages = ("strategy:home", "strategy:reen", "strategy:versions", "strategy-desk:home")
    files = [reverse("strategy:download", args=[suffix]) for suffix in ("csv", "json")]
    addresses = [reverse(page) for page in pages] + files

    def counts() -> list[int]:
        found = []
        for address in addresses:
            desk.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert desk.get(address).status_code == 200
            found.append(len(queries))
        return found

    few = counts()
    for number in range(10, 50):
        world.measure(
            adopted,
            officer,
            code=f"M{number}",
            indicators=["S9", "S14"],
            steps=[{"title": "Une étape", "due": "2026-12-01", "done": None}],
            budget=[{"kind": "operating", "unit": "euro", "year": 2026, "stage": "planned", "amount": 1}],
        )
    assert counts() == few


def test_the_strategy_is_downloaded_as_it_is_written(client: Client, adopted: Strategy, officer: User) -> None:
    services.update_measure(Measure.objects.get(code="M2"), values={"title": "=1+1"}, seen=1, by=officer)
    text = client.get(reverse("strategy:download", args=["csv"])).content.decode()
    assert "'=1+1" in text
    assert "Action M1" in text
    data = client.get(reverse("strategy:download", args=["json"])).json()
    assert [one["code"] for one in data["measures"]] == ["M1", "M2"]
    assert client.get(reverse("strategy:download", args=["exe"])).status_code == 404


def test_the_reen_check_says_what_each_objective_lacks(client: Client, desk: Client, adopted: Strategy) -> None:
    page = read(client, "strategy:reen")
    assert "Aucun programme de travail publié" in page
    assert "Stratégie adoptée" in page
    assert "bureau/strategie/actions" not in page
    staff = read(desk, "strategy:reen")
    assert reverse("strategy-desk:measure", args=[Measure.objects.get(code="M1").pk]) in staff


def test_staff_start_from_nothing_and_write_a_first_measure(desk: Client) -> None:
    assert "Choisissez comment commencer" in read(desk, "strategy-desk:home")
    assert desk.post(reverse("strategy-desk:create"), {"title": "Sobre", "language": "fr"}).status_code == 302
    strategy = Strategy.objects.get()
    axis = {"code": "A1", "title": "Achats", "pillar": "sober"}
    assert desk.post(reverse("strategy-desk:axis-create", args=[strategy.pk]), axis).status_code == 302
    data = {"code": "M1", "title": "Réemploi", "axis": "A1", "status": "planned", "priority": "high"}
    for prefix in ("steps", "documents", "notes", "duties", "registers"):
        data |= {f"{prefix}-TOTAL_FORMS": "3", f"{prefix}-INITIAL_FORMS": "0"}
    data |= {"indicators-TOTAL_FORMS": "1", "indicators-INITIAL_FORMS": "0", "indicators-0-code": "S14"}
    data |= {
        "budget-TOTAL_FORMS": "1",
        "budget-INITIAL_FORMS": "0",
        "budget-0-amount": "douze",
        "budget-0-year": "2026",
    }
    data |= {"budget-0-kind": "operating", "budget-0-unit": "euro", "budget-0-stage": "planned"}
    create = reverse("strategy-desk:measure-create", args=[strategy.pk])
    refused = desk.post(create, data)
    assert refused.status_code == 422
    assert "« douze » n’est pas un montant" in refused.content.decode()
    assert desk.post(create, data | {"budget-0-amount": "12 500,50"}).status_code == 302
    measure = Measure.objects.get()
    assert f"{measure.budget.get().amount}" == "12500.50"
    page = read(desk, "strategy-desk:measure", measure.pk)
    assert 'value="12500,50"' in page
    assert desk.post(create, data | {"code": "M2", "budget-0-amount": "1.060"}).status_code == 422
    assert page.count('name="steps-') > 3


def test_staff_pages_ask_before_they_delete_and_refuse_readers(
    desk: Client, reading_desk: Client, adopted: Strategy
) -> None:
    measure, axis = Measure.objects.get(code="M1"), Axis.objects.get(code="A2")
    page = reverse("strategy-desk:measure-delete", args=[measure.pk])
    assert "ses versions restent lisibles" in desk.get(page).content.decode().lower()
    assert reading_desk.post(page, {"seen": "1"}).status_code == 403
    assert desk.post(page, {"seen": "0"}).status_code == 422
    assert desk.post(page, {"seen": "1"}).status_code == 302
    assert desk.post(reverse("strategy-desk:axis-move", args=[axis.pk, "monter"])).status_code == 302
    assert [one.code for one in adopted.axes.all()] == ["A2", "A1", "A3"]
    assert desk.post(reverse("strategy-desk:axis-delete", args=[axis.pk])).status_code == 302
    assert reading_desk.get(reverse("strategy-desk:home")).status_code == 200


PARTS: dict[str, dict[str, object]] = {
    "actors": {"rows": [{"name": "Syndicat du numérique", "role": "public", "how": "Atelier"}]},
    "impact": {"text": "Deux centres de données."},
    "uses": {"text": "La vidéo domine."},
    "measures": {"rows": [{"title": "Réemploi", "since": "2023", "result": ""}]},
}


def write_all(officer: User) -> None:
    for part, values in PARTS.items():
        programme.save_part(part, values=values, seen=programme.written(part).version, by=officer)


def test_the_programme_is_published_whole_dated_and_its_versions_stay(
    client: Client, desk: Client, officer: User
) -> None:
    assert "pas encore publié son programme" in read(client, "strategy:programme")
    refused = desk.post(reverse("strategy-desk:programme-publish"))
    assert refused.status_code == 422
    assert "les acteurs" in refused.content.decode()
    write_all(officer)
    assert "prêt à publier" in read(desk, "strategy-desk:programme")
    assert desk.post(reverse("strategy-desk:programme-publish")).status_code == 302
    programme.save_part("impact", values={"text": "Trois centres de données."}, seen=1, by=officer)
    assert "Deux centres" in read(client, "strategy:programme")
    programme.publish(by=officer)
    assert "Trois centres" in read(client, "strategy:programme")
    assert "Deux centres" in read(client, "strategy:programme-version", 1)
    assert ProgrammeEdition.objects.count() == 2


def test_a_part_of_the_programme_is_written_row_by_row_and_never_overwritten_unread(
    desk: Client, officer: User
) -> None:
    page = reverse("strategy-desk:programme-part", args=["actors"])
    data = {"seen": "0", "text": "", "source": "", "rows-TOTAL_FORMS": "3", "rows-INITIAL_FORMS": "0"}
    half = desk.post(page, data | {"rows-0-name": "Un opérateur"})
    assert half.status_code == 422
    assert desk.post(page, data | {"rows-0-name": "Un opérateur", "rows-0-role": "private"}).status_code == 302
    crossed = desk.post(page, data | {"rows-0-name": "Une autre", "rows-0-role": "private"})
    assert crossed.status_code == 422
    text = crossed.content.decode()
    assert "Un opérateur" in text
    assert "Une autre" in text
    with pytest.raises(Refusal):
        programme.save_part("actors", values={"rows": [{"name": "X", "role": "autre"}]}, seen=1, by=officer)


def test_staff_begin_from_the_example_and_the_public_reads_it_once_adopted(client: Client, desk: Client) -> None:
    answer = desk.post(reverse("strategy-desk:example"), follow=True)
    assert "L’exemple est chargé" in answer.content.decode()
    strategy = Strategy.objects.get()
    given = {"deliberation": "2026-12", "adopted_on": "2026-01-02"}
    assert desk.post(reverse("strategy-desk:adopt", args=[strategy.pk]), given).status_code == 302
    for measure in strategy.measures.all():
        assert client.get(reverse("strategy:measure", args=[measure.code])).status_code == 200
    assert client.get("/en" + reverse("strategy:home")).status_code == 200
