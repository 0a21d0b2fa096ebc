"""One document, whole: what `services` freezes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from sobria.city.reports.gathering import duties, figures, promises, rooms
from sobria.city.reports.gathering.bilingual import Text, page
from sobria.city.reports.gathering.known import known
from sobria.engine.editions.comparison import Split
from sobria.engine.editions.tags import finalities
from sobria.engine.messages import LANGUAGES, say

FORMAT = "sobria-edition/1"
LINKS = (
    ("indicators", "indicators:download", ("csv",)),
    ("exchange", "indicators:exchange-download", ()),
    ("duties", "duties:download", ("csv",)),
    ("strategy", "strategy:download-csv", ()),
    ("data", "portal:data", ()),
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """`document`: without what the freeze adds (revision, reason, comparison); `knows`: whether anything is known."""

    document: dict[str, Any]
    splits: dict[str, Split]
    knows: bool


def gather(year: int, *, today: date) -> Gathered:
    """Constant queries, whatever the rows of the registers; read in French, whoever asks."""
    with translation.override("fr"):
        found = known(year, today=today)
        given = rooms.given(year, today)
        strategy = promises.strategy_of(found)
        rows = figures.figures(found, given)
        document = {
            "format": FORMAT,
            "city": _city(),
            "site": settings.SOBRIA_SITE_URL.rstrip("/"),
            "year": year,
            "period_end": found.end.isoformat(),
            "is_whole": found.end == date(year, 12, 31),
            "frozen_on": today.isoformat(),
            "figures": rows,
            "duties": duties.duties(found),
            "strategy": promises.strategy_row(strategy),
            "measures": promises.measures(found, strategy),
            "programme": promises.programme_row(),
            "notes": list(given.notes),
            "failures": sorted({*found.book.failures, *given.failures}),
            "finalities": _finalities(),
            "links": _links(),
        }
        knows = figures.knows(rows) or strategy is not None or duties.anything_said(found)
    return Gathered(document, dict(given.splits), knows)


def _city() -> dict[str, str]:
    names = {"name": "NAME", "insee": "INSEE", "siret": "SIRET"}
    city = {key: str(getattr(settings, f"SOBRIA_CITY_{name}")) for key, name in names.items()}
    return city | {"country": settings.SOBRIA_COUNTRY}


def _finalities() -> list[dict[str, Any]]:
    return [
        {"code": one.code, "name": {"fr": one.fr, "en": one.en}, "source": one.source, "status": one.status}
        for one in finalities().values()
    ]


def _links() -> list[dict[str, Text]]:
    found = [(code, page(name, *args)) for code, name, args in LINKS]
    return [
        {"name": {language: say(f"edition-link-{code}", language) for language in LANGUAGES}, "url": url}
        for code, url in found
        if url["fr"]
    ]
