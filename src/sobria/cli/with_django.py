"""Load a module that needs Django ready: a verb pays for Django only from the moment it asks for it."""

import importlib
import os
from types import ModuleType

import django

from sobria.engine.messages import Refusal


def load(module: str) -> ModuleType:
    """Set Django up (once) and import `module`. The environment must be complete before the first call."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sobria.config.settings")
    try:
        django.setup()
    except (PermissionError, NotADirectoryError, FileExistsError) as problem:
        raise Refusal("serve-data-dir", path=problem.filename, reason=problem.strerror) from problem
    return importlib.import_module(module)
