"""A journal that was touched says so, and names the event."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.journal.journals import (
    EVENTS,
    KEY,
    LINES,
    PUBLIC,
    SIGNED,
    as_bytes,
    chain,
    checkpoint,
    event,
    exported,
)

from sobria.engine.journal import signing
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import GENESIS, RESTORED, digest, read_back
from sobria.engine.journal.verifying import MAX_FAULTS, MAX_LINE, Verdict, verify


def verdict(lines: list[str]) -> Verdict:
    return verify(io.BytesIO(as_bytes(lines)))


def told(lines: list[str]) -> list[tuple[str, int]]:
    return [(fault.code, fault.sequence) for fault in verdict(lines).faults]


def test_a_whole_journal_is_said_whole() -> None:
    found = verdict(SIGNED)
    assert found.whole
    assert (found.events, found.checkpoints, found.last_hash) == (6, 1, digest(EVENTS[-1]))


def test_a_checkpoint_had_from_elsewhere_and_in_the_file_counts_once() -> None:
    signed = [json.loads(line)["checkpoint"] for line in SIGNED if line.startswith('{"checkpoint"')]
    found = verify(io.BytesIO(as_bytes(SIGNED)), published=signed)
    assert (found.whole, found.checkpoints) == (True, len(signed))


def test_data_that_quotes_a_hash_is_read_back_the_same() -> None:
    one = event(1, GENESIS, data={"before": {"hash": "0" * 64, "other": 1}})
    line = canonical({**one, "hash": "0" * 64})
    assert read_back(line, json.loads(line)) == digest(one)
    spaced = line.replace(",", ", ", 1)
    assert read_back(spaced, json.loads(spaced)) is None


def test_an_edited_event_is_named() -> None:
    lines = [line.replace('{"value":3}', '{"value":9}') for line in LINES]
    assert told(lines) == [("journal-edited", 3)]


def test_an_event_edited_and_sealed_again_breaks_the_next_one() -> None:
    events = [*EVENTS]
    events[2] = {**events[2], "data": {"value": 9}}
    assert told(exported(events)) == [("journal-broken", 4)]


def test_a_removed_event_is_named() -> None:
    assert told([line for line in LINES if '"subject":"x:3"' not in line]) == [("journal-removed", 3)]


def test_two_events_that_changed_places_are_named() -> None:
    lines = [*LINES]
    lines[3], lines[4] = lines[4], lines[3]
    assert ("journal-reordered", 3) in told(lines)


def test_an_event_written_twice_is_named() -> None:
    assert told([*LINES[:4], LINES[3], *LINES[4:]]) == [("journal-inserted", 3)]


def test_a_backdated_event_is_named() -> None:
    events, previous = [], GENESIS
    for one in EVENTS:
        moment = "2026-11-24T09:00:00.000000Z" if one["sequence"] == 4 else one["recorded_at"]
        events.append({**one, "previous": previous, "recorded_at": moment})
        previous = digest(events[-1])
    assert told(exported(events)) == [("journal-backdated", 4)]


def test_a_history_rewritten_from_the_start_is_betrayed_by_the_signed_checkpoint() -> None:
    forged = chain(6, data={"value": "other"})
    assert told(exported(forged, checkpoint(EVENTS[3]))) == [("journal-rewritten", 4)]


def test_a_journal_cut_before_its_checkpoint_is_named() -> None:
    assert told(SIGNED[:4]) == [("journal-truncated", 4)]


def test_another_key_than_the_one_given_is_refused() -> None:
    other = signing.private_key(signing.new_key()).public_key()
    content = as_bytes(SIGNED)
    assert [fault.code for fault in verify(io.BytesIO(content), keys=[other]).faults] == ["journal-unknown-key"]
    assert verify(io.BytesIO(content), keys=[PUBLIC]).whole


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "journal-empty"),
        (b"{}\n", "journal-no-header"),
        (b"\xef\xbb\xbf" + LINES[0].encode() + b"\n", "journal-bom"),
        (b"PK\x03\x04\n", "journal-no-header"),
        (LINES[0].encode() + b"\n" + LINES[1].encode()[:40], "journal-cut"),
        (LINES[0].encode() + b"\n[]\n", "journal-edited"),
        (LINES[0].encode() + b"\n" + b"[" * 100_000 + b"\n", "journal-edited"),
        (LINES[0].encode() + b'\n{"checkpoint":[]}\n', "journal-checkpoint-edited"),
    ],
)
def test_a_file_that_is_no_journal_gets_a_sentence(content: bytes, code: str) -> None:
    found = verify(io.BytesIO(content))
    assert found.faults[0].code == code
    assert all(fault.sentence("fr") and fault.sentence("en") for fault in found.faults)


@pytest.mark.parametrize("bit", [0, 1, 5])
def test_every_byte_of_the_file_is_held(bit: int) -> None:
    """Each line by its number, and each event by its own."""
    whole = as_bytes(SIGNED)
    for place in range(len(whole)):
        content = bytearray(whole)
        content[place] ^= 1 << bit
        faults = verify(io.BytesIO(content)).faults
        assert faults, place
        number = whole[:place].count(b"\n") - 1
        assert number < 1 or number in {fault.sequence for fault in faults}, place


def test_an_event_whose_number_was_edited_is_named_by_its_place() -> None:
    for number in (1, 2, 5, 99):
        lines = [line.replace('"sequence":4', f'"sequence":{number}') for line in LINES]
        assert told(lines) == [("journal-edited", 4)], number


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_one_flipped_bit_anywhere_is_found(data: st.DataObject) -> None:
    content = bytearray(as_bytes(SIGNED))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    found = verify(io.BytesIO(bytes(content)))
    assert not found.whole
    first_event = len(SIGNED[0]) + len(SIGNED[1]) + 2
    if place >= first_event:
        number = as_bytes(SIGNED)[first_event:place].count(b"\n") + 1
        assert any(fault.sequence == number for fault in found.faults)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_what_is_read_back_has_the_same_text(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_checkpoints_of_one_event_are_all_held_against_it() -> None:
    other = {**checkpoint(EVENTS[3]), "day": "2026-11-25"}
    forged = {**other, "hash": "0" * 64}
    forged["signature"] = signing.sign(forged, KEY)
    other["signature"] = signing.sign(other, KEY)
    assert told(exported(EVENTS, checkpoint(EVENTS[3]), other)) == []
    assert told(exported(EVENTS, forged, checkpoint(EVENTS[3]))) == [("journal-rewritten", 4)]


def test_an_event_dated_before_the_signature_it_follows_is_backdated() -> None:
    late = {**checkpoint(EVENTS[3]), "recorded_at": "2026-11-24T10:00:05.500000Z"}
    late["signature"] = signing.sign(late, KEY)
    assert told(exported(EVENTS, late)) == [("journal-backdated", 5)]


def test_days_signed_by_a_key_since_replaced_are_still_proved() -> None:
    old = signing.private_key(signing.new_key())
    signed = {**checkpoint(EVENTS[1]), "key": signing.key_id(old.public_key())}
    signed["signature"] = signing.sign(signed, old)
    lines = exported(EVENTS, signed, checkpoint(EVENTS[3]))
    published = (signing.public_pem(old.public_key()) + signing.public_pem(PUBLIC)).encode()
    assert verify(io.BytesIO(as_bytes(lines)), keys=signing.public_keys(published)).whole
    assert not verify(io.BytesIO(as_bytes(lines)), keys=[PUBLIC]).whole


def restored(told_lost: dict[str, Any], *, first: int = 3) -> list[str]:
    """The first two events, then what was written after a restore."""
    events = EVENTS[:2]
    said = {"checkpoint": told_lost, "first": first, "last": told_lost["sequence"]}
    for number in range(3, 7):
        change = {"kind": RESTORED, "subject": "journal", "data": said} if number == 3 else {"subject": f"new:{number}"}
        events = [*events, event(number, digest(events[-1]), **change)]
    return exported(events, checkpoint(events[1]))


def test_what_a_restore_lost_is_told_not_hidden() -> None:
    lost = checkpoint(EVENTS[4])
    lines = restored({**lost})
    content = as_bytes(lines)
    found = verify(io.BytesIO(content), published=[lost, checkpoint(EVENTS[1])])
    assert found.whole
    assert [(gap.event, gap.first, gap.last) for gap in found.gaps] == [(3, 3, 5)]
    later = {**checkpoint(EVENTS[4]), "recorded_at": "2026-11-25T00:00:00.000000Z"}
    later["signature"] = signing.sign(later, KEY)
    assert not verify(io.BytesIO(content), published=[later]).whole
    assert not verify(io.BytesIO(content), published=[checkpoint(EVENTS[5])]).whole


def test_a_gap_that_no_key_of_the_city_proves_is_no_excuse() -> None:
    lost = checkpoint(EVENTS[4])
    forged = {**lost, "signature": "0" * 128}
    found = verify(io.BytesIO(as_bytes(restored(forged))), published=[lost])
    assert not found.gaps
    assert [fault.code for fault in found.faults] == ["journal-rewritten"]


def test_a_line_longer_than_any_event_is_refused_by_its_number() -> None:
    content = as_bytes(LINES[:2]) + b"x" * (MAX_LINE + 10) + b"\n" + as_bytes(["{}"])
    faults = verify(io.BytesIO(content)).faults
    assert faults[0].code == "journal-long"
    assert [fault.line for fault in faults] == [3, 3, 4]


def test_a_journal_full_of_faults_is_read_no_further_than_needed() -> None:
    lines = exported(chain(90), checkpoint(chain(90)[-1]))
    found = verdict([line.replace('{"value":', '{"valeur":') for line in lines])
    assert found.is_partial
    assert {fault.code for fault in found.faults} == {"journal-edited"}
    assert len(found.faults) == MAX_FAULTS
