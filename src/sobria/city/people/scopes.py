"""What one person may be given to keep: a register, or a room that has no register; and the partners they work for."""

from collections.abc import Iterable
from typing import Protocol, cast

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


class _Kept(Protocol):
    """What is read here of a register: the rooms of registers stand above this one."""

    code: str
    title: str | Promise


def scopes() -> dict[str, str]:
    """Code → name in the reader's language, registers first, as the settings list them. No query."""
    kept = [cast("_Kept", import_string(path)) for path in settings.REGISTERS]
    rooms = {code: str(apps.get_app_config(code).verbose_name) for code in settings.ROOM_SCOPES}
    return {one.code: str(one.title) for one in kept} | rooms


def partners() -> dict[str, str]:
    """Code → name of every partner, by name (setting PARTNER_SCOPES: the room of partners stands above). One query."""
    found: dict[str, str] = import_string(settings.PARTNER_SCOPES)()
    return found


def scope_labels(asked: Iterable[str]) -> dict[str, str]:
    """Name of each scope; the text itself for what is no longer kept. One query when one may be a partner."""
    wanted, known = set(asked), scopes() | {"": ""}
    if wanted - known.keys():
        known = partners() | known
    return {scope: known.get(scope, scope) for scope in wanted}
