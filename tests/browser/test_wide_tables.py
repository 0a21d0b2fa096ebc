"""Wide tables use the screen they are given; on a narrow phone they scroll in their own frame."""

import pytest
from django.urls import reverse
from tests.browser.visits import WIDE, Site, Visit, shape_faults

pytestmark = pytest.mark.django_db
NARROW = 360
CLIPPED = "Array.from(document.querySelectorAll('.scroll')).filter(one => one.scrollWidth > one.clientWidth).length"


def test_the_grid_of_values_is_whole_on_a_common_screen(site: Site) -> None:
    def clipped(seen: Visit) -> int:
        return int(seen.page.evaluate(CLIPPED))

    size = {"width": WIDE, "height": 900}
    assert site.look(reverse("indicators-desk:grid"), clipped, signed_in=True, viewport=size) == 0


@pytest.mark.parametrize("name", ["strategy:versions", "strategy:programme", "indicators:home"])
def test_wide_tables_stay_inside_a_narrow_phone(site: Site, name: str) -> None:
    size = {"width": NARROW, "height": 740}
    assert site.look(reverse(name), lambda seen: shape_faults(seen.page), viewport=size) == []
