"""The fairness table: who asked, who was granted a device, how long they waited, with nobody to be recognised.

A count under the least published is hidden. It would be found again by subtracting from the totals, so others are
hidden with it until whoever knows every published number, the totals, and that nobody is granted who did not ask, can
only tell that a hidden count lies in a range at least as wide as the least published. Dimensions share their totals
and nothing else: what is hidden in one is not told by another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sobria.engine.devices.bands import wait_of, waits

ALL = "all"
"""Dimension and value of the totals."""
UNSAID = "unsaid"
WAITED = "wait."
"""Before a dimension: counts by band and wait, which the median is read from."""
HALF = 2


@dataclass(frozen=True, slots=True)
class Count:
    """`asked`: needs to be met in the year; `granted`: met in it; `waits`: of these, band of wait → number."""

    asked: int = 0
    granted: int = 0
    waits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is published; None: hidden. `wait`: band of the median wait of who was granted."""

    asked: int | None = None
    granted: int | None = None
    share: float | None = None
    wait: str | None = None


Table = Mapping[str, Mapping[str, Count]]
"""Dimension → band → count; `all` → `all` holds the totals."""
Published = dict[str, dict[str, Shown]]


@dataclass(frozen=True, slots=True)
class Told:
    """What one need adds to one line of one year. `days`: waited, when granted."""

    year: int
    dimension: str
    value: str
    asked: int
    granted: int
    days: int = 0


def told(bands: Mapping[str, str], *, asked: date, ended: date | None, is_granted: bool, until: int) -> Iterator[Told]:
    """What a need adds to each year, up to `until`.

    It was to be met in the year it was asked and in each one until it ended; it is met in the year it was granted. What
    it adds to a year that is over never changes any more, so that the table of a past year stays as it was.
    """
    last = min(until, ended.year if ended else until)
    for year in range(asked.year, last + 1):
        met = bool(is_granted and ended and ended.year == year)
        days = (ended - asked).days if met and ended else 0
        for dimension, value in ((ALL, ALL), *bands.items()):
            yield Told(year, dimension, value or UNSAID, 1, int(met), days)
            if met:
                yield Told(year, f"{WAITED}{dimension}", f"{value or UNSAID}.{wait_of(days)}", 0, 1, days)


def tables(lines: Iterable[Told]) -> dict[int, dict[str, dict[str, Count]]]:
    """Year → table, from all that was told."""
    asked: Counter[tuple[int, str, str]] = Counter()
    granted: Counter[tuple[int, str, str]] = Counter()
    waited: dict[tuple[int, str, str], Counter[str]] = {}
    for one in lines:
        if one.dimension.startswith(WAITED):
            value, _dot, wait = one.value.rpartition(".")
            key = (one.year, one.dimension.removeprefix(WAITED), value)
            waited.setdefault(key, Counter())[wait] += one.granted
        else:
            asked[one.year, one.dimension, one.value] += one.asked
            granted[one.year, one.dimension, one.value] += one.granted
    found: dict[int, dict[str, dict[str, Count]]] = {}
    for (year, dimension, value), number in asked.items():
        key = (year, dimension, value)
        count = Count(number, granted[key], dict(waited.get(key, {})))
        found.setdefault(year, {}).setdefault(dimension, {})[value] = count
    return found


def publish(table: Table, *, least: int) -> Published:
    """What may be read of a table by everyone. `least`: the smallest number published."""
    total = table[ALL][ALL]
    hides = (total.asked < least, total.granted < least)
    found = {ALL: {ALL: _shown(total, *hides)}}
    for dimension, bands in table.items():
        if dimension == ALL:
            continue
        asked, granted = _Hidden(bands, total, least).settled()
        found[dimension] = {
            code: _shown(count, code in asked, code in granted) for code, count in sorted(bands.items())
        }
    return found


def median_wait(count: Mapping[str, int]) -> str | None:
    """The band that holds the median; the lower of the two in the middle."""
    total, passed = sum(count.values()), 0
    for one in waits():
        passed += count.get(one.code, 0)
        if total and passed * HALF >= total:
            return one.code
    return None


def _shown(count: Count, hides_asked: bool, hides_granted: bool) -> Shown:
    asked = None if hides_asked else count.asked
    granted = None if hides_granted else count.granted
    share = granted / asked if asked and granted is not None else None
    return Shown(asked, granted, share, None if granted is None else median_wait(count.waits))


class _Hidden:
    """What is hidden in one dimension. Whoever asked is hidden with what they were granted, never less."""

    def __init__(self, bands: Mapping[str, Count], total: Count, least: int) -> None:
        self.bands = bands
        self.least = least
        self.no_sum = total.granted < least
        self.asked = {code for code, one in bands.items() if one.asked < least}
        self.granted = self.asked | {code for code, one in bands.items() if one.granted < least}
        if total.asked < least:
            self.asked = set(bands)
        if total.asked < least or self.no_sum:
            self.granted = set(bands)
        self.is_whole = total.asked < least

    def settled(self) -> tuple[set[str], set[str]]:
        """Codes whose number asked is hidden, and codes whose number granted is."""
        while not self.is_whole and self._hide_one():
            pass
        return self.asked, self.granted

    def _hide_one(self) -> bool:
        """Hide the smallest count still shown, if a hidden one could be told too closely."""
        open_asked = sorted(set(self.bands) - self.asked, key=lambda code: (self.bands[code].asked, code))
        open_granted = sorted(set(self.bands) - self.granted, key=lambda code: (self.bands[code].granted, code))
        is_asked_close = any(self._width_asked(code) < self.least for code in self.asked)
        if not is_asked_close and all(self._width_granted(code) >= self.least for code in self.granted):
            return False
        if open_granted and not is_asked_close:
            self.granted.add(open_granted[0])
        elif open_asked:
            self.asked.add(open_asked[0])
            self.granted.add(open_asked[0])
        return bool(open_asked or open_granted)

    def _width_asked(self, code: str) -> int:
        """From none to all that is hidden, unless it is hidden alone."""
        return sum(self.bands[one].asked for one in self.asked) if self.asked - {code} else 0

    def _width_granted(self, code: str) -> int:
        """The range left once the sum of the hidden ones is known, each being at most what was asked."""
        pool = sum(self.bands[one].asked for one in self.asked)
        caps = {one: self.bands[one].asked for one in self.granted - self.asked}
        mine = pool if code in self.asked else caps[code]
        if self.no_sum:
            return mine
        whole = sum(self.bands[one].granted for one in self.granted)
        others = sum(cap for one, cap in caps.items() if one != code)
        if code not in self.asked or self.asked - {code}:
            others += pool
        return min(mine, whole) - max(0, whole - others)
