"""Each rule of the renewal plan decides what it says, in its order, and unknown is said."""

from dataclasses import replace
from datetime import date
from string import Formatter

import pytest

from sobria.engine.equipment.renewal import LOOKS, Facts, decide, outline, spared, spared_each_year
from sobria.engine.equipment.renewal_reference import DECISIONS, declared_system, rules, settings, system_of, systems

YEAR = 2027
YOUNG = Facts("laptop", "in_service", date(2025, 1, 1), 5.0, "Windows 11 Pro")
OLD = replace(YOUNG, began=date(2022, 1, 1))  # 6 years at the end of 2027: one beyond its expected life
WORN = replace(YOUNG, began=date(2019, 12, 1))  # 8 years and a month


@pytest.mark.parametrize(
    ("facts", "decision", "rule"),
    [
        (YOUNG, "keep", "life-running"),
        (OLD, "keep", "life-running"),
        (WORN, "replace", "life-served"),
        (replace(YOUNG, open_faults=1), "repair", "fault-open"),
        (replace(WORN, open_faults=1), "repair", "fault-open"),
        (replace(YOUNG, status="under_repair"), "repair", "under-repair"),
        (replace(OLD, recent_faults=3, open_faults=1), "replace", "fault-many"),
        (replace(YOUNG, recent_faults=3, open_faults=1), "repair", "fault-open"),
        (replace(OLD, system="Windows 10 Pro"), "replace", "system-ended-old"),
        (replace(YOUNG, system="Windows 10 Pro"), "keep", "system-ended"),
        (replace(OLD, system="Windows 11 Pro 23H2"), "keep", "system-update"),
        (replace(YOUNG, status="in_stock"), "redeploy", "stock-useful"),
        (replace(OLD, status="in_stock"), "keep", "stock-old"),
        (replace(WORN, status="in_stock"), "keep", "stock-old"),
    ],
)
def test_the_first_rule_that_holds_decides_and_says_why(facts: Facts, decision: str, rule: str) -> None:
    found = decide(facts, year=YEAR)
    assert (found.decision, found.rule, found.missing) == (decision, rule, "")
    assert outline(facts, end=date(YEAR, 12, 31)) == (decision, rule)
    told = next(one for one in rules() if one.code == rule)
    assert "{" not in told.sentence("fr", found.params) + told.sentence("en", found.params)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (replace(YOUNG, began=None), "began"),
        (replace(YOUNG, life_years=None), "life"),
        (replace(YOUNG, category=None, life_years=None), "match"),
        (replace(YOUNG, began=None, status="in_stock"), "began"),
        (replace(YOUNG, began=None, system="Windows 10"), "began"),
    ],
)
def test_a_device_that_lacks_what_a_rule_needs_is_undecided(facts: Facts, missing: str) -> None:
    found = decide(facts, year=YEAR)
    assert (found.decision, found.missing) == ("unknown", missing)
    assert outline(facts, end=date(YEAR, 12, 31)) == ("unknown", missing)


def test_a_fault_is_to_repair_even_when_nobody_said_the_age() -> None:
    assert decide(replace(YOUNG, began=None, open_faults=1), year=YEAR).decision == "repair"


def test_a_system_the_city_does_not_say_decides_nothing() -> None:
    assert decide(replace(OLD, system=""), year=YEAR).rule == "life-running"


def test_a_system_is_judged_on_the_last_day_of_the_planned_year() -> None:
    longer = replace(YOUNG, system="Windows 10 Enterprise LTSC 2021")  # until 12 January 2027
    assert decide(longer, year=2026).rule == "life-running"
    assert decide(longer, year=2027).rule == "system-ended"


@pytest.mark.parametrize(
    ("declared", "name", "until"),
    [
        ("Microsoft Windows 10 Professionnel 10.0.19045", "Windows 10", date(2025, 10, 14)),
        ("Windows 10.0.22631.3007", "Windows 11 23H2", date(2025, 11, 11)),
        ("Microsoft Windows 11 Entreprise 23H2", "Windows 11 Enterprise 23H2", date(2026, 11, 10)),
        ("Windows 10 Enterprise LTSC", "Windows 10 LTSC", None),
        ("macOS Ventura 13.6", "macOS 13", date(2025, 9, 15)),
        ("Android 13.0", "Android 13", date(2026, 3, 2)),
    ],
)
def test_a_declared_system_is_read_with_its_version(declared: str, name: str, until: date | None) -> None:
    found = system_of(declared)
    assert found is not None
    assert (found.name, found.support_until) == (name, until)


@pytest.mark.parametrize("declared", ["Windows 11 Pro", "macOS Sonoma 14.2", "iOS 16.1", "Autre"])
def test_a_system_whose_end_no_source_gives_is_not_guessed(declared: str) -> None:
    assert system_of(declared) is None


def test_the_system_is_found_in_the_columns_of_the_file() -> None:
    extra = {"Système d'exploitation - Version": "22H2", "Système d’exploitation - Nom": "Windows 10", "Prix": "800"}
    assert declared_system(None, extra) == "Windows 10 22H2"
    assert declared_system("Debian 12", extra) == "Debian 12"
    assert declared_system(None, None) == ""


def test_worked_example_one_more_year_of_life_spares_purchases_each_year() -> None:
    # 3,000 laptops kept 5 years: 600 bought a year; kept 6: 500. 100 not bought.
    assert spared_each_year(3000, life_years=5, more_years=1) == pytest.approx(100)
    assert spared_each_year(3000, life_years=5, more_years=0) == 0


def test_a_longer_life_spares_the_devices_it_would_keep_and_those_only() -> None:
    # 8 years old for a life of 5 and 2 more allowed: one more year still replaces it, two do not.
    old_system = replace(OLD, system="Windows 10 Pro")
    replaced = [(WORN, 10.0), (replace(WORN, category="tablet"), 4.0), (old_system, 3.0)]
    assert spared(replaced, more_years={"laptop": 1}, year=YEAR) == {"laptop": 3.0}
    assert spared(replaced, more_years={"laptop": 2}, year=YEAR) == {"laptop": 13.0}
    assert spared(replaced, more_years={"monitor": 5}, year=YEAR) == {}


def test_the_catalogue_of_rules_holds() -> None:
    assert [one.code for one in rules()] == list(LOOKS)
    for rule in rules():
        assert rule.decision in DECISIONS
        assert rule.source
        assert rule.status == "to-confirm"
        places = [{name for _text, name, *_ in Formatter().parse(text) if name} for text in rule.sentences]
        assert places[0] == places[1]
    for one in systems():
        assert one.source
        assert one.confidence in "ABC"
    assert settings()["fault-window"].value > 0
