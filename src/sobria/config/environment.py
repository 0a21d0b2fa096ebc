"""Read the environment: the only place where Sobria is configured.

Every variable is listed in `docs/reference/settings.md`; a test keeps both in step. A secret may be given as
`NAME_FILE`, a path to a file that holds it.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


def text(name: str, default: str = "") -> str:
    """Value of `name`, or of the file that `name_FILE` points to, or `default`."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    return text(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    return int(text(name, str(default)))


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated words, blanks removed."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def data_dir() -> Path:
    """Folder of everything Sobria writes: database, uploaded files, snapshots, results."""
    folder = Path(text("SOBRIA_DATA_DIR", "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """The signing key from the environment; for a local start, one made once and kept in the data folder."""
    given = text("SOBRIA_SECRET_KEY")
    if given:
        return given
    path = folder / "secret-key"
    if not path.exists():
        _make_key(path)
    return path.read_text(encoding="ascii").strip()


def _make_key(path: Path) -> None:
    """One of several first starts wins; the file never exists without its whole key, and only its owner reads it."""
    descriptor, name = tempfile.mkstemp(prefix=".secret-key-", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def identity_providers() -> list[dict[str, Any]]:
    """The city's OpenID Connect provider, as allauth describes one; none where the city has given none."""
    server = text("SOBRIA_OIDC_SERVER")
    if not server:
        return []
    return [
        {
            "provider_id": "ville",
            "name": text("SOBRIA_OIDC_NAME", "Compte de la ville"),
            "client_id": text("SOBRIA_OIDC_CLIENT"),
            "secret": text("SOBRIA_OIDC_SECRET"),
            "settings": {"server_url": server, "verified_email": flag("SOBRIA_OIDC_TRUST_EMAIL")},
        }
    ]
