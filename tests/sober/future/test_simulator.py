"""The simulator: a shared address is read, choices are refused with their sentence, an empty city says what to do."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from tests.worlds.devices import device

from sobria.city.indicators.models import Target, TargetStep, TargetVersion
from sobria.sober.footprint.models import Figure, Run

PAGE = "/simulateur/"
SHARED = f"{PAGE}?vie-actuelle-laptop=4&vie-portables=6"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-26T10:00:00+01:00", tick=False):
        yield


def words(answer: Any) -> str:
    return re.sub(r"[\u202f\u00a0]", " ", answer.content.decode())


def fleet(copies: int = 1) -> None:
    """Some of each, of several ages; `copies` multiplies the rows, not the units."""
    number = 0
    for _copy in range(copies):
        for category, units in (("laptop", 800), ("monitor", 900), ("server", 40), ("webcam", 5)):
            for age in range(5):
                number += 1
                device(
                    number,
                    matched_category=category,
                    quantity=units / 5 / copies,
                    in_service=date(2026 - age, 6, 1),
                    acquisition="refurbished" if category == "laptop" and age == 0 else "new",
                )
    device(number + 1, matched_category="laptop", in_service=None, quantity=10)
    device(number + 2, matched_category=None, quantity=20)
    device(number + 3, matched_category="laptop", status="retired", retired=date(2025, 1, 1))


def footprint(kilograms: float) -> None:
    run = Run.objects.create(year=2026, pack="", kind=Run.Kind.CURRENT, state=Run.State.DONE, ended=timezone.now())
    common = {"run": run, "kind": Figure.Kind.IMPACT, "criterion": "gwp", "unit": "kgCO2e", "coverage": 1.0}
    Figure.objects.create(
        code="empreinte-2026-gwp", value=kilograms, low=kilograms * 0.7, high=kilograms * 1.4, **common
    )
    Figure.objects.create(
        code="empreinte-2026-gwp-ia", category="ai-service", value=9000, low=4000, high=20000, **common
    )


def target(tonnes: float) -> None:
    target = Target.objects.create(code="S1")
    version = TargetVersion.objects.create(
        target=target,
        number=1,
        shape="linear",
        baseline_date=date(2025, 12, 31),
        baseline=tonnes + 3,
        source="Conseil",
        reason="x",
        recorded_on=date(2026, 1, 1),
        recorded_at=timezone.now(),
    )
    TargetStep.objects.create(version=version, date=date(2030, 12, 31), value=tonnes)


def test_an_elected_official_opens_a_shared_address_and_reads_the_answer(client: Client) -> None:
    fleet()
    footprint(60_000)
    target(56)
    page = words(client.get(f"{SHARED}&ecrans-en-moins=40"))
    assert re.search(r"<h1>\d+ tCO₂e évitées d’ici 2050</h1>", page)
    assert "Évité d’ici 2030" in page
    assert re.search(r"Intervalle à 90 % : \d+ à \d+\.", page)
    assert re.search(r"Cible atteinte en 20(2[789]|30)[.,]", page)
    assert "Sans rien changer, elle ne l’est pas d’ici 2050." in page
    assert "Coût inconnu : Durée de vie visée, ordinateurs portables ; Écrans en moins par agent." in page
    assert 'value="6"' in page
    assert "/chiffres-cites/#trend-2030" in page
    assert '<a href="/simulateur/hypotheses/"' in page
    assert "Tous ensemble" in page
    assert "/preuves/empreinte-2026-gwp/" in page


def test_without_a_lever_the_page_says_what_happens_if_nothing_changes(client: Client) -> None:
    fleet()
    page = words(client.get(PAGE))
    assert "Si rien ne change : " in page
    assert "2050, tendance nationale" in page
    assert "couvre un autre périmètre" in page
    assert "L’empreinte de la ville (S1) n’est pas calculée" in page
    assert "La ville n’a pas encore de cible" in page
    assert "10 équipements sans date d’arrivée" in page
    assert "hors du calcul : webcam." in page
    assert "Ni nuage, ni IA, ni réseau" in page
    assert len(re.findall(r"<[a-z]", page)) < 390


def test_costs_are_asked_for_the_levers_chosen_and_give_euros_a_tonne(client: Client) -> None:
    fleet()
    page = words(client.get(f"{PAGE}?pue=1.3&cout-pue=100000"))
    assert 'name="cout-pue"' in page
    assert 'name="cout-ai"' not in page
    assert "Coût de la tonne évitée" in page
    assert re.search(r'<td class="num">100 000</td>', page)
    assert "Tous ensemble" not in page  # a lever alone is told once
    assert re.search(r'<td class="num">0</td><td class="num">0</td><td class="num">100 000</td>', page)
    unpriced = words(client.get(f"{PAGE}?vie-portables=7&cout-life-laptop=5"))
    assert re.search(r'<td class="num">[\d ]+</td><td class="num">inconnu</td><td class="num">inconnu</td>', unpriced)
    assert "électricité évitée, prix futurs et effets sur les usages non comptés" in page


def test_what_was_left_empty_leaves_the_address(client: Client) -> None:
    fleet()
    answer = client.get(f"{PAGE}?vie-portables=6&pue=&depuis=")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}?vie-portables=6")
    assert client.get(f"{PAGE}?pue=").headers["Location"] == PAGE


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("vie-portables=40", "40 est hors des bornes de ce levier : écrivez un nombre de 5 à 12."),
        ("vie-portables=3", "plus courte que celle d’aujourd’hui (5 ans)"),
        ("pue=2,5", "Le PUE visé (2,5) est plus haut que celui d’aujourd’hui (1,93)"),
        ("depuis=2020", "L’année 2020 précède l’inventaire, qui est de 2026"),
        ("depuis=2090", "s’arrête en 2050"),
        ("depuis=2027,5", "n’est pas une année"),
        ("croissance-ia=10", "Rien à réduire ici"),
        ("vie-portables=10&reconditionne=90", "se contredisent"),
        ("reconditionne=5", "c’est moins qu’aujourd’hui"),
        ("vie-portables=six", "six"),
        ("vie-actuelle-laptop=0", "hors des bornes"),
        ("electricite=magique", "Ce scénario d’électricité n’existe pas"),
    ],
)
def test_what_cannot_be_is_refused_with_its_sentence(client: Client, asked: str, said: str) -> None:
    fleet()
    answer = client.get(f"{PAGE}?{asked}")
    assert answer.status_code == 422
    assert said in words(answer)
    assert client.get(f"{PAGE}projection.csv?{asked}").status_code == 404


def test_an_empty_city_says_what_is_missing_and_what_to_do(client: Client) -> None:
    for address in (PAGE, SHARED):
        page = words(client.get(address))
        assert "Aucun équipement en service n’est reconnu dans le registre" in page
        assert 'href="/registres/equipements/"' in page
    assert client.get(f"{PAGE}projection.csv").status_code == 404


def test_the_file_holds_every_year_and_lever(client: Client) -> None:
    fleet()
    told = json.loads(client.get(f"{PAGE}projection.json?vie-portables=7&pue=1.3").content)
    assert [one["year"] for one in told["years"]] == list(range(2026, 2051))
    assert [one["lever"] for one in told["levers"]] == ["life-laptop", "pue", "all"]
    assert told["levers"][0]["euros_spent"] is None
    first = next(csv.DictReader(io.StringIO(client.get(f"{PAGE}projection.csv").content.decode())))
    assert (first["year"], first["unit"]) == ("2026", "kgCO2e")
    assert 0 < float(first["coverage"]) < 1
    assert client.get(f"{PAGE}projection.xml").status_code == 404


def test_assumptions_and_factors_say_their_source(client: Client) -> None:
    fleet()
    page = words(client.get(f"{PAGE}hypotheses/"))
    assert "Weibull" in page
    assert "75,5 % (de 64,0 % à 87,0 %)" in page
    assert "12,6 % (de 0,0 % à 14,4 %)" in page
    assert "Ordinateur portable" in page
    assert "ODbL-1.0" in page
    assert "inconnue" in page  # nobody gives a factor for webcams


def test_the_number_of_queries_does_not_grow_with_the_register(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    fleet()
    client.get(SHARED)
    with django_assert_max_num_queries(60) as few:
        client.get(SHARED)
    device(900, matched_category="tablet")
    for number in range(901, 960):
        device(number, matched_category="desktop", in_service=date(2020 + number % 6, 1, 1))
    with django_assert_max_num_queries(len(few)):
        client.get(SHARED)


def test_the_page_is_read_in_english(client: Client) -> None:
    fleet()
    target(10_000)
    page = client.get(f"/en{PAGE}?vie-portables=7").content.decode()
    assert "avoided by 2050" in page
    assert "Changing nothing, it is too." in page
    assert "évité" not in page.lower().replace("numérique", "")
