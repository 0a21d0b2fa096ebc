"""The reference page of the AI Act table is what the catalogue says; `engine/ai_act/reference.py` writes it."""

import re

import pytest
from tests.consistency.sources import ROOT

from sobria.engine.ai_act.reading import load_table
from sobria.engine.ai_act.reference import written

PAGES = ("reference", "methodology")


def page(folder: str) -> str:
    return (ROOT / "docs" / folder / "ai-act.md").read_text(encoding="utf-8")


def test_the_reference_page_is_what_the_catalogue_says() -> None:
    assert page("reference") == written(load_table())


@pytest.mark.parametrize("folder", PAGES)
def test_each_page_warns_that_a_lawyer_must_confirm(folder: str) -> None:
    words = " ".join(page(folder).split())
    assert "To be confirmed by a lawyer before relying on it" in words
    assert "EUR-Lex itself was not read" in words


def test_the_methodology_names_every_class() -> None:
    assert set(load_table().classes) <= set(re.findall(r"`([a-z-]+)`", page("methodology")))
