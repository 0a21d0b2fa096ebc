"""Texts of the catalogue known in both languages: the commitments of an example, the words of the demonstration.

A text that a city has changed is no longer one of them, and stays in the language it was written in.
"""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from sobria.engine.messages import Language, say
from sobria.engine.strategy.examples import Example, Said, load_example

EXAMPLES = ("paris",)


def in_language(text: str, language: Language, *, demonstration: bool = False) -> str | None:
    """The same text in that language; None when the catalogue has it not. `demonstration`: its words count too."""
    found = _known(language).get(text)
    return _demonstration(language).get(text) if found is None and demonstration else found


@cache
def _known(language: Language) -> dict[str, str]:
    return {said.to(_other(language)): said.to(language) for code in EXAMPLES for said in _texts(load_example(code))}


def _other(language: Language) -> Language:
    return "fr" if language == "en" else "en"


def _texts(example: Example) -> Iterator[Said]:
    yield from (example.title, example.text, example.reference)
    yield from (axis.title for axis in example.axes)
    for measure in example.measures:
        yield from (measure.title, measure.description, announced(example, measure.commitment))
    yield from (claimed(claim.standing, claim.text) for claim in example.claims)


def announced(example: Example, commitment: str) -> Said:
    """The note that says where a commitment comes from."""
    reference = example.reference
    return Said(
        say("example-announced", "fr", reference=reference.fr, commitment=commitment),
        say("example-announced", "en", reference=reference.en, commitment=commitment),
    )


def claimed(standing: str, text: Said) -> Said:
    """The note that repeats what a city says of itself."""
    code = f"example-claim-{standing}"
    return Said(say(code, "fr", text=text.fr), say(code, "en", text=text.en))


@cache
def _demonstration(language: Language) -> dict[str, str]:
    with files("sobria.catalogue").joinpath("demo/phrases.csv").open(encoding="utf-8") as handle:
        return {row[_other(language)]: row[language] for row in csv.DictReader(handle)}
