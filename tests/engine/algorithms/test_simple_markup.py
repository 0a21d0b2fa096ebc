"""The fast way through bare tags says what the parser says."""

from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.algorithms.plain_text import _parsed, _simple

PIECES = (
    "<p>",
    "</P>",
    "<br>",
    "<ul>",
    "<LI>",
    "</li>",
    "&lt;b&gt;",
    "&amp;",
    "&nbsp",
    "&#60;",
    "a",
    " ",
    "\n",
    ">",
    "é",
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_bare_tags_say_the_same_both_ways(text: str) -> None:
    fast = _simple(text)
    assert fast == _parsed(text) or not fast


@given(st.sampled_from(["<br/>", "<p class=x>", "<script>x</script>", "a < b", "<!-- x -->", "<"]))
def test_anything_else_goes_to_the_parser(text: str) -> None:
    assert not _simple(f"<p>{text}</p>")
