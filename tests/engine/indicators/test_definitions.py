"""The catalogue's definitions, and each way a definition is refused, with its file and line."""

import shutil
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.indicators.definitions import Circle, computing_order, load_library, read_library
from sobria.engine.messages import Refusal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in files("sobria.catalogue").joinpath("indicators").iterdir():
        shutil.copy(str(path), tmp_path)
    return tmp_path


def change(path: Path, before: str, after: str) -> int:
    """Replace in the first line that holds it; the number of that line."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(index for index, line in enumerate(lines) if before in line)
    lines[at] = lines[at].replace(before, after)
    path.write_text("".join(lines), encoding="utf-8")
    return at + 1


def test_there_are_sixty_indicators_with_permanent_codes() -> None:
    codes = list(load_library().indicators)
    wanted = [
        *(f"S{n}" for n in range(1, 30)),
        *(f"D{n}" for n in range(1, 23)),
        *(f"I{n}" for n in range(1, 8)),
        "X1",
        "X2",
    ]
    assert codes == wanted
    assert len(codes) == 60


def test_every_definition_is_said_in_both_languages_with_a_source() -> None:
    for one in load_library().indicators.values():
        assert all((one.name_fr, one.name_en, one.formula_fr, one.formula_en, one.source, one.basis)), one.code
        assert one.confidence == "-" or one.basis != "proposal"


def test_a_percentage_stays_between_its_bounds() -> None:
    for one in load_library().indicators.values():
        assert one.unit != "%" or (one.minimum is not None and one.maximum is not None), one.code


def test_an_unknown_reference_is_refused(folder: Path) -> None:
    line = change(folder / "sober.csv", "printed_pages / fte", "printed_pages / ftes")
    with pytest.raises(Refusal) as refused:
        read_library(folder)
    assert refused.value.code == "indicator-reference"
    assert refused.value.params["named"] == "ftes"
    assert (refused.value.params["file"], refused.value.params["line"]) == ("sober.csv", line)


def test_a_circular_reference_is_refused(folder: Path) -> None:
    change(folder / "inclusive.csv", "support_hours / I2", "I5 / I2")
    change(folder / "inclusive.csv", "100 * devices_working / devices_followed", "100 * I3 / devices_followed")
    with pytest.raises(Refusal) as refused:
        read_library(folder)
    assert refused.value.code == "indicator-circle"
    assert refused.value.params["circle"] in {"I3 → I5 → I3", "I5 → I3 → I5"}


@pytest.mark.parametrize(
    ("file", "before", "after", "code"),
    [
        ("sober.csv", "S2,", "S1,", "indicator-twice"),
        ("sober.csv", ",tCO2e,", ",tonnes,", "indicator-unit"),
        ("sober.csv", "1000 * S1 / fte", "1000 * (S1 / fte", "indicator-formula"),
        ("sober.csv", ",yearly,", ",sometimes,", "indicator-word"),
        ("sober.csv", ",proposal,", ",,", "indicator-sourceless"),
        ("inputs.csv", "fte,", "S1,", "indicator-twice"),
        ("cross.csv", ",100,", ",beaucoup,", "indicator-number"),
        ("cross.csv", "X1,", "X1,,", "indicator-row"),
    ],
)
def test_a_bad_row_is_refused_with_its_file_and_line(
    folder: Path, file: str, before: str, after: str, code: str
) -> None:
    change(folder / file, before, after)
    with pytest.raises(Refusal) as refused:
        read_library(folder)
    assert refused.value.code == code
    assert refused.value.params["file"].endswith(".csv")
    assert int(str(refused.value.params["line"])) >= 2
    assert str(refused.value.params["line"]) in refused.value.sentence("fr")


NAMES = st.integers(0, 12).map(lambda number: f"c{number}")


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=4, unique=True), max_size=13))
def test_an_order_exists_exactly_when_nothing_turns_in_a_ring(wanted: dict[str, list[str]]) -> None:
    try:
        order = computing_order(wanted)
    except Circle as circle:
        ring = [*circle.codes, circle.codes[0]]
        assert all(after in wanted[before] for before, after in pairwise(ring))
        return
    assert sorted(order) == sorted(wanted)
    place = {code: index for index, code in enumerate(order)}
    assert all(
        place[needed] < place[code] for code, all_needed in wanted.items() for needed in all_needed if needed in place
    )
