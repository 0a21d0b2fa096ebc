"""A code as it is written on a slip and typed again: no letter that looks like a figure, and a check at its end.

The check finds any one character mistyped and any two exchanged, before anyone is asked whether the code exists: the
sum of characters, each times a power of a generator of the field of 32 elements, is zero.
"""

import unicodedata
from collections.abc import Sequence

from sobria.engine.messages import Refusal

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
DRAWN = 11
"""Characters drawn at random: 55 bits."""
LENGTH = DRAWN + 1
GROUP = 4
FIELD = 0b100101
"""x⁵ + x² + 1, primitive over the field of two elements."""
BETWEEN = frozenset(" -.·_/\u2010\u2011\u2012\u2013\u2014\u00a0\u202f")
NEVER = frozenset("0O1I")


def code_of(drawn: Sequence[int]) -> str:
    """The code of eleven numbers from 0 to 31, without its hyphens."""
    if len(drawn) != DRAWN or any(not 0 <= one < len(ALPHABET) for one in drawn):
        message = f"{DRAWN} numbers below {len(ALPHABET)} make a code"
        raise ValueError(message)
    return "".join(ALPHABET[one] for one in (*drawn, _check(drawn)))


def shown(code: str) -> str:
    """In groups of four: K7QM-3XPA-9RTD."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read(text: str) -> str:
    """The code that was typed, in capitals and without spaces or hyphens.

    Raises Refusal: device-code-empty, -character (with it), -length, -typed (the check does not hold).
    """
    typed = [one for one in unicodedata.normalize("NFKC", text).upper() if one not in BETWEEN and not one.isspace()]
    if not typed:
        raise Refusal("device-code-empty")
    for place, one in enumerate(typed, start=1):
        if one in NEVER:
            raise Refusal("device-code-never", character=one, place=place)
        if one not in ALPHABET:
            raise Refusal("device-code-character", character=one, place=place)
    if len(typed) != LENGTH:
        raise Refusal("device-code-length", count=len(typed), wanted=LENGTH)
    numbers = [ALPHABET.index(one) for one in typed]
    if _check(numbers[:DRAWN]) != numbers[DRAWN]:
        raise Refusal("device-code-typed")
    return "".join(typed)


def _check(drawn: Sequence[int]) -> int:
    """Addition in the field is exclusive or. The first drawn weighs the generator, the next its square, and so on."""
    found = 0
    for rank, one in enumerate(drawn, start=1):
        weighted = one
        for _ in range(rank):
            weighted <<= 1
            if weighted >= len(ALPHABET):
                weighted ^= FIELD
        found ^= weighted
    return found
