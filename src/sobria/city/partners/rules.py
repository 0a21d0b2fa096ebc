"""Rules over the words of a partner, each with the code of the sentence said when it is broken."""

import re

from django.utils.text import slugify

from sobria.engine.messages import Refusal

SIRET_DIGITS = 14
SIREN_DIGITS = 9
POST_OFFICE = "356000000"
"""La Poste: the last digits of its establishments follow a sum of their own."""
POST_OFFICE_DIVISOR = 5
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE_LENGTH = 60


def siret(text: str) -> str:
    """The fourteen digits, spaces left out; empty when nothing is given. Raises Refusal when the key is wrong."""
    digits = re.sub(r"[\s.\u202f\u00a0]", "", text)
    if digits and not _is_siret(digits):
        raise Refusal("partner-siret", value=text[:40])
    return digits


def code_for(code: str, name: str) -> str:
    """The code given, or one made from the name. Raises Refusal when it is not made of small letters and digits."""
    found = code.strip() or slugify(name)[:CODE_LENGTH].strip("-")
    if not CODE.fullmatch(found) or len(found) > CODE_LENGTH:
        raise Refusal("partner-code", value=(code or name)[:60])
    return found


def _is_siret(digits: str) -> bool:
    if not (digits.isascii() and digits.isdigit() and len(digits) == SIRET_DIGITS):
        return False
    if digits[:SIREN_DIGITS] == POST_OFFICE and sum(map(int, digits)) % POST_OFFICE_DIVISOR == 0:
        return True
    doubled = [int(digit) * (2 if rank % 2 == 0 else 1) for rank, digit in enumerate(digits)]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0  # noqa: PLR2004 - digits of a doubled digit
