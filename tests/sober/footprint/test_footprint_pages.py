"""What people read on the footprint pages, and where each figure leads."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.sober.footprint import world

from sobria.city.jobs import progress, queue
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.sober.footprint import selectors
from sobria.sober.footprint.models import Figure, Run
from sobria.sober.footprint.present import estimate_of

pytestmark = pytest.mark.django_db
MOST_ELEMENTS = 380


class Page(HTMLParser):
    """The words, links, table rows and elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.elements = 0
        self.rows: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements += 1
        if tag == "tr":
            self.rows.append([])
        if tag == "a" and (href := dict(attrs).get("href")):
            self.links.append(href)
            if self.rows:
                self.rows[-1].append(href)

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.words.append(words)

    @property
    def text(self) -> str:
        return " ".join(self.words)


def visit(path: str) -> Page:
    response = Client().get(path)
    assert response.status_code == 200, path
    return Page(response.content.decode())


def figure(code: str) -> Figure:
    found = selectors.figure_by_code(code)
    assert found is not None, code
    return found


def test_the_title_says_the_finding_with_the_interval_beside_it(computed: list[Run]) -> None:
    total = estimate_of(figure("empreinte-2026-gwp"))
    page = visit("/empreinte/2026/")
    assert f"{total.number} tonnes de CO₂e en 2026" in page.text
    assert f"Entre {total.write(total.low or 0)} et {total.write(total.high or 0)} tonnes" in page.text


def test_the_bare_address_shows_the_latest_year(computed: list[Run]) -> None:
    assert visit("/empreinte/").words[1:] == visit("/empreinte/2026/").words[1:]


def test_every_row_of_every_table_leads_to_the_evidence_of_its_figure(computed: list[Run]) -> None:
    for path in ("/empreinte/2026/", "/empreinte/2026/categories/", "/empreinte/2026/entites/"):
        rows = [row for row in visit(path).rows if row]
        assert len(rows) >= 3
        assert all(any("/preuves/" in link for link in row) for row in rows)


def _reached(start: str, *, depth: int) -> list[str]:
    """Addresses of the footprint reached from `start` in at most `depth` clicks, each opened and weighed."""
    prefix = start.removesuffix("empreinte/")
    seen: list[str] = []
    step = [start]
    for left in range(depth, -1, -1):
        found: set[str] = set()
        for path in step:
            response = Client().get(path)
            assert response.status_code == 200, path
            seen.append(path)
            if response["Content-Type"].startswith("text/html"):
                page = Page(response.content.decode())
                assert page.elements <= MOST_ELEMENTS, (path, page.elements)
                found |= {urljoin(path, link) for link in page.links}
        ours = (f"{prefix}empreinte/", f"{prefix}preuves/")
        step = sorted(one for one in found - set(seen) if one.startswith(ours)) if left else []
    return seen


def test_every_page_and_every_evidence_reached_from_the_footprint_opens(computed: list[Run]) -> None:
    """Figures, evidence, lists, packs, filters and files, three clicks deep."""
    assert len([path for path in _reached("/empreinte/", depth=2) if "/preuves/" in path]) > 40


def test_english_addresses_stay_english(computed: list[Run]) -> None:
    assert len(_reached("/en/empreinte/", depth=1)) > 15


def test_a_known_scope_with_nothing_in_it_is_said_not_refused(computed: list[Run]) -> None:
    page = visit("/empreinte/2025/?categorie=laptop&entite=ecoles-creches")
    assert "Aucun équipement compté en 2025 : ordinateur portable, Écoles & crèches" in page.text
    assert "/empreinte/2025/" in page.links


def test_an_unknown_is_said_as_large_as_a_number_with_what_is_missing(computed: list[Run]) -> None:
    page = visit("/empreinte/2026/?categorie=network-switch")
    assert "Changement climatique : inconnu en 2026" in page.text
    assert "facteur de fabrication (Commutateur réseau)" in page.text
    assert "inconnu" in visit("/empreinte/2026/categories/").text


def test_a_total_that_lacks_most_of_its_devices_is_called_partial(computed: list[Run]) -> None:
    adpe = figure("empreinte-2026-adpe")
    assert adpe.units_covered < adpe.units / 2
    assert "Total partiel :" in visit("/empreinte/2026/?critere=adpe").text


def test_the_year_before_and_the_odds_of_a_real_decrease_are_said(computed: list[Run]) -> None:
    page = visit("/empreinte/2026/")
    before = estimate_of(figure("empreinte-2025-gwp"))
    assert f"En 2025 : {before.number} tonnes de CO₂e." in page.text
    assert re.search(r"réelle est|trop petit", page.text)
    assert "/preuves/evolution-2026-gwp/" in page.links
    assert "En 2024" not in visit("/empreinte/2025/").text


