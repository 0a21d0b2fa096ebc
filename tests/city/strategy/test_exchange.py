"""The whole strategy goes out as XLSX, ODS or CSV and comes back the same; an ugly file is told line by line."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
import time_machine
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sobria.city.indicators.targets import versions_in_force
from sobria.city.indicators.targets_services import set_target
from sobria.city.people.models import User
from sobria.city.strategy import exchange, exchange_services, preload, services
from sobria.city.strategy.exchange_models import StrategyImport
from sobria.city.strategy.models import Measure, MeasureVersion, Priority, Status, Strategy
from sobria.engine.messages import Refusal
from sobria.engine.strategy.reading import read_file
from sobria.engine.strategy.sheets import words
from sobria.engine.strategy.writing import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_one_day")]
DAY = date(2026, 11, 24)
FILES = ("xlsx", "ods", "csv")


@pytest.fixture
def _one_day() -> Any:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        yield


def rich(officer: User) -> Strategy:
    """The example, with one fiche where everything is written, awkward texts included."""
    strategy = preload.load_example(officer)
    measure = strategy.measures.get(code="PARIS-S2")
    values = {
        "status": "ongoing",
        "priority": "high",
        "description": '=1+1\nDeux lignes, « guillemets » ; "droits"',
        "pilot": "@direction du numérique",
        "partners": ["Ressourcerie", "-Atelier"],
        "funders": ["Région"],
        "starts": "2026-01-01",
        "ends": "2028-12-31",
        "parent": "PARIS-S1",
        "steps": [
            {"title": "Marché de réparation", "due": "2026-06-30", "done": "2026-06-12"},
            {"title": "'=déjà gardé", "due": None, "done": None},
        ],
        "budget": [
            {"kind": "investment", "unit": "euro", "year": 2026, "stage": "planned", "amount": "120000.50"},
            {"kind": "operating", "unit": "fte", "year": 2026, "stage": "actual", "amount": "1.25"},
        ],
    }
    services.update_measure(measure, values=values, seen=measure.version, by=officer)
    set_target(
        "S14", baseline_date=date(2024, 12, 31), baseline=31.125, steps=[(date(2027, 12, 31), 60.0)],
        shape="linear", source="Délibération", by=officer,
    )  # fmt: skip
    return Strategy.objects.get(pk=strategy.pk)


def written(strategy: Strategy, suffix: str, language: Any = "fr") -> bytes:
    return write(exchange.book_of(strategy, DAY), suffix, language)


def taken(name: str, content: bytes, by: User) -> StrategyImport:
    return exchange_services.confirm(exchange_services.receive(name=name, content=content, by=by).pk, by=by)


def empty() -> None:
    Measure.objects.update(parent=None)
    Measure.objects.all().delete()
    Strategy.objects.all().delete()


def sheet(**pages: list[list[Any]]) -> bytes:
    handle = io.BytesIO()
    book = xlsxwriter.Workbook(handle, {"in_memory": True})
    for name, rows in pages.items():
        page = book.add_worksheet(name)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    book.close()
    return handle.getvalue()


ACTIONS = ["Code", "Axe", "Titre de l’axe", "Pilier", "Titre"]


def action(code: str, title: str = "Une action", axis: str = "A1") -> list[str]:
    return [code, axis, "Un axe", "Plus sobre", title]


def refusals(found: StrategyImport) -> list[tuple[str, int, str, str]]:
    return [(one["sheet"], one["line"], one["column"], one["code"]) for one in found.report["rejected"]]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("suffix", FILES)
def test_a_strategy_exported_then_imported_into_an_empty_city_is_the_same(
    officer: User, suffix: str, language: str
) -> None:
    strategy = rich(officer)
    before = exchange.book_of(strategy, DAY)
    content = written(strategy, suffix, language)
    empty()
    found = taken(f"strategie.{suffix}", content, officer)
    assert found.report["rejected"] == []
    assert exchange.book_of(Strategy.objects.get(), DAY) == before


@pytest.mark.parametrize("suffix", FILES)
def test_the_same_file_again_makes_no_version(officer: User, suffix: str) -> None:
    strategy = rich(officer)
    versions = MeasureVersion.objects.count()
    target = versions_in_force(DAY)["S14"].number
    found = taken(f"strategie.{suffix}", written(strategy, suffix), officer)
    assert MeasureVersion.objects.count() == versions
    assert versions_in_force(DAY)["S14"].number == target
    assert found.report["counts"]["measures"] == {"created": 0, "changed": 0, "same": 25}
    assert Strategy.objects.get().version == strategy.version


def test_looking_at_a_file_changes_nothing_and_says_what_confirming_does(officer: User) -> None:
    content = written(rich(officer), "ods")
    empty()
    look = exchange_services.receive(name="s.ods", content=content, by=officer)
    assert not Strategy.objects.exists()
    said = look.report["counts"]
    assert exchange_services.confirm(look.pk, by=officer).report["counts"] == said
    with pytest.raises(Refusal):
        exchange_services.confirm(look.pk, by=officer)


def test_a_city_starts_from_a_plain_list_of_actions(officer: User) -> None:
    text = "code;axe;titre de l'axe;pilier;titre\nV-1;A1;Sobriété;Plus sobre;Réparer\nV-2;A1;;;Réemployer\n"
    found = taken("actions.csv", text.encode("cp1252"), officer)
    assert found.report["rejected"] == []
    strategy = Strategy.objects.get()
    assert [axis.title for axis in strategy.axes.all()] == ["Sobriété"]
    assert list(strategy.measures.values_list("code", flat=True)) == ["V-1", "V-2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_the_encodings_of_spreadsheets(officer: User, encoding: str) -> None:
    text = "Code;Axe;Titre de l'axe;Pilier;Titre\r\nV-1;A1;Sobriété;Plus démocratique;Réparer à l’œil\r\n"
    taken("a.csv", text.encode(encoding), officer)
    assert Measure.objects.get().title == "Réparer à l’œil"


def test_a_refused_line_never_blocks_the_good_ones(officer: User) -> None:
    content = sheet(
        Actions=[ACTIONS, action("V-1"), action("V-1", "Encore"), action("v-1"), action("V 2"), action("V-3", "")],
        Étapes=[["Action", "Étape", "Échéance"], ["V-1", "Bonne", "15 mars 2026"], ["V-9", "Perdue", ""]],
        Moyens=[
            ["Action", "Nature", "Unité", "Année", "Prévu ou réalisé", "Montant"],
            ["V-1", "Investissement", "€", 2026, "Prévu", "environ 1000 €"],
            ["V-1", "Fonctionnement", "€", "2026", "Prévu", "1 060,50 €"],
        ],
        Liens=[["Action", "Sorte", "Code"], ["V-1", "indicateur", "S999"], ["V-1", "indicateur", "S14"]],
    )
    found = taken("v.xlsx", content, officer)
    measure = Measure.objects.get()
    assert [step.due for step in measure.steps.all()] == [date(2026, 3, 15)]
    assert [line.amount for line in measure.budget.all()] == [Decimal("1060.50")]
    assert [link.code for link in measure.indicators.all()] == ["S14"]
    assert set(refusals(found)) == {
        ("Actions", 3, "Code", "strategy-line-twice"),
        ("Actions", 4, "Code", "strategy-line-twice"),
        ("Actions", 5, "", "strategy-line-refused"),
        ("Actions", 6, "Titre", "strategy-cell-needed"),
        ("Étapes", 3, "Action", "strategy-line-measure"),
        ("Moyens", 2, "Montant", "strategy-cell-number"),
        ("Liens", 2, "", "strategy-line-refused"),
    }


def test_a_list_in_place_is_kept_when_a_line_of_it_is_refused(officer: User) -> None:
    strategy = rich(officer)
    content = sheet(Étapes=[["Action", "Étape", "Échéance"], ["PARIS-S2", "Neuve", ""], ["PARIS-S2", "x", "demain"]])
    found = taken("e.xlsx", content, officer)
    assert strategy.measures.get(code="PARIS-S2").steps.count() == 2
    assert ("Étapes", 2, "Action", "strategy-line-list") in refusals(found)


def test_a_column_that_is_absent_leaves_the_fiche_as_it_is(officer: User) -> None:
    strategy = rich(officer)
    content = sheet(Actions=[["Code", "Axe", "Titre"], ["PARIS-S2", "PARIS-A1", "Réparer d’abord"]])
    taken("t.xlsx", content, officer)
    measure = strategy.measures.get(code="PARIS-S2")
    assert (measure.title, measure.pilot, measure.steps.count()) == ("Réparer d’abord", "@direction du numérique", 2)


def test_parents_may_come_after_and_circles_are_refused(officer: User) -> None:
    head = [*ACTIONS, "Action d’ensemble"]
    rows = [
        [*action("V-1"), "V-2"],
        [*action("V-2"), ""],
        [*action("V-3"), "V-4"],
        [*action("V-4"), "V-3"],
        [*action("V-5"), "V-77"],
    ]
    found = taken("p.xlsx", sheet(Actions=[head, *rows]), officer)
    assert Measure.objects.get(code="V-1").parent == Measure.objects.get(code="V-2")
    assert refusals(found) == [
        ("Actions", 4, "Action d’ensemble", "strategy-line-circle"),
        ("Actions", 5, "Action d’ensemble", "strategy-line-circle"),
        ("Actions", 6, "Action d’ensemble", "strategy-line-parent"),
    ]


def test_unknown_sheets_and_columns_are_said(officer: User) -> None:
    content = sheet(Actions=[[*ACTIONS, "Humeur"], [*action("V-1"), "bonne"]], Brouillon=[["rien"]])
    found = taken("d.xlsx", content, officer)
    assert sorted(found.report["dropped"]) == [["Actions", "Humeur"], ["Brouillon", ""]]


def test_a_line_of_title_above_the_header_is_passed_over(officer: User) -> None:
    content = sheet(Actions=[["Plan de la ville"], [], ACTIONS, action("V-1")])
    assert taken("h.xlsx", content, officer).report["counts"]["measures"]["created"] == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vide.csv", b"", "strategy-file-empty"),
        ("blanc.csv", b"\n \n", "strategy-file-empty"),
        ("vide.xlsx", sheet(Actions=[]), "strategy-file-empty"),
        ("autre.csv", b"nom,couleur\nchat,gris\n", "strategy-file-header"),
        ("autre.xlsx", sheet(Feuille=[["nom"], ["chat"]], Deux=[["a"]]), "strategy-file-header"),
        ("faux.xlsx", b"PK\x03\x04 rien", "strategy-file-unreadable"),
        ("texte.pdf", b"%PDF-1.7\x00\x01\x02", "strategy-file-kind"),
        ("octets.csv", b"\x00\x01\x02\x03", "strategy-file-kind"),
        ("gros.csv", b"a" * 5_000_001, "strategy-file-too-big"),
        ("long.csv", b"Code,Axe,Titre\n" + b"a,b,c\n" * 20_001, "strategy-file-too-long"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    officer: User, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        exchange_services.receive(name=name, content=content, by=officer)
    assert refused.value.code == code
    assert refused.value.sentence("fr")


def test_who_only_reads_imports_nothing(auditor: User) -> None:
    with pytest.raises(PermissionDenied):
        exchange_services.receive(name="a.csv", content=b"x", by=auditor)


def test_nothing_in_a_spreadsheet_runs(officer: User) -> None:
    content = written(rich(officer), "xlsx")
    book = python_calamine.load_workbook(io.BytesIO(content))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert not [cell for cell in cells if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@"))]


def test_exporting_asks_as_many_queries_for_many_measures(officer: User) -> None:
    strategy = preload.load_example(officer)
    with CaptureQueriesContext(connection) as few:
        exchange.book_of(strategy, DAY)
    for number in range(100):
        services.create_measure(strategy, code=f"V-{number}", values={"axis": "PARIS-A1", "title": "x"}, by=officer)
    with CaptureQueriesContext(connection) as many:
        exchange.book_of(strategy, DAY)
    assert len(many) == len(few)


def test_the_words_of_files_are_those_of_the_pages() -> None:
    assert {code: two[0] for code, two in words()["status"].items()} == {k: str(v) for k, v in Status.choices}
    assert {code: two[0] for code, two in words()["priority"].items()} == {k: str(v) for k, v in Priority.choices}


def test_a_plain_reading_needs_no_database() -> None:
    assert len(read_file("a.csv", b"Code,Axe,Titre\nV-1,A1,Un\n").lines["measures"]) == 1
