"""The grid: only changed cells are written, faulty ones keep their text, nobody overwrites anybody unseen."""

import html
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sobria.city.indicators import grid
from sobria.city.indicators.models import Entry
from sobria.city.indicators.services import enter_value
from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.engine.indicators.definitions import load_indicators

pytestmark = pytest.mark.django_db
GRID = "/bureau/indicateurs/grille/?pilier=democratic"
PASTE = "/bureau/indicateurs/grille/coller/"
BATCH = {"source": "Bilan 2025", "method": "relevé"}


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel("2026-11-24 10:00:00+01:00", tick=False):
        yield


def said(by: User, code: str, year: int, amount: float | None) -> None:
    enter_value(code, start=date(year, 1, 1), end=date(year, 12, 31), value=amount, method="m", source="s", by=by)


def seen_of(text: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', text)
    assert found
    return html.unescape(found.group(1))


def values() -> dict[tuple[str, int], float | None]:
    return {(one.code, one.end.year): one.value for one in Entry.objects.order_by("version")}


def test_changed_cells_are_saved_and_others_left_alone(desk: Client, officer: User) -> None:
    said(officer, "D3", 2024, 55.0)
    seen = seen_of(desk.get(GRID).content.decode())
    cells = {"v-D3-2024": "55", "v-D3-2025": "61,5", "v-D5-2025": "n.d.", "v-D6-2025": ""}
    assert desk.post(GRID, BATCH | cells | {"seen": seen}).status_code == 302
    assert values() == {("D3", 2024): 55.0, ("D3", 2025): 61.5, ("D5", 2025): None}
    assert Entry.objects.count() == 3
    assert Event.objects.filter(kind="indicator.entered").count() == 3


def test_good_cells_are_saved_while_bad_ones_keep_their_text(desk: Client) -> None:
    seen = seen_of(desk.get(GRID).content.decode())
    cells = {"v-D3-2025": "61", "v-D5-2025": "beaucoup", "v-D4-2025": "140"}
    answer = desk.post(GRID, BATCH | cells | {"seen": seen})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert values() == {("D3", 2025): 61.0}
    assert "Ligne D5, colonne 2025 : « beaucoup » n’est pas un nombre" in text
    assert "Ligne D4, colonne 2025 : « 140 » est refusé" in text
    assert 'value="beaucoup"' in text
    assert "1 valeur enregistrée" in text


def test_a_cell_written_meanwhile_shows_both_values_then_may_be_saved(desk: Client, officer: User) -> None:
    said(officer, "D3", 2025, 50.0)
    seen = seen_of(desk.get(GRID).content.decode())
    said(officer, "D3", 2025, 58.0)
    answer = desk.post(GRID, BATCH | {"v-D3-2025": "61", "seen": seen})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "quelqu’un a écrit 58 entre-temps, vous avez écrit 61" in text
    assert "En base : 58" in text
    assert values() == {("D3", 2025): 58.0}
    assert desk.post(GRID, BATCH | {"v-D3-2025": "61", "seen": seen_of(text)}).status_code == 302
    assert values() == {("D3", 2025): 61.0}


def test_a_cell_left_as_it_was_never_undoes_what_someone_wrote(desk: Client, officer: User) -> None:
    said(officer, "D3", 2025, 50.0)
    seen = seen_of(desk.get(GRID).content.decode())
    said(officer, "D3", 2025, 58.0)
    assert desk.post(GRID, BATCH | {"v-D3-2025": "50", "v-D5-2025": "30", "seen": seen}).status_code == 302
    assert values() == {("D3", 2025): 58.0, ("D5", 2025): 30.0}


def test_an_emptied_cell_changes_nothing_and_says_so(desk: Client, officer: User) -> None:
    said(officer, "D3", 2025, 50.0)
    seen = seen_of(desk.get(GRID).content.decode())
    text = desk.post(GRID, BATCH | {"v-D3-2025": "", "seen": seen}).content.decode()
    assert "une cellule vidée ne change rien" in text
    assert values() == {("D3", 2025): 50.0}


@pytest.mark.parametrize("lost", [{"source": ""}, {"method": " "}, {"seen": "perdu"}, {"seen": "[1]"}])
def test_without_source_or_memory_of_what_was_seen_nothing_is_saved(desk: Client, lost: dict[str, str]) -> None:
    answer = desk.post(GRID, BATCH | {"v-D3-2025": "61", "seen": "{}"} | lost)
    assert answer.status_code == 422
    assert 'value="61"' in answer.content.decode() or "seen" in lost
    assert values() == {}


def test_a_year_of_several_periods_is_not_overwritten(desk: Client, officer: User) -> None:
    for start, end in ((date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))):
        enter_value("D3", start=start, end=end, value=50.0, method="m", source="s", by=officer)
    text = desk.get(GRID).content.decode()
    assert "plusieurs périodes" in text
    assert desk.post(GRID, BATCH | {"v-D3-2025": "61", "seen": seen_of(text)}).status_code == 422
    assert Entry.objects.count() == 2


