"""Templates: used, translated, without inline code, without any other host."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
from django.template.base import Lexer, TokenType
from tests.consistency.sources import ROOT, faulty, text_of, tracked

TEMPLATES = tracked("src/*.html")
FILLED = "\N{OBJECT REPLACEMENT CHARACTER}"
# Names that are the same in every language.
NAMES = {"Sobria", "RGAA", "Table Schema", "SHA-256", "CSV", "JSON"}
SPOKEN = {"aria-label", "title", "alt", "placeholder", "content"}
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "413.html", "500.html"}
ALLAUTH = Path(allauth.__file__).parent / "templates"
# Namespaces, never fetched.
NOT_FETCHED = re.compile(r"http://www\.w3\.org/\S+")


def name_of(path: Path) -> str:
    return str(path).split("/templates/", 1)[1]


def unused(path: Path) -> list[str]:
    name = name_of(path)
    if name in ERROR_PAGES or (ALLAUTH / name).exists():
        return []  # Django and allauth look these up by name
    users = (other for other in tracked("src/*.py", "src/*.html") if other != path)
    return [] if any(name in text_of(other) for other in users) else [f"nothing renders {name}"]


def test_templates_are_used() -> None:
    assert faulty(TEMPLATES, unused) == {}


def test_templates_hold_no_inline_code_or_style() -> None:
    """The content policy refuses them."""
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:")
    assert faulty(TEMPLATES, lambda path: inline.findall(text_of(path))) == {}


def hosts_called(path: Path) -> list[str]:
    source = NOT_FETCHED.sub("", text_of(path))
    loaded = re.findall(r"(?:src|srcset|url\(|@import)[\s=\"'(]*(?:https?:)?//\S+", source)
    return loaded + re.findall(r"<link[^>]+href=\"(?:https?:)?//[^\"]+", source)


def test_pages_call_no_other_host() -> None:
    assert faulty(tracked("src/*.html", "src/*.css", "src/*.js", "src/*.svg"), hosts_called) == {}


class Words(HTMLParser):
    """What a reader would see or hear of a template, its tags and variables set aside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        is_viewport = ("name", "viewport") in attrs
        self.found += [value for name, value in attrs if name in SPOKEN and value and not is_viewport]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "code" not in self._open:
            self.found.append(data)


def untagged(source: str) -> str:
    """The template with each tag, variable, comment and translated block replaced by one character."""
    kept, inside = [], ""
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if inside:
            inside = "" if word == f"end{inside}" else inside
        elif word in {"blocktranslate", "blocktrans", "comment"} or token.contents == "block pillar":
            inside = word
            kept.append(FILLED)
        else:
            kept.append(token.contents if token.token_type == TokenType.TEXT else FILLED)
    return "".join(kept)


def untranslated(source: str) -> Iterator[str]:
    words = Words()
    words.feed(untagged(source))
    for text in words.found:
        bare = text
        for name in NAMES:
            bare = bare.replace(name, "")
        if re.search(r"[^\W\d_]{2,}", bare):
            yield text.strip()


def test_every_text_of_a_template_can_be_translated() -> None:
    assert faulty(TEMPLATES, lambda path: list(untranslated(text_of(path)))) == {}


@pytest.mark.parametrize(
    "source",
    ["<p>Bonjour {{ name }}</p>", '<a aria-label="Fermer">x</a>', '{% translate "Oui" %} ou <b>non</b>'],
)
def test_the_search_for_untranslated_text_finds_some(source: str) -> None:
    assert list(untranslated(source))


def test_there_are_templates_to_check() -> None:
    assert len(TEMPLATES) > 10, f"no templates found under {ROOT}"
