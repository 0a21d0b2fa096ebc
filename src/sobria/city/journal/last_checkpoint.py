"""The last checkpoint, kept as a file beside the database: a database put back from a backup does not know it."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings


def path() -> Path:
    return Path(settings.DATA_DIR) / "journal-checkpoint.json"


def keep(checkpoint: dict[str, Any]) -> None:
    """In the shape of the published list, so that `sobria journal resume` takes it as it is."""
    draft = path().with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({"checkpoints": [checkpoint]}), encoding="utf-8")
    draft.replace(path())
