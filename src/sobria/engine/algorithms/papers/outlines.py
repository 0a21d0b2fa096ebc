"""The outlines of papers, as the catalogue gives them (`catalogue/algorithms/papers/*.yaml`), checked when read."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from sobria.engine.algorithms.fields import fields
from sobria.engine.duties.definitions import Words

GIVEN = "given"
Act = Literal["say", "field", "blank", "note", "confirm"]
ACTS: tuple[Act, ...] = ("say", "field", "blank", "note", "confirm")
CODES = ("mention", "reply", "fria", "dpia")
# What a paper knows beside the record: see `writing.Known`.
KNOWN = frozenset({"page", "requested_on", "refused_on", "cada_until", "explanation", "cada"})


@dataclass(frozen=True, slots=True)
class Item:
    """One paragraph of a paper; `note` and `confirm` are remarks to whoever prepares it, and stay out of it.

    Attributes:
        field: code of the field shown, for the act `field`.
        places: fields, and what the paper knows, that the words name.
        when: code → values for which the item is written; (`given`,): any value but none.
    """

    act: Act
    words: Words
    field: str
    places: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    heading: Words
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A paper before a record fills it. `status`: `settled`, or `to-confirm` by a lawyer."""

    code: str
    title: Words
    purpose: Words
    source: str
    status: str
    parts: tuple[Part, ...]


@cache
def outlines() -> dict[str, Outline]:
    """Raises ValueError, with the file and what is wrong, for an outline that no record could fill."""
    return {code: _outline(code) for code in CODES}


def _outline(code: str) -> Outline:
    text = files("sobria.catalogue").joinpath(f"algorithms/papers/{code}.yaml").read_text(encoding="utf-8")
    given = yaml.safe_load(text)
    return Outline(
        code=code,
        title=_words(given["title"], code),
        purpose=_words(given["purpose"], code),
        source=given["source"],
        status=given["status"],
        parts=tuple(
            Part(
                heading=_words(part["heading"], code) if "heading" in part else Words(),
                items=tuple(_item(item, code) for item in part["items"]),
            )
            for part in given["parts"]
        ),
    )


def _words(given: Mapping[str, str], code: str) -> Words:
    if set(given) != {"fr", "en"}:
        message = f"{code}.yaml: words in French and in English are wanted, not {given}"
        raise ValueError(message)
    return Words(given["fr"], given["en"])


def _item(given: dict[str, Any], code: str) -> Item:
    when = {key: (GIVEN,) if value == GIVEN else tuple(value) for key, value in given.pop("when", {}).items()}
    ((act, value),) = given.items()
    words = Words() if act == "field" else _words(value, code)
    places = {_places(text) for text in (words.fr, words.en)}
    named = {place for each in places for place in each} | set(when) | ({value} if act == "field" else set())
    unknown = sorted(named - set(fields()) - KNOWN)
    if act not in ACTS or unknown or len(places) > 1:
        message = f"{code}.yaml: {act} {value}: unknown act, place or field ({unknown}), or places that differ"
        raise ValueError(message)
    return Item(
        act=act,
        words=words,
        field=value if act == "field" else "",
        places=next(iter(places)),
        when=when,
    )


def _places(text: str) -> tuple[str, ...]:
    return tuple(sorted({name for _, name, _, _ in string.Formatter().parse(text) if name}))
