"""Texts, numbers and days of an edition in one language. Numbers are kept whole; they are rounded here only."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sobria.engine.messages import Language, day, say

Text = Mapping[str, str]
NO_BREAK, NARROW, MINUS = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{MINUS SIGN}"
LONGEST_WORD = 60
MOST_PLACES = 10
# A word longer than a line of the narrowest column could not be shown whole: it is cut where a line may end.
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_MONTH, _DAY = 12, 31


def pick(text: Text, language: Language) -> str:
    """The text in the language, else in French."""
    return text.get(language) or text.get("fr", "")


def cut(text: str) -> str:
    return _LONG.sub(lambda found: f"{found.group(0)}\n", text)


def number(value: float, places: int, language: Language) -> str:
    """`1234.5` as « 1 234,5 », "1,234.5"."""
    rounded = round(value, places)
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    if language == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def exact(value: float, language: Language) -> str:
    """Every digit worth keeping."""
    text = f"{value:.{MOST_PLACES}f}".rstrip("0").rstrip(".")
    return number(value, len(text.partition(".")[2]), language)


def places_for(figure: Mapping[str, Any], value: float) -> int:
    """Decimals of a difference: those of the figure, and more where they would write nothing but zero."""
    places = int(figure["places"])
    while value and round(value, places) == 0 and places < MOST_PLACES:
        places += 1
    return places


def signed(figure: Mapping[str, Any], value: float | None, language: Language) -> str:
    """A difference with its sign, in the unit of the figure; nothing when there is none."""
    if value is None:
        return ""
    text = number(value, places_for(figure, value), language)
    return with_unit(f"+{text}" if value > 0 else text, difference_unit(figure, language))


def difference_unit(figure: Mapping[str, Any], language: Language) -> str:
    return say("edition-points", language) if figure["unit"].startswith("%") else pick(figure["unit_words"], language)


def with_unit(text: str, unit: str) -> str:
    return f"{text}{NO_BREAK}{unit}" if unit else text


def measured(figure: Mapping[str, Any], value: float | None, language: Language) -> str:
    """A value of the figure with its unit; « inconnu » when there is none."""
    if value is None:
        return say("edition-unknown", language)
    return with_unit(number(value, figure["places"], language), pick(figure["unit_words"], language))


def value_of(figure: Mapping[str, Any], language: Language) -> str:
    """The value as people read it, a class before its number."""
    text = measured(figure, figure["value"], language)
    if not figure["letter"]:
        return text
    letter = say("edition-letter", language, letter=figure["letter"])
    return letter if figure["value"] is None else f"{text}, {letter}"


def interval(figure: Mapping[str, Any], language: Language) -> str:
    low, high = figure["low"], figure["high"]
    if figure["value"] is None or low is None or high is None:
        return ""
    bounds = {"low": number(low, figure["places"], language), "high": number(high, figure["places"], language)}
    return say("edition-interval", language, **bounds)


def percent(share: float | None, language: Language) -> str:
    """A share (0-1); never the whole for less than all, nor nothing for something."""
    if share is None:
        return say("edition-unsaid", language)
    shown = round(share * 100)
    if share < 1:
        shown = min(shown, 99)
    if share > 0:
        shown = max(shown, 1)
    return f"{number(shown, 0, language)}{NO_BREAK if language == 'fr' else ''}%"


def written_day(text: str | None, language: Language) -> str:
    return day(date.fromisoformat(text), language) if text else say("edition-no-date", language)


def short_day(text: str | None, language: Language) -> str:
    """« 31/12/2026 »: for cells."""
    if not text:
        return say("edition-no-date", language)
    on = date.fromisoformat(text)
    return f"{on:%d/%m/%Y}"


def period(figure: Mapping[str, Any], language: Language) -> str:
    """« 2026 », « au 26/11/2026 », « du 01/01/2026 au 26/11/2026 »; nothing for an unknown figure without period."""
    if not figure["start"] or not figure["end"]:
        return ""
    start, end = date.fromisoformat(figure["start"]), date.fromisoformat(figure["end"])
    if start == end:
        return say("edition-on-day", language, day=short_day(figure["end"], language))
    if (start.month, start.day, end.month, end.day) == (1, 1, _MONTH, _DAY) and start.year == end.year:
        return str(start.year)
    days = {"start": short_day(figure["start"], language), "end": short_day(figure["end"], language)}
    return say("edition-from-to", language, **days)


def colon(language: Language) -> str:
    return f"{NO_BREAK}: " if language == "fr" else ": "


def within(name: str) -> str:
    """A name inside a sentence: its capital leaves, unless it begins an acronym."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
