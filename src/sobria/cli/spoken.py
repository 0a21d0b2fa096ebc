"""The language a command answers in: one rule for every verb."""

import os
from collections.abc import Sequence
from itertools import pairwise

from sobria.engine.messages import LANGUAGES, Language


def usual() -> Language:
    """That of the session (`LANG`): French when it says so, English otherwise."""
    return "fr" if os.environ.get("LANG", "").startswith("fr") else "en"


def asked(arguments: Sequence[str]) -> Language:
    """What `--lang` says, known before the rest is parsed so that help speaks it; the usual one without it."""
    for one in LANGUAGES:
        if f"--lang={one}" in arguments or ("--lang", one) in pairwise(arguments):
            return one
    return usual()
