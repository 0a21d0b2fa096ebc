"""What the public pages show, made from the book of a day. Nothing here asks the database but `targets`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sobria.city.indicators import freshness, selectors, targets, words
from sobria.city.indicators.asked_day import AskedDay
from sobria.city.indicators.selectors import Book
from sobria.city.indicators.series import Reading
from sobria.engine.indicators.definitions import Indicator
from sobria.engine.indicators.value import Value
from sobria.ui.downloads import Download
from sobria.ui.figures import State

PER_PAGE = 20
STATES = (
    ("", gettext_lazy("tous")),
    ("known", gettext_lazy("avec une valeur")),
    ("unknown", gettext_lazy("inconnus")),
    ("stale", gettext_lazy("à mettre à jour")),
    ("behind", gettext_lazy("en retard sur leur cible")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the list."""

    indicator: Indicator
    value: Value
    name: str
    shown: str
    period: str
    range: str
    why: str
    fresh: str
    is_fresh: bool
    beside: str
    state: State | None
    standing: str
    expected: str
    entry: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    title: str
    groups: tuple[Group, ...]
    page: Page[Line]
    form: forms.Form
    downloads: tuple[Download, ...]
    failed: bool
    day: AskedDay


class FilterForm(forms.Form):
    """Never validated: an unknown word filters nothing out that exists, and finds nothing."""

    pilier = forms.ChoiceField(
        label=gettext_lazy("Pilier"), required=False, choices=[("", gettext_lazy("tous")), *words.PILLARS.items()]
    )
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False, choices=STATES)
    date = forms.DateField(
        label=gettext_lazy("À la date du"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def home_page(book: Book, asked: dict[str, str], day: AskedDay) -> HomePage:
    """`book`: that of `day.known`."""
    every = lines(book, day)
    shown = Paginator(chosen(every, asked), PER_PAGE).get_page(asked.get("page"))
    return HomePage(
        title=_title(every),
        page=shown,
        groups=tuple(
            Group(code, str(title), own)
            for code, title in words.PILLARS.items()
            if (own := tuple(line for line in shown if line.indicator.pillar == code))
        ),
        form=FilterForm(initial={name: asked.get(name, "") for name in ("pilier", "etat")} | {"date": day.day}),
        downloads=tuple(
            Download(reverse("indicators:download", args=[suffix]) + day.query, label)
            for suffix, label in (("csv", "CSV"), ("json", "JSON"))
        ),
        failed=bool(book.failures),
        day=day,
    )


def _title(every: Iterable[Line]) -> str:
    found = list(every)
    known = sum(line.value.value is not None for line in found)
    fresh = sum(line.is_fresh for line in found)
    text = ngettext(
        "%(known)s indicateur sur %(all)s a une valeur, %(fresh)s à jour",
        "%(known)s indicateurs sur %(all)s ont une valeur, %(fresh)s à jour",
        known,
    )
    return text % {"known": known, "all": len(found), "fresh": fresh}


def chosen(every: Iterable[Line], asked: dict[str, str]) -> list[Line]:
    pillar, state = asked.get("pilier", ""), asked.get("etat", "")
    return [line for line in every if pillar in {"", line.indicator.pillar} and _is_in(line, state)]


def _is_in(line: Line, state: str) -> bool:
    is_known = line.value.value is not None
    answers = {
        "": True,
        "known": is_known,
        "unknown": not is_known,
        "stale": not line.is_fresh,
        "behind": line.standing == "behind",
    }
    return answers.get(state, False)


def lines(book: Book, day: AskedDay) -> list[Line]:
    """Every indicator, in the order of the catalogue. Queries of `targets` only."""
    found = selectors.readings(book)
    held = targets.targets(book.on, {code: reading.value for code, reading in found.items()})
    return [line(book, code, reading, held.get(code), day) for code, reading in found.items()]


def line(book: Book, code: str, reading: Reading, target: targets.TargetView | None, day: AskedDay) -> Line:
    indicator, value = book.library.indicators[code], reading.value
    frequency = book.library.frequencies[indicator.frequency]
    is_known = value.value is not None
    return Line(
        indicator=indicator,
        value=value,
        name=indicator.name(get_language() or "fr"),
        shown=words.value_words(value, indicator),
        period=words.period_words(value.start, value.end) if is_known else "",
        range=words.range_words(value, places=indicator.precision),
        why=words.unknown_words(value),
        fresh=fresh_words(freshness.due(value, frequency, on=book.on), on=book.on),
        is_fresh=freshness.is_fresh(value, frequency, on=book.on),
        beside=beside_words(reading, indicator),
        state=targets.state_of(target.standing) if target else None,
        standing=target.standing.state if target else "",
        expected=targets.expected_words(indicator, target, day.day),
        entry=reverse("indicators:entry", args=[code]) + day.query,
        evidence=reverse("indicators:evidence", args=[code]),
    )


def fresh_words(due: date | None, *, on: date) -> str:
    if due is None:
        return ""
    text = _("à jour jusqu’au %(day)s") if due >= on else _("à mettre à jour depuis le %(day)s")
    return text % {"day": words.day_words(due)}


def beside_words(reading: Reading, indicator: Indicator) -> str:
    """What was entered for a period that the registers compute: kept, shown, not used."""
    if reading.beside is None:
        return ""
    return _("Le calcul l’emporte. Valeur saisie pour la même période, gardée à côté : %(value)s (%(source)s).") % {
        "value": words.value_words(reading.beside, indicator),
        "source": reading.beside.source,
    }
