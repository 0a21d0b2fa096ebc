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


def test_each_index_of_products_is_a_duty_from_its_own_day() -> None:
    """Reference §1.2, AGEC 16: the French index, durability product by product, laptops only probable, the EU label."""
    found = {code: duty for code, duty in load_duties().items() if duty.text.code == "product-indices"}
    days = {code: versions.valid_from.isoformat() for code, versions in found.items()}
    assert days["durability-index-tv"] == "2025-01-08"
    assert days["durability-index-washing-machine"] == "2025-04-08"
    assert days["repair-index-smartphone-eu"] == "2025-06-20"
    assert "repair-index-french" in days
    assert found["durability-index-laptop"].status == "to-confirm"
