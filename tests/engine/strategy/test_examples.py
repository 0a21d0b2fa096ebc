"""The examples of the catalogue are complete, tied to codes that exist, and refused with a place otherwise."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from sobria.engine.indicators.definitions import load_indicators
from sobria.engine.messages import Refusal
from sobria.engine.strategy.examples import load_example, read_example

COMMITMENTS = ["P0", *(f"S{n}" for n in range(1, 8)), *(f"D{n}" for n in range(1, 11)), *(f"I{n}" for n in range(1, 8))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "paris"
    shutil.copytree(str(files("sobria.catalogue").joinpath("strategies/paris")), copy)
    return copy


def change(folder: Path, name: str, before: str, after: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")


def test_every_published_commitment_of_paris_is_one_measure() -> None:
    example = load_example("paris")
    assert [measure.commitment for measure in example.measures] == COMMITMENTS
    assert {measure.status for measure in example.measures} == {"announced"}
    assert all("33227" in measure.source for measure in example.measures)


def test_a_measure_is_never_confused_with_an_indicator() -> None:
    measures = {measure.code for measure in load_example("paris").measures}
    assert not measures & set(load_indicators())
    assert all(re.fullmatch(r"PARIS-[PSDI]\d+", code) for code in measures)


def test_every_text_is_in_both_languages_and_every_measure_is_tied() -> None:
    example = load_example("paris")
    for measure in example.measures:
        assert measure.title.to("fr") != measure.title.to("en")
        assert measure.description.to("fr")
        assert measure.description.to("en")
        assert measure.indicators or measure.duties


def test_what_the_city_says_of_itself_is_kept_as_unverified() -> None:
    claims = {claim.measure: claim for claim in load_example("paris").claims}
    assert claims["PARIS-D6"].standing == "unverified"


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("measures.csv", "X1 X2", "X1 X99", "measures.csv, line 2: “X99” is not known (indicators)."),
        ("measures.csv", "cg3p-free-transfer", "no-such-duty", "“no-such-duty” is not known (duties)."),
        ("measures.csv", "PARIS-S2,", "PARIS-S1,", "line 4: code PARIS-S1 already stands at line 3."),
        ("measures.csv", "announced", "done", "“done” is not known (status)."),
        ("axes.csv", "sober", "green", "axes.csv, line 3: “green” is not known (pillar)."),
        ("claims.csv", "PARIS-D6", "PARIS-D66", "“PARIS-D66” is not known (measure)."),
        ("axes.csv", "PARIS-A1,sober", "PARIS-A1;sober", "axes.csv, line 3: the number of cells"),
    ],
)
def test_a_fault_is_said_with_its_file_and_line(folder: Path, name: str, before: str, after: str, said: str) -> None:
    change(folder, name, before, after)
    example = load_example("paris")
    known = {
        "indicators": {code for one in example.measures for code in one.indicators},
        "duties": {code for one in example.measures for code in one.duties},
    }
    with pytest.raises(Refusal) as refused:
        read_example(folder, known=known)
    assert said in refused.value.sentence("en")
