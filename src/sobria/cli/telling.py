"""Speak to the person at the terminal: French first, then English."""

import sys
from typing import TextIO

from sobria.engine.messages import LANGUAGES, Refusal, say


def tell(code: str, /, *, to: TextIO | None = None, **params: object) -> None:
    """One line per language; one alone where both say the same."""
    for sentence in dict.fromkeys(say(code, language, **params) for language in LANGUAGES):
        print(sentence, file=to or sys.stdout, flush=True)


def tell_refusal(refusal: Refusal) -> None:
    tell(refusal.code, to=sys.stderr, **refusal.params)
