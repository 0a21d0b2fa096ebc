"""Verify an exported journal of 10,000, 100,000 and 1,000,000 events: seconds, memory, and the cost of one event.

Each run is the command itself, `sobria journal verify`, in a fresh process, with a checkpoint signed every 1,000 events
and the public key given. The goal is set at 100,000; the cost of an event must not grow with their number.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Side, keep, show, side_by_side, verdict
from sobria.engine.journal import signing
from sobria.engine.journal.canonical import canonical
from sobria.engine.journal.chain import FORMAT, GENESIS, commitment, digest, new_salt

SIZES = (10_000, 100_000, 1_000_000)
GOAL_EVENTS = 100_000
GOAL_SECONDS = 3.0
GOAL_GROWTH = 1.3
A_DAY = 1_000
START = datetime(2020, 1, 1, tzinfo=UTC)


def events(count: int) -> Iterator[dict[str, Any]]:
    """As the register of equipment writes them: a correction with its values before and after."""
    salt, previous = new_salt(), GENESIS
    for sequence in range(1, count + 1):
        moment = START + timedelta(seconds=86 * sequence)
        document = {
            "actor": "officer",
            "data": {
                "after": {"kwh_year": 120.5, "status": "in_service"},
                "before": {"kwh_year": None, "status": None},
            },
            "kind": "equipment.updated",
            "personal": {"actor": commitment(salt, f"agent-{sequence}@lutece.example")},
            "previous": previous,
            "recorded_at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "sequence": sequence,
            "subject": f"equipment:{sequence % 60_000}",
        }
        previous = digest(document)
        yield {**document, "hash": previous}


def write(folder: Path, count: int) -> tuple[Path, Path]:
    """A journal of that many events and the key of its checkpoints."""
    private = signing.private_key(signing.new_key())
    pem = signing.public_pem(private.public_key())
    path, body, key = folder / f"{count}.jsonl", folder / f"{count}.body", folder / f"{count}.pem"
    key.write_text(pem)
    with path.open("w", encoding="utf-8") as head, body.open("w", encoding="utf-8") as rest:
        head.write(canonical({"format": FORMAT, "keys": [pem]}) + "\n")
        for event in events(count):
            rest.write(canonical(event) + "\n")
            if event["sequence"] % A_DAY == 0:
                signed = {name: event[name] for name in ("hash", "recorded_at", "sequence")}
                signed["day"] = date.fromordinal(START.toordinal() + event["sequence"] // A_DAY).isoformat()
                signed["key"] = signing.key_id(private.public_key())
                head.write(canonical({"checkpoint": {**signed, "signature": signing.sign(signed, private)}}) + "\n")
    with path.open("ab") as end, body.open("rb") as source:
        while block := source.read(1 << 20):
            end.write(block)
    body.unlink()
    return path, key


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        sides = []
        for count in SIZES:
            path, key = write(Path(folder), count)
            command = [sys.executable, "-m", "sobria.cli.main", "journal", "verify", str(path), "--key", str(key)]
            sides.append(Side(f"{count:,} events, {path.stat().st_size / 1e6:,.0f} MB", command))
        measures = side_by_side(*sides, runs=3)
    show(measures)
    seconds = dict(zip(SIZES, (measure.median for measure in measures), strict=True))
    for count, took in seconds.items():
        print(f"  {count:>9,} events: {took / count * 1e6:.2f} µs each")
    small, large = seconds[SIZES[1]] / SIZES[1], seconds[SIZES[2]] / SIZES[2]
    linear = verdict("cost of an event, from 100,000 to 1,000,000", large / small, GOAL_GROWTH, at_most=True)
    held = seconds[GOAL_EVENTS] <= GOAL_SECONDS
    print(f"  → {GOAL_EVENTS:,} events (goal ≤ {GOAL_SECONDS:g} s): {'held' if held else 'NOT held'}")
    keep("journal", {str(count): took for count, took in seconds.items()})
    return 0 if held and linear else 1


if __name__ == "__main__":
    sys.exit(main())
