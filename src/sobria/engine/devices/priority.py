"""Who comes first: ordered rules, each a yes or a no on declared bands (`catalogue/inclusive_devices/priority.csv`).

The first rule that two needs answer differently decides between them, in favour of the one that answers yes; when they
answer all alike, the earlier request does. Before every rule, the city's answer to an appeal may put a need first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table
from sobria.engine.devices.bands import YES

APPEAL, DATE = "appeal", "date"
_OTHER = {
    APPEAL: ("la ville a répondu à un recours", "the city has answered an appeal"),
    DATE: ("la demande est plus ancienne", "the request is older"),
}
Bands = Mapping[str, str]
"""Dimension → code of the declared band; yes or no for most of them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`values`: the bands of `dimension` that answer yes; `sentences`: what a yes says of the household."""

    order: int
    code: str
    dimension: str
    values: frozenset[str]
    sentences: tuple[str, str]
    source: str
    status: str

    def holds(self, bands: Bands) -> bool:
        return bands[self.dimension] in self.values

    @property
    def is_yes_no(self) -> bool:
        return self.values == {YES}

    def sentence(self, language: str = "fr") -> str:
        return self.sentences[language.startswith("en")]


@cache
def rules() -> tuple[Rule, ...]:
    """In the order they are applied."""
    found = [
        Rule(
            int(row["order"]),
            row["code"],
            row["dimension"],
            frozenset(row["values"].split()),
            (row["fr"], row["en"]),
            row["source"],
            row["status"],
        )
        for row in table("inclusive_devices/priority")
    ]
    return tuple(sorted(found, key=lambda one: one.order))


def bit(rank: int) -> int:
    """What not answering yes to the rule of this rank (from 0) adds to a weight."""
    return 1 << (len(rules()) - 1 - rank)


def last_bit() -> int:
    """What not being put first by the city adds: more than all the rules together."""
    return 1 << len(rules())


def weight(bands: Bands, *, is_first: bool) -> int:
    """The answers written as one number, the first rule as its highest digit: the smaller comes first.

    It is no score: nothing adds up, and the first difference decides whatever follows.
    """
    found = 0 if is_first else last_bit()
    return found + sum(bit(rank) for rank, rule in enumerate(rules()) if not rule.holds(bands))


def decided_by(one: int, other: int) -> str:
    """What sets two weights apart: code of a rule, `appeal`, or `date` when they are equal."""
    difference = one ^ other
    if not difference:
        return DATE
    if difference & last_bit():
        return APPEAL
    return rules()[len(rules()) - difference.bit_length()].code


def held(bands: Bands, *, is_first: bool = False) -> tuple[str, ...]:
    """Codes of what speaks for a need, in order."""
    return (*((APPEAL,) if is_first else ()), *(rule.code for rule in rules() if rule.holds(bands)))


def sentence(code: str, language: str = "fr") -> str:
    """What a rule, an appeal or a date says, to follow “because”."""
    if code in _OTHER:
        return _OTHER[code][language.startswith("en")]
    return next(rule for rule in rules() if rule.code == code).sentence(language)
