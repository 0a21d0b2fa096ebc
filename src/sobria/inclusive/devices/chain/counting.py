"""Counting what changes hands: what was announced, what is there, and of what is not there, what becomes of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sobria.engine.messages import Refusal
from sobria.inclusive.devices.models import Item

NAMED = 10
"""Devices named in a sentence; the others are counted."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a person counted.

    Attributes:
        taken: codes ticked or scanned one by one; None: only a number was given.
        number: units counted; None: as many as ticked.
        aside: codes said not to be there: left at the city, or not arrived.
    """

    taken: frozenset[str] | None = None
    number: int | None = None
    aside: frozenset[str] = frozenset()


def checked(expected: Collection[Item], count: Count) -> tuple[list[Item], list[Item]]:
    """The devices that go, and those that stay. Raises Refusal unless each expected device is in one of the two."""
    codes = {item.code for item in expected}
    given = (count.taken or frozenset()) | count.aside
    foreign = sorted(given - codes)
    if foreign:
        raise Refusal("chain-codes-foreign", codes=", ".join(foreign[:NAMED]))
    aside = count.aside - (count.taken or frozenset())
    taken = codes - aside if count.taken is None else set(count.taken)
    missing = sorted(codes - taken - aside)
    number = len(taken) if count.number is None else count.number
    if missing or number < len(taken):
        lacking = _named(expected, missing) if missing else _unnamed(len(taken) - number)
        raise Refusal("chain-counts-differ", expected=len(codes - aside), counted=min(number, len(taken)), **lacking)
    if number > len(taken):
        raise Refusal("chain-counts-over", expected=len(taken), counted=number)
    if not taken:
        raise Refusal("chain-none-taken")
    goes = [item for item in expected if item.code in taken]
    return goes, [item for item in expected if item.code in aside]


def _named(expected: Iterable[Item], codes: list[str]) -> dict[str, str]:
    """The missing ones by code and name."""
    labels = {item.code: item.label for item in expected}
    shown = "\N{NO-BREAK SPACE}; ".join(f"{code} {labels[code]}".strip() for code in codes[:NAMED])
    more = f" (+ {len(codes) - NAMED})" if len(codes) > NAMED else ""
    return {"missing": shown + more, "missing_en": shown.replace("\N{NO-BREAK SPACE};", ";") + more}


def _unnamed(number: int) -> dict[str, str]:
    """By number alone, nobody knows which: ticking them one by one tells."""
    return {
        "missing": f"{number}, sans savoir lesquels : cochez-les un par un",
        "missing_en": f"{number}, without knowing which: tick them one by one",
    }
