"""The evidence page: a figure taken apart down to factor rows and lines of the inventory."""

import json
import re
from datetime import date

import pytest
from django.test import Client
from tests.sober.footprint import world

from sobria.city.registers import changes
from sobria.cli.main import main
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.sober.equipment.models import Device
from sobria.sober.footprint import selectors
from sobria.sober.footprint.models import Figure, Run
from sobria.sober.footprint.pages.evidence import FACTORS, evidence_page

pytestmark = pytest.mark.django_db


def figure(code: str) -> Figure:
    found = selectors.figure_by_code(code)
    assert found is not None, code
    return found


def text_of(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_it_says_value_interval_formula_source_and_digest(computed: list[Run]) -> None:
    text = text_of("/preuves/empreinte-2026-gwp-laptop/")
    row = computed[0].factor_rows.filter(category="laptop", criterion="gwp").first()
    assert row is not None
    assert "Neuf chances sur dix d’être entre" in text
    assert "I = Σ lignes Σ étapes" in text
    assert "total, version 1" in text
    assert row.source in text
    assert str(row.licence) in text
    assert str(row.source_date) in text
    assert computed[0].snapshot in text
    assert "sobria footprint" in text
    assert "--year 2026" in text


@pytest.mark.parametrize("code", ["empreinte-2026-gwp", "empreinte-2025-gwp", "empreinte-2026-gwp-facteurs-impact-co2"])
def test_the_command_it_gives_finds_the_same_figure_again(
    computed: list[Run], code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = evidence_page(figure(code), page=1, all_factors=False)
    monkeypatch.chdir(computed[0].snapshot_path.parent)
    assert main(page.recompute.split()[1:]) == 0
    again = json.loads(capsys.readouterr().out)["criteria"]["gwp"]
    assert (again["value"], again["low"], again["high"]) == pytest.approx(
        (page.figure.value, page.figure.low, page.figure.high), rel=1e-12
    )


def test_each_stage_names_its_own_formula(computed: list[Run]) -> None:
    assert "kWh par an × PUE" in text_of("/preuves/empreinte-2026-gwp-laptop-etape-use/")
    assert "÷ durée de vie" in text_of("/preuves/empreinte-2026-gwp-laptop-etape-embodied/")


def test_contributions_of_the_factors_that_stand_alone_add_up_to_the_figure(computed: list[Run]) -> None:
    page = evidence_page(figure("empreinte-2026-gwp"), page=1, all_factors=True)
    alone = [one.contribution.value or 0 for one in page.factors if one.row.criterion == "gwp"]
    assert sum(alone) == pytest.approx(page.figure.value)


def test_the_lines_behind_a_figure_are_those_of_the_register(computed: list[Run]) -> None:
    text = text_of("/preuves/empreinte-2026-gwp-laptop-entite-voirie/")
    assert "40 lignes de l’inventaire" in text
    assert "parc.csv, ligne 2" in text
    assert "Écoles" not in text.split("Les lignes de l’inventaire")[1].split("Le refaire")[0]


def test_a_device_written_by_hand_is_named_by_its_number_in_the_register(computed: list[Run]) -> None:
    Device.objects.filter(category="Serveur").update(source_file=None, source_line=None)
    number = Device.objects.filter(category="Serveur").values_list("pk", flat=True)[0]
    changes.changed("equipment")
    world.compute()
    path = "/preuves/empreinte-2026-gwp-server/"
    assert f"fiche {number} " in text_of(path).split("Les lignes de l’inventaire")[1]
    entry = f"/registres/equipements/{number}/"
    assert f'<a href="{entry}">fiche {number}</a>' in Client().get(path).content.decode()
    assert Client().get(entry).status_code == 200


def test_a_line_of_a_file_is_no_link(computed: list[Run]) -> None:
    page = evidence_page(figure("empreinte-2026-gwp-laptop"), page=1, all_factors=False)
    assert [line.entry for line in page.lines] == [""] * len(page.lines)


def test_the_expected_life_of_the_category_is_said_with_its_source(computed: list[Run]) -> None:
    laptop = load_catalogue().categories["laptop"]
    page = evidence_page(figure("empreinte-2026-gwp-laptop"), page=1, all_factors=False)
    assert page.lives == (f"{laptop.label_fr} : {laptop.lifetime_years:g} ans ({laptop.lifetime_source})",)
    assert page.lives[0] in text_of("/preuves/empreinte-2026-gwp-laptop/")
    english = text_of("/en/preuves/empreinte-2026-gwp-laptop/")
    assert f"{laptop.label_en}: {laptop.lifetime_years:g} years ({laptop.lifetime_source})" in english
    assert "Expected lives" in english


def test_expected_lives_of_a_wider_figure_are_those_of_the_factors_listed(computed: list[Run]) -> None:
    page = evidence_page(figure("empreinte-2026-gwp"), page=1, all_factors=False)
    listed = {one.row.category for one in page.factors} - {"electricity"}
    assert len(page.lives) == len(listed) >= 3


def test_expected_lives_are_not_said_where_nothing_rests_on_them(computed: list[Run]) -> None:
    assert not evidence_page(figure("empreinte-2026-gwp-laptop-etape-use"), page=1, all_factors=False).lives
    assert not evidence_page(figure("evolution-2026-gwp-laptop"), page=1, all_factors=False).lives
    Device.objects.update(internal_years=4)
    changes.changed("equipment")
    world.compute()
    assert not evidence_page(figure("empreinte-2026-gwp-laptop"), page=1, all_factors=False).lives


def test_the_register_opens_with_the_same_filter(computed: list[Run]) -> None:
    page = evidence_page(figure("empreinte-2026-gwp-laptop-entite-ecoles-creches"), page=1, all_factors=False)
    assert "matched_category=laptop" in page.register
    assert "entity=%C3%89coles+%26+cr%C3%A8ches" in page.register
    assert Client().get(page.register).status_code == 200
    unsaid = evidence_page(figure("empreinte-2026-gwp-entite-non-renseignee"), page=1, all_factors=False)
    assert "entity=-" in unsaid.register


def test_long_lists_of_factors_are_cut_and_open_whole(computed: list[Run]) -> None:
    kinds = ("Imprimante", "Tablette", "Vidéoprojecteur", "Smartphone", "Ordinateur fixe", "Copieur", "Clavier")
    world.add(*((kind, world.ROADS, 2, date(2024, 1, 1), None) for kind in kinds))
    world.compute()
    short = evidence_page(figure("empreinte-2026-gwp"), page=1, all_factors=False)
    assert len(short.factors) == FACTORS
    assert short.more_factors > 0
    assert f"Voir les {short.more_factors} autres facteurs" in text_of("/preuves/empreinte-2026-gwp/")
    whole = evidence_page(figure("empreinte-2026-gwp"), page=1, all_factors=True)
    assert len(whole.factors) == FACTORS + short.more_factors


def test_an_older_computation_stays_readable_and_says_it_is_old(computed: list[Run]) -> None:
    before = figure("empreinte-2026-gwp")
    world.add(("Ordinateur portable", world.ROADS, 10, date(2024, 1, 1), None))
    world.compute()
    text = text_of(f"/preuves/empreinte-2026-gwp/?calcul={before.run_id}")
    assert "Un calcul plus récent existe" in text
    assert "Un calcul plus récent existe" not in text_of("/preuves/empreinte-2026-gwp/")
    assert "Le même chiffre dans les autres calculs gardés" in text_of("/preuves/empreinte-2026-gwp/")
    assert before.run.snapshot in text


def test_a_change_opens_its_two_years(computed: list[Run]) -> None:
    page = evidence_page(figure("evolution-2026-gwp-laptop"), page=1, all_factors=False)
    assert [link.url for link in page.inputs] == [
        "/preuves/empreinte-2025-gwp-laptop/",
        "/preuves/empreinte-2026-gwp-laptop/",
    ]
    text = text_of("/preuves/evolution-2026-gwp-laptop/")
    assert re.search(r"(Hausse|Baisse) de [\d\s,]+ (kilo|tonnes)", text)
    assert "Part réelle, à facteurs égaux" in text


def test_an_unknown_figure_has_its_evidence_too(computed: list[Run]) -> None:
    text = text_of("/preuves/empreinte-2026-gwp-network-switch/")
    assert "Inconnu : changement climatique, commutateur réseau, 2026" in text
    assert "facteur de fabrication" in text
    assert "0 sur 5" in text


def test_a_run_whose_lines_are_gone_still_shows_its_factors(computed: list[Run]) -> None:
    path = computed[0].lines_path
    aside = path.rename(path.with_suffix(".aside"))
    try:
        text = text_of("/preuves/empreinte-2026-gwp-server/")
    finally:
        aside.rename(path)
    assert "Les facteurs utilisés" in text
    assert "Les lignes de l’inventaire" not in text


@pytest.mark.parametrize("asked", ["page=99999999999999999999", "page=" + "9" * 5000, "calcul=" + "9" * 5000])
def test_a_number_no_page_could_have_is_no_accident(computed: list[Run], asked: str) -> None:
    assert Client().get(f"/preuves/empreinte-2026-gwp/?{asked}").status_code == 200


@pytest.mark.parametrize(
    "address", ["/empreinte/2026/?entite=%00", "/empreinte/2026/?critere=a%00b", "/registres/equipements/?q=%00"]
)
def test_a_null_character_in_an_address_is_refused_in_words(computed: list[Run], address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 400
    assert "<h1" in response.content.decode()
