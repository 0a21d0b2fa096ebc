"""Lines read from files, made to agree: moments in a zone, what is said twice, what contradicts itself."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo

from sobria.engine.erasure.certificates import Fault, Line, Pair, Reading
from sobria.engine.erasure.serials import normal


def settled(readings: Iterable[Reading], *, now: datetime, zone: tzinfo) -> Reading:
    """Every moment aware. Erasures that end after `now` are refused, and both of two that contradict each other."""
    lines: list[Line] = []
    faults: list[Fault] = []
    local = 0
    pairs: dict[Pair, None] = {}
    for reading in readings:
        faults += reading.faults
        pairs |= dict.fromkeys(reading.pairs)
        for line in reading.lines:
            is_local = line.finished_at.tzinfo is None
            local += is_local
            aware = replace(line, finished_at=line.finished_at.replace(tzinfo=zone)) if is_local else line
            if aware.finished_at > now:
                faults.append(refused(aware, "erasure-future", value=line.finished_at.strftime("%Y-%m-%d %H:%M")))
            else:
                lines.append(aware)
    kept, contradictions, repeated = _agreeing(lines)
    return Reading(tuple(kept), (*faults, *contradictions), tuple(pairs), repeated, local)


def refused(line: Line | Pair, code: str, *, value: str = "", **detail: object) -> Fault:
    detail = {"serial": line.drive_serial, **detail}
    place = line.place if isinstance(line, Line) else "line"
    return Fault(line.file, line.number, "", value or line.drive_serial, code, detail, place, line.drive_serial)


def moment_of(line: Line) -> tuple[str, datetime]:
    """What makes two certificates the same: the drive and the instant."""
    return normal(line.drive_serial), line.finished_at


def _agreeing(lines: Iterable[Line]) -> tuple[list[Line], list[Fault], int]:
    by_moment: dict[tuple[str, datetime], list[Line]] = {}
    for line in lines:
        by_moment.setdefault(moment_of(line), []).append(line)
    kept: list[Line] = []
    faults: list[Fault] = []
    repeated = 0
    for same in by_moment.values():
        if len({one.outcome for one in same}) > 1:
            faults += [
                refused(one, "erasure-contradiction", other=_place(same[rank == 0])) for rank, one in enumerate(same)
            ]
            continue
        kept.append(same[0])
        repeated += len(same) - 1
    return kept, faults, repeated


def _place(line: Line) -> str:
    return f"{line.file}, {line.number}"
