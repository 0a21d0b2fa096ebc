"""How two serial numbers are told to be the same."""

import re
import unicodedata

from sobria.engine.footprint.readers.words import filler_serials, squeezed

LONGEST = 120
_ERASED_ALIKE = re.compile(r"[\s.]+")
_ANONYMOUS = re.compile(r"[Xx*?]{4,}")


def normal(serial: str) -> str:
    """Capitals, without blanks or dots: "wd-wcc 4e.12" → "WD-WCC4E12"."""
    return _ERASED_ALIKE.sub("", unicodedata.normalize("NFKC", serial)).upper()


def names_something(serial: str) -> bool:
    """Whether a cell holds a serial, not a filler such as "Unknown", nor one a tool was told to hide."""
    said = squeezed(serial)
    return bool(normal(serial)) and said not in filler_serials() and not _ANONYMOUS.fullmatch(said)
