"""What an inventory declares is recognised, corrected or listed; never guessed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.matching import MatchSummary, match_lines
from sobria.engine.footprint.packs import install_factors

Triple = tuple[str | None, str | None, str | None]
CATALOGUE = load_catalogue()
HEAD = (
    "category,criterion,stage,value,low,high,unit,per,region,source,licence,source_date,valid_from,valid_to,"
    "quality,manufacturer,model,note"
)
MODELS = [
    ("laptop", "Dell", "Latitude 5420"),
    ("laptop", "Dell", "Latitude 5430"),
    ("desktop", "Dell", "OptiPlex 3070 Small Form Factor"),
    ("desktop", "Dell", "OptiPlex 3070 Micro"),
    ("monitor", "Dell", "P2419H Monitor"),
    ("laptop", "Lenovo", "ThinkPad E14"),
    ("voice-assistant", "Google", "Nest Mini (2nd gen)"),
]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("CREATE TABLE line (category VARCHAR, manufacturer VARCHAR, model VARCHAR)")
    return connection


def matched(
    connection: duckdb.DuckDBPyConnection, *triples: Triple, overlays: Sequence[Path] = ()
) -> tuple[dict[Triple, tuple[Any, ...]], MatchSummary]:
    install_factors(connection, CATALOGUE, overlays=overlays, on=date(2026, 11, 23))
    for triple in triples:
        connection.execute("INSERT INTO line VALUES (?, ?, ?)", list(triple))
    summary = match_lines(connection, CATALOGUE)
    rows = connection.execute(
        "SELECT declared_category, manufacturer, model, category, method, model_key, confidence, exclusion FROM match"
    ).fetchall()
    return {row[:3]: row[3:] for row in rows}, summary


@pytest.mark.parametrize(
    ("declared", "category"),
    [
        ("ServeurCalcul", "server"), ("ComputeServer", "server"), ("Server", "server"), ("Desktop", "desktop"),
        ("Laptop", "laptop"), ("Monitor", "monitor"), ("Smartphone", "smartphone"), ("Tablet", "tablet"),
        ("Ecran", "monitor"), ("ÉCRANS", "monitor"), ("écran d’ordinateur", "monitor"),
        ("Ordinateurs portables", "laptop"),
        ("Notebook", "laptop"), ("Mini Tower", "desktop"), ("All-in-One", "all-in-one"), ("Unité centrale", "desktop"),
        ("Commutateurs", "network-switch"), ("Imprimante multifonction", "copier"),
        ("Station d'accueil", "docking-station"),
        ("Borne Wi-Fi", "wifi-access-point"), ("Téléphone IP", "ip-phone"), ("Vidéoprojecteur", "projector"),
        ("network-switch", "network-switch"), ("SaaS", "saas"), ("Baie de stockage", "storage-array"),
    ],
)  # fmt: skip
def test_declared_types_are_recognised_whatever_their_case_accents_and_plural(
    connection: duckdb.DuckDBPyConnection, declared: str | None, category: str
) -> None:
    rows, _ = matched(connection, (declared, None, None))
    assert rows[declared, None, None] == (category, "exact", None, 1.0, None)


@pytest.mark.parametrize(
    ("declared", "brand", "model", "category"),
    [
        ("Unknown", "HP", "HP ProDesk 400 G1 MT", "desktop"),
        ("Ordinateur", "Dell", "Latitude 5420", "laptop"),
        ("Ordinateur", "HP", "EliteBook 840 G8", "laptop"),
        (None, "LENOVO", "ThinkPad T14", "laptop"),
        (None, "LENOVO", "ThinkCentre M720q", "desktop"),
        (None, None, "rack-server-with-hdd", "server"),
        (None, "Dell Inc.", "PowerEdge R640", "server"),
        (None, "HPE", "ProLiant DL380 Gen10", "server"),
        ("Téléphone", "Samsung", "Galaxy A52", "smartphone"),
        ("Téléphone", "Samsung", "Galaxy Tab A7", "tablet"),
        ("Mobile", "Apple", "iPhone 13", "smartphone"),
        ("Téléphone portable", "Nokia", "Nokia 105", "mobile-phone"),
        ("Réseau", "Cisco", "Catalyst 2960", "network-switch"),
        ("Réseau", "Aruba", "AP-515", "wifi-access-point"),
        ("Périphérique", "Dell", "WD19S", "docking-station"),
        (None, "HP", "LaserJet Pro M404dn", "printer"),
    ],
)
def test_a_silent_type_leaves_the_word_to_the_model(
    connection: duckdb.DuckDBPyConnection, declared: str | None, brand: str | None, model: str | None, category: str
) -> None:
    rows, _ = matched(connection, (declared, brand, model))
    assert rows[declared, brand, model][:2] == (category, "pattern")


@pytest.mark.parametrize(
    ("triple", "category", "exclusion"),
    [
        (("Moniteur", "LG Display", "LP156WF6-SPB1"), "laptop-panel", "laptop-panel"),
        (("Ecran", "AUO", "B140HAN04.0"), "laptop-panel", "laptop-panel"),
        (("Monitor", "CMN", "N156HCA-EA1"), "laptop-panel", "laptop-panel"),
        (("Monitor", "BOE", "NT156WHM-N42"), "laptop-panel", "laptop-panel"),
        (("Monitor", "AUO", "LM156LF1L03"), "laptop-panel", "laptop-panel"),
        (("Ordinateur", "VMware, Inc.", "VMware Virtual Platform"), "virtual-machine", "virtual-machine"),
        (("Serveur", "VMware, Inc.", "VMware7,1"), "virtual-machine", "virtual-machine"),
        (("Desktop", "Microsoft Corporation", "Virtual Machine"), "virtual-machine", "virtual-machine"),
        (("Ordinateur", "QEMU", "Standard PC (Q35 + ICH9, 2009)"), "virtual-machine", "virtual-machine"),
        (("Moniteur", "Dell", "WD19TB"), "docking-station", None),
        (("Ordinateur portable", "Dell", "TB16"), "docking-station", None),
    ],
)
def test_what_is_listed_as_something_else_is_recognised(
    connection: duckdb.DuckDBPyConnection, triple: Triple, category: str, exclusion: str | None
) -> None:
    rows, _ = matched(connection, triple)
    assert rows[triple] == (category, "pattern", None, 0.95, exclusion)


@pytest.mark.parametrize(
    ("declared", "brand", "model", "category"),
    [
        ("Moniteur", "BenQ", "LM2760", "monitor"),
        ("Ecran", "", "Moniteur LED 27p LG 27BK550Y", "monitor"),
        ("Monitor", "Philips", "243V5", "monitor"),
        ("Moniteur", "Samsung", "LS24E450", "monitor"),
        ("Monitor", "Dell", "P1914S", "monitor"),
        ("Desktop", "Dell", "OptiPlex 7450 AIO", "desktop"),
        ("Serveur", "Avocent", "AV3216 KVM", "server"),
        ("Serveur", "Dell", "PowerEdge R640 VMware ESXi", "server"),
        ("Monitor", "Acer", "B176L", "monitor"),
        ("Monitor", "HP", "LP1730", "monitor"),
        ("Desktop", "HP", "EliteDesk 800 UltraSlim", "desktop"),
        ("Desktop", "Acme", "Standard PC", "desktop"),
    ],
)
def test_a_clear_type_is_not_corrected_without_reason(
    connection: duckdb.DuckDBPyConnection, declared: str | None, brand: str | None, model: str | None, category: str
) -> None:
    rows, _ = matched(connection, (declared, brand, model))
    assert rows[declared, brand, model][:2] == (category, "exact")


def test_a_misspelt_type_is_near_enough_with_its_confidence(connection: duckdb.DuckDBPyConnection) -> None:
    rows, summary = matched(connection, ("Ordinatuer portable", None, None), ("Imprimente laser", None, None))
    category, method, _, confidence, _ = rows["Ordinatuer portable", None, None]
    assert (category, method) == ("laptop", "fuzzy")
    assert CATALOGUE.value("match-fuzzy-type") <= confidence < 1
    assert rows["Imprimente laser", None, None][0] == "printer"
    assert summary.lines == {"fuzzy": 2}


@pytest.mark.parametrize(
    "declared", ["Zorglub", "Ordinateur", "Table", "Support", "PC", "Téléphone portable", "", None]
)
def test_what_says_nothing_is_left_unmatched_and_never_guessed(
    connection: duckdb.DuckDBPyConnection, declared: str | None
) -> None:
    rows, summary = matched(connection, (declared, None, "X-12"), (declared, None, "X-12"))
    assert rows[declared, None, "X-12"] == (None, "none", None, None, None)
    assert summary.lines == {"none": 2}


def test_excluded_lines_are_counted_by_reason(connection: duckdb.DuckDBPyConnection) -> None:
    _, summary = matched(
        connection, ("Monitor", "AUO", "B140HAN04.0"), ("Monitor", "AUO", "B140HAN04.0"), ("VM", None, None)
    )
    assert summary.excluded == {"laptop-panel": 2, "virtual-machine": 1}


def test_blank_and_missing_stay_apart_in_the_answer(connection: duckdb.DuckDBPyConnection) -> None:
    rows, _ = matched(connection, ("Laptop", None, None), ("Laptop", "", ""))
    assert set(rows) == {("Laptop", None, None), ("Laptop", "", "")}


@pytest.fixture
def models(tmp_path: Path) -> Path:
    path = tmp_path / "models.csv"
    rows = [
        f'{category},gwp,embodied,300,250,360,kgCO2e,item,WLD,sheet,own,2025-01-01,,,medium,{brand},"{model}",'
        for category, brand, model in MODELS
    ]
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("triple", "key"),
    [
        (("Laptop", "Dell Inc.", "Latitude 5420"), "dell|latitude 5420"),
        (("Laptop", "Dell", "Dell Latitude 5420 BTX"), "dell|latitude 5420"),
        (("Laptop", None, "latitude-5420"), "dell|latitude 5420"),
        (("Laptop", "", "DELL Latitude 5420"), "dell|latitude 5420"),
        (("Laptop", "Dell", "Lattitude 5420"), "dell|latitude 5420"),
        (("Monitor", "DELL", "P2419H"), "dell|p2419h monitor"),
        (("Laptop", "Dell", "Latitude 5421"), None),
        (("Laptop", "HP", "Latitude 5420"), None),
        (("Desktop", "Dell", "OptiPlex 3070"), None),
        (("Desktop", "Dell", "OptiPlex 3070 Micro"), "dell|optiplex 3070 micro"),
        (("Tablet", "Dell", "Latitude 5420"), None),
        (("Laptop", "Dell", None), None),
    ],
)
def test_a_model_uses_its_own_figures_only_when_it_is_that_model(
    connection: duckdb.DuckDBPyConnection, models: Path, triple: Triple, key: str | None
) -> None:
    rows, _ = matched(connection, triple, overlays=[models])
    assert rows[triple][2] == key


def test_a_known_model_tells_the_category_when_nothing_else_does(
    connection: duckdb.DuckDBPyConnection, models: Path
) -> None:
    rows, _ = matched(connection, ("Zorglub", "Google", "Nest Mini (2nd gen)"), overlays=[models])
    assert rows["Zorglub", "Google", "Nest Mini (2nd gen)"][:2] == ("voice-assistant", "model")


def test_an_ai_service_finds_the_figures_of_its_model(connection: duckdb.DuckDBPyConnection) -> None:
    rows, _ = matched(connection, ("AI service", "Meta", "Llama 3.1 70B"), ("LLM", None, "mistral-large 2"))
    assert rows["AI service", "Meta", "Llama 3.1 70B"][2] == "meta|llama 3 1 70b"
    assert rows["LLM", None, "mistral-large 2"][2] == "mistral|large 2"


def test_there_is_one_answer_per_distinct_triple_whatever_the_lines(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("INSERT INTO line SELECT 'Laptop', 'Dell', 'Latitude ' || (i % 100) FROM range(20000) AS t (i)")
    rows, summary = matched(connection)
    assert len(rows) == 100
    assert summary.lines == {"exact": 20_000}


def test_progress_goes_from_nothing_to_all(connection: duckdb.DuckDBPyConnection) -> None:
    install_factors(connection, CATALOGUE, on=date(2026, 11, 23))
    told = []
    match_lines(connection, CATALOGUE, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert {stage for stage, _ in told} == {"match"}
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_a_hundred_thousand_distinct_triples_are_all_answered(
    connection: duckdb.DuckDBPyConnection, models: Path
) -> None:
    connection.execute(
        "INSERT INTO line SELECT 'type ' || i || ' inconnu', 'Dell', 'Latitude 54' || i FROM range(100000) AS t (i)"
    )
    _, summary = matched(connection, overlays=[models])
    assert sum(summary.lines.values()) == 100_000
    assert summary.not_compared == 0  # every model was recognised as a laptop before the types were compared


def test_types_left_out_of_the_near_search_are_counted(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("INSERT INTO line SELECT 'bidule ' || i, NULL, NULL FROM range(20007) AS t (i)")
    _, summary = matched(connection)
    assert summary.not_compared == 7
    assert summary.lines == {"none": 20_007}
