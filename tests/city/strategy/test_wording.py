"""English pages of a strategy written in French: the catalogue's English where it has it, else the text as it is."""

import csv
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from tests.worlds import strategy as world

from sobria.city.indicators.services import enter_value
from sobria.city.people.models import User
from sobria.city.registers.wording import said
from sobria.city.strategy import preload, programme, services
from sobria.city.strategy.models import Strategy
from sobria.cli.demo_spine import DELIBERATION, METHOD, SOURCE, TEXT, TITLE
from sobria.engine.strategy.phrases import in_language

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris(officer: User) -> Strategy:
    strategy = preload.load_example(officer)
    return services.adopt(strategy, on=date(2026, 3, 1), deliberation="2026-12", by=officer)


def test_commitments_of_the_example_are_read_in_english(client: Client, paris: Strategy) -> None:
    home = client.get("/en/strategie/").content.decode()
    assert "Reuse and repair equipment as a rule" in home
    assert "Réemployer" not in home
    page = client.get("/en/strategie/actions/PARIS-S2/").content.decode()
    assert "<h1>Reuse and repair equipment as a rule</h1>" in page
    assert "Announced: paris.fr, page 33227, 4 December 2025" in page
    assert "<dd>An exemplary administration</dd>" in page
    duty = client.get("/en/obligations/reen-16-reuse/").content.decode()
    assert "Reuse and repair equipment as a rule" in duty
    assert "Réemployer et réparer" in client.get("/strategie/").content.decode()


def test_a_text_the_city_changed_stays_in_its_language_and_says_so(
    client: Client, paris: Strategy, officer: User
) -> None:
    measure = paris.measures.get(code="PARIS-S2")
    services.update_measure(measure, values={"title": "Réparer d’abord <b>"}, seen=measure.version, by=officer)
    page = client.get("/en/strategie/actions/PARIS-S2/").content.decode()
    assert '<h1><span lang="fr">Réparer d’abord &lt;b&gt;</span></h1>' in page


def test_words_of_the_demonstration_are_known_only_there(settings: Any) -> None:
    with override("en"):
        assert said("Cibles votées") == '<span lang="fr">Cibles votées</span>'
        settings.SOBRIA_DEMO = True
        assert said("Cibles votées") == "Targets voted"
        assert said("Une\nautre") == '<span lang="fr">Une<br>autre</span>'
    with override("fr"):
        assert said("Cibles votées") == "Cibles votées"


def rows(name: str) -> list[dict[str, str]]:
    with files("sobria.catalogue").joinpath(f"demo/{name}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_every_text_of_the_demonstration_has_its_english() -> None:
    texts = {TITLE, TEXT, DELIBERATION, SOURCE, METHOD}
    texts |= {row["title"] for row in rows("steps")} | {row["reason_fr"] for row in rows("targets")}
    texts |= {row[name] for row in rows("measures") for name in ("pilot", "elected")}
    texts |= {row[name] for row in rows("programme") for name in ("text", "source")}
    texts |= {row[name] for row in rows("programme_rows") for name in ("name", "how", "title", "result")}
    assert [text for text in texts if text and in_language(text, "en", demonstration=True) is None] == []


def test_the_figure_of_the_programme_is_written_for_its_reader(client: Client, officer: User) -> None:
    year = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
    enter_value("S1", **year, value=2091.0, low=1488.0, high=2695.0, method="m", source="s", by=officer)
    for part, values in world.PROGRAMME.items():
        programme.save_part(part, values=values, seen=0, by=officer)
    programme.publish(by=officer)
    spaces = dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"), " ")
    english = client.get("/en/strategie/programme/").content.decode().translate(spaces)
    assert "Carbon footprint of equipment, for the city, in 2025: 2,091 tCO₂e (1,488 to 2,695 tCO₂e)." in english
    french = client.get("/strategie/programme/").content.decode().translate(spaces)
    assert "en 2025 : 2 091 tCO₂e (1 488 à 2 695 tCO₂e)." in french