def test_filters_change_the_figure_and_keep_the_criterion(computed: list[Run]) -> None:
    page = visit("/empreinte/2026/?categorie=laptop&entite=voirie&critere=water")
    assert "ordinateur portable, Voirie" in page.text
    assert "/preuves/empreinte-2026-water-laptop-entite-voirie/" in page.links
    assert "40" in visit("/preuves/empreinte-2026-water-laptop-entite-voirie/").text


@pytest.mark.parametrize(
    "path",
    [
        "/empreinte/2020/",
        "/empreinte/2026/?categorie=rien",
        "/empreinte/2026/?critere=rien",
        "/empreinte/2026/jeux-de-facteurs/?critere=rien",
        "/empreinte/2026/chiffres.xml",
        "/preuves/rien/",
        "/preuves/empreinte-2026-gwp-rien/",
        "/preuves/empreinte-2026-gwp/?calcul=999999",
    ],
)
def test_what_does_not_exist_is_not_found(computed: list[Run], path: str) -> None:
    assert Client().get(path).status_code == 404


def test_packs_stand_side_by_side_with_their_evidence(computed: list[Run]) -> None:
    page = visit("/empreinte/2026/jeux-de-facteurs/")
    assert "ADEME, Impact CO2" in page.text
    assert "selon le jeu de facteurs" in page.text
    assert "/preuves/empreinte-2026-gwp-facteurs-impact-co2/" in page.links
    assert "/preuves/empreinte-2026-gwp-monitor-facteurs-impact-co2/" in page.links


def test_each_pack_says_what_it_holds(computed: list[Run]) -> None:
    packs = load_catalogue().packs
    assert packs["boavizta"].description_fr in visit("/empreinte/2026/jeux-de-facteurs/").text
    english = visit("/en/empreinte/2026/jeux-de-facteurs/").text
    assert packs["impact-co2"].description_en in english
    assert "What each pack holds" in english


def test_plain_words_carry_their_source(computed: list[Run]) -> None:
    page = visit("/empreinte/2026/")
    assert "habitants de la France pendant un an" in page.text
    assert "ADEME, Évaluation de l’impact environnemental du numérique en France" in page.text


def test_what_makes_the_uncertainty_is_said_in_words(computed: list[Run]) -> None:
    assert re.search(r"Serveur, fabrication.* : \d+\s% de l’incertitude", visit("/empreinte/2026/").text)


def test_the_files_hold_what_the_page_shows_without_rounding(computed: list[Run]) -> None:
    asked = "?entite=voirie&critere=gwp"
    rows = list(csv.DictReader(io.StringIO(Client().get(f"/empreinte/2026/chiffres.csv{asked}").content.decode())))
    found = json.loads(Client().get(f"/empreinte/2026/chiffres.json{asked}").content)["figures"]
    shown = {link.split("/")[-2] for link in visit(f"/empreinte/2026/{asked}").links if "/preuves/empr" in link}
    others = {code for code in shown if not code.startswith("empreinte-2026-gwp")}
    assert shown - others - {"empreinte-2025-gwp-entite-voirie"} <= {row["code"] for row in rows}
    assert [row["code"] for row in rows] == [one["code"] for one in found]
    for row, one in zip(rows, found, strict=True):
        kept = figure(row["code"])
        assert one["value"] == kept.value
        assert row["value"] == ("" if kept.value is None else str(kept.value))
        assert row["low"] == ("" if kept.low is None else str(kept.low))


def test_the_file_of_packs_names_each_pack(computed: list[Run]) -> None:
    rows = csv.DictReader(io.StringIO(Client().get("/empreinte/2026/jeux-de-facteurs.csv").content.decode()))
    assert {"default", "impact-co2"} <= {row["pack"] for row in rows}


def test_a_cell_that_would_run_as_a_formula_is_neutralised(computed: list[Run]) -> None:
    world.add(("Ordinateur portable", "=cmd|' /C calc'!A0", 3, date(2024, 1, 1), None))
    world.compute()
    text = Client().get("/empreinte/2026/chiffres.csv").content.decode()
    assert "'=cmd" in text
    assert ",=cmd" not in text


def test_english_pages_are_english(computed: list[Run]) -> None:
    total = estimate_of(figure("empreinte-2026-gwp"))
    for path in ("/en/empreinte/2026/", "/en/preuves/empreinte-2026-gwp/", "/en/empreinte/2026/jeux-de-facteurs/"):
        page = visit(path)
        assert "tonnes of CO₂e" in page.text
        assert not re.search(r"incertitude|D’où vient|fabrication|appareils|Voir ", page.text)
    assert total.value is not None


def test_an_empty_city_is_told_what_to_do_next() -> None:
    world.clear()
    page = visit("/empreinte/")
    assert "il manque l’inventaire" in page.text
    assert any("importer" in link for link in page.links)


def test_a_register_without_figures_says_that_the_computation_comes_by_itself() -> None:
    world.clear()
    world.fill()
    assert "attend son premier calcul" in visit("/empreinte/").text


