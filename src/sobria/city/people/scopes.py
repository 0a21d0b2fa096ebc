"""What one person may be given to keep: a register, or a room that has no register."""

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


def scope_label(scope: str) -> str:
    """Name of a scope; the text itself for a partner, or for what is no longer kept."""
    return scopes().get(scope, scope)
