"""What the pages of duties show. Every number was computed before it came here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sobria.city.duties import selectors, words
from sobria.city.duties.models import Attestation
from sobria.city.duties.selectors import Follower
from sobria.engine.duties import Assessment, Duty, deadlines, load_duties
from sobria.engine.duties.deadlines import Occurrence, Statements
from sobria.engine.duties.evaluation import Missing
from sobria.ui.context import address


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state as a word and a tone; the stylesheet gives it a shape by its code: never a colour alone."""

    code: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One duty of the grid."""

    code: str
    name: str
    text: str
    article: str
    state: StateWords
    status: str
    compared: tuple[str, ...]
    deadline: str
    missing: tuple[str, ...]
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Tally:
    state: StateWords
    number: int


@dataclass(frozen=True, slots=True)
class Todo:
    """Something missing, and where to give it."""

    name: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reason: its sentence and the page of evidence behind it."""

    sentence: str
    about: str
    url: str
    coverage: float | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    row: Row
    duty: Duty
    lead: str
    who: str
    notes: str
    facts: list[tuple[str, str]]
    scope: list[tuple[int, str]]
    rule: list[tuple[int, str]]
    steps: list[tuple[str, str, str, bool]]
    readings: list[Reading]
    todos: list[Todo]
    indicators: list[tuple[str, str, str]]
    deadlines: list[str]
    followers: list[Follower]
    history: list["Past"]


