"""The page of one indicator, and the page that says where its figure comes from."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sobria.city.indicators import freshness, selectors, targets, words
from sobria.city.indicators.asked_day import AskedDay
from sobria.city.indicators.models import Entry
from sobria.city.indicators.pages import beside_words, fresh_words
from sobria.city.indicators.selectors import Book
from sobria.city.indicators.series import LACKS, NOBODY, Reading, latest
from sobria.city.registers.wording import plain
from sobria.engine.indicators.definitions import Indicator, load_inputs
from sobria.engine.indicators.value import Value
from sobria.ui.charts import Year, YearChart
from sobria.ui.context import address
from sobria.ui.figures import Estimate, State
from sobria.ui.numbers import percent

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    period: str
    shown: str
    range: str
    coverage: str
    origin: str
    source: str
    evidence: str
    recorded: str
    beside: str
    why: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    code: str
    pillar: str
    title: str
    name: str
    lead: str
    why: str
    give: str
    beside: str
    state: State | None
    target: str
    definition: Facts
    duties: tuple[Link, ...]
    chart: YearChart | None
    history: tuple[HistoryLine, ...]
    versions: tuple[Entry, ...]
    evidence: str
    targets: str


@dataclass(frozen=True, slots=True)
class Part:
    """Something the value is made of: a fact or another indicator."""

    name: str
    code: str
    shown: str
    period: str
    source: str
    evidence: str
    why: str


@dataclass(frozen=True, slots=True)
class EvidencePage:
    code: str
    pillar: str
    title: str
    name: str
    facts: Facts
    formula: str
    expression: str
    parts: tuple[Part, ...]
    evidence: str
    is_link: bool
    why: str
    beside: str


def entry_page(book: Book, code: str, day: AskedDay) -> EntryPage:
    """One query for the versions, and those of `targets`."""
    indicator = book.library.indicators[code]
    found = selectors.readings(book)
    reading = found[code]
    target = targets.targets(book.on, {one: each.value for one, each in found.items()}).get(code)
    series = selectors.readings_of(book, code)
    name, value = indicator.name(get_language() or "fr"), reading.value
    return EntryPage(
        code=code,
        pillar=indicator.pillar,
        title=_title(name, value, indicator),
        name=name,
        lead=_lead(book, indicator, value),
        why=words.missing_words(value),
        give=_give(value),
        beside=beside_words(reading, indicator),
        state=targets.state_of(target.standing) if target else None,
        target=_target_words(target, indicator, day),
        definition=_definition(book, indicator),
        duties=_duties(indicator),
        chart=_chart(indicator, series),
        history=tuple(_history_line(one, indicator) for one in reversed(series)),
        versions=tuple(selectors.versions(code, on=book.on)),
        evidence=reverse("indicators:evidence", args=[code]) + day.query,
        targets=(address("indicators:target", code) or "") + day.query,
    )


def _give(value: Value) -> str:
    """Where a person gives what lacks; nothing where no person does."""
    if value.value is not None or value.unknown not in {LACKS, NOBODY}:
        return ""
    given = [code for code in value.missing if code in load_inputs()]
    if value.unknown == LACKS:
        return reverse("indicators-desk:inputs") if given else ""
    return reverse("indicators-desk:enter", args=[value.code])


def _title(name: str, value: Value, indicator: Indicator) -> str:
    if value.value is None:
        return _("%(name)s : inconnu") % {"name": name}
    return _("%(name)s : %(value)s") % {"name": name, "value": words.value_words(value, indicator)}


def _lead(book: Book, indicator: Indicator, value: Value) -> str:
    if value.value is None:
        return ""
    frequency = book.library.frequencies[indicator.frequency]
    said = [words.period_words(value.start, value.end)]
    if between := words.range_words(value, places=indicator.precision):
        said.append(_("intervalle de %(range)s") % {"range": between})
    if value.coverage is not None:
        said.append(_("%(share)s de ce qui devrait l’être est compté") % {"share": percent(value.coverage, places=1)})
    said.append(fresh_words(freshness.due(value, frequency, on=book.on), on=book.on))
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _target_words(target: targets.TargetView | None, indicator: Indicator, day: AskedDay) -> str:
    """What was promised for the end of the value's period, which it is held against, then for the day asked."""
    at = target.standing.at if target and target.standing.gap is not None else None
    then = targets.expected_words(indicator, target, at) if at else ""
    now = targets.expected_words(indicator, target, day.day) if at != day.day else ""
    if then and now:
        return _("%(then)s, fin de la période de cette valeur. %(now)s.") % {"then": then, "now": now}
    return f"{then or now}." if then or now else ""


