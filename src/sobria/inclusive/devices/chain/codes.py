"""Codes of devices in the chain: short, random, without letters one takes for another, silent about the past."""

import re
import secrets

from sobria.inclusive.devices.models import Item

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
SEPARATORS = re.compile(r"[\s,;]+")


def new_codes(count: int) -> list[str]:
    """As many codes as asked, none of them in use. One query, more in the case of a clash."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {"".join(secrets.choice(ALPHABET) for _place in range(LENGTH)) for _one in range(count - len(found))}
        found |= drawn - set(Item.objects.filter(code__in=drawn).values_list("code", flat=True))
    return sorted(found)


def read(text: str) -> str:
    """A code as it is written on a label: capitals, no blank nor dash."""
    return re.sub(r"[\s\-.]", "", text).upper()


def several(text: str) -> frozenset[str]:
    """Codes scanned or typed one after the other, between blanks, commas or lines."""
    return frozenset(read(part) for part in SEPARATORS.split(text) if part.strip())
