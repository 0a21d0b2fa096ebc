"""The catalogue as shipped: every file loads, codes hold together, nothing needs a web framework."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from sobria.engine.footprint.catalogue import boavizta_categories, load_catalogue, words
from sobria.engine.footprint.method import SHORTEST_LIFE_YEARS
from sobria.engine.footprint.packs import catalogue_rows, chosen_rows
from sobria.engine.messages import codes

KINDS = {"equipment", "flow", "container", "excluded"}
CATALOGUE = load_catalogue()


def test_codes_are_english_kebab_case() -> None:
    for code in [*CATALOGUE.categories, *CATALOGUE.criteria, *CATALOGUE.packs]:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code), code


def test_every_category_says_its_kind_and_both_labels() -> None:
    for category in CATALOGUE.categories.values():
        assert category.kind in KINDS, category.code
        assert all((category.label("fr"), category.label("en"), category.group)), category.code


def test_a_lifetime_never_stands_without_its_source() -> None:
    for category in CATALOGUE.categories.values():
        assert (category.lifetime_years is None) == (not category.lifetime_source), category.code
        assert category.lifetime_years is None or category.lifetime_years > 0


def test_the_codes_the_field_expects_exist() -> None:
    expected = {
        "laptop", "desktop", "all-in-one", "monitor", "smartphone", "tablet", "server", "storage-array",
        "network-switch", "printer", "electricity",
    }  # fmt: skip
    assert expected <= set(CATALOGUE.categories)


def test_parameters_state_source_unit_and_status() -> None:
    for parameter in CATALOGUE.parameters.values():
        assert all((parameter.source, parameter.unit)), parameter.code
        assert parameter.status in {"settled", "contested", "to-confirm"}, parameter.code
        if parameter.low is not None and parameter.high is not None:
            assert parameter.low <= parameter.value <= parameter.high, parameter.code


def test_shares_of_the_method_are_those_of_the_reference() -> None:
    assert CATALOGUE.value("share-byod") == 0.57
    assert CATALOGUE.value("lifetime-floor") == SHORTEST_LIFE_YEARS
    assert CATALOGUE.value("share-cope") == 0.85
    assert [CATALOGUE.value(f"quality-{name}") for name in ("high", "medium", "low")] == [0.01, 0.10, 0.20]
    assert CATALOGUE.value("pue-default") == 1.93


@pytest.mark.parametrize("name", sorted(CATALOGUE.packs))
def test_every_pack_passes_its_own_gate_and_says_where_each_row_comes_from(name: str) -> None:
    rows = catalogue_rows(name)
    assert rows
    for row in rows:
        assert all((row.source, row.licence, row.source_date)), row.id
        assert row.low <= row.value <= row.high, row.id
    assert len({row.id for row in rows}) == len(rows)


def test_rows_without_an_interval_of_their_own_say_so() -> None:
    for name, pack in CATALOGUE.packs.items():
        if pack.path:
            assert all(row.interval_given for row in catalogue_rows(name)), name
    workstation = next(row for row in catalogue_rows("ecodiag") if row.category == "ip-phone")
    assert "default" in workstation.note


def test_items_without_an_open_factor_have_no_row_rather_than_a_zero() -> None:
    known = {row.category for row in chosen_rows(CATALOGUE, None)}
    for category in ("network-switch", "router", "firewall", "saas", "docking-station"):
        assert category in CATALOGUE.categories
        assert category not in known


def test_zero_is_only_said_of_the_electricity_of_things_that_use_none() -> None:
    for name in CATALOGUE.packs:
        for row in catalogue_rows(name):
            assert row.value != 0 or (row.criterion == "kwh" and row.low == row.high == 0), row.id


def test_share_alike_data_stays_in_its_own_folder_with_its_licence() -> None:
    for name in CATALOGUE.packs:
        licences = {row.licence for row in catalogue_rows(name)}
        assert ("ODbL-1.0" in licences) == (name == "boavizta"), name
        assert "ODbL-1.0" not in licences or licences == {"ODbL-1.0"}
    assert CATALOGUE.packs["boavizta"].path == "boavizta/factors.csv"


def test_french_electricity_has_one_mix_a_year() -> None:
    mixes = [r for r in catalogue_rows("electricity-ember") if r.region == "FRA"]
    assert {row.valid_from.year for row in mixes} == set(range(2015, 2026))
    assert {row.region for row in catalogue_rows("electricity-ember")} >= {"FRA", "EU27", "WLD", "REU"}


def test_each_declared_word_means_one_thing() -> None:
    seen: dict[str, str | None] = {}
    for alias in CATALOGUE.aliases:
        key = words(alias.words)
        assert key == alias.words, alias
        assert seen.setdefault(key, alias.category) == alias.category, alias
        assert alias.category is None or alias.category in CATALOGUE.categories, alias


def test_model_patterns_compile_and_lead_to_known_categories() -> None:
    connection = duckdb.connect()
    for pattern in CATALOGUE.patterns:
        assert pattern.category in CATALOGUE.categories
        assert set(pattern.over) <= {"*", *CATALOGUE.categories}
        connection.execute("SELECT regexp_matches('x', $p)", {"p": pattern.pattern})


def test_boavizta_kinds_lead_to_known_categories() -> None:
    for kind, pattern, category in boavizta_categories():
        assert kind == words(kind)
        assert category in CATALOGUE.categories
        re.compile(pattern)


def test_countries_have_unique_codes_and_names_that_never_clash() -> None:
    assert len(CATALOGUE.countries) == 249
    assert sum("EU27" in country.groups for country in CATALOGUE.countries.values()) == 27
    owner: dict[str, str] = {}
    for country in CATALOGUE.countries.values():
        for name in (country.alpha2, country.alpha3, country.name_fr, country.name_en, *country.aliases):
            assert owner.setdefault(words(name), country.alpha3) == country.alpha3, name
    assert owner["france"] == "FRA"
    assert owner["grande bretagne"] == "GBR"
    assert "england" not in owner  # a nation of a country: a code list of countries does not hold it


def test_fault_and_assumption_codes_have_their_sentences() -> None:
    used = {
        f"factors-{name}" for name in ("refused", "outside-interval", "all-zero", "copied", "outlier", "assume-date")
    }
    assert used <= codes()


def test_loading_needs_no_web_framework() -> None:
    script = (
        "import sys; from sobria.engine.footprint.catalogue import load_catalogue; load_catalogue();"
        "print(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "False"


def test_the_reference_pages_name_every_category_and_pack() -> None:
    docs = Path(__file__).resolve().parents[3] / "docs" / "reference"
    categories = (docs / "categories.md").read_text(encoding="utf-8")
    factors = (docs / "factors.md").read_text(encoding="utf-8")
    for category in CATALOGUE.categories.values():
        life = "" if category.lifetime_years is None else f"{category.lifetime_years:g}"
        row = f"| `{category.code}` | {category.label_fr} | {category.kind} | {category.unit} | {life} |"
        assert row in categories, category.code
    assert all(f"| `{name}` |" in factors for name in CATALOGUE.packs)