def _definition(book: Book, one: Indicator) -> Facts:
    language = get_language() or "fr"
    bounds = [_("de %(low)s") % {"low": words.exact(one.minimum)}] if one.minimum is not None else []
    bounds += [_("jusqu’à %(high)s") % {"high": words.exact(one.maximum)}] if one.maximum is not None else []
    facts = [
        (_("Code permanent"), one.code),
        (_("Formule"), one.formula(language)),
        (_("Calcul"), one.expression),
        (_("Ce qu’il faut savoir"), ", ".join(words.name_of(code) for code in one.inputs)),
        (_("Unité"), book.library.units[one.unit].label(language)),
        (_("Valeurs admises"), " ".join(bounds)),
        (_("Classes"), " ".join(one.letters)),
        (_("Fréquence"), _("%(how)s (proposition)") % {"how": book.library.frequencies[one.frequency].label(language)}),
        (_("Sens"), str(words.DIRECTIONS[one.direction])),
        (_("Source"), one.source),
        (_("Fondement"), words.basis_words(one)),
        (_("Confiance dans la définition"), str(words.CONFIDENCES[one.confidence])),
    ]
    return tuple((term, text) for term, text in facts if text)


def _duties(indicator: Indicator) -> tuple[Link, ...]:
    return tuple(Link(code, address("duties:entry", code) or "") for code in indicator.duties)


def _chart(indicator: Indicator, series: list[Reading]) -> YearChart | None:
    """The last value of each year; nothing to draw before two known years, or below zero."""
    last = {one.value.end.year: one.value for one in series if one.value.value is not None}
    if len(last) < 2 or any((value.low or value.value or 0.0) < 0 for value in last.values()):  # noqa: PLR2004
        return None
    unit = words.unit_words(indicator.unit)
    return YearChart(
        title=_("%(name)s, par année") % {"name": indicator.name(get_language() or "fr")},
        years=tuple(
            Year(year, Estimate(value.value, unit=unit, low=value.low, high=value.high)) for year, value in last.items()
        ),
        value_header=_("Valeur"),
    )


def _history_line(reading: Reading, indicator: Indicator) -> HistoryLine:
    value = reading.value
    return HistoryLine(
        period=words.period_words(value.start, value.end),
        shown=words.value_words(value, indicator),
        range=words.range_words(value, places=indicator.precision),
        coverage="" if value.coverage is None else percent(value.coverage, places=1),
        origin=str(words.ORIGINS[value.origin]),
        source=plain(value.source),
        evidence=value.evidence if is_address(value.evidence) else "",
        recorded="" if value.recorded is None else words.day_words(value.recorded),
        beside=beside_words(reading, indicator),
        why=words.unknown_words(value),
    )


def is_address(text: str) -> bool:
    """Whether evidence can be followed: a page of the site, or a page of the web."""
    return text.startswith(("https://", "http://")) or (text.startswith("/") and not text.startswith("//"))


def evidence_page(book: Book, code: str) -> EvidencePage:
    """No query."""
    indicator = book.library.indicators[code]
    reading = selectors.readings(book)[code]
    value, name = reading.value, indicator.name(get_language() or "fr")
    return EvidencePage(
        code=code,
        pillar=indicator.pillar,
        title=_title(name, value, indicator),
        name=name,
        facts=_evidence_facts(value, indicator),
        formula=indicator.formula(get_language() or "fr"),
        expression=indicator.expression,
        parts=_parts(book, indicator, reading),
        evidence=value.evidence,
        is_link=is_address(value.evidence),
        why=words.unknown_words(value),
        beside=beside_words(reading, indicator),
    )


def _evidence_facts(value: Value, indicator: Indicator) -> Facts:
    is_known = value.value is not None
    facts = [
        (_("Période"), words.period_words(value.start, value.end) if is_known else ""),
        (_("Valeur exacte"), words.exact(value.value) if value.value is not None else ""),
        (_("Unité"), words.unit_words(indicator.unit) if is_known else ""),
        (_("Intervalle"), words.range_words(value, places=indicator.precision)),
        (_("Part comptée"), "" if value.coverage is None else percent(value.coverage, places=1)),
        (_("Origine"), str(words.ORIGINS[value.origin])),
        (_("Méthode"), plain(value.method)),
        (_("Source"), plain(value.source)),
        (_("Établi le"), words.day_words(value.recorded) if value.recorded else ""),
        (_("Code permanent"), indicator.code),
    ]
    return tuple((term, text) for term, text in facts if text)


def _parts(book: Book, indicator: Indicator, reading: Reading) -> tuple[Part, ...]:
    """Those used; for a value that is not computed, those it would need as they are known."""
    used = {value.code: value for value in reading.parts}
    return tuple(
        _part(book, code, used.get(code) or latest(book.series.get(code, []), by=book.on)) for code in indicator.inputs
    )


def _part(book: Book, code: str, value: Value | None) -> Part:
    one = book.library.indicators.get(code)
    known = value is not None and value.value is not None
    unit = one.unit if one else book.library.facts[code].unit
    shown = words.exact(value.value) if value is not None and value.value is not None else _("inconnu")
    own = "" if value is None or not is_address(value.evidence) else value.evidence
    return Part(
        name=words.name_of(code),
        code=code,
        shown=f"{shown} {words.unit_words(unit)}".strip() if known else shown,
        period=words.period_words(value.start, value.end) if value is not None else "",
        source=plain(value.source) if value is not None else "",
        evidence=reverse("indicators:evidence", args=[code]) if one else own,
        why="" if known else _ask(book, code),
    )


def _ask(book: Book, code: str) -> str:
    fact = book.library.facts.get(code)
    if fact is None:
        return ""
    return _("À demander : %(who)s.") % {"who": fact.asked(get_language() or "fr")}
