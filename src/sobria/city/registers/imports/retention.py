"""Received files may name people in columns we drop: they are kept only as long as a correction may need them."""

import shutil
import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from sobria.city.registers.models import Import, State

KEPT = timedelta(days=30)


def forget_files() -> int:
    """Erase the files received more than `KEPT` ago, and those no import knows. Returns how many were erased."""
    root = Path(settings.DATA_DIR) / "imports"
    if not root.is_dir():
        return 0
    busy = Q(state__in=(State.QUEUED, State.RUNNING))
    recent = Q(received_at__gte=timezone.now() - KEPT)
    wanted = set(Import.objects.filter(recent | busy).values_list("pk", flat=True))
    old = [folder for folder in root.iterdir() if _is_old(folder) and _pk(folder) not in wanted]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _is_old(folder: Path) -> bool:
    """A folder just made may belong to an import not written yet."""
    return timezone.now().timestamp() - folder.stat().st_mtime > timedelta(hours=1).total_seconds()


def _pk(folder: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID(folder.name)
    except ValueError:
        return None
