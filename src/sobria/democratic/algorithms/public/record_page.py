"""What the page of one record shows. Nothing is computed here but words: figures and law come from the engine."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from sobria.democratic.algorithms.models import Dossier, Version
from sobria.democratic.algorithms.models.charter import Charter, GridMark
from sobria.democratic.algorithms.reading.written import Said, reader, said
from sobria.engine.ai_act import Obligation, assess, classes, law_name
from sobria.engine.algorithms.content import Content
from sobria.engine.algorithms.fields import fields
from sobria.engine.algorithms.footprint import CRITERIA, METERED, VOLUMES, sentences
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.messages import Refusal
from sobria.ui import numbers
from sobria.ui.figures import Estimate

LONGEST_TITLE = 120
BRIEF = (
    *("purpose", "population", "automation", "decision", "human_oversight", "appeals", "contact_email"),
    *("data_categories", "data_sources", "risks", "mitigation", "provider", "hosting", "cost_eur_year"),
)
FEEDS = (*VOLUMES, *METERED, "ai_model", "hosting_country", "footprint_unknown")
"""Fields from which a footprint follows: withheld, they would be read in it."""


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """`notes`: contested date, to be confirmed, assumed; in words."""

    words: str
    article: str
    since: str
    by: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """What the AI Act asks on a day. `problem`: why it could not be said."""

    class_name: str
    meaning: str
    law: str
    obligations: tuple[ObligationRow, ...]
    unknown: int
    prohibited_from: date | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FootprintPage:
    """A year of use as ranges, or why there is none; `inputs`, `sources`: what the figures rest on."""

    year: int
    rows: tuple[tuple[str, str], ...]
    why_unknown: str
    remarks: tuple[str, ...]
    method: str
    inputs: tuple[tuple[str, str], ...]
    sources: tuple[dict[str, Any], ...]

    @property
    def headline(self) -> str:
        """The first range, climate where it is known; empty when there is none."""
        return self.rows[0][1] if self.rows else ""


@dataclass(frozen=True, slots=True)
class PrincipleRow:
    """What the project answers, and how the rapporteur read it."""

    title: str
    question: str
    answer: str
    mark: str
    comment: str


def heading(content: Content) -> tuple[str, str]:
    """(title, lead): what it does first, when that is short enough to be a title."""
    name, summary = content["name"], content["summary"]
    if not summary or len(summary) > LONGEST_TITLE:
        return name, summary
    return summary.rstrip(". "), name


def brief(content: Content) -> list[Said]:
    return [one for one in (said(code, content) for code in BRIEF) if one.is_known]


def withheld(content: Content) -> list[Said]:
    return [said(code, content) for code in content["withheld"] if code in fields()]


def law_on(content: Content, on: date) -> Law:
    """By the law of that day."""
    language = reader()
    try:
        found = assess(content["ai_act"], on=on)
    except Refusal as refusal:
        return Law("", "", "", (), 0, None, problem=refusal.sentence(language))
    known = classes()[found.cls]
    return Law(
        known.name(language),
        known.words(language),
        law_name(found.law)(language),
        tuple(_obligation(one) for one in found.obligations),
        len(found.unknown),
        found.prohibited_from,
    )


def _obligation(one: Obligation) -> ObligationRow:
    by = {"city": _("la ville"), "vendor": _("le fournisseur")}
    since = formats.date_format(one.applies_from) if one.applies_from else ""
    notes = []
    if one.date_status == "contested":
        other = formats.date_format(one.other_reading) if one.other_reading else _("une autre date")
        notes.append(
            _("date contestée : le %(nearest)s ou le %(other)s ; la plus proche est retenue")
            % {"nearest": since or "–", "other": other}
        )
    if one.to_confirm:
        notes.append(_("à faire confirmer par un juriste"))
    if one.assumed:
        notes.append(_("supposée, faute de réponse à une question"))
    return ObligationRow(
        one.words(reader()),
        one.article,
        _("à partir du %(day)s") % {"day": since} if since else _("sans date : la loi nomme un événement"),
        _("pour %(who)s") % {"who": by[one.borne_by]} if one.borne_by in by else _("on ne sait pas pour qui"),
        tuple(notes),
    )


def footprint(version: Version) -> FootprintPage:
    """What the volumes declared in that version gave the day it was written."""
    answer, content = version.footprint, version.content
    year = version.created_at.year
    held = [code for code in FEEDS if code in content["withheld"]]
    if held:
        ground = content["withheld"][held[0]]
        why = _("non communiquée : un champ dont elle se déduit ne l’est pas ({ground}).").format(ground=ground)
        return FootprintPage(year, (), why, (), "", (), ())
    if not answer:
        return FootprintPage(year, (), _("inconnue : rien n’est déclaré."), (), "", (), ())
    words = tuple(sentences(answer, reader()))
    if answer["unknown"]:
        return FootprintPage(year, (), words[0], (), answer["method"], (), ())
    names = load_catalogue().criteria
    ranges = [(names[code].label(reader()), _range(answer["criteria"][code], "")) for code in CRITERIA]
    ranges.append((_("Électricité"), _range(answer["kwh"], "kWh")))
    inputs = [(fields()[code].name(reader()), _input(value)) for code, value in answer["inputs"].items()]
    return FootprintPage(
        year,
        tuple((name, words) for name, words in ranges if words),
        "",
        words,
        answer["method"],
        tuple(inputs),
        tuple(answer["sources"]),
    )


def _range(bounds: dict[str, Any] | None, unit: str) -> str:
    if bounds is None:
        return ""
    found = Estimate(bounds["value"], bounds.get("unit", unit), bounds["low"], bounds["high"])
    return numbers.measure(found.range, found.shown_unit)


def _input(value: Any) -> str:
    if isinstance(value, str):
        return value
    return numbers.decimal(value, places=numbers.places_of(value) if value % 1 else 0)


def principles(version: Version, charter: Charter | None, dossiers: Iterable[Dossier]) -> list[PrincipleRow]:
    """Each principle of the charter of that version; answers to principles it no longer has come after."""
    answers = dict(version.content["principles"])
    marks: dict[str, GridMark] = {}
    for mark in sorted((one for dossier in dossiers for one in dossier.marks.all()), key=lambda one: (one.at, one.pk)):
        if mark.fingerprint == version.fingerprint:
            marks[mark.principle] = mark
    rows = [(one.code, one.title, one.question) for one in charter.principles.all()] if charter else []
    rows += [(code, code, "") for code in answers if code not in {row[0] for row in rows}]
    return [
        PrincipleRow(
            title,
            question,
            answers.get(code, ""),
            str(GridMark.Mark(marks[code].mark).label) if code in marks else "",
            marks[code].comment if code in marks else "",
        )
        for code, title, question in rows
    ]
