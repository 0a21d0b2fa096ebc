"""The reference page of duties is what the catalogue says; `engine/duties/reference.py` writes it."""

import re

from tests.consistency.sources import ROOT

from sobria.engine.duties import load_duties
from sobria.engine.duties.evaluation import STATES
from sobria.engine.duties.reference import written
from sobria.engine.indicators.definitions import load_indicators


def test_the_reference_page_is_what_the_catalogue_says() -> None:
    page = (ROOT / "docs" / "reference" / "duties.md").read_text(encoding="utf-8")
    assert page == written(load_duties())


def test_the_methodology_names_every_state() -> None:
    page = (ROOT / "docs" / "methodology" / "duties.md").read_text(encoding="utf-8")
    assert set(STATES) <= set(re.findall(r"`([a-z-]+)`", page))


def test_the_duties_an_indicator_helps_to_prove_exist() -> None:
    named = {code for one in load_indicators().values() for code in one.duties}
    assert named <= set(load_duties())
