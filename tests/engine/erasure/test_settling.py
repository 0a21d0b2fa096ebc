"""What several files say of the same drives is made to agree before anything is kept."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sobria.engine.erasure.certificates import Line, Reading
from sobria.engine.erasure.settling import settled

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
LATE = datetime(2026, 11, 20, 10, 0)  # noqa: DTZ001 - a tool that names no zone


def line(serial: str = "A", outcome: str = "erased", at: datetime = LATE, number: int = 1) -> Line:
    return Line("f.csv", number, serial, outcome, at)


def agreed(*lines: Line) -> Reading:
    return settled([Reading(tuple(lines))], now=NOW, zone=PARIS)


def test_a_moment_without_zone_is_the_time_of_the_city_and_it_is_counted() -> None:
    reading = agreed(line(), line("B", at=datetime(2026, 11, 20, 10, 0, tzinfo=UTC)))
    assert [one.finished_at.astimezone(UTC).hour for one in reading.lines] == [9, 10]
    assert reading.local == 1


def test_an_erasure_that_ends_later_than_now_is_refused() -> None:
    reading = agreed(line(at=datetime(2027, 1, 1, 0, 0)))  # noqa: DTZ001 - a tool that names no zone
    assert not reading.lines
    assert [one.code for one in reading.faults] == ["erasure-future"]


def test_the_same_certificate_twice_is_kept_once() -> None:
    reading = agreed(line("wd 1"), line("WD1", number=2), line("WD1", at=datetime(2026, 11, 21, tzinfo=UTC)))
    assert [one.number for one in reading.lines] == [1, 1]
    assert reading.repeated == 1


def test_two_outcomes_at_the_same_instant_are_both_refused() -> None:
    reading = agreed(line("wd1"), line("WD 1", outcome="failed", number=2), line("B", number=3))
    assert [one.drive_serial for one in reading.lines] == ["B"]
    assert [(one.number, one.code) for one in reading.faults] == [
        (1, "erasure-contradiction"),
        (2, "erasure-contradiction"),
    ]
    assert "f.csv, 2" in reading.faults[0].sentence()