@dataclass(frozen=True, slots=True)
class Past:
    """One statement of the history."""

    row: Attestation
    item: str
    words: str


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One duty, and what staff can give it."""

    code: str
    name: str
    state: StateWords
    todos: list[Todo]


@dataclass(frozen=True, slots=True)
class Month:
    title: str
    days: list["Day"]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    code: str
    name: str
    cause: str
    words: str
    indicative: bool


def state_words(code: str) -> StateWords:
    return StateWords(code, str(words.STATES[code]), words.KINDS[code])


def rows(found: Iterable[Assessment], said: Statements) -> list[Row]:
    return [row(one, said) for one in found]


def row(found: Assessment, said: Statements) -> Row:
    duty, tongue = found.version, words.tongue()
    coming = next_deadline(duty, said, found.on)
    return Row(
        code=duty.code,
        name=duty.name(tongue),
        text=duty.text.name(tongue),
        article=duty.article,
        state=state_words(found.state),
        status=str(words.STATUSES[duty.status]),
        compared=tuple(words.sentences(found)),
        deadline=coming,
        missing=tuple(words.missing(found)),
        assessment=found,
    )


def next_deadline(duty: Duty, said: Statements, on: date) -> str:
    """The next day that asks for something, with its words; nothing when none is known."""
    coming = deadlines.next_deadline(load_duties()[duty.code], said, on)
    return f"{words.day(coming.on)} : {coming.words(words.tongue())}" if coming else ""


def kept(found: list[Row], asked: dict[str, str]) -> list[Row]:
    """Rows the filters keep."""
    return [
        one
        for one in found
        if asked.get("etat") in {"", None, one.state.code}
        and asked.get("statut") in {"", None, one.assessment.version.status}
        and asked.get("texte") in {"", None, one.assessment.version.text.code}
    ]


def tallies(found: list[Row]) -> list[Tally]:
    counted = selectors.tally(one.assessment for one in found)
    return [Tally(state_words(code), number) for code, number in counted.items()]


def title(found: list[Row]) -> str:
    """The finding: how many are met, and how many nobody can tell."""
    counted = selectors.tally(one.assessment for one in found)
    applying = sum(number for state, number in counted.items() if state != "not-applicable")
    if not applying:
        return _("Aucune obligation n’est en vigueur à cette date")
    met = ngettext("%(met)s obligation tenue sur %(all)s", "%(met)s obligations tenues sur %(all)s", counted["met"]) % {
        "met": counted["met"],
        "all": applying,
    }
    unknown = ngettext("%(number)s inconnue", "%(number)s inconnues", counted["unknown"])
    return f"{met}, {unknown % {'number': counted['unknown']}}" if counted["unknown"] else met


def entry_page(found: Assessment, *, for_staff: bool = False) -> EntryPage:
    duty, tongue, said = found.version, words.tongue(), selectors.statements(found.on)
    past = selectors.history(duty.code)
    return EntryPage(
        row=row(found, said),
        duty=duty,
        lead=duty.words(tongue),
        who=duty.who(tongue),
        notes=duty.notes(tongue),
        facts=_facts(duty),
        scope=list(words.rule_lines(duty, duty.scope)),
        rule=list(words.rule_lines(duty, duty.rule)),
        steps=_steps(duty, found.on),
        readings=[_reading(found, at) for at in range(len(found.why))],
        todos=[_todo(duty, one) for one in found.missing],
        indicators=[
            (code, words.subject(duty, "indicator", code), address("indicators:entry", code) or "")
            for code in duty.indicators
        ],
        deadlines=[_deadline_words(one.words(tongue), one.indicative) for one in duty.deadlines],
        followers=selectors.followers(duty.code),
        history=[_past(duty, one) for one in past if for_staff or one.recorded_on <= found.on],
    )


def desk_line(found: Assessment) -> DeskLine:
    duty = found.version
    todos = [_todo(duty, one) for one in found.missing]
    return DeskLine(duty.code, duty.name(words.tongue()), state_words(found.state), todos)


def pasts(duty: Duty, item: str) -> list[Past]:
    """Everything ever said of one item, the last first."""
    return [_past(duty, one) for one in selectors.history(duty.code) if one.item == item]


def _facts(duty: Duty) -> list[tuple[str, str]]:
    tongue = words.tongue()
    until = _("jusqu’au %(end)s") % {"end": words.day(duty.valid_to)} if duty.valid_to else _("sans fin prévue")
    found = [
        (_("Texte"), f"{duty.text.name(tongue)}, {duty.article}"),
        (_("Source"), duty.source),
        (_("En vigueur"), _("du %(start)s, %(end)s") % {"start": words.day(duty.valid_from), "end": until}),
        (_("Règle"), str(words.STATUSES[duty.status])),
        (_("Confiance"), str(words.CONFIDENCES[duty.confidence])),
    ]
    if duty.sanction:
        money = words.amount(duty.sanction.amount_eur, "EUR")
        told = f"{duty.sanction.words(tongue)}{f' ({money})' if money else ''}. {_('Source :')} {duty.sanction.source}"
        found.append((_("Sanction"), told))
    return found


def _steps(duty: Duty, on: date) -> list[tuple[str, str, str, bool]]:
    """From, threshold, words, and whether it is the step in force."""
    now = duty.step(on)
    return [
        (words.day(one.start), words.amount(one.value, duty.unit), one.words(words.tongue()), one == now)
        for one in duty.steps
    ]


def _reading(found: Assessment, at: int) -> Reading:
    reason = found.why[at]
    url = reason.evidence
    if reason.kind == "indicator":
        url = address("indicators:evidence", reason.subject) or url
    return Reading(words.sentence(found.version, reason), reason.about, url, reason.coverage)


def _todo(duty: Duty, one: Missing) -> Todo:
    """Where to give what is missing: the form of the indicator, of the fact, or of the evidence."""
    name = words.missing_words(duty, one)
    if one.kind == "indicator":
        return Todo(name, address("indicators-desk:enter", one.subject) or "", _("Donner la valeur"))
    if one.kind == "input":
        return Todo(name, address("indicators-desk:input", one.subject) or "", _("Donner la valeur"))
    if one.kind in {"attested", "answered"}:
        action = _("Répondre") if one.kind == "answered" else _("Attester")
        return Todo(name, reverse("duties-desk:attest", args=[duty.code, one.subject]), action)
    return Todo(name, "", _("Cette donnée vient d’un registre"))


def _deadline_words(told: str, indicative: bool) -> str:
    return _("%(words)s (date indicative)") % {"words": told} if indicative else told


def _past(duty: Duty, row: Attestation) -> Past:
    is_question = row.item in {one.code for one in duty.questions}
    yes, no = (_("Oui"), _("Non")) if is_question else (_("Fait"), _("Non fait"))
    item = duty.item(row.item)
    return Past(row, item.words(words.tongue()) if item else row.item, yes if row.done else no)


def months(found: list[Occurrence]) -> list[Month]:
    """The calendar by month; months without a date are not there."""
    return [
        Month(formats.date_format(date(year, month, 1), "YEAR_MONTH_FORMAT"), [_day(one) for one in days])
        for (year, month), days in groupby(found, key=lambda one: (one.on.year, one.on.month))
    ]


def _day(one: Occurrence) -> Day:
    tongue = words.tongue()
    return Day(
        one.on,
        one.duty.code,
        one.duty.name(tongue),
        str(words.CAUSES[one.cause]),
        one.words(tongue),
        one.indicative,
    )
