"""Ordered rules: the first difference decides, whatever follows."""

from functools import cmp_to_key

from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.devices.bands import answers, declared, delays, dimensions, districts, motives, wait_of, waits
from sobria.engine.devices.priority import APPEAL, DATE, Bands, decided_by, held, rules, sentence, weight

NEEDS = st.fixed_dictionaries({one.code: st.sampled_from([band.code for band in one.bands]) for one in declared()})
LEAST = {one.code: one.bands[-1].code for one in declared()}


def by_hand(one: Bands, other: Bands) -> int:
    """As the rules page says it."""
    for rule in rules():
        if rule.holds(one) != rule.holds(other):
            return -1 if rule.holds(one) else 1
    return 0


@given(st.lists(NEEDS, max_size=8))
def test_weights_sort_as_the_rules_do_one_after_the_other(needs: list[Bands]) -> None:
    def key(bands: Bands) -> list[bool]:
        return [not rule.holds(bands) for rule in rules()]

    by_weight = sorted(needs, key=lambda one: weight(one, is_first=False))
    assert [key(one) for one in by_weight] == [key(one) for one in sorted(needs, key=cmp_to_key(by_hand))]


@given(NEEDS, NEEDS)
def test_what_decides_is_the_first_rule_answered_differently(one: Bands, other: Bands) -> None:
    differing = [rule.code for rule in rules() if rule.holds(one) != rule.holds(other)]
    weights = weight(one, is_first=False), weight(other, is_first=False)
    assert decided_by(*weights) == (differing[0] if differing else DATE)


@given(NEEDS, NEEDS)
def test_who_the_city_puts_first_comes_before_every_rule(one: Bands, other: Bands) -> None:
    ahead, behind = weight(one, is_first=True), weight(other, is_first=False)
    assert ahead < behind
    assert decided_by(ahead, behind) == APPEAL


def test_a_later_rule_never_outweighs_an_earlier_one() -> None:
    only_first = LEAST | {"has_no_device": "yes"}
    all_but_first = {one.code: one.bands[0].code for one in declared()} | {"has_no_device": "no"}
    assert weight(only_first, is_first=False) < weight(all_but_first, is_first=False)


def test_reasons_are_said_in_the_order_of_the_rules() -> None:
    needs = LEAST | {"has_pupil": "yes", "resources": "none"}
    assert held(needs, is_first=True) == (APPEAL, "no-resources", "pupil", "poor")
    assert sentence("pupil") == "un enfant du foyer va à l’école"
    assert sentence(DATE, "en") == "the request is older"


def test_the_lists_hold_together() -> None:
    known = dimensions()
    for rule in rules():
        assert rule.values <= {one.code for one in known[rule.dimension].bands}
    assert [rule.order for rule in rules()] == list(range(1, len(rules()) + 1))
    assert waits()[-1].most is None
    assert [wait_of(days) for days in (0, 7, 8, 180, 10_000)] == ["w1", "w1", "w2", "w6", "w7"]
    assert set(answers()) == {"kept", "first"}
    assert motives()
    assert all(one.value > 0 for one in delays().values())
    assert len(districts("75056")) == 20
    assert districts("") == ()
