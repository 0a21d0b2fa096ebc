"""The programme de travail: written part by part, published as a version that never changes.

Parts (CGCT D. 2311-15-1): the actors and how they take part, the impact of digital on the territory, the impact of
uses, the measures already taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.indicators.selectors import values as indicator_values
from sobria.city.indicators.targets import unit_of
from sobria.city.indicators.targets import written as written_value
from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers.imports.sentences import language
from sobria.city.strategy.models import ProgrammeEdition, ProgrammeSection
from sobria.engine.indicators.definitions import load_indicators
from sobria.engine.messages import Refusal
from sobria.ui import numbers
from sobria.ui.context import address

Content = dict[str, Any]
Part = ProgrammeSection.Part

SCOPE = "strategy"
FOOTPRINT = "S1"
ROLES = ("public", "private")
COLUMNS: dict[str, tuple[str, ...]] = {
    Part.ACTORS: ("name", "role", "how"),
    Part.MEASURES: ("title", "since", "result"),
}
NEEDED: dict[str, tuple[str, ...]] = {Part.ACTORS: ("name", "role"), Part.MEASURES: ("title",)}


@dataclass(frozen=True, slots=True)
class Written:
    """A part as it stands. `version` 0: nobody wrote it yet."""

    part: str
    content: Content
    version: int

    @property
    def is_complete(self) -> bool:
        return bool(self.content["rows"] or (self.part not in NEEDED and self.content["text"]))


def written(part: str) -> Written:
    section = ProgrammeSection.objects.filter(part=part).first()
    return _written(part, section)


def all_written() -> list[Written]:
    """One query; the parts in their order."""
    found = ProgrammeSection.objects.in_bulk()
    return [_written(part, found.get(part)) for part in Part.values]


def edition(number: int | None = None) -> ProgrammeEdition | None:
    """One version, or the last."""
    found = ProgrammeEdition.objects.all()
    return found.first() if number is None else found.filter(number=number).first()


def editions() -> QuerySet[ProgrammeEdition]:
    return ProgrammeEdition.objects.defer("content")


@transaction.atomic
def save_part(part: str, *, values: Mapping[str, Any], seen: int, by: User) -> Written:
    """Raises Refusal when someone saved this part since the version seen."""
    require(by, WRITERS, scope=SCOPE)
    content = clean_part(part, values)
    now = timezone.now()
    ProgrammeSection.objects.get_or_create(part=part, defaults={"version": 0, "updated_at": now, "content": {}})
    written_over = ProgrammeSection.objects.filter(part=part, version=seen).update(
        content=content, version=seen + 1, updated_at=now
    )
    if not written_over:
        raise Refusal("programme-changed")
    record("programme.saved", by=by, subject="programme", data={"part": part, "version": seen + 1})
    return Written(part, content, seen + 1)


@transaction.atomic
def publish(*, by: User) -> ProgrammeEdition:
    """What is written becomes the next version. Raises Refusal naming the parts that miss."""
    require(by, WRITERS, scope=SCOPE)
    list(ProgrammeSection.objects.select_for_update().order_by("part"))
    parts = all_written()
    missing = [str(Part(one.part).label).lower() for one in parts if not one.is_complete]
    if missing:
        raise Refusal("programme-incomplete", missing=", ".join(missing))
    last = ProgrammeEdition.objects.first()
    now = timezone.now()
    content: Content = {one.part: one.content for one in parts}
    content["figure"] = footprint_figure()
    found = ProgrammeEdition.objects.create(
        number=last.number + 1 if last else 1, content=content, published_at=now, author=by
    )
    record("programme.published", by=by, subject=f"programme:{found.number}", data={"number": found.number})
    return found


def footprint_figure() -> Content:
    """The carbon footprint of the city's equipment today, as JSON: a figure of the city's own, not of the territory.

    Numbers stay numbers, in the unit of the indicator: `figure_words` writes them for each reader.
    """
    value = indicator_values(timezone.localdate())[FOOTPRINT]
    amounts = {"amount": value.value, "low": value.low, "high": value.high}
    year = value.end.year if value.value is not None else None
    return {"code": FOOTPRINT, "year": year, "evidence": value.evidence, **amounts}


def figure_words(figure: Content) -> Content:
    """The figure of an edition in the reader's language; one kept in words (early editions) is given as it was."""
    indicator = load_indicators().get(figure["code"])
    if "amount" not in figure or indicator is None:
        return figure
    low, high = figure["low"], figure["high"]
    between = ""
    if low is not None and high is not None:
        bounds = [numbers.decimal(bound, places=indicator.precision) for bound in (low, high)]
        between = numbers.measure(_("%(low)s à %(high)s") % {"low": bounds[0], "high": bounds[1]}, unit_of(indicator))
    said = {"name": indicator.name(language()), "value": written_value(indicator, figure["amount"])}
    evidence = figure["evidence"] or address("indicators:evidence", FOOTPRINT)
    return figure | said | {"interval": between, "evidence": evidence}


def clean_part(part: str, values: Mapping[str, Any]) -> Content:
    """Texts trimmed, blank rows out. Raises Refusal on a row half written."""
    found: Content = {name: _text(values.get(name)) for name in ("text", "source")}
    rows = []
    for row in values.get("rows") or ():
        cells = {name: _text(row.get(name)) for name in COLUMNS.get(part, ())}
        if not any(cells.values()):
            continue
        lacking = next((name for name in NEEDED[part] if not cells[name]), None)
        if lacking:
            raise Refusal("programme-row-incomplete", field=lacking)
        if cells.get("role") and cells["role"] not in ROLES:
            raise Refusal("strategy-choice-unknown", value=cells["role"][:60], known=", ".join(ROLES))
        rows.append(cells)
    return found | {"rows": rows}


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").replace("\x00", "").strip()


def _written(part: str, section: ProgrammeSection | None) -> Written:
    content = {"text": "", "source": "", "rows": []} | (section.content if section else {})
    return Written(part, content, section.version if section else 0)
