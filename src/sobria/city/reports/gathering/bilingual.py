"""The same words in each language of the site."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.urls import translate_url
from django.utils import translation

from sobria.city.registers.wording import plain
from sobria.engine.indicators.value import Value
from sobria.engine.messages import LANGUAGES, Language
from sobria.ui.context import address

Text = dict[str, str]
Said = TypeVar("Said")
NOTHING: Text = dict.fromkeys(LANGUAGES, "")


def both(make: Callable[[], Any]) -> Text:
    """What `make` says in each language; None says nothing. A lazy text is read while its language holds."""
    found = in_each(lambda: str(make() or ""))
    return {code: said for code, said in found.items()}  # noqa: C416 - keys become plain texts


def in_each(make: Callable[[], Said]) -> dict[Language, Said]:
    return {language: in_language(language, make) for language in LANGUAGES}


def page(name: str, *args: object) -> Text:
    """The address in each language; empty where no room declares it."""
    return both(lambda: address(name, *args))


def moved(url: str) -> Text:
    """An address of the site, in each language; another is left as it is."""
    return {code: translate_url(url, code) if url.startswith("/") else url for code in LANGUAGES}


def wrote(text: str, written_in: str = "fr") -> Text:
    """What the city wrote: in English where the catalogue knows it."""
    return both(lambda: plain(text, written_in))


def paired(found: Mapping[Language, Mapping[str, Value]], code: str, make: Callable[[Value], str]) -> Text:
    """What `make` says, in each language, of the value that language knows under one code."""
    texts: Text = {}
    for language, known in found.items():
        with translation.override(language):
            texts[language] = make(known[code])
    return texts


def in_language(language: Language, make: Callable[[], Said]) -> Said:
    with translation.override(language):
        return make()
