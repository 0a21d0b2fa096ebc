"""A record of ours, written then read back, loses exactly what the report says."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.algorithms.exchange.records import EXTRAS, FORMATS, contents

from sobria.engine.algorithms.content import Content
from sobria.engine.algorithms.exchange.outgoing import Extra
from sobria.engine.algorithms.exchange.reading import read
from sobria.engine.algorithms.exchange.writing import write

SUFFIXES = ("json", "csv", "xlsx")


def is_same(code: str, before: Content, after: Content, form: str) -> bool:
    """What was kept comes back whole; what the register says beside it (dates, identifiers) is no loss."""
    if code != "kept":
        return bool(before[code] == after[code])
    back = after["kept"].get(form, {})
    kept = before["kept"]
    said = {key: value for key, value in kept.get(form, {}).items() if value not in ("", None, [], {})}
    return set(kept) <= {form} and all(back.get(key) == value for key, value in said.items())


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60, deadline=None)
@given(content=contents(), suffix=st.sampled_from(SUFFIXES))
def test_what_is_lost_is_what_the_report_says(form: str, content: Content, suffix: str) -> None:
    written = write([("ALG-00001", content, Extra(**EXTRAS))], format=form, suffix=suffix)
    report = read(io.BytesIO(written.content), format=form)
    assert report.problems == ()
    again = report.records[0].content
    differ = {code for code in content if not is_same(code, content, again, form)}
    said = {loss.ours for loss in (*written.approximated, *written.dropped) if loss.ours}
    assert differ == said
    assert {code for code, value in content.items() if value not in ("", None, [], {})} == said | set(written.mapped)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=25, deadline=None)
@given(content=contents(), suffix=st.sampled_from(SUFFIXES))
def test_a_second_trip_loses_nothing_more(form: str, content: Content, suffix: str) -> None:
    def trip(one: Content) -> Content:
        written = write([("ALG-00001", one, Extra(**EXTRAS))], format=form, suffix=suffix)
        return read(io.BytesIO(written.content), format=form).records[0].content

    once = trip(content)
    assert trip(once) == once
