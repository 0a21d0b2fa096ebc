"""Make a data folder ready to serve: database migrated, static files gathered, French and English compiled."""

import hashlib
from pathlib import Path

from babel.messages import mofile, pofile
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError

from sobria.cli.telling import tell
from sobria.engine.messages import Refusal

PACKAGE = Path(__file__).resolve().parent.parent
STAMP = "gathered.sha256"


def prepare() -> None:
    """Safe to run again; does nothing to what is already up to date."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as problem:
        raise Refusal("serve-database", reason=str(problem).strip()) from problem
    compile_messages(PACKAGE)
    gather_static()


def compile_messages(package: Path) -> list[Path]:
    """Compile each `.po` newer than its `.mo`; an installed package that is read-only already holds them."""
    compiled = []
    for source in sorted(package.glob("**/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as given:
            catalogue = pofile.read_po(given)
        try:
            with target.open("wb") as made:
                mofile.write_mo(made, catalogue)
        except OSError:  # no right to write, or a read-only disk
            tell("serve-messages-read-only", path=target)
            continue
        compiled.append(target)
    return compiled


def gather_static() -> bool:
    """Gather the static files when they changed since the last time. Returns whether it did."""
    root = Path(settings.STATIC_ROOT)
    stamp, print_ = root / STAMP, _static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == print_:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(print_, encoding="ascii")
    return True


def _static_fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            digest.update(str(path).encode())
            with storage.open(path) as handle:
                digest.update(hashlib.sha256(handle.read()).digest())
    return digest.hexdigest()
