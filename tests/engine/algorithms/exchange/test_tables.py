"""The tables of exchange agree with our fields, with their published configuration, and with the reference page."""

import csv
import json
from importlib.resources import files
from pathlib import Path

import pytest

from sobria.engine.algorithms.exchange import incoming, outgoing
from sobria.engine.algorithms.exchange.reference import written
from sobria.engine.algorithms.exchange.tables import load_format, load_formats
from sobria.engine.algorithms.fields import fields
from sobria.engine.messages import codes

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "algorithm-formats.md"
FOLDER = files("sobria.catalogue").joinpath("algorithms/exchange")


def test_the_reference_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize("form", load_formats())
def test_every_field_of_ours_that_is_named_exists_and_is_written_once(form: str) -> None:
    specs = load_format(form).specs.values()
    named = [code for spec in specs for code in (spec.ours, *spec.joined) if code]
    assert set(named) <= set(fields())
    texts = [code for code in named if fields()[code].kind != "links"]
    twice = {code for code in texts if texts.count(code) > 1}
    assert twice <= {"risks"}  # of the British standard: read from either, written once
    assert all(fields()[code].kind == "text" for spec in specs for code in spec.joined)


@pytest.mark.parametrize("form", load_formats())
def test_no_field_of_theirs_leads_to_a_class_or_an_authorisation(form: str) -> None:
    governed = {"ai_act", "withheld", "principles", "kept"}
    assert all(spec.ours not in governed for spec in load_format(form).specs.values())


@pytest.mark.parametrize("form", load_formats())
def test_values_are_those_of_our_choices_and_each_of_ours_has_one_word_at_most(form: str) -> None:
    for spec in load_format(form).specs.values():
        assert bool(spec.values) == (spec.kind in {"enum", "enums"})
        choices = fields()[spec.ours].choices if spec.ours else {}
        assert {one.ours for one in spec.values if one.ours and not one.ours.startswith("@")} <= set(choices)
        out = [one.ours for one in spec.values if one.direction != "in" and one.ours]
        assert len(out) == len(set(out))


def test_every_kind_is_read_and_written() -> None:
    kinds = {spec.kind for form in load_formats().values() for spec in form.specs.values()}
    assert kinds == set(incoming._KINDS) == set(outgoing._KINDS)


def test_rows_of_the_tables_belong_to_a_field_of_a_format() -> None:
    for name in ("joined", "values"):
        rows = csv.DictReader(FOLDER.joinpath(f"{name}.csv").read_text(encoding="utf-8").splitlines())
        assert all(row["theirs"] in load_format(row["format"]).specs for row in rows)


def test_every_sentence_named_in_the_package_exists() -> None:
    package = Path(incoming.__file__).parent
    words = {
        word.strip('"')
        for path in package.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        for word in line.replace("(", " ").replace(")", " ").replace(",", " ").split()
        if word.startswith('"algorithm')
    }
    assert {word for word in words if "-" in word} <= codes()


def test_the_dutch_table_is_their_configuration(shared_data: Path) -> None:
    path = shared_data / "algorithms/nl-publicatiestandaard/v1_0.json"
    theirs = json.loads(path.read_text(encoding="utf-8"))["properties"]
    specs = load_format("nl-1.0").specs
    assert set(specs) == set(theirs)
    for name, one in theirs.items():
        assert specs[name].required == (one["required"] is True), name
        assert specs[name].html == ("allowed_html_tags" in one), name
        if "max_length" in one:
            assert specs[name].most == one["max_length"], name
        if "permitted_values" in one and name != "standard_version":
            assert set(specs[name].known()) == set(one["permitted_values"]), name
