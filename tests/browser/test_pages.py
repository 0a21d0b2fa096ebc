"""Every page, in a real browser: light, legible, honest about itself, and whole without JavaScript."""

import pytest
from django.utils.translation import override
from tests.browser.pages import PAGES, BrowserPage
from tests.browser.visits import (
    PHONE,
    Site,
    Visit,
    axe_faults,
    paper_faults,
    shape_faults,
    statement_faults,
    weight_faults,
)

every_page = pytest.mark.parametrize("wanted", PAGES, ids=lambda one: one.name)
LANGUAGES = ("fr", "en")


def address(wanted: BrowserPage, language: str = "fr") -> str:
    with override(language):
        return wanted.address()


@every_page
def test_page_is_light_asks_nobody_else_and_states_its_weight(site: Site, wanted: BrowserPage) -> None:
    def weigh(seen: Visit) -> list[str]:
        return [*weight_faults(seen, is_public=wanted.is_public), *statement_faults(seen)]

    assert site.look(address(wanted), weigh, signed_in=not wanted.is_public) == []


@every_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_light_nor_in_dark(site: Site, wanted: BrowserPage, language: str) -> None:
    def examine(seen: Visit) -> tuple[str | None, list[str]]:
        return seen.page.locator("html").get_attribute("lang"), axe_faults(seen.page)

    path = address(wanted, language)
    spoken, faults = site.look(path, examine, signed_in=not wanted.is_public, bypass_csp=True)
    assert faults == []
    assert spoken == language


@every_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_fits_a_phone_without_javascript(site: Site, wanted: BrowserPage, language: str) -> None:
    faults = site.look(
        address(wanted, language),
        lambda seen: shape_faults(seen.page),
        signed_in=not wanted.is_public,
        java_script_enabled=False,
        viewport={"width": PHONE, "height": 844},
    )
    assert faults == []


@every_page
def test_page_prints_dark_on_white_without_navigation(site: Site, wanted: BrowserPage) -> None:
    def put_on_paper(seen: Visit) -> list[str]:
        return paper_faults(seen.page)

    assert site.look(address(wanted), put_on_paper, signed_in=not wanted.is_public, theme="dark") == []
