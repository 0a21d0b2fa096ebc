"""The places of the chain and the acts between them, as the catalogue says; caps; and what a deed says for ever."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sobria.engine.devices import caps, chain, deeds
from sobria.engine.devices.deeds import Facts, Line
from sobria.engine.documents.pdf import pdf
from sobria.engine.documents.plain import plain
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.messages import Refusal

LINES = (Line("K7", "laptop", "SN2", "80.00"), Line("A2", "screen", "", "20.50"))
FACTS = Facts("C-2026-000001", "collection", "2026-11-26", "city", "ateliers", "2026-001", "", 2, 2, None, LINES)


def test_every_way_joins_two_known_states_and_starts_outside_once() -> None:
    known = {*chain.states(), chain.NOWHERE}
    assert all({one.before, one.after} <= known for one in chain.ways())
    assert [one.act for one in chain.ways() if one.before == chain.NOWHERE] == ["offer"]
    assert len({(one.act, one.before) for one in chain.ways()}) == len(chain.ways())


def test_every_state_is_reached_and_waste_is_the_end() -> None:
    reached = {chain.NOWHERE}
    while more := {one.after for one in chain.ways() if one.before in reached} - reached:
        reached |= more
    assert reached - {chain.NOWHERE} == set(chain.states())
    assert chain.possible("waste") == ()


def test_no_device_is_delivered_without_collection_grade_and_reservation() -> None:
    for skipped in ("collect", "receive", "grade", "refurbish", "make_available", "reserve"):
        reached = {chain.NOWHERE}
        ways = [one for one in chain.ways() if one.act != skipped]
        while more := {one.after for one in ways if one.before in reached} - reached:
            reached |= more
        assert "delivered" not in reached, skipped


def test_a_change_of_hands_is_carried_by_a_hop_that_has_its_paper() -> None:
    for one in chain.ways():
        moves = chain.states()[one.after].place != chain.states().get(one.before, chain.states()["left"]).place
        assert not one.hop or one.hop in deeds.wordings()
        if moves and one.after not in {"offered", "left", "available", "refurbished"}:
            assert one.hop, one


@pytest.mark.parametrize(
    ("category", "kind"),
    [("laptop-14", "laptop"), ("all-in-one", "desktop"), ("monitor-24", "screen"), ("copier", "multifunction"),
     ("copier-large", "multifunction"), ("keyboard", "accessory"), (None, "accessory"), ("laptopish", "accessory")],
)  # fmt: skip
def test_a_category_has_one_kind(category: str | None, kind: str) -> None:
    assert caps.kind_of(category) == kind


def test_kinds_name_categories_that_exist_and_checks_that_exist() -> None:
    for kind in caps.kinds().values():
        assert set(kind.categories) <= set(load_catalogue().categories)
        assert set(kind.checks) <= set(caps.checks())


@pytest.mark.parametrize("code", [one.code for one in caps.kinds().values()])
def test_a_price_stops_at_its_cap(code: str) -> None:
    cap = caps.kinds()[code].cap_eur or Decimal(0)
    caps.refuse_price(cap, code)
    for price in (cap + Decimal("0.01"), Decimal("-0.01")):
        with pytest.raises(Refusal) as refused:
            caps.refuse_price(price, code)
        assert refused.value.sentence("fr")
        assert refused.value.sentence("en")


def test_a_fingerprint_is_of_all_that_is_said_and_of_nothing_else() -> None:
    was = deeds.fingerprint(FACTS)
    assert len(was) == 64
    assert deeds.fingerprint(replace(FACTS, lines=LINES[::-1])) == was
    for change in (
        {"day": "2026-11-25"},
        {"counted": 3},
        {"receiver": "autre"},
        {"lines": LINES[:1]},
        {"mass_kg": 1.0},
    ):
        assert deeds.fingerprint(replace(FACTS, **change)) != was  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_paper_says_who_what_how_many_on_what_basis_and_its_fingerprint(language: str) -> None:
    paper = deeds.document(FACTS, city="Lutèce", giver="Lutèce", receiver="Ateliers", language=language)  # type: ignore[arg-type]
    said = plain(paper)
    for word in ("C-2026-000001", "Ateliers", "SN2", "K7", "2022-791", "300", deeds.fingerprint(FACTS)):
        assert word in said
    assert ("100,5\N{NO-BREAK SPACE}€" if language == "fr" else "100.5\N{NO-BREAK SPACE}€") in said
    assert paper.day == date(2026, 11, 26)
    assert pdf(paper).startswith(b"%PDF-")


def test_the_paper_of_a_delivery_does_not_say_what_the_city_gave_it_for() -> None:
    facts = replace(FACTS, kind="delivery", giver="ateliers", receiver="person", lines=LINES[:1])
    assert "80" not in plain(deeds.document(facts, city="Lutèce", giver="Ateliers", receiver="la personne"))


def test_the_paper_keeps_the_fingerprint_of_its_day_and_says_when_the_register_changed() -> None:
    hands = {"city": "Lutèce", "giver": "Lutèce", "receiver": "Ateliers"}
    was = deeds.fingerprint(FACTS)
    assert "ne dit plus" not in plain(deeds.document(FACTS, written=was, **hands))
    changed = plain(deeds.document(replace(FACTS, lines=LINES[:1]), written=was, **hands))
    assert was in changed
    assert "ne dit plus la même chose" in changed
