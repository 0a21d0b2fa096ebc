"""What rooms above give to the edition (setting EDITION_PROVIDERS: paths of (year, on) → Contribution)."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from sobria.city.reports.gathering.bilingual import Text, in_each
from sobria.engine.editions.comparison import Split
from sobria.engine.editions.contribution import Contribution, Extra
from sobria.engine.messages import Language

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rooms:
    """`extras`: code → language → the figure in the words of that language."""

    extras: Mapping[str, Mapping[Language, Extra]]
    notes: tuple[Text, ...]
    signatures: Mapping[str, str]
    splits: Mapping[str, Split]
    failures: tuple[str, ...]


def given(year: int, on: date) -> Rooms:
    """A room that fails takes nobody else with it, and is named."""
    extras: dict[str, dict[Language, Extra]] = {}
    notes: list[Text] = []
    signatures: dict[str, str] = {}
    splits: dict[str, Split] = {}
    failures = []
    for path in settings.EDITION_PROVIDERS:
        try:
            found = _asked(path, year, on)
        except Exception:
            logger.exception("editions: %s failed", path)
            failures.append(path)
            continue
        for language, one in found.items():
            for extra in one.extras:
                extras.setdefault(extra.value.code, {})[language] = extra
        each = zip(*(one.notes for one in found.values()), strict=True)
        notes += [{str(code): text for code, text in zip(found, said, strict=True)} for said in each]
        signatures |= found["fr"].signatures
        splits |= found["fr"].splits
    return Rooms(extras, tuple(notes), signatures, splits, tuple(failures))


def _asked(path: str, year: int, on: date) -> dict[Language, Contribution]:
    provider: Callable[[int, date], Contribution] = import_string(path)
    return in_each(lambda: provider(year, on))
