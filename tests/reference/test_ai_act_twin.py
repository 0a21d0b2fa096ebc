"""The catalogue's table and its plain twin agree on random whole sheets, on any day."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.ai_act.sheets import days, likely_sheets, whole_sheets
from tests.reference.ai_act import Twin

from sobria.engine.ai_act import assess


@settings(max_examples=400)
@given(facts=st.one_of(whole_sheets, likely_sheets()), on=days)
def test_the_table_says_what_its_twin_says(facts: dict[str, str], on: date) -> None:
    one, twin = assess(facts, on=on), Twin(facts, on)
    assert one.cls == twin.cls()
    assert one.prohibited_from == twin.prohibited_from()
    assert {each.rule for each in one.obligations} == twin.rules()
