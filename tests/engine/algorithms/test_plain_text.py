"""Markup that only shapes words loses none; anything else between < and > would."""

import pytest

from sobria.engine.algorithms.content import clean
from sobria.engine.algorithms.plain_text import loses_words
from sobria.engine.messages import Refusal


@pytest.mark.parametrize(
    "text", ["3 < 5", "<b>Tri</b>", "<p class='x'>Tri</p>", "<BR/>Tri", "Tri ‹pilote›", "a > b", ""]
)
def test_shapes_and_signs_lose_nothing(text: str) -> None:
    assert not loses_words(text)


@pytest.mark.parametrize(
    "text", ["Projet <script>x", "Projet <pilote>", "<title>Tri</title>", "Tri <!-- note -->", "<barre>"]
)
def test_a_short_field_refuses_what_it_would_lose(text: str) -> None:
    assert loses_words(text)
    with pytest.raises(Refusal, match="would be taken for page code and lost"):
        clean({"name": text})


def test_a_long_text_still_takes_what_registers_publish() -> None:
    assert clean({"purpose": "Dire <script>x</script>pourquoi"}) == {"purpose": "Dire pourquoi"}
