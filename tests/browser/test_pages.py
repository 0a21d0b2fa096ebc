"""Every page, in a real browser: light, legible, honest about itself, and whole without JavaScript."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from tests.browser.pages import PAGES, BrowserPage
from tests.browser.visits import (
    WIDE,
    Site,
    Visit,
    axe_faults,
    paper_faults,
    phone_faults,
    shape_faults,
    statement_faults,
    weight_faults,
)

NARROW = 360
CLIPPED = "Array.from(document.querySelectorAll('.scroll')).filter(one => one.scrollWidth > one.clientWidth).length"


@pytest.mark.parametrize("wanted", PAGES, ids=lambda one: one.name)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_is_light_legible_honest_printable_and_whole_without_javascript(
    site: Site, wanted: BrowserPage, language: str
) -> None:
    """Opening a page costs more than looking at it: one visit says all that is wrong with it in a language."""

    def examine(seen: Visit) -> list[str]:
        spoken = seen.page.locator("html").get_attribute("lang")
        found = [] if spoken == language else [f"asked in {language}, answered in {spoken}"]
        found += weight_faults(seen, is_public=wanted.is_public)
        if language == "fr":  # the statement is read in French; on paper, the words change but not their ink
            found += statement_faults(seen)
        found += axe_faults(seen.page)
        if language == "fr":
            found += paper_faults(seen.page)
        return found + phone_faults(seen.page)

    with override(language):
        path = wanted.address()
    assert site.look(path, examine, signed_in=not wanted.is_public) == []


def test_the_grid_of_values_is_whole_on_a_common_screen(site: Site) -> None:
    def clipped(seen: Visit) -> int:
        return int(seen.page.evaluate(CLIPPED))

    size = {"width": WIDE, "height": 900}
    assert site.look(reverse("indicators-desk:grid"), clipped, signed_in=True, viewport=size) == 0


@pytest.mark.parametrize("name", ["strategy:versions", "strategy:programme", "indicators:home"])
def test_wide_tables_stay_inside_a_narrow_phone(site: Site, name: str) -> None:
    size = {"width": NARROW, "height": 740}
    assert site.look(reverse(name), lambda seen: shape_faults(seen.page), viewport=size) == []