def test_a_computation_under_way_is_shown_and_the_page_comes_back_by_itself() -> None:
    world.clear()
    job = queue.enqueue_once(selectors.TASK)
    progress.write(job, stage="compute", share=0.4)
    response = Client().get("/empreinte/")
    assert response.headers["Refresh"] == "5"
    assert "Calcul des empreintes" in response.content.decode()
    assert "40" in Page(response.content.decode()).text
    progress.forget(job)


def test_the_figures_before_stand_while_a_new_computation_waits(computed: list[Run]) -> None:
    Run.objects.create(year=2026, state=Run.State.RUNNING, job=queue.enqueue_once(selectors.TASK))
    page = visit("/empreinte/2026/")
    assert "Un nouveau calcul est en cours" in page.text
    assert "tonnes de CO₂e en 2026" in page.text


def test_a_failure_is_said_over_the_figures_that_stand(computed: list[Run]) -> None:
    reason = {"fr": "Le disque est plein.", "en": "The disk is full."}
    Run.objects.create(year=2026, state=Run.State.FAILED, reason=reason, created=timezone.now())
    assert "Le dernier calcul a échoué : Le disque est plein." in visit("/empreinte/2026/").text
    assert "The disk is full." in visit("/en/empreinte/2026/").text


def _queries(path: str) -> list[str]:
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        visit(path)
    return [query["sql"] for query in seen.captured_queries]


MOST_QUERIES = {
    "/empreinte/2026/": 5,
    "/empreinte/2026/?categorie=laptop&critere=water": 5,
    "/empreinte/2026/categories/": 3,
    "/empreinte/2026/entites/": 3,
    "/empreinte/2026/jeux-de-facteurs/": 4,
    "/preuves/empreinte-2026-gwp/": 6,
    "/preuves/evolution-2026-gwp/": 4,
}


def test_the_number_of_queries_does_not_grow_with_the_register(computed: list[Run]) -> None:
    few = {path: _queries(path) for path in MOST_QUERIES}
    assert {path: queries for path, queries in few.items() if len(queries) > MOST_QUERIES[path]} == {}
    kinds = ("Imprimante", "Tablette", "Vidéoprojecteur", "Smartphone")
    world.add(*((kind, f"Direction {n}", 3, date(2024, 1, 1), None) for n in range(30) for kind in kinds))
    assert world.compute()
    assert {path: len(_queries(path)) for path in few} == {path: len(queries) for path, queries in few.items()}


def test_a_second_visit_only_asks_which_run_stands(computed: list[Run]) -> None:
    visit("/empreinte/2026/")
    with CaptureQueriesContext(connection) as seen:
        visit("/empreinte/2026/")
    assert len(seen.captured_queries) == 1


def test_a_page_kept_in_memory_is_the_same_for_all_and_holds_no_name(computed: list[Run], client: Client) -> None:
    first = client.get("/empreinte/2026/").content
    assert client.get("/empreinte/2026/").content == first


def test_an_address_with_unknown_parameters_is_not_kept(computed: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    kept: list[str] = []
    original: Callable[..., None] = cache.set
    monkeypatch.setattr(cache, "set", lambda key, *rest: (kept.append(key), original(key, *rest)))
    visit("/empreinte/2026/?utm_source=lettre")
    assert not [key for key in kept if "footprint" in key]
    visit("/empreinte/2026/?critere=water")
    assert [key for key in kept if "footprint" in key]


def test_the_home_page_shows_the_total_with_its_evidence(computed: list[Run]) -> None:
    shown = selectors.home_figures()
    assert [one.year for one in shown] == [2026]
    assert shown[0].evidence == "/preuves/empreinte-2026-gwp/"
    world.clear()
    assert selectors.home_figures() == []


def test_an_officer_may_ask_again_after_a_failure_and_nobody_else(
    computed: list[Run], desk: Client, reading_desk: Client
) -> None:
    assert "Relancer le calcul" not in desk.get("/empreinte/").content.decode()
    Run.objects.create(year=2026, state=Run.State.FAILED, reason={"fr": "Panne."}, created=timezone.now())
    assert "Relancer le calcul" in desk.get("/empreinte/").content.decode()
    for reader in (reading_desk, Client()):
        assert "Relancer le calcul" not in reader.get("/empreinte/").content.decode()
    assert reading_desk.post("/bureau/empreinte/recalculer/").status_code == 403
    assert Client().post("/bureau/empreinte/recalculer/").status_code == 302
    assert selectors.job_under_way() == ""
    assert desk.get("/bureau/empreinte/recalculer/").status_code == 405
    assert desk.post("/bureau/empreinte/recalculer/").headers["Location"] == "/empreinte/"
    assert selectors.job_under_way()


def test_a_computation_whose_process_died_is_said_interrupted(computed: list[Run]) -> None:
    Run.objects.create(year=2026, state=Run.State.RUNNING, job="7a1f6f4e-0000-4000-8000-000000000000")
    assert "Le calcul a été interrompu" in visit("/empreinte/2026/").text
