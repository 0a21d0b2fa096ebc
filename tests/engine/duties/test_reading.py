"""Files of duties: each fault is a sentence that names the file and the line."""

from pathlib import Path

import pytest

from sobria.engine.duties.reading import load_counts, load_duties, read_duties
from sobria.engine.duties.rules import Compare, leaves
from sobria.engine.messages import Refusal

HEAD = """text:
  code: t
  name: {fr: "Texte", en: "Text"}
duties:
"""
DUTY = """  - code: CODE
    name: {fr: "Nom", en: "Name"}
    words: {fr: "Faire", en: "Do"}
    article: "art. 1"
    source: "Journal officiel"
    pillar: cross
    scope:
      who: {fr: "Tous", en: "All"}
    valid_from: 2025-01-01
    status: settled
    confidence: A
    steps:
      - {from: 2025-01-01, value: 10, words: {fr: "dix", en: "ten"}}
    rule: {indicator: S1, at_least: step}
    evidence:
      - {code: paper, words: {fr: "Papier", en: "Paper"}}
"""


def read(folder: Path, text: str, name: str = "t.yaml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    return list(read_duties(folder, indicators={"S1"}, inputs={"population"}))


def test_a_whole_duty_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + DUTY) == ["CODE"]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('source: "Journal officiel"', 'source: ""', "duty-sourceless", 9),
        ('    source: "Journal officiel"\n', "", "duty-sourceless", 5),
        ("indicator: S1", "indicator: S99", "duty-unknown", 18),
        ("indicator: S1, at_least: step", "input: height, at_least: 3", "duty-unknown", 18),
        ("indicator: S1, at_least: step", "count: stars, at_least: 3", "duty-unknown", 18),
        ("indicator: S1, at_least: step", "attested: stone", "duty-unknown", 18),
        ("indicator: S1, at_least: step", "answered: paper", "duty-unknown", 18),
        ("indicator: S1, at_least: step", "indicator: S1, at_least: many", "duty-number", 18),
        ("indicator: S1, at_least: step", "indicator: S1", "duty-rule", 18),
        ("indicator: S1, at_least: step", "indicator: S1, at_least: 1, at_most: 2", "duty-rule", 18),
        ("indicator: S1, at_least: step", "eval: 'import os'", "duty-rule", 18),
        ("indicator: S1, at_least: step", "all: []", "duty-rule", 18),
        ("indicator: S1, at_least: step", "attested: paper, each_year: '02-29'", "duty-date", 18),
        ("valid_from: 2025-01-01", "valid_from: 2025-02-30", "duty-date", 13),
        ("valid_from: 2025-01-01", "valid_from: soon", "duty-date", 13),
        ("valid_from: 2025-01-01", "valid_from: 2025-01-01\n    valid_to: 2024-01-01", "duty-dates", 14),
        ("status: settled", "status: sure", "duty-word", 14),
        ("confidence: A", "confidence: Z", "duty-word", 15),
        ("pillar: cross", "pillar: blue", "duty-word", 10),
        ("pillar: cross", "pillar: cross\n    colour: blue", "duty-key", 11),
        ("pillar: cross", "pillar: cross\n    pillar: cross", "duty-key-twice", 11),
        ('name: {fr: "Nom", en: "Name"}', 'name: {fr: "Nom"}', "duty-lacks", 6),
        ('    article: "art. 1"\n', "", "duty-lacks", 5),
        ("value: 10", "value: ten", "duty-number", 17),
        (
            '"ten"}}',
            '"ten"}}\n      - {from: 2025-01-01, value: 20, words: {fr: "vingt", en: "twenty"}}',
            "duty-steps",
            18,
        ),
        ("from: 2025-01-01, value", "from: 2025-01-01, value: 5, value", "duty-key-twice", 17),
        (
            "evidence:",
            'evidence:\n      - {code: paper, words: {fr: "Autre", en: "Other"}}',
            "duty-item-twice",
            5,
        ),
        ('en: "All"}', 'en: "All"}\n      questions: [{code: q, words: {fr: "?", en: "?"}}]', "duty-question-idle", 11),
        ('name: {fr: "Nom", en: "Name"}', 'name: {fr: "Nom", en: "Name"', "duty-yaml", 7),
    ],
)
def test_a_fault_is_refused_with_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    text = HEAD + DUTY
    assert old in text
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, text.replace(old, new, 1))
    assert (refusal.value.code, refusal.value.params["line"]) == (code, line)
    assert refusal.value.sentence("fr").startswith("t.yaml, ligne ")
    assert refusal.value.sentence("en").startswith("t.yaml, line ")


def test_versions_of_a_code_follow_one_another(tmp_path: Path) -> None:
    first = DUTY.replace("valid_from: 2025-01-01", "valid_from: 2020-01-01\n    valid_to: 2024-12-31")
    assert read(tmp_path, HEAD + first + DUTY) == ["CODE"]
    duty = read_duties(tmp_path, indicators={"S1"}, inputs=set())["CODE"]
    assert [one.valid_from.year for one in (*duty.former, duty)] == [2020, 2025]
    assert duty.at(duty.former[0].valid_from).valid_from.year == 2020


@pytest.mark.parametrize("end", ["", "\n    valid_to: 2025-01-01"])
def test_two_versions_on_the_same_day_are_refused(tmp_path: Path, end: str) -> None:
    first = DUTY.replace("valid_from: 2025-01-01", f"valid_from: 2020-01-01{end}")
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, HEAD + first + DUTY)
    assert refusal.value.code == "duty-overlap"


@pytest.mark.parametrize("text", ["", "[]", "text: a\nduties: b\n", HEAD])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, text)
    assert refusal.value.code == "duty-file"


def test_the_catalogue_is_read_and_holds_the_duties_of_the_reference() -> None:
    wanted = {
        *("reen-35-programme", "reen-35-strategy", "reen-35-report", "reen-16-reuse", "reen-15-repair-index"),
        *("reen-15-durability-index", "agec-58-it", "agec-58-declaration", "repair-index-smartphone-eu", "rgaa-rate"),
        *("rgaa-declaration", "rgaa-scheme", "rgaa-home-status", "rgaa-reporting-channel", "datacentre-500kw"),
        *("datacentre-1mw", "crpa-l312-1-3", "crpa-l311-3-1", "data-act-switching", "data-act-fees-2027", "lrn-16"),
    }
    assert wanted <= set(load_duties())
    assert load_counts()


def test_a_step_is_in_the_unit_of_the_indicator_it_is_held_against() -> None:
    for duty in load_duties().values():
        stepped = [one for one in leaves(duty.rule) if isinstance(one, Compare) and one.threshold is None]
        assert bool(stepped) == bool(duty.steps), duty.code
        assert bool(duty.unit) == bool(duty.steps), duty.code
