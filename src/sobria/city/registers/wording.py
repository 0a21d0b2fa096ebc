"""What a city wrote, for a reader of another language: the catalogue's translation, else the text and its language."""

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sobria.city.registers.imports.sentences import language
from sobria.engine.strategy.phrases import in_language

WRITTEN_IN = "fr"


def plain(text: str, written_in: str = WRITTEN_IN) -> str:
    """In the reader's language where the catalogue knows it; for titles and labels that bear no mark."""
    reader = language()
    if not text or written_in == reader:
        return text
    return in_language(text, reader, demonstration=settings.SOBRIA_DEMO) or text


def said(text: str, written_in: str = WRITTEN_IN) -> SafeString:
    """The same in a page, its line breaks kept; a text left in another language bears its `lang`."""
    shown, reader = plain(text, written_in), language()
    lines = mark_safe("<br>".join(escape(line) for line in shown.splitlines()))  # noqa: S308 - each line is escaped
    is_foreign = bool(text) and written_in != reader and shown == text
    return format_html('<span lang="{}">{}</span>', written_in, lines) if is_foreign else lines
