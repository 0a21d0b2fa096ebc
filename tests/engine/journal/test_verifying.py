"""A journal that was touched says so, and names the event."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sobria.engine.journal import signing
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import FORMAT, GENESIS, digest, sealed
from sobria.engine.journal.verifying import Verdict, verify

KEY = signing.private_key(signing.new_key())
PUBLIC = KEY.public_key()


def event(sequence: int, previous: str, **changes: Any) -> dict[str, Any]:
    written = f"2026-11-24T10:00:{sequence:02}.000000Z"
    return {
        "actor": "officer", "data": {"value": sequence}, "kind": "x.done", "personal": {}, "previous": previous,
        "recorded_at": written, "sequence": sequence, "subject": f"x:{sequence}", **changes,
    }  # fmt: skip


def chain(count: int, **changes: Any) -> list[dict[str, Any]]:
    found, previous = [], GENESIS
    for sequence in range(1, count + 1):
        found.append(event(sequence, previous, **changes))
        previous = digest(found[-1])
    return found


def checkpoint(document: dict[str, Any]) -> dict[str, Any]:
    signed = {
        "day": "2026-11-24", "hash": digest(document), "key": signing.key_id(PUBLIC),
        "recorded_at": document["recorded_at"], "sequence": document["sequence"],
    }  # fmt: skip
    return {**signed, "signature": signing.sign(signed, KEY)}


def exported(events: list[dict[str, Any]], *signed: dict[str, Any]) -> list[str]:
    head = canonical({"format": FORMAT, "keys": [signing.public_pem(PUBLIC)] if signed else []})
    return [head, *(canonical({"checkpoint": one}) for one in signed), *(sealed(one) for one in events)]


def verdict(lines: list[str]) -> Verdict:
    return verify(io.BytesIO("".join(f"{line}\n" for line in lines).encode()))


def told(lines: list[str]) -> list[tuple[str, int]]:
    return [(fault.code, fault.sequence) for fault in verdict(lines).faults]


WHOLE = chain(6)
LINES = exported(WHOLE)
SIGNED = exported(WHOLE, checkpoint(WHOLE[3]))


def test_a_whole_journal_is_said_whole() -> None:
    found = verdict(SIGNED)
    assert found.whole
    assert (found.events, found.checkpoints, found.last_hash) == (6, 1, digest(WHOLE[-1]))


def test_an_edited_event_is_named() -> None:
    lines = [line.replace('{"value":3}', '{"value":9}') for line in LINES]
    assert told(lines) == [("journal-edited", 3)]


def test_an_event_edited_and_sealed_again_breaks_the_next_one() -> None:
    events = [*WHOLE]
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
    for one in WHOLE:
        moment = "2026-11-24T09:00:00.000000Z" if one["sequence"] == 4 else one["recorded_at"]
        events.append({**one, "previous": previous, "recorded_at": moment})
        previous = digest(events[-1])
    assert told(exported(events)) == [("journal-backdated", 4)]


def test_a_history_rewritten_from_the_start_is_betrayed_by_the_signed_checkpoint() -> None:
    forged = chain(6, data={"value": "other"})
    assert told(exported(forged, checkpoint(WHOLE[3]))) == [("journal-rewritten", 4)]


def test_a_journal_cut_before_its_checkpoint_is_named() -> None:
    assert told(SIGNED[:4]) == [("journal-truncated", 4)]


def test_another_key_than_the_one_given_is_refused() -> None:
    other = signing.private_key(signing.new_key()).public_key()
    content = "".join(f"{line}\n" for line in SIGNED).encode()
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


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_one_flipped_bit_anywhere_is_found(data: st.DataObject) -> None:
    content = bytearray("".join(f"{line}\n" for line in SIGNED).encode())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    found = verify(io.BytesIO(bytes(content)))
    assert not found.whole
    first_event = len(SIGNED[0]) + len(SIGNED[1]) + 2
    if place >= first_event:
        number = bytes("".join(f"{line}\n" for line in SIGNED).encode()[first_event:place]).count(b"\n") + 1
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