def test_the_grid_filters_by_pillar_and_turns_back_the_years(desk: Client) -> None:
    text = desk.get("/bureau/indicateurs/grille/?pilier=inclusive&annee=2020").content.decode()
    assert 'name="v-I1-2020"' in text
    assert 'name="v-S12-2020"' not in text
    assert 'name="v-I1-2026"' not in text


def test_who_only_reads_writes_nothing(reading_desk: Client) -> None:
    assert reading_desk.post(GRID, BATCH | {"v-D3-2025": "61", "seen": "{}"}).status_code == 403
    assert values() == {}


def test_the_grid_turns_its_pages_and_keeps_the_rows_of_the_one_saved(desk: Client) -> None:
    first, second = "/bureau/indicateurs/grille/", "/bureau/indicateurs/grille/?page=2"
    assert 'name="v-D3-2025"' not in desk.get(first).content.decode()
    seen = seen_of(desk.get(second).content.decode())
    assert desk.post(second, BATCH | {"v-D3-2025": "61", "seen": seen}).status_code == 302
    assert values() == {("D3", 2025): 61.0}


def test_a_pasted_block_is_seen_then_confirmed(desk: Client, officer: User) -> None:
    said(officer, "D3", 2024, 55.0)
    block = "Code\tNom\t2024\t2025\nD3\tEcoIndex\t57\t61\nS14\tRéemploi\t\tbeaucoup\nZ9\t?\t1\t2\n"
    text = desk.post(PASTE, BATCH | {"text": block}).content.decode()
    assert "2 valeurs à enregistrer" in text
    assert "« beaucoup » n’est pas un nombre" in text
    assert "« Z9 » n’est pas le code d’un indicateur" in text
    assert values() == {("D3", 2024): 55.0}
    said(officer, "D3", 2025, 70.0)
    text = desk.post(PASTE, BATCH | {"text": block, "seen": seen_of(text), "confirm": "1"}).content.decode()
    assert "quelqu’un a écrit 70 entre-temps" in text
    assert values() == {("D3", 2024): 57.0, ("D3", 2025): 70.0}


def test_the_preview_says_the_number_read_and_refuses_what_saving_would_refuse(desk: Client) -> None:
    block = "\t2024\t2025\nD3\t61,5\t1 060\nD5\t1,060\t\n"
    text = desk.post(f"/en{PASTE}", BATCH | {"text": block}).content.decode()
    assert '<td class="num">61,5</td><td class="num">61.5' in text
    assert "1 value to save" in text
    assert "is outside the bounds of D3" in text
    assert "reads in two ways, 1060 or 1,06" in text


def test_a_cell_of_the_english_grid_is_read_and_shown_in_english(desk: Client) -> None:
    seen = seen_of(desk.get(f"/en{GRID}").content.decode())
    address = f"/en{GRID}".replace("democratic", "inclusive")
    answer = desk.post(address, BATCH | {"v-I4-2024": "1,060", "v-I4-2025": "1060.5", "seen": seen})
    assert answer.status_code == 302
    assert values() == {("I4", 2024): 1060.0, ("I4", 2025): 1060.5}
    text = desk.get(address).content.decode()
    assert 'value="1060"' in text
    assert 'value="1060.5"' in text


def test_a_computed_cell_is_rounded_to_be_read(monkeypatch: pytest.MonkeyPatch, desk: Client) -> None:
    monkeypatch.setattr(grid, "_computed", lambda _years, _on: {"D3-2025": 44.1489361702})
    text = desk.get(GRID).content.decode()
    assert '<td class="num">44<br>' in text
    assert "44,1489" in seen_of(text)


def test_a_block_without_fault_goes_back_to_the_grid(desk: Client) -> None:
    block = "\t2025\nD3\t61\n"
    text = desk.post(PASTE, BATCH | {"text": block}).content.decode()
    answer = desk.post(PASTE, BATCH | {"text": block, "seen": seen_of(text), "confirm": "1"})
    assert answer.status_code == 302
    assert values() == {("D3", 2025): 61.0}


@pytest.mark.parametrize(
    "text", ["", "n’importe quoi", "\t" + "\t".join(str(year) for year in range(2000, 2015)) + "\nD3\t1"]
)
def test_a_block_that_is_no_grid_is_refused_and_kept(desk: Client, text: str) -> None:
    answer = desk.post(PASTE, BATCH | {"text": text})
    assert answer.status_code == 422
    assert "notice error" in answer.content.decode()


def test_a_value_of_a_year_not_begun_is_refused(desk: Client) -> None:
    text = desk.post(PASTE, BATCH | {"text": "\t2031\nD3\t61\n"}).content.decode()
    assert "l’année n’est pas commencée" in text


def test_the_grid_costs_the_same_empty_and_full(desk: Client, officer: User) -> None:
    desk.get(GRID)
    with CaptureQueriesContext(connection) as few:
        desk.get(GRID)
    for code, one in load_indicators().items():
        for year in (2023, 2024, 2025):
            said(officer, code, year, one.minimum or 0.0)
    with CaptureQueriesContext(connection) as many:
        desk.get(GRID)
    assert len(many) == len(few)


def test_the_script_is_a_comfort_in_its_own_file(desk: Client) -> None:
    text = desk.get(GRID).content.decode()
    assert "indicators/grid" in text
    assert "<script>" not in text
