"""The registers this city keeps, in the order the settings name them."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from sobria.city.registers.declaration import Register


@cache
def registers() -> tuple[Register, ...]:
    return tuple(cast("Register", import_string(path)) for path in settings.REGISTERS)


def register(code: str) -> Register:
    """Raises StopIteration for a code nobody declared."""
    return next(known for known in registers() if known.code == code)
