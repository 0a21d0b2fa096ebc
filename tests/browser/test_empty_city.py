"""A city that starts: the same pages with nothing to show stay whole, light and accessible, and say what to do."""

import pytest
from django.urls import reverse
from tests.browser.visits import Site, Visit, axe_faults, shape_faults, weight_faults

START = ("portal:home", "portal:data", "footprint:home", "registers:home", "equipment:home")


@pytest.mark.parametrize("name", START)
def test_empty_page_is_sound_and_light(empty_site: Site, name: str) -> None:
    def examine(seen: Visit) -> list[str]:
        return [*weight_faults(seen, is_public=True), *shape_faults(seen.page), *axe_faults(seen.page)]

    assert empty_site.look(reverse(name), examine) == []


def test_newcomer_finds_the_way_from_the_home_to_the_first_file(empty_site: Site) -> None:
    def walk(seen: Visit) -> str:
        seen.page.get_by_role("link", name="Ouvrir l’espace des agents").click()
        seen.page.get_by_role("link", name="Importer un inventaire").click()
        return seen.page.get_by_role("heading", level=1).inner_text()

    assert empty_site.look(reverse("portal:home"), walk, signed_in=True) == "Importer un fichier"
